/**
 * The normal quantile AS241 on two float64 lanes, with the bits of math/quantile.ts and math/portableLog.ts:
 * the same operations in the same order, nothing fused. Its third branch, u < e^-25, is left out: a uniform
 * made of 32 bits is at least 2^-33. Callers compute two vectors at a time and store them together: V8 makes
 * every constant out of three instructions, and this way two uses share them.
 */

// @ts-ignore: decorator
@inline
function step(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(coefficient));
}

/** Lanes that the central branch covers: |u - 1/2| <= 0.425, 85 % of them. */
// @ts-ignore: decorator
@inline
export function isCentral(u: v128): v128 {
  return f64x2.le(f64x2.abs(f64x2.sub(u, f64x2.splat(0.5))), f64x2.splat(0.425));
}

/** The central branch; any other lane is meaningless. */
// @ts-ignore: decorator
@inline
export function centralQuantile(u: v128): v128 {
  const q = f64x2.sub(u, f64x2.splat(0.5));
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  let a = f64x2.splat(2.5090809287301226727e3);
  a = step(a, r, 3.3430575583588128105e4);
  a = step(a, r, 6.7265770927008700853e4);
  a = step(a, r, 4.5921953931549871457e4);
  a = step(a, r, 1.3731693765509461125e4);
  a = step(a, r, 1.9715909503065514427e3);
  a = step(a, r, 1.3314166789178437745e2);
  a = step(a, r, 3.387132872796366608);
  let b = f64x2.splat(5.226495278852854561e3);
  b = step(b, r, 2.8729085735721942674e4);
  b = step(b, r, 3.9307895800092710610e4);
  b = step(b, r, 2.1213794301586595867e4);
  b = step(b, r, 5.3941960214247511077e3);
  b = step(b, r, 6.8718700749205790830e2);
  b = step(b, r, 4.2313330701600911252e1);
  b = step(b, r, 1);
  return f64x2.div(f64x2.mul(q, a), b);
}

/** ln(x) of positive normal float64 lanes, math/portableLog.ts. */
// @ts-ignore: decorator
@inline
function portableLog(x: v128): v128 {
  let exponent = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023));
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const isAbove = f64x2.gt(m, f64x2.splat(1.4142135623730951));
  m = v128.bitselect(f64x2.mul(m, f64x2.splat(0.5)), m, isAbove);
  // The mask is -1 where true.
  exponent = i64x2.sub(exponent, isAbove);
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<u32>(exponent, exponent, 0, 2, 0, 2));
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const t = f64x2.mul(s, s);
  let sum = f64x2.splat(1.0 / 21);
  sum = step(sum, t, 1.0 / 19);
  sum = step(sum, t, 1.0 / 17);
  sum = step(sum, t, 1.0 / 15);
  sum = step(sum, t, 1.0 / 13);
  sum = step(sum, t, 1.0 / 11);
  sum = step(sum, t, 1.0 / 9);
  sum = step(sum, t, 1.0 / 7);
  sum = step(sum, t, 1.0 / 5);
  sum = step(sum, t, 1.0 / 3);
  const tail = f64x2.mul(f64x2.mul(s, t), sum);
  const rest = f64x2.add(
    f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)),
    f64x2.mul(f64x2.splat(2), f64x2.add(s, tail)),
  );
  return f64x2.add(f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1)), rest);
}

/** The branch of the tails, 2^-33 <= u < 0.075 and their mirror image. */
// @ts-ignore: decorator
@inline
export function tailQuantile(u: v128): v128 {
  const isLeft = f64x2.lt(f64x2.sub(u, f64x2.splat(0.5)), f64x2.splat(0));
  const p = v128.bitselect(u, f64x2.sub(f64x2.splat(1), u), isLeft);
  const r = f64x2.sub(f64x2.sqrt(f64x2.neg(portableLog(p))), f64x2.splat(1.6));
  let a = f64x2.splat(7.7454501427834140764e-4);
  a = step(a, r, 2.27238449892691845833e-2);
  a = step(a, r, 2.41780725177450611770e-1);
  a = step(a, r, 1.27045825245236838258);
  a = step(a, r, 3.64784832476320460504);
  a = step(a, r, 5.76949722146069140550);
  a = step(a, r, 4.63033784615654529590);
  a = step(a, r, 1.42343711074968357734);
  let b = f64x2.splat(1.05075007164441684324e-9);
  b = step(b, r, 5.475938084995344946e-4);
  b = step(b, r, 1.51986665636164571966e-2);
  b = step(b, r, 1.48103976427480074590e-1);
  b = step(b, r, 6.89767334985100004550e-1);
  b = step(b, r, 1.67638483018380384940);
  b = step(b, r, 2.05319162663775882187);
  b = step(b, r, 1);
  const magnitude = f64x2.div(a, b);
  return v128.bitselect(f64x2.neg(magnitude), magnitude, isLeft);
}
