/**
 * A hyperbolic tangent whose bits are the same on every device: Math.tanh is not specified to the last bit,
 * and a link must reproduce the same data everywhere.
 */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** Taylor coefficients 1/k!, highest power first. */
const EXPONENTIAL = Array.from({ length: 14 }, (_, index) => 1 / factorial(13 - index));
/** Beyond it tanh is 1 in float64. */
const REACH = 20;

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/**
 * tanh(x) = (e^2x - 1) / (e^2x + 1), e^2x = 2^k e^r with |r| <= ln 2 / 2. Only + - * / in a fixed order.
 * Error: 3e-16 absolute; relative digits are lost near 0.
 */
export function portableTanh(x: number): number {
  const twice = 2 * Math.min(Math.max(x, -REACH), REACH);
  const k = Math.round(twice / Math.LN2);
  const r = twice - k * LN2_HIGH - k * LN2_LOW;
  // A power of two is exact.
  const exponential = 2 ** k * EXPONENTIAL.reduce((sum, coefficient) => sum * r + coefficient, 0);
  return (exponential - 1) / (exponential + 1);
}
