/**
 * Batch norm in float64 over float32 tensors (Ioffe, Szegedy 2015, algorithm 1), forward and through the
 * batch statistics backward. Per-unit reductions and the steps that apply them are separate calls, so that
 * the shards of a batch exchange only the short reduced vectors in between. The reductions of the forward
 * pass are `sumColumns` and `squaresOfAll` of moments.ts.
 */
import { addDouble, addDoubles, highDoubles, lowDoubles, toFloats } from "./simd";

/** inverseStd[j] = 1 / sqrt(m2[j] / count + epsilon); the variance is the biased one. */
export function inverseStds(m2: usize, units: u32, count: f64, epsilon: f64, out: usize): void {
  for (let at: usize = 0, end = <usize>units << 3; at < end; at += 8) {
    store<f64>(out + at, 1 / sqrt<f64>(load<f64>(m2 + at) / count + epsilon));
  }
}

// @ts-ignore: decorator
@inline
function normalizedPair(x: v128, mean: usize, inverse: usize): v128 {
  return f64x2.mul(f64x2.sub(x, v128.load(mean)), v128.load(inverse));
}

/**
 * y = gain (x - mean) inverseStd + shift, `[rows, units]`; in place allowed.
 * @param gains float64 `[units]`, as `shifts`
 */
export function normalize(
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
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const d = normalizedPair(lowDoubles(v), means + 2 * at, inverses + 2 * at);
      const e = normalizedPair(highDoubles(v), means + 2 * at + 16, inverses + 2 * at + 16);
      const low = f64x2.add(f64x2.mul(v128.load(gains + 2 * at), d), v128.load(shifts + 2 * at));
      const high = f64x2.add(f64x2.mul(v128.load(gains + 2 * at, 16), e), v128.load(shifts + 2 * at, 16));
      v128.store(y + at, toFloats(low, high));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = (<f64>load<f32>(x + at) - load<f64>(means + 2 * at)) * load<f64>(inverses + 2 * at);
      store<f32>(y + at, <f32>(load<f64>(gains + 2 * at) * d + load<f64>(shifts + 2 * at)));
    }
    x += stride;
    y += stride;
  }
}

/**
 * The two projections that the backward pass subtracts: sums[j] += g, sums[units + j] += g xhat.
 * @param g gradient at the output of the norm, `[rows, units]`
 * @param x its input, `[rows, units]`
 */
export function normalizeGradientSums(
  g: usize,
  x: usize,
  rows: u32,
  units: u32,
  means: usize,
  inverses: usize,
  sums: usize,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const array: usize = stride << 1;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const gradient = v128.load(g + at);
      const gradientLow = lowDoubles(gradient);
      const gradientHigh = highDoubles(gradient);
      const d = normalizedPair(lowDoubles(v), means + 2 * at, inverses + 2 * at);
      const e = normalizedPair(highDoubles(v), means + 2 * at + 16, inverses + 2 * at + 16);
      const to = sums + 2 * at;
      addDoubles(to, gradientLow);
      addDoubles(to + 16, gradientHigh);
      addDoubles(to + array, f64x2.mul(gradientLow, d));
      addDoubles(to + array + 16, f64x2.mul(gradientHigh, e));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const gradient = <f64>load<f32>(g + at);
      const d = (<f64>load<f32>(x + at) - load<f64>(means + 2 * at)) * load<f64>(inverses + 2 * at);
      addDouble(sums + 2 * at, gradient);
      addDouble(sums + 2 * at + array, gradient * d);
    }
    x += stride;
    g += stride;
  }
}

/** Divides `count` float64 in place: sums of the whole batch to means. */
export function divideDoubles(values: usize, count: u32, divisor: f64): void {
  for (let end = values + (<usize>count << 3); values < end; values += 8) store<f64>(values, load<f64>(values) / divisor);
}

// @ts-ignore: decorator
@inline
function gradientPair(g: v128, x: v128, mean: usize, inverse: usize, meanG: usize, meanGX: usize, gain: usize): v128 {
  const projected = f64x2.mul(normalizedPair(x, mean, inverse), v128.load(meanGX));
  const rest = f64x2.sub(f64x2.sub(g, v128.load(meanG)), projected);
  return f64x2.mul(f64x2.mul(v128.load(gain), v128.load(inverse)), rest);
}

/**
 * dx = gain inverseStd (g - mean(g) - xhat mean(g xhat)), means over the whole batch; out may be g.
 * @param gradientMeans mean(g) `[units]`, then mean(g xhat) `[units]`
 * @param gains float64 `[units]`
 */
export function normalizeGradient(
  g: usize,
  x: usize,
  out: usize,
  rows: u32,
  units: u32,
  means: usize,
  inverses: usize,
  gradientMeans: usize,
  gains: usize,
): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const second = gradientMeans + 2 * stride;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const gradient = v128.load(g + at);
      const j: usize = at << 1;
      const k = j + 16;
      const low = gradientPair(
        lowDoubles(gradient), lowDoubles(v), means + j, inverses + j, gradientMeans + j, second + j, gains + j,
      );
      const high = gradientPair(
        highDoubles(gradient), highDoubles(v), means + k, inverses + k, gradientMeans + k, second + k, gains + k,
      );
      v128.store(out + at, toFloats(low, high));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const j: usize = at << 1;
      const inverse = load<f64>(inverses + j);
      const d = (<f64>load<f32>(x + at) - load<f64>(means + j)) * inverse;
      const rest = <f64>load<f32>(g + at) - load<f64>(gradientMeans + j) - d * load<f64>(second + j);
      store<f32>(out + at, <f32>(load<f64>(gains + j) * inverse * rest));
    }
    x += stride;
    g += stride;
    out += stride;
  }
}

/** out = gain inverseStd g, `[rows, units]`: the gradient where the statistics are given; out may be g. */
export function scaleColumns(g: usize, out: usize, rows: u32, units: u32, inverses: usize, gains: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(g + at);
      const lowScale = f64x2.mul(v128.load(gains + 2 * at), v128.load(inverses + 2 * at));
      const highScale = f64x2.mul(v128.load(gains + 2 * at, 16), v128.load(inverses + 2 * at, 16));
      const low = f64x2.mul(lowScale, lowDoubles(v));
      const high = f64x2.mul(highScale, highDoubles(v));
      v128.store(out + at, toFloats(low, high));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      store<f32>(out + at, <f32>(load<f64>(gains + 2 * at) * load<f64>(inverses + 2 * at) * <f64>load<f32>(g + at)));
    }
    g += stride;
    out += stride;
  }
}
