/**
 * Layer norm (Ba, Kiros, Hinton 2016) and RMS norm (Zhang, Sennrich 2019) in float64 over float32 tensors,
 * forward and through their statistics backward. Rows are independent, so one call computes whole rows. RMS
 * norm is layer norm about 0.
 *
 * A mean of float32 values taken in float64 is off by less than 2^-50 of the largest of them. About such a
 * mean, unlike over a whole batch of shards, the sum of squares needs no correction. No square of a float32
 * over- or underflows float64.
 */
import { addDouble, highDoubles, lowDoubles, toFloats } from "./simd";

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

/**
 * y = gain (x - mean) inverseStd + shift, `[rows, units]`; in place allowed.
 * @param gains float64 `[units]`, as `shifts`
 */
export function normalizeRows(
  x: usize,
  y: usize,
  rows: u32,
  units: u32,
  means: usize,
  inverses: usize,
  gains: usize,
  shifts: usize,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const mean = load<f64>(means);
    const inverse = load<f64>(inverses);
    const center = f64x2.splat(mean);
    const factor = f64x2.splat(inverse);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      const low = f64x2.add(f64x2.mul(v128.load(gains + 2 * at), d), v128.load(shifts + 2 * at));
      const high = f64x2.add(f64x2.mul(v128.load(gains + 2 * at, 16), e), v128.load(shifts + 2 * at, 16));
      v128.store(y + at, toFloats(low, high));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = (<f64>load<f32>(x + at) - mean) * inverse;
      store<f32>(y + at, <f32>(load<f64>(gains + 2 * at) * d + load<f64>(shifts + 2 * at)));
    }
    x += stride;
    y += stride;
    means += 8;
    inverses += 8;
  }
}

/**
 * The gradients of shifts and gains: sums[j] += g, sums[units + j] += g xhat, in float64.
 * @param g gradient at the output of the norm, `[rows, units]`
 * @param x its input, `[rows, units]`
 */
export function rowNormSums(
  g: usize,
  x: usize,
  rows: u32,
  units: u32,
  means: usize,
  inverses: usize,
  sums: usize,
): void {
  const stride = <usize>units << 2;
  const array: usize = stride << 1;
  for (let row: u32 = 0; row < rows; row++) {
    const mean = load<f64>(means);
    const inverse = load<f64>(inverses);
    for (let at: usize = 0; at < stride; at += 4) {
      const gradient = <f64>load<f32>(g + at);
      addDouble(sums + 2 * at, gradient);
      addDouble(sums + 2 * at + array, gradient * ((<f64>load<f32>(x + at) - mean) * inverse));
    }
    g += stride;
    x += stride;
    means += 8;
    inverses += 8;
  }
}

/**
 * Splits gains into the one of greatest magnitude and what each is of it: units of one gain have parts of
 * exactly 1, which change no bit of what they multiply. Where all gains are 0, all parts are 1.
 * @param gains float64 `[units]`
 * @param parts float64 `[units]`
 * @returns the gain of greatest magnitude
 */
export function splitGains(gains: usize, units: u32, parts: usize): f64 {
  const bytes = <usize>units << 3;
  let greatest: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const gain = load<f64>(gains + at);
    if (abs<f64>(gain) > abs<f64>(greatest)) greatest = gain;
  }
  for (let at: usize = 0; at < bytes; at += 8) {
    store<f64>(parts + at, greatest == 0 ? 1 : load<f64>(gains + at) / greatest);
  }
  return greatest;
}

/**
 * dx = inverseStd (h - mean(h) - xhat mean(h xhat)) for h = gain g, means over the units; without mean(h)
 * where not centred. The greatest gain is a factor of all of it.
 * @param g gradient at the output of the norm, `[rows, units]`; out may be g
 * @param x its input, `[rows, units]`
 * @param gainParts what `splitGains` makes of the gains
 * @param gain what it returns
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
  gainParts: usize,
  gain: f64,
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
      const low = f64x2.mul(lowDoubles(gradient), v128.load(gainParts + 2 * at));
      const high = f64x2.mul(highDoubles(gradient), v128.load(gainParts + 2 * at, 16));
      plain = f64x2.add(plain, f64x2.add(low, high));
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      projected = f64x2.add(projected, f64x2.add(f64x2.mul(low, d), f64x2.mul(high, e)));
    }
    let meanG = sumLanes(plain);
    let meanGX = sumLanes(projected);
    for (let at: usize = blocked; at < stride; at += 4) {
      const gradient = <f64>load<f32>(g + at) * load<f64>(gainParts + 2 * at);
      meanG += gradient;
      meanGX += gradient * ((<f64>load<f32>(x + at) - mean) * inverse);
    }
    meanG = isCentered ? meanG / <f64>units : 0;
    meanGX /= <f64>units;
    const scale = gain * inverse;
    const scales = f64x2.splat(scale);
    const plainMean = f64x2.splat(meanG);
    const projectedMean = f64x2.splat(meanGX);
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const gradient = v128.load(g + at);
      const d = f64x2.mul(f64x2.sub(lowDoubles(v), center), factor);
      const e = f64x2.mul(f64x2.sub(highDoubles(v), center), factor);
      const gradientLow = f64x2.mul(lowDoubles(gradient), v128.load(gainParts + 2 * at));
      const gradientHigh = f64x2.mul(highDoubles(gradient), v128.load(gainParts + 2 * at, 16));
      const low = f64x2.sub(f64x2.sub(gradientLow, plainMean), f64x2.mul(d, projectedMean));
      const high = f64x2.sub(f64x2.sub(gradientHigh, plainMean), f64x2.mul(e, projectedMean));
      v128.store(out + at, toFloats(f64x2.mul(scales, low), f64x2.mul(scales, high)));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = (<f64>load<f32>(x + at) - mean) * inverse;
      const gradient = <f64>load<f32>(g + at) * load<f64>(gainParts + 2 * at);
      const rest = gradient - meanG - d * meanGX;
      store<f32>(out + at, <f32>(scale * rest));
    }
    g += stride;
    x += stride;
    out += stride;
    means += 8;
    inverses += 8;
  }
}
