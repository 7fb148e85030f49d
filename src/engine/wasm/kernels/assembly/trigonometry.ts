/**
 * Sine and cosine on four float32 lanes, with relative accuracy near every zero and for every finite
 * argument. Whole turns are subtracted in float64: by pi/2 in two parts up to 2^28 (Cody, Waite 1980), by the
 * binary digits of 2/pi beyond (Payne, Hanek 1983). NaN and infinities give NaN.
 */
import { highDoubles, lowDoubles, multiplyAdd, toFloats } from "./simd";

/** pi/2 in two parts: a multiple of the first by n < 2^28 is exact in float64 (FreeBSD, e_rem_pio2f.c). */
const HALF_PI_HIGH: f64 = 1.57079631090164184570;
const HALF_PI_LOW: f64 = 1.58932547735281966916e-8;
const TWO_OVER_PI: f64 = 0.6366197723675814;
/** Beyond this the digits of 2/pi are needed. */
const REACH: f64 = 268435456;

/** The first 192 binary digits of 2/pi after the point. */
const DIGITS_0: u64 = 0xa2f9836e4e441529;
const DIGITS_1: u64 = 0xfc2757d1f534ddc0;
const DIGITS_2: u64 = 0xdb6295993c439041;

/** An angle in -pi..pi with the sine and cosine of a float32 |x| > 2^28. */
function wrap(x: f64): f64 {
  const bits = reinterpret<u32>(<f32>x) & 0x7fffffff;
  if (bits >= 0x7f800000) return NaN;
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000);
  // |x| = mantissa 2^e with 5 <= e <= 104, so digit i of 2/pi (from 0) counts mantissa 2^(e-1-i) quarter
  // turns: those with i < e - 2 make whole turns of 4 and are left out. The next 64 digits make 62 fraction
  // bits; 32 more round them.
  const first = (bits >> 23) - 152;
  const shift = <u64>(first & 63);
  const isFirst = first < 64;
  const w0 = isFirst ? DIGITS_0 : DIGITS_1;
  const w1 = isFirst ? DIGITS_1 : DIGITS_2;
  const w2 = isFirst ? DIGITS_2 : 0;
  // w1 and w2 are shifted by one first, because a shift by 64 would do nothing.
  const digits = (w0 << shift) | ((w1 >> 1) >> (63 - shift));
  const more = ((w1 << shift) | ((w2 >> 1) >> (63 - shift))) >> 32;
  const quarters = mantissa * digits + ((mantissa * more) >> 32);
  // Read as signed: -2..2 quarter turns, with full precision near 0. pi/2 2^-62:
  const angle = <f64>(<i64>quarters) * 3.4061215800865546e-19;
  return x < 0 ? -angle : angle;
}

/** Angles below 2^28 with the same sine: almost always the angles themselves. */
// @ts-ignore: decorator
@inline
function withinReach(x: v128): v128 {
  const isFar = f64x2.gt(f64x2.abs(x), f64x2.splat(REACH));
  if (!v128.any_true(isFar)) return x;
  const wrapped = f64x2.replace_lane(
    f64x2.splat(wrap(f64x2.extract_lane(x, 0))),
    1,
    wrap(f64x2.extract_lane(x, 1)),
  );
  return v128.bitselect(wrapped, x, isFar);
}

// @ts-ignore: decorator
@inline
function quarterTurns(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, f64x2.splat(TWO_OVER_PI)));
}

/** x - n pi/2. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, n: v128): v128 {
  const r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI_HIGH)));
  return f64x2.sub(r, f64x2.mul(n, f64x2.splat(HALF_PI_LOW)));
}

/** sin(r) for |r| <= pi/4: Cephes sinf (Moshier), 1e-7 relative. */
// @ts-ignore: decorator
@inline
function sinReduced(r: v128, z: v128): v128 {
  let y = f32x4.splat(-1.9515295891e-4);
  y = multiplyAdd(y, z, f32x4.splat(8.3321608736e-3));
  y = multiplyAdd(y, z, f32x4.splat(-1.6666654611e-1));
  return multiplyAdd(f32x4.mul(y, z), r, r);
}

/** cos(r) for |r| <= pi/4, from z = r^2: Cephes cosf. */
// @ts-ignore: decorator
@inline
function cosReduced(z: v128): v128 {
  let y = f32x4.splat(2.443315711809948e-5);
  y = multiplyAdd(y, z, f32x4.splat(-1.388731625493765e-3));
  y = multiplyAdd(y, z, f32x4.splat(4.166664568298827e-2));
  y = multiplyAdd(y, z, f32x4.splat(-0.5));
  return multiplyAdd(y, z, f32x4.splat(1));
}

/** sin(x + quarters pi/2). */
// @ts-ignore: decorator
@inline
function sineOf(x: v128, quarters: i32): v128 {
  const low = withinReach(lowDoubles(x));
  const high = withinReach(highDoubles(x));
  const lowTurns = quarterTurns(low);
  const highTurns = quarterTurns(high);
  const r = toFloats(reduced(low, lowTurns), reduced(high, highTurns));
  const turns = v128.shuffle<u64>(
    i32x4.trunc_sat_f64x2_s_zero(lowTurns),
    i32x4.trunc_sat_f64x2_s_zero(highTurns),
    0,
    2,
  );
  const quadrant = i32x4.add(turns, i32x4.splat(quarters));
  const z = f32x4.mul(r, r);
  // All ones where the quadrant is odd; the sign bit where it is 2 or 3.
  const isOdd = i32x4.neg(v128.and(quadrant, i32x4.splat(1)));
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(cosReduced(z), sinReduced(r, z), isOdd), sign);
}

/** sin(x). */
// @ts-ignore: decorator
@inline
export function sin(x: v128): v128 {
  return sineOf(x, 0);
}

/** cos(x). */
// @ts-ignore: decorator
@inline
export function cos(x: v128): v128 {
  return sineOf(x, 1);
}
