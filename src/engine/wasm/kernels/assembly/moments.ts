/**
 * Per-unit central power sums of a `[rows, units]` float32 tensor in float64, two passes, as math/moments.ts
 * defines them. Each unit's values are added in ascending row order and no operation is fused, so the sums
 * have the bits of the plain TypeScript; only different units are computed side by side.
 */
import { addDouble, addDoubles, highDoubles, lowDoubles } from "./simd";

const INFINITY_BITS: u32 = 0x7f800000;
const MAGNITUDE: u32 = 0x7fffffff;

/** Whether the float32 in memory is finite. */
// @ts-ignore: decorator
@inline
function isFiniteAt(x: usize): bool {
  return (load<u32>(x) & MAGNITUDE) < INFINITY_BITS;
}

/** sums[j] += values of column j. Finite float32 values cannot overflow it. */
export function sumColumns(x: usize, rows: u32, units: u32, sums: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  for (let row: u32 = 0; row < rows; row += 8) {
    const end = x + min(rows - row, 8) * stride;
    for (let at: usize = 0; at < stride; ) {
      const to = sums + 2 * at;
      if (at < blocked) {
        let low = v128.load(to);
        let high = v128.load(to, 16);
        for (let p = x; p < end; p += stride) {
          const v = v128.load(p + at);
          low = f64x2.add(low, lowDoubles(v));
          high = f64x2.add(high, highDoubles(v));
        }
        v128.store(to, low);
        v128.store(to, high, 16);
        at += 16;
      } else {
        for (let p = x; p < end; p += stride) addDouble(to, <f64>load<f32>(p + at));
        at += 4;
      }
    }
    x = end;
  }
}

/** sums[j] = sum of |x| of column j, in float64. */
export function sumMagnitudes(x: usize, rows: u32, units: u32, sums: usize): void {
  const array = <usize>units << 3;
  memory.fill(sums, 0, array);
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < array; at += 8, x += 4) addDouble(sums + at, <f64>abs(load<f32>(x)));
  }
}

/**
 * out[j] = sum of column j, summed in float64 and rounded to float32.
 * @param sums float64 `[units]`, work space
 */
export function columnSums(x: usize, rows: u32, units: u32, sums: usize, out: usize): void {
  const bytes = <usize>units << 2;
  memory.fill(sums, 0, 2 * bytes);
  sumColumns(x, rows, units, sums);
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(out + at, <f32>load<f64>(sums + 2 * at));
}

/** `sumColumns` over the finite values alone, counted one by one: few tensors have other values. */
export function sumFiniteColumns(x: usize, rows: u32, units: u32, sums: usize, counts: usize): void {
  const array = <usize>units << 3;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < array; at += 8, x += 4) {
      if (isFiniteAt(x)) {
        addDouble(sums + at, <f64>load<f32>(x));
        addDouble(counts + at, 1);
      }
    }
  }
}

/** Divides sums into means, 0 where the count is 0; in place allowed. */
export function meansOfSums(sums: usize, counts: usize, units: u32, means: usize): void {
  for (let at: usize = 0, end = <usize>units << 3; at < end; at += 8) {
    const n = load<f64>(counts + at);
    store<f64>(means + at, n == 0 ? 0 : load<f64>(sums + at) / n);
  }
}

/** Adds d, d^2, d^3, d^4 to float64 that lie `array` bytes apart. */
// @ts-ignore: decorator
@inline
function addPowers(to: usize, array: usize, d: f64): void {
  const d2 = d * d;
  addDouble(to, d);
  addDouble(to + array, d2);
  addDouble(to + 2 * array, d2 * d);
  addDouble(to + 3 * array, d2 * d2);
}

/**
 * Sums of d, d^2, d^3, d^4 with d = x - mean of the column, added to four arrays of `units` float64 that lie
 * one after another at `sums`. All values are finite.
 */
