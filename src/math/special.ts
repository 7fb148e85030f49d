/**
 * Special functions in float64: erf, erfc, the normal density and distribution, and the sigmoid family.
 * Accuracy before speed: each keeps its relative accuracy in the tails.
 */

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const SQRT_PI = 1.772453850905516;
const SQRT1_2 = Math.SQRT1_2;
const INV_SQRT_2PI = 0.3989422804014327;

/** erf by the all-positive series 2/sqrt(pi) e^{-x^2} sum 2^n x^(2n+1) / (2n+1)!!; for 0 <= x < 3. */
function erfSeries(x: number): number {
  const twoXSquared = 2 * x * x;
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= twoXSquared / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

/** erfc by its continued fraction, for x >= 2; 80 levels reach float64 there (A&S 7.1.14). */
function erfcFraction(x: number): number {
  let fraction = 0;
  for (let k = 80; k >= 1; k--) fraction = (k * 0.5) / (x + fraction);
  return Math.exp(-x * x) / (SQRT_PI * (x + fraction));
}

/** Error function. Error: below 4e-16 absolute and 1e-15 relative. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  const value = magnitude < 2.5 ? erfSeries(magnitude) : 1 - erfcFraction(magnitude);
  return x < 0 ? -value : value;
}

/**
 * Complementary error function 1 - erf(x), relative accuracy kept in the right tail (about 1e-14 at x = 10).
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x < 0.5) return 1 - erf(x);
  if (x < 2.5) return 1 - erfSeries(x);
  return x > 27.3 ? 0 : erfcFraction(x);
}

/** Standard normal density. */
export function normalDensity(x: number): number {
  return INV_SQRT_2PI * Math.exp(-0.5 * x * x);
}

/** Standard normal distribution function, relative accuracy kept in the left tail. */
export function normalDistribution(x: number): number {
  return 0.5 * erfc(-x * SQRT1_2);
}

/** 1 - tanh(x)^2 without cancellation. */
export function sech2(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

/** 1 / (1 + e^-x) without overflow. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** ln(1 + e^x) without overflow, and without cancellation on the left. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
