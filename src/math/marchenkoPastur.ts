/**
 * The law of Marchenko and Pastur (1967): the distribution of the singular values of a large
 * matrix of independent entries with mean 0. Entries may have any distribution with a variance;
 * the edges need a fourth moment.
 */

/** The shape of a matrix and the standard deviation of its entries. */
export interface RandomMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly std: number;
}

/** Smallest and largest singular value of the limit: std |sqrt(rows) -+ sqrt(columns)|. */
export function singularEdges({ rows, columns, std }: RandomMatrix): readonly [low: number, high: number] {
  const [a, b] = [Math.sqrt(rows), Math.sqrt(columns)];
  return [std * Math.abs(a - b), std * (a + b)];
}

/**
 * Density of the min(rows, columns) singular values at s, per unit of s, integrating to 1:
 * f(s) = sqrt((high^2 - s^2) (s^2 - low^2)) / (pi std^2 min(rows, columns) s), 0 outside the edges.
 *
 * At s = 0 of a square matrix it is the limit, high / (pi std^2 n).
 */
export function singularDensity(matrix: RandomMatrix, s: number): number {
  const [low, high] = singularEdges(matrix);
  if (!(s >= low && s <= high)) return 0;
  const norm = Math.PI * matrix.std ** 2 * Math.min(matrix.rows, matrix.columns);
  // sqrt(s^2 - 0) / s is 1: the square case needs no division by s.
  if (low === 0) return Math.sqrt(high * high - s * s) / norm;
  return Math.sqrt((high * high - s * s) * (s * s - low * low)) / (norm * s);
}
