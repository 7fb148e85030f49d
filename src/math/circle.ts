/**
 * Points on the unit circle whose bits are the same on every device: Math.cos and Math.sin are not specified
 * to the last bit, and a link must reproduce the same inputs everywhere.
 */

/** Taylor coefficients 1/(2k+1)! and 1/(2k)! with alternating sign, highest power first. */
const SINE = [17, 15, 13, 11, 9, 7, 5, 3, 1].map((n) => (n % 4 === 1 ? 1 : -1) / factorial(n));
const COSINE = [16, 14, 12, 10, 8, 6, 4, 2, 0].map((n) => (n % 4 === 0 ? 1 : -1) / factorial(n));

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * cos and sin of 2 pi step / steps, 0 <= step < steps integers. Only + - * / in a fixed order: octants by
 * symmetry, then Taylor polynomials on [0, pi/4], whose first dropped term is below (pi/4)^18/18! =
 * 2.1e-18. Error: about 2e-16.
 */
export function pointOnCircle(step: number, steps: number): { readonly cos: number; readonly sin: number } {
  const octant = Math.floor((8 * step) / steps);
  const isMirrored = octant % 2 === 1;
  // Distance to the nearer axis in eighths of a turn, an exact quotient of integers.
  const eighths = (8 * step - octant * steps) / steps;
  const angle = (Math.PI / 4) * (isMirrored ? 1 - eighths : eighths);
  const small = { cos: polynomial(COSINE, angle * angle), sin: angle * polynomial(SINE, angle * angle) };
  const { cos, sin } = isMirrored ? { cos: small.sin, sin: small.cos } : small;
  const quarter = Math.floor(octant / 2);
  switch (quarter) {
    case 0:
      return { cos, sin };
    case 1:
      return { cos: -sin, sin: cos };
    case 2:
      return { cos: -cos, sin: -sin };
    default:
      return { cos: sin, sin: -cos };
  }
}
