/**
 * Layer norm (Ba, Kiros, Hinton 2016) and RMS norm (Zhang, Sennrich 2019) in float64 over float32 tensors,
 * forward and through their statistics backward. Every row is on its own, so one call does a piece of rows
 * whole. RMS norm is layer norm about 0.
 *
 * A mean of float32 values taken in float64 is off by less than 2^-50 of the largest of them: about it,
 * unlike over a whole batch of shards, the sum of squares needs no correction. No square of a float32
 * over- or underflows float64.
 */
import { highDoubles, lowDoubles, toFloats } from "./simd";

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * means[row] = mean over the units (0 where not centred), inverses[row] = 1 /
 * sqrt(mean((x - mean)^2) + epsilon).
 * @param x `[rows, units]`
 */
export function rowStatistics(
  x: usize,
  rows: u32,
  units: u32,
  isCentered: u32,
  epsilon: f64,
  means: usize,
  inverses: usize,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    let mean: f64 = 0;
    if (isCentered) {
      let low = f64x2.splat(0);
      let high = f64x2.splat(0);
      for (let at: usize = 0; at < blocked; at += 16) {
        const v = v128.load(x + at);
        low = f64x2.add(low, lowDoubles(v));
        high = f64x2.add(high, highDoubles(v));
      }
      let sum = sumLanes(f64x2.add(low, high));
      for (let at: usize = blocked; at < stride; at += 4) sum += <f64>load<f32>(x + at);
      mean = sum / <f64>units;
    }
    const center = f64x2.splat(mean);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const d = f64x2.sub(lowDoubles(v), center);
      const e = f64x2.sub(highDoubles(v), center);
      low = f64x2.add(low, f64x2.mul(d, d));
      high = f64x2.add(high, f64x2.mul(e, e));
    }
    let squares = sumLanes(f64x2.add(low, high));
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = <f64>load<f32>(x + at) - mean;
      squares += d * d;
    }
    store<f64>(means, mean);
    store<f64>(inverses, 1 / sqrt<f64>(squares / <f64>units + epsilon));
    x += stride;
    means += 8;
    inverses += 8;
  }
}

/** y = gamma (x - mean) inverseStd + beta, `[rows, units]`; in place allowed. */
export function normalizeRows(
  x: usize,
  y: usize,
  rows: u32,
  units: u32,
  means: usize,
  inverses: usize,
  gamma: f64,
  beta: f64,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const scale = f64x2.splat(gamma);
  const shift = f64x2.splat(beta);
  for (let row: u32 = 0; row < rows; row++) {
    const mean = load<f64>(means);
    const inverse = load<f64>(inverses);
    const center = f64x2.splat(mean);
    const factor = f64x2.splat(inverse);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      v128.store(
        y + at,
        toFloats(f64x2.add(f64x2.mul(scale, d), shift), f64x2.add(f64x2.mul(scale, e), shift)),
      );
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      store<f32>(y + at, <f32>(gamma * ((<f64>load<f32>(x + at) - mean) * inverse) + beta));
    }
    x += stride;
    y += stride;
    means += 8;
    inverses += 8;
  }
}

/**
 * dx = gamma inverseStd (g - mean(g) - xhat mean(g xhat)), means over the units; without
 * mean(g) where not centred.
 * @param g gradient at the output of the norm, `[rows, units]`; out may be g
 * @param x its input, `[rows, units]`
 */
export function normalizeRowsGradient(
  g: usize,
  x: usize,
  out: usize,
  rows: u32,
  units: u32,
  isCentered: u32,
  means: usize,
  inverses: usize,
  gamma: f64,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const mean = load<f64>(means);
    const inverse = load<f64>(inverses);
    const center = f64x2.splat(mean);
    const factor = f64x2.splat(inverse);
    let plain = f64x2.splat(0);
    let projected = f64x2.splat(0);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const gradient = v128.load(g + at);
      const low = lowDoubles(gradient);
      const high = highDoubles(gradient);
      plain = f64x2.add(plain, f64x2.add(low, high));
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      projected = f64x2.add(projected, f64x2.add(f64x2.mul(low, d), f64x2.mul(high, e)));
    }
    let meanG = sumLanes(plain);
    let meanGX = sumLanes(projected);
    for (let at: usize = blocked; at < stride; at += 4) {
      const gradient = <f64>load<f32>(g + at);
      meanG += gradient;
      meanGX += gradient * ((<f64>load<f32>(x + at) - mean) * inverse);
    }
    meanG = isCentered ? meanG / <f64>units : 0;
    meanGX /= <f64>units;
    const scale = gamma * inverse;
    const scales = f64x2.splat(scale);
    const plainMean = f64x2.splat(meanG);
    const projectedMean = f64x2.splat(meanGX);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const gradient = v128.load(g + at);
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      const low = f64x2.sub(f64x2.sub(lowDoubles(gradient), plainMean), f64x2.mul(d, projectedMean));
      const high = f64x2.sub(f64x2.sub(highDoubles(gradient), plainMean), f64x2.mul(e, projectedMean));
      v128.store(out + at, toFloats(f64x2.mul(scales, low), f64x2.mul(scales, high)));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = (<f64>load<f32>(x + at) - mean) * inverse;
      const rest = <f64>load<f32>(g + at) - meanG - d * meanGX;
      store<f32>(out + at, <f32>(scale * rest));
    }
    g += stride;
    x += stride;
    out += stride;
    means += 8;
    inverses += 8;
  }
}
