/**
 * Small shared SIMD pieces: the fused multiply-add switch, lane moves and float64 views of float32 vectors.
 * AssemblyScript, compiled by ../build.ts; every function here is inlined.
 */

/**
 * a * b + c on float32 lanes: one rounding in the relaxed build (where the device has it), two in the plain
 * one. Never used where bits must agree between devices (draws, moments).
 */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Lanes 0 and 1 as float64. */
// @ts-ignore: decorator
@inline
export function lowDoubles(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** Lanes 2 and 3 as float64. */
// @ts-ignore: decorator
@inline
export function highDoubles(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 1));
}

/** Two float64 pairs rounded to four float32. */
// @ts-ignore: decorator
@inline
export function toFloats(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Adds to a float64 pair in memory. */
// @ts-ignore: decorator
@inline
export function addDoubles(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), value));
}

/** Adds to a float64 in memory. */
// @ts-ignore: decorator
@inline
export function addDouble(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
