/**
 * Causal attention, row by row of the queries, as a module of its own: it is fetched with the first network
 * that has attention, and works in the memory of the other kernels. ../../../../experiment/attention.ts is
 * its oracle. Logits and weights of one row and head are all that is held: the way back makes them again.
 *
 * Addresses in bytes; rows of `units` float32, `heads` slices of `size` each.
 */
import { exp } from "./functions";
import { addDouble, multiplyAdd } from "./simd";

/** ln x, of the host. */
// @ts-ignore: decorator
@external("env", "log")
declare function log(x: f64): f64;

/** The sum of products of two slices. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, bytes: usize): f32 {
  const blocked = bytes & ~15;
  let lanes = f32x4.splat(0);
  for (let at: usize = 0; at < blocked; at += 16)
    lanes = multiplyAdd(v128.load(a + at), v128.load(b + at), lanes);
  let sum =
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3));
  for (let at: usize = blocked; at < bytes; at += 4) sum += load<f32>(a + at) * load<f32>(b + at);
  return sum;
}

/** to += factor from. */
// @ts-ignore: decorator
@inline
function addTimes(to: usize, factor: f32, from: usize, bytes: usize): void {
  const blocked = bytes & ~15;
  const factors = f32x4.splat(factor);
  for (let at: usize = 0; at < blocked; at += 16)
    v128.store(to + at, multiplyAdd(factors, v128.load(from + at), v128.load(to + at)));
  for (let at: usize = blocked; at < bytes; at += 4)
    store<f32>(to + at, load<f32>(to + at) + factor * load<f32>(from + at));
}

/** inverses[head] = 1 / sqrt(mean of squares + epsilon), float32. @param count heads of all rows */
export function headInverses(x: usize, inverses: usize, count: u32, size: u32, epsilon: f64): void {
  for (let head: u32 = 0; head < count; head++) {
    let squares: f64 = 0;
    for (let unit: u32 = 0; unit < size; unit++) {
      const value = <f64>load<f32>(x);
      squares += value * value;
      x += 4;
    }
    store<f32>(inverses, <f32>(1 / sqrt<f64>(squares / <f64>size + epsilon)));
    inverses += 4;
  }
}

/** Through that norm, in place: g <- r (g - xhat mean(g xhat)). */
export function headGradients(g: usize, x: usize, inverses: usize, count: u32, size: u32): void {
  const bytes = <usize>size << 2;
  for (let head: u32 = 0; head < count; head++) {
    const inverse = <f64>load<f32>(inverses);
    let along: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 4) along += <f64>load<f32>(g + at) * <f64>load<f32>(x + at);
    along *= (inverse * inverse) / <f64>size;
    for (let at: usize = 0; at < bytes; at += 4)
      store<f32>(g + at, <f32>(inverse * (<f64>load<f32>(g + at) - <f64>load<f32>(x + at) * along)));
    g += bytes;
    x += bytes;
    inverses += 4;
  }
}

/** Greatest logit of the last call of `weigh`. */
let greatest: f32 = 0;

/**
 * Logits of a row and head at `logits`, and exp(logit - greatest) at `weights`.
 * @param k the head in the first row of the sequence
 * @param inversesK 1 / rms of that head, in steps of `heads`
 * @returns the sum of the weights
 */
// @ts-ignore: decorator
@inline
function weigh(
  q: usize,
  k: usize,
  inversesK: usize,
  logits: usize,
  weights: usize,
  seen: u32,
  bytes: usize,
  stride: usize,
  heads: u32,
  scale: f32,
): f64 {
  greatest = -Infinity;
  const end = <usize>seen << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const logit = dot(q, k, bytes) * (scale * load<f32>(inversesK));
    store<f32>(logits + at, logit);
    if (logit > greatest) greatest = logit;
    k += stride;
    inversesK += <usize>heads << 2;
  }
  // What stands behind the last one is written over and not read.
  for (let at: usize = 0; at < end; at += 16)
    v128.store(weights + at, exp(f32x4.sub(v128.load(logits + at), f32x4.splat(greatest))));
  let total: f64 = 0;
  for (let at: usize = 0; at < end; at += 4) total += <f64>load<f32>(weights + at);
  return total;
}

