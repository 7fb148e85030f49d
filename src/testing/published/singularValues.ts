/**
 * Singular values of the product of a network's weights: the Jacobian of a linear
 * network. For small matrices.
 */

/** Row-major `[n, n]` product of two. */
function multiply(a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k] ?? NaN;
      for (let j = 0; j < n; j++) {
        product[i * n + j] = (product[i * n + j] ?? 0) + factor * (b[k * n + j] ?? NaN);
      }
    }
  }
  return product;
}

/** One turn of one-sided Jacobi: makes rows p and q of `[n, n]` orthogonal. @returns their cosine before */
function rotate(rows: Float64Array, p: number, q: number, n: number): number {
  let [alpha, beta, gamma] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const x = rows[p * n + k] ?? NaN;
    const y = rows[q * n + k] ?? NaN;
    alpha += x * x;
    beta += y * y;
    gamma += x * y;
  }
  if (gamma === 0) return 0;
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  for (let k = 0; k < n; k++) {
    const x = rows[p * n + k] ?? NaN;
    const y = rows[q * n + k] ?? NaN;
    rows[p * n + k] = c * (x - t * y);
    rows[q * n + k] = c * (t * x + y);
  }
  return Math.abs(gamma) / Math.sqrt(alpha * beta);
}

/**
 * Singular values of W_L ... W_1, largest first, by one-sided Jacobi rotations (Hestenes 1958) until no two
 * rows have a cosine above 1e-10.
 * @param weights square matrices of one width, row-major
 */
export function singularValues(weights: readonly ArrayLike<number>[]): number[] {
  const [first = []] = weights;
  const n = Math.round(Math.sqrt(first.length));
  let rows = Float64Array.from(first);
  for (const weight of weights.slice(1)) rows = multiply(weight, rows, n);
  for (let sweep = 0, worst = 1; worst > 1e-10 && sweep < 60; sweep++) {
    worst = 0;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) worst = Math.max(worst, rotate(rows, p, q, n));
  }
  const values = Array.from({ length: n }, (_, row) => Math.hypot(...rows.subarray(row * n, (row + 1) * n)));
  return values.sort((a, b) => b - a);
}
