/**
 * Orthonormalisation of a tall matrix by modified Gram-Schmidt in float64, in an operation order that scalar
 * TypeScript and SIMD kernels share, so that the result has the same bits on every engine.
 */

/**
 * Replaces the columns of a row-major `[rows, columns]` matrix (rows >= columns) by orthonormal ones: the Q
 * of A = QR with positive diagonal of R, which makes Q of a Gaussian A uniform (Haar) (Mezzadri 2007; Saxe et
 * al. 2014). Each dot product runs over the rows in ascending order, each column on its own.
 * Error: |Q^T Q - I| about cond(A) 2^-53; below 1e-10 for the Gaussian matrices drawn here.
 */
export function orthonormalizeColumns(matrix: Float64Array, rows: number, columns: number): void {
  const projection = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    let squared = 0;
    for (let i = 0; i < rows; i++) {
      const value = matrix[i * columns + k] ?? 0;
      squared += value * value;
    }
    const norm = Math.sqrt(squared);
    for (let i = 0; i < rows; i++) matrix[i * columns + k] = (matrix[i * columns + k] ?? 0) / norm;
    projection.fill(0, k + 1);
    for (let i = 0; i < rows; i++) {
      const q = matrix[i * columns + k] ?? 0;
      for (let j = k + 1; j < columns; j++) {
        projection[j] = (projection[j] ?? 0) + q * (matrix[i * columns + j] ?? 0);
      }
    }
    for (let i = 0; i < rows; i++) {
      const q = matrix[i * columns + k] ?? 0;
      for (let j = k + 1; j < columns; j++) {
        matrix[i * columns + j] = (matrix[i * columns + j] ?? 0) - q * (projection[j] ?? 0);
      }
    }
  }
}

/**
 * The orthogonal standard draw `[rows, columns]` made of a Gaussian draw of the same shape: orthonormal
 * columns when rows >= columns, orthonormal rows otherwise (the convention of PyTorch's orthogonal_).
 */
export function orthogonalFromNormal(normal: Float32Array, rows: number, columns: number): Float32Array {
  const isTall = rows >= columns;
  const tallRows = Math.max(rows, columns);
  const tallColumns = Math.min(rows, columns);
  const matrix = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      matrix[isTall ? i * columns + j : j * rows + i] = normal[i * columns + j] ?? 0;
    }
  }
  orthonormalizeColumns(matrix, tallRows, tallColumns);
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      result[i * columns + j] = matrix[isTall ? i * columns + j : j * rows + i] ?? 0;
    }
  }
  return result;
}
