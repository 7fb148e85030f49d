/**
 * Singular values of a dense matrix in float64, in steps small enough to be done between two frames:
 * Householder bidiagonalisation (Golub, Kahan 1965), then bisection on Sturm counts of the Golub-Kahan
 * tridiagonal matrix, whose eigenvalues are plus and minus the singular values (Golub, Van Loan, Matrix
 * Computations, section 8.6).
 */

/** A matrix `[rows, columns]`, row-major. */
export interface Matrix {
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

/** Diagonal and superdiagonal of an upper bidiagonal matrix. */
interface Bidiagonal {
  readonly diagonal: Float64Array;
  readonly superdiagonal: Float64Array;
}

/** A copy that is at least as high as wide, divided by `scale`. */
function tallCopy({ values, rows, columns }: Matrix, scale: number): Float64Array[] {
  const isTall = rows >= columns;
  const height = isTall ? rows : columns;
  const width = isTall ? columns : rows;
  return Array.from({ length: height }, (_, i) =>
    Float64Array.from({ length: width }, (_unused, j) => {
      const value = values[isTall ? i * columns + j : j * columns + i] ?? NaN;
      return value / scale;
    }),
  );
}

/**
 * The Householder vector v of x, scaled so that x - 2 v (v^T x) / (v^T v) = alpha e_1.
 * @returns alpha; `vector` becomes v, or all zeros where x is zero beyond its first entry
 */
function reflect(vector: Float64Array, from: number): number {
  let tail = 0;
  for (let i = from + 1; i < vector.length; i++) tail += (vector[i] ?? 0) ** 2;
  const head = vector[from] ?? 0;
  if (tail === 0) {
    vector.fill(0, from);
    return head;
  }
  const length = Math.sqrt(head * head + tail);
  // With this sign v is never a difference of nearly equal numbers.
  const alpha = head > 0 ? -length : length;
  vector[from] = head - alpha;
  const norm = Math.sqrt((head - alpha) ** 2 + tail);
  for (let i = from; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm;
  return alpha;
}

/** A <- (I - 2 v v^T) A for the columns from `column` on; v is zero before `from`. */
function applyFromLeft(a: readonly Float64Array[], v: Float64Array, from: number, column: number): void {
  const products = new Float64Array(a[0]?.length ?? 0);
  for (let i = from; i < a.length; i++) {
    const row = a[i];
    const factor = v[i] ?? 0;
    if (row === undefined || factor === 0) continue;
    for (let j = column; j < row.length; j++) products[j] = (products[j] ?? 0) + factor * (row[j] ?? 0);
  }
  for (let i = from; i < a.length; i++) {
    const row = a[i];
    const factor = 2 * (v[i] ?? 0);
    if (row === undefined || factor === 0) continue;
    for (let j = column; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (products[j] ?? 0);
  }
}

/** A <- A (I - 2 v v^T) for the rows from `firstRow` on; v is zero before `from`. */
function applyFromRight(a: readonly Float64Array[], v: Float64Array, from: number, firstRow: number): void {
  for (let i = firstRow; i < a.length; i++) {
    const row = a[i];
    if (row === undefined) continue;
    let product = 0;
    for (let j = from; j < row.length; j++) product += (v[j] ?? 0) * (row[j] ?? 0);
    for (let j = from; j < row.length; j++) row[j] = (row[j] ?? 0) - 2 * product * (v[j] ?? 0);
  }
}

/** Bidiagonalises a tall matrix in place, one column per step. */
function* bidiagonalize(a: readonly Float64Array[]): Generator<void, Bidiagonal, void> {
  const width = a[0]?.length ?? 0;
  const diagonal = new Float64Array(width);
  const superdiagonal = new Float64Array(Math.max(0, width - 1));
  for (let k = 0; k < width; k++) {
    const column = Float64Array.from(a, (row, i) => (i < k ? 0 : (row[k] ?? 0)));
    diagonal[k] = reflect(column, k);
    applyFromLeft(a, column, k, k + 1);
    const right = a[k];
    if (right !== undefined && k < width - 1) {
      const row = right.map((value, j) => (j <= k ? 0 : value));
      superdiagonal[k] = reflect(row, k + 1);
      applyFromRight(a, row, k + 1, k + 1);
    }
    yield;
  }
  return { diagonal, superdiagonal };
}

/**
 * How many singular values lie below x > 0: negative pivots of the Golub-Kahan matrix minus x,
 * less one half of its order.
 * @param squares of its off-diagonal, d_1, e_1, d_2, e_2 .. d_n
 */
function countBelow(squares: Float64Array, x: number): number {
  let negative = 1;
  let pivot = -x;
  for (const square of squares) {
    pivot = -x - square / pivot;
    // A zero pivot counts as a tiny negative one (Kahan 1966): the count of a matrix one rounding away.
    if (pivot === 0) pivot = -Number.MIN_VALUE / Number.EPSILON;
    if (pivot < 0) negative++;
  }
  return negative - (squares.length + 1) / 2;
}

/** Singular values of a bidiagonal matrix, largest first, one per step. */
function* bisect({ diagonal, superdiagonal }: Bidiagonal): Generator<void, Float64Array, void> {
  const order = diagonal.length;
  const squares = new Float64Array(2 * order - 1);
  let bound = 0;
  for (let k = 0; k < order; k++) {
    const d = Math.abs(diagonal[k] ?? 0);
    const e = Math.abs(superdiagonal[k] ?? 0);
    squares[2 * k] = d * d;
    if (k < order - 1) squares[2 * k + 1] = e * e;
    // Gershgorin: no eigenvalue is larger than two neighbouring off-diagonal entries together.
    bound = Math.max(bound, d + e, e + Math.abs(diagonal[k + 1] ?? 0));
  }
  const values = new Float64Array(order);
  const resolution = 2 * Number.EPSILON * bound;
  let largest = bound;
  for (let index = 0; index < order; index++) {
    let low = 0;
    let high = largest;
    while (high - low > resolution) {
      const middle = 0.5 * (low + high);
      // At or above the wanted value (they descend), at least order - index values lie below a number.
      if (countBelow(squares, middle) >= order - index) high = middle;
      else low = middle;
    }
    values[index] = 0.5 * (low + high);
    largest = high;
    yield;
  }
  return values;
}

/**
 * Singular values of a matrix, descending, `[min(rows, columns)]`; all NaN where an entry is not finite.
 *
 * A generator, so that a caller can pause: each step is one Householder column or one value.
 * Accuracy: |error| <= 16 (rows + columns) eps s_max (Householder transformations are backward stable,
 * bisection stops at 2 eps of the largest). Cost: 2 rows columns min + O(min^2) multiplications, times two.
 */
export function* singularValues(matrix: Matrix): Generator<void, Float64Array, void> {
  const order = Math.min(matrix.rows, matrix.columns);
  let scale = 0;
  for (let i = 0; i < matrix.values.length; i++) {
    const magnitude = Math.abs(matrix.values[i] ?? NaN);
    if (!Number.isFinite(magnitude)) return new Float64Array(order).fill(NaN);
    scale = Math.max(scale, magnitude);
  }
  if (scale === 0 || order === 0) return new Float64Array(order);
  // Entries of at most 1: no square leaves the range.
  const values = yield* bisect(yield* bidiagonalize(tallCopy(matrix, scale)));
  return values.map((value) => value * scale);
}
