/**
 * The functions of the activation language (catalog/expression.ts) on four float32 lanes, stable over the
 * whole range. NaN stays NaN; values below 2^-126 are kept (denormals). Errors are those of
 * ../activations.test.ts: below 1e-6 relative.
 */
import { highDoubles, lowDoubles, multiplyAdd, toFloats } from "./simd";

// ln 2 in two parts: n * LN2_HIGH is exact for |n| < 2^14 (Cody, Waite 1980).
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
const LOG2_E: f32 = 1.44269504088896341;
/** 1.5 * 2^23: adding it rounds to the nearest integer and leaves that integer in the low mantissa bits. */
const ROUND: f32 = 12582912;
const ROUND_BITS: i32 = 0x4b400000;

// @ts-ignore: decorator
@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** min(x, limit) that keeps NaN: pmin returns its first operand when the comparison fails. */
// @ts-ignore: decorator
@inline
export function atMost(x: v128, limit: v128): v128 {
  return f32x4.pmin(x, limit);
}

/** max(x, limit) that keeps NaN. */
// @ts-ignore: decorator
@inline
export function atLeast(x: v128, limit: v128): v128 {
  return f32x4.pmax(x, limit);
}

/** x log2 e rounded to an integer, still carrying ROUND. */
// @ts-ignore: decorator
@inline
function shiftedExponent(x: v128): v128 {
  return multiplyAdd(x, splat(LOG2_E), splat(ROUND));
}

/** x - n ln 2. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, n: v128): v128 {
  const r = f32x4.sub(x, f32x4.mul(n, splat(LN2_HIGH)));
  return f32x4.sub(r, f32x4.mul(n, splat(LN2_LOW)));
}

/** exp(r) - 1 for |r| <= ln(2)/2: the minimax polynomial of Cephes expf (Moshier), 1e-7 relative. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  let y = splat(1.9875691500e-4);
  y = multiplyAdd(y, r, splat(1.3981999507e-3));
  y = multiplyAdd(y, r, splat(8.3334519073e-3));
  y = multiplyAdd(y, r, splat(4.1665795894e-2));
  y = multiplyAdd(y, r, splat(1.6666665459e-1));
  y = multiplyAdd(y, r, splat(5.0000001201e-1));
  return multiplyAdd(y, f32x4.mul(r, r), r);
}

/** 2^n for -126 <= n <= 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** exp(a + b), where |b| is far below 1 and carries what a could not hold. */
// @ts-ignore: decorator
@inline
function expOfSum(a: v128, b: v128): v128 {
  const shifted = shiftedExponent(a);
  const n = i32x4.sub(shifted, i32x4.splat(ROUND_BITS));
  const r = f32x4.add(reduced(a, f32x4.sub(shifted, splat(ROUND))), b);
  const y = f32x4.add(expm1Reduced(r), splat(1));
  // Two factors, so that results down to the smallest denormal and up to overflow come out right.
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** exp(x): 0 below -104, infinite above 88.73. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  return expOfSum(atLeast(atMost(x, splat(89)), splat(-104)), splat(0));
}

/** exp(x) - 1 without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const clamped = atLeast(atMost(x, splat(89)), splat(-40));
  const shifted = shiftedExponent(clamped);
  const n = i32x4.sub(shifted, i32x4.splat(ROUND_BITS));
  const q = expm1Reduced(reduced(clamped, f32x4.sub(shifted, splat(ROUND))));
  // 2^n (q + 1) - 1 = 2 (2^(n-1) q + (2^(n-1) - 1/2)): the half keeps n = 128 inside the format.
  const scale = powerOfTwo(i32x4.sub(n, i32x4.splat(1)));
  const general = multiplyAdd(scale, q, f32x4.sub(scale, splat(0.5)));
  return v128.bitselect(q, f32x4.add(general, general), i32x4.eq(n, i32x4.splat(0)));
}

/** tanh(x): odd polynomial below 0.625 (Cephes tanhf), (1 - e) / (1 + e) with e = exp(-2|x|) above. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const e = exp(f32x4.mul(f32x4.abs(x), splat(-2)));
  const large = f32x4.div(f32x4.sub(splat(1), e), f32x4.add(splat(1), e));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const z = f32x4.mul(x, x);
  let y = splat(-5.70498872745e-3);
  y = multiplyAdd(y, z, splat(2.06390887954e-2));
  y = multiplyAdd(y, z, splat(-5.37397155531e-2));
  y = multiplyAdd(y, z, splat(1.33314422036e-1));
  y = multiplyAdd(y, z, splat(-3.33332819422e-1));
  const small = multiplyAdd(f32x4.mul(y, z), x, x);
  return v128.bitselect(small, v128.or(large, sign), f32x4.lt(f32x4.abs(x), splat(0.625)));
}

/** 1 - tanh(x)^2 = 4 e / (1 + e)^2 with e = exp(-2|x|). */
// @ts-ignore: decorator
@inline
export function sech2(x: v128): v128 {
  const e = exp(f32x4.mul(f32x4.abs(x), splat(-2)));
  const sum = f32x4.add(splat(1), e);
  return f32x4.div(f32x4.mul(splat(4), e), f32x4.mul(sum, sum));
}