/**
 * out_i = sum_j p_ij v_j for rows [first, last) of whole sequences of `tokens` rows.
 * @param inversesQ float32 `[rows, heads]`, as `inversesK`
 * @param logits float32, `tokens` of them and up to 3 behind; `weights` likewise
 * @param sums float64: logits, their sum, their squares, entropies; added to
 */
export function attendRows(
  q: usize,
  k: usize,
  v: usize,
  out: usize,
  inversesQ: usize,
  inversesK: usize,
  logits: usize,
  weights: usize,
  sums: usize,
  first: u32,
  last: u32,
  tokens: u32,
  heads: u32,
  size: u32,
  scale: f32,
): void {
  const bytes = <usize>size << 2;
  const stride = bytes * heads;
  for (let row = first; row < last; row++) {
    const start = row - (row % tokens);
    const seen = row - start + 1;
    const end = <usize>seen << 2;
    memory.fill(out + row * stride, 0, stride);
    for (let head: u32 = 0; head < heads; head++) {
      const own = row * stride + head * bytes;
      const base = start * stride + head * bytes;
      const total = weigh(
        q + own,
        k + base,
        inversesK + ((<usize>start * heads + head) << 2),
        logits,
        weights,
        seen,
        bytes,
        stride,
        heads,
        scale * load<f32>(inversesQ + ((<usize>row * heads + head) << 2)),
      );
      let sum: f64 = 0;
      let squares: f64 = 0;
      let along: f64 = 0;
      let value = v + base;
      for (let at: usize = 0; at < end; at += 4) {
        const logit = <f64>load<f32>(logits + at);
        const weight = <f64>load<f32>(weights + at) / total;
        sum += logit;
        squares += logit * logit;
        along += weight * (logit - <f64>greatest);
        addTimes(out + own, <f32>weight, value, bytes);
        value += stride;
      }
      addDouble(sums, <f64>seen);
      addDouble(sums + 8, sum);
      addDouble(sums + 16, squares);
      addDouble(sums + 24, log(total) - along);
    }
  }
}

/**
 * The way back for rows [first, last): gq is written, gk and gv are added to, all of them at the normalised
 * queries and keys.
 * @param g dL/d(out)
 */
export function attendRowsGradient(
  q: usize,
  k: usize,
  v: usize,
  g: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  inversesQ: usize,
  inversesK: usize,
  logits: usize,
  weights: usize,
  first: u32,
  last: u32,
  tokens: u32,
  heads: u32,
  size: u32,
  scale: f32,
): void {
  const bytes = <usize>size << 2;
  const stride = bytes * heads;
  for (let row = first; row < last; row++) {
    const start = row - (row % tokens);
    const seen = row - start + 1;
    const end = <usize>seen << 2;
    memory.fill(gq + row * stride, 0, stride);
    for (let head: u32 = 0; head < heads; head++) {
      const own = row * stride + head * bytes;
      const base = start * stride + head * bytes;
      const inverse = load<f32>(inversesQ + ((<usize>row * heads + head) << 2));
      let inverses = inversesK + ((<usize>start * heads + head) << 2);
      const total = weigh(
        q + own,
        k + base,
        inverses,
        logits,
        weights,
        seen,
        bytes,
        stride,
        heads,
        scale * inverse,
      );
      // The logits are not needed again: g . v takes their place.
      let along: f64 = 0;
      let other = base;
      for (let at: usize = 0; at < end; at += 4) {
        const gradient = dot(g + own, v + other, bytes);
        const weight = <f64>load<f32>(weights + at) / total;
        store<f32>(logits + at, gradient);
        store<f32>(weights + at, <f32>weight);
        along += weight * <f64>gradient;
        other += stride;
      }
      other = base;
      for (let at: usize = 0; at < end; at += 4) {
        const weight = load<f32>(weights + at);
        const gradient = <f32>(<f64>weight * (<f64>load<f32>(logits + at) - along)) * scale;
        addTimes(gv + other, weight, g + own, bytes);
        addTimes(gq + own, gradient * load<f32>(inverses), k + other, bytes);
        addTimes(gk + other, gradient * inverse, q + own, bytes);
        other += stride;
        inverses += <usize>heads << 2;
      }
    }
  }
}