export function powersOfAll(x: usize, rows: u32, units: u32, means: usize, sums: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const array: usize = stride << 1;
  for (let row: u32 = 0; row < rows; row += 8) {
    const taken = min(rows - row, 8);
    for (let at: usize = 0; at < stride; ) {
      let p = x + at;
      let to = sums + 2 * at;
      if (at < blocked) {
        const meanLow = v128.load(means + 2 * at);
        const meanHigh = v128.load(means + 2 * at, 16);
        let first = to;
        let a1 = v128.load(to);
        let b1 = v128.load(to, 16);
        to += array;
        let a2 = v128.load(to);
        let b2 = v128.load(to, 16);
        to += array;
        let a3 = v128.load(to);
        let b3 = v128.load(to, 16);
        to += array;
        let a4 = v128.load(to);
        let b4 = v128.load(to, 16);
        for (let i: u32 = 0; i < taken; i++) {
          const v = v128.load(p);
          const d = f64x2.sub(lowDoubles(v), meanLow);
          const e = f64x2.sub(highDoubles(v), meanHigh);
          const d2 = f64x2.mul(d, d);
          const e2 = f64x2.mul(e, e);
          a1 = f64x2.add(a1, d);
          a2 = f64x2.add(a2, d2);
          a3 = f64x2.add(a3, f64x2.mul(d2, d));
          a4 = f64x2.add(a4, f64x2.mul(d2, d2));
          b1 = f64x2.add(b1, e);
          b2 = f64x2.add(b2, e2);
          b3 = f64x2.add(b3, f64x2.mul(e2, e));
          b4 = f64x2.add(b4, f64x2.mul(e2, e2));
          p += stride;
        }
        v128.store(first, a1);
        v128.store(first, b1, 16);
        first += array;
        v128.store(first, a2);
        v128.store(first, b2, 16);
        first += array;
        v128.store(first, a3);
        v128.store(first, b3, 16);
        first += array;
        v128.store(first, a4);
        v128.store(first, b4, 16);
        at += 16;
      } else {
        const mean = load<f64>(means + 2 * at);
        for (let i: u32 = 0; i < taken; i++) {
          addPowers(to, array, <f64>load<f32>(p) - mean);
          p += stride;
        }
        at += 4;
      }
    }
    x += 8 * stride;
  }
}

/** The same over the finite values alone, one by one. */
export function powersOfFinite(x: usize, rows: u32, units: u32, means: usize, sums: usize): void {
  const array = <usize>units << 3;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < array; at += 8, x += 4) {
      if (isFiniteAt(x)) addPowers(sums + at, array, <f64>load<f32>(x) - load<f64>(means + at));
    }
  }
}

/** Sums of d and d^2 alone, for batch norm: the first two arrays of `powersOfAll`. */
export function squaresOfAll(x: usize, rows: u32, units: u32, means: usize, sums: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const array: usize = stride << 1;
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const d = f64x2.sub(lowDoubles(v), v128.load(means + 2 * at));
      const e = f64x2.sub(highDoubles(v), v128.load(means + 2 * at, 16));
      const to = sums + 2 * at;
      addDoubles(to, d);
      addDoubles(to + 16, e);
      addDoubles(to + array, f64x2.mul(d, d));
      addDoubles(to + array + 16, f64x2.mul(e, e));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const d = <f64>load<f32>(x + at) - load<f64>(means + 2 * at);
      addDouble(sums + 2 * at, d);
      addDouble(sums + 2 * at + array, d * d);
    }
    x += stride;
  }
}

/**
 * The corrected two-pass form in place: m2[j] = max(0, m2[j] - residual[j]^2 / n[j]), NaN kept.
 * @param residuals sums of d; m2 lies `units` float64 behind
 */
export function correctSquares(residuals: usize, counts: usize, units: u32): void {
  const array = <usize>units << 3;
  for (let at = residuals, end = residuals + array; at < end; at += 8) {
    const n = load<f64>(counts);
    counts += 8;
    const residual = load<f64>(at);
    const m2 = load<f64>(at + array) - (residual * residual) / n;
    // n = 0 leaves 0/0; a variance below 0 is rounding.
    store<f64>(at + array, n == 0 || m2 < 0 ? 0 : m2);
  }
}