/** 1 / (1 + exp(-x)), by exp(-|x|) so that nothing overflows. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(splat(1), e, f32x4.ge(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(splat(1), e));
}

/**
 * log(1 + exp(x)) = max(x, 0) + 2 artanh(s), s = t / (2 + t), t = exp(-|x|); minimax in
 * s^2 <= 1/9, 2e-9 relative.
 */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  const t = exp(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(t, f32x4.add(splat(2), t));
  const z = f32x4.mul(s, s);
  let y = splat(0.281577783631);
  y = multiplyAdd(y, z, splat(0.279651577452));
  y = multiplyAdd(y, z, splat(0.400245952307));
  y = multiplyAdd(y, z, splat(0.666663216414));
  y = multiplyAdd(y, z, splat(2));
  return f32x4.add(atLeast(x, splat(0)), f32x4.mul(s, y));
}

/**
 * exp(factor t^2) for t >= 0, factor -1/2 or -1, with t^2 split so that its rounding
 * does not show in the tail.
 */
// @ts-ignore: decorator
@inline
function gaussian(t: v128, factor: f32): v128 {
  const top = v128.and(t, i32x4.splat(0xfffff000));
  const high = f32x4.mul(f32x4.mul(top, top), splat(factor));
  const low = f32x4.mul(f32x4.mul(f32x4.sub(t, top), f32x4.add(t, top)), splat(factor));
  return expOfSum(high, low);
}

/** exp(-x^2), cut where it is 0 in float32. */
// @ts-ignore: decorator
@inline
export function gauss(x: v128): v128 {
  return gaussian(atMost(f32x4.abs(x), splat(10.25)), -1);
}

/** |x|, cut where exp(-x^2/2) is 0 in float32. */
// @ts-ignore: decorator
@inline
function tailArgument(x: v128): v128 {
  return atMost(f32x4.abs(x), splat(14.5));
}

/** Standard normal density. */
// @ts-ignore: decorator
@inline
export function normpdf(x: v128): v128 {
  return f32x4.mul(splat(0.3989422804014327), gaussian(tailArgument(x), -0.5));
}

/**
 * Standard normal distribution function. Phi(-t) = exp(-t^2/2) M(t), where the Mills ratio M(t) (t +
 * 3) is a polynomial of degree 8 in (t - 3)/(t + 3), fitted to mpmath by relative least squares on 0
 * <= t <= 14.5 (error 7e-8).
 */
// @ts-ignore: decorator
@inline
export function normcdf(x: v128): v128 {
  const t = tailArgument(x);
  const inverse = f32x4.div(splat(1), f32x4.add(t, splat(3)));
  const w = f32x4.mul(f32x4.sub(t, splat(3)), inverse);
  let y = splat(-0.000271244406);
  y = multiplyAdd(y, w, splat(-0.000905809581));
  y = multiplyAdd(y, w, splat(0.00108247642));
  y = multiplyAdd(y, w, splat(0.00692680537));
  y = multiplyAdd(y, w, splat(-0.0104827415));
  y = multiplyAdd(y, w, splat(-0.0472568933));
  y = multiplyAdd(y, w, splat(0.230019749));
  y = multiplyAdd(y, w, splat(-0.50933224));
  y = multiplyAdd(y, w, splat(0.72908366));
  const tail = f32x4.mul(gaussian(t, -0.5), f32x4.mul(y, inverse));
  return v128.bitselect(tail, f32x4.sub(splat(1), tail), f32x4.lt(x, splat(0)));
}

/** erf(x): odd polynomial below 1 (Cephes erff), 1 - 2 Phi(-sqrt(2) |x|) above. */
// @ts-ignore: decorator
@inline
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const tail = normcdf(f32x4.mul(size, splat(-1.4142135623730951)));
  const large = f32x4.sub(splat(1), f32x4.add(tail, tail));
  const z = f32x4.mul(x, x);
  let y = splat(7.853861353153693e-5);
  y = multiplyAdd(y, z, splat(-8.010193625184903e-4));
  y = multiplyAdd(y, z, splat(5.188327685732524e-3));
  y = multiplyAdd(y, z, splat(-2.685381193529856e-2));
  y = multiplyAdd(y, z, splat(1.128358514861418e-1));
  y = multiplyAdd(y, z, splat(-3.76126258242330e-1));
  y = multiplyAdd(y, z, splat(1.12837916672671));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(f32x4.mul(y, x), v128.or(large, sign), f32x4.lt(size, splat(1)));
}

/** -|2 u| of gelugate in float64, cut where its exp is 0 in float32. */
// @ts-ignore: decorator
@inline
function gateExponent(x: v128): v128 {
  const square = f64x2.pmin(f64x2.mul(x, x), f64x2.splat(400));
  const factor = f64x2.add(f64x2.splat(1.5957691216057308), f64x2.mul(f64x2.splat(0.07135481627260025), square));
  return f64x2.pmax(f64x2.neg(f64x2.abs(f64x2.mul(x, factor))), f64x2.splat(-104));
}

/**
 * The gate of the tanh form of GELU: sigmoid(2 u), u = sqrt(2/pi) (x + 0.044715 x^3). The exponent is formed
 * in float64 and handed on in two parts, so that its rounding does not show in the tail.
 */
// @ts-ignore: decorator
@inline
export function gelugate(x: v128): v128 {
  const low = gateExponent(lowDoubles(x));
  const high = gateExponent(highDoubles(x));
  const top = toFloats(low, high);
  const rest = toFloats(f64x2.sub(low, lowDoubles(top)), f64x2.sub(high, highDoubles(top)));
  const e = expOfSum(top, rest);
  const numerator = v128.bitselect(splat(1), e, f32x4.ge(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(splat(1), e));
}
