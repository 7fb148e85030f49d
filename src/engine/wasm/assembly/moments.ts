/**
 * Per-unit central power sums of a `[rows, units]` float32 tensor in float64, two passes, as math/moments.ts defines them.
 * Each unit's values are added in ascending row order and nothing is fused, so the sums have the bits of the plain
 * TypeScript; only whole rows of units are done side by side.
 */
import { addDouble, addDoubles, highDoubles, lowDoubles } from "./simd";

const INFINITY_BITS: i32 = 0x7f800000;
const MAGNITUDE: i32 = 0x7fffffff;

/** All ones in the lanes that are finite. */
// @ts-ignore: decorator
@inline
function finiteLanes(v: v128): v128 {
  return i32x4.lt_s(v128.and(v, i32x4.splat(MAGNITUDE)), i32x4.splat(INFINITY_BITS));
}

/** sums[j] += values of column j. Finite float32 values cannot overflow it. */
export function sumColumns(x: usize, rows: u32, units: u32, sums: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  let row: u32 = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let at: usize = 0; at < blocked; at += 16) {
      let p = x + at;
      const v0 = v128.load(p);
      p += stride;
      const v1 = v128.load(p);
      p += stride;
      const v2 = v128.load(p);
      p += stride;
      const v3 = v128.load(p);
      const to = sums + 2 * at;
      let low = f64x2.add(v128.load(to), lowDoubles(v0));
      let high = f64x2.add(v128.load(to, 16), highDoubles(v0));
      low = f64x2.add(low, lowDoubles(v1));
      high = f64x2.add(high, highDoubles(v1));
      low = f64x2.add(low, lowDoubles(v2));
      high = f64x2.add(high, highDoubles(v2));
      v128.store(to, f64x2.add(low, lowDoubles(v3)));
      v128.store(to, f64x2.add(high, highDoubles(v3)), 16);
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      let sum = load<f64>(sums + 2 * at);
      let p = x + at;
      for (let i = 0; i < 4; i++) {
        sum += <f64>load<f32>(p);
        p += stride;
      }
      store<f64>(sums + 2 * at, sum);
    }
    x += 4 * stride;
  }
  for (; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      addDoubles(sums + 2 * at, lowDoubles(v));
      addDoubles(sums + 2 * at + 16, highDoubles(v));
    }
    for (let at: usize = blocked; at < stride; at += 4) addDouble(sums + 2 * at, <f64>load<f32>(x + at));
    x += stride;
  }
}

/** The same over the finite values alone, which it counts. */
export function sumFiniteColumns(x: usize, rows: u32, units: u32, sums: usize, counts: usize): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const one = f32x4.splat(1);
  for (let row: u32 = 0; row < rows; row++) {
    for (let at: usize = 0; at < blocked; at += 16) {
      const v = v128.load(x + at);
      const finite = finiteLanes(v);
      const kept = v128.and(v, finite);
      const counted = v128.and(one, finite);
      addDoubles(sums + 2 * at, lowDoubles(kept));
      addDoubles(sums + 2 * at + 16, highDoubles(kept));
      addDoubles(counts + 2 * at, lowDoubles(counted));
      addDoubles(counts + 2 * at + 16, highDoubles(counted));
    }
    for (let at: usize = blocked; at < stride; at += 4) {
      const value = load<f32>(x + at);
      if ((reinterpret<i32>(value) & MAGNITUDE) < INFINITY_BITS) {
        addDouble(sums + 2 * at, <f64>value);
        addDouble(counts + 2 * at, 1);
      }
    }
    x += stride;
  }
}

/** Divides sums into means, 0 where nothing was counted; in place allowed. */
export function meansOfSums(sums: usize, counts: usize, units: u32, means: usize): void {
  for (let at: usize = 0, end = <usize>units << 3; at < end; at += 8) {
    const n = load<f64>(counts + at);
    store<f64>(means + at, n == 0 ? 0 : load<f64>(sums + at) / n);
  }
}

/**
 * Sums of d, d^2, d^3, d^4 with d = x - mean of the column, added to four arrays of `units` float64 that lie one
 * after another at `powers`.
 * @param isMasked leave non-finite values out
 */
// @ts-ignore: decorator
@inline
function powers(x: usize, rows: u32, units: u32, means: usize, powers: usize, isMasked: bool): void {
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  const array: usize = stride << 1;
  for (let row: u32 = 0; row < rows; row += 8) {
    const taken = min(rows - row, 8);
    for (let at: usize = 0; at < stride; ) {
      let p = x + at;
      let to = powers + 2 * at;
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
          let d = f64x2.sub(lowDoubles(v), meanLow);
          let e = f64x2.sub(highDoubles(v), meanHigh);
          if (isMasked) {
            const finite = finiteLanes(v);
            d = v128.and(d, v128.shuffle<u32>(finite, finite, 0, 0, 1, 1));
            e = v128.and(e, v128.shuffle<u32>(finite, finite, 2, 2, 3, 3));
          }
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
          const value = load<f32>(p);
          p += stride;
          if (isMasked && (reinterpret<i32>(value) & MAGNITUDE) >= INFINITY_BITS) continue;
          const d = <f64>value - mean;
          const d2 = d * d;
          addDouble(to, d);
          addDouble(to + array, d2);
          addDouble(to + 2 * array, d2 * d);
          addDouble(to + 3 * array, d2 * d2);
        }
        at += 4;
      }
    }
    x += 8 * stride;
  }
}

/** `powers` of a tensor without non-finite values. */
export function powersOfAll(x: usize, rows: u32, units: u32, means: usize, sums: usize): void {
  powers(x, rows, units, means, sums, false);
}

/** `powers` of the finite values. */
export function powersOfFinite(x: usize, rows: u32, units: u32, means: usize, sums: usize): void {
  powers(x, rows, units, means, sums, true);
}

/** Sums of d and d^2 alone, for batch norm: the first two arrays of `powers`. */
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
