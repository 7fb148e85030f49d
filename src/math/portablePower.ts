/**
 * A power of ten whose bits are the same on every device: Math.pow is not specified to the last bit, and a
 * link must reproduce the same rates everywhere.
 */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LN10 = 2.302585092994046;
/** Taylor coefficients 1/k!, highest power first: the term r^14/14! is below 5e-18 at |r| = ln 2 / 2. */
const EXPONENTIAL = Array.from({ length: 14 }, (_, index) => 1 / factorial(13 - index));

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/**
 * 10^x = 2^k e^r with |r| <= ln 2 / 2, for |x| <= 30. Only + - * / in a fixed order.
 * Error: below |x| 1e-15 + 1e-15 of the result.
 */
export function powerOfTen(x: number): number {
  const natural = x * LN10;
  const k = Math.round(natural / Math.LN2);
  const r = natural - k * LN2_HIGH - k * LN2_LOW;
  // A power of two is exact.
  return 2 ** k * EXPONENTIAL.reduce((sum, coefficient) => sum * r + coefficient, 0);
}
