/** The similarity of a layer's outputs over the inputs of a batch, which histograms cannot show. */

/**
 * The participation ratio uses this many inputs at most, from the first on: its cost is quadratic in them.
 */
export const SIMILARITY_ROWS = 128;

export interface Similarity {
  /**
   * Mean cosine over all pairs of different inputs, a_b . a_b' / (|a_b| |a_b'|), without inputs whose vector
   * is zero. NaN where fewer than two remain or values are not finite.
   */
  readonly cosine: number;
  /**
   * Participation ratio (sum lambda)^2 / sum lambda^2 of the eigenvalues of the covariance over the first 128
   * inputs: the number of directions in which they differ, 1 to min(B - 1, n). NaN where they do not differ
   * or values are not finite.
   */
  readonly participationRatio: number;
}

/** The similarity of a layer without a measurement. */
export const UNCOMPARED: Similarity = { cosine: NaN, participationRatio: NaN };

/**
 * Computes the similarity in plain TypeScript: the oracle of the SIMD kernels.
 * @param values row-major `[rows, units]`
 */
export function similarity(values: Float32Array | Float64Array, rows: number, units: number): Similarity {
  return {
    cosine: meanCosine(values, rows, units),
    participationRatio: participationRatio(values, Math.min(rows, SIMILARITY_ROWS), units),
  };
}

/** |sum of unit vectors|^2 = B + B (B - 1) cosine. */
function meanCosine(values: Float32Array | Float64Array, rows: number, units: number): number {
  const sum = new Float64Array(units);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * units;
    let square = 0;
    for (let unit = 0; unit < units; unit++) square += (values[at + unit] ?? 0) ** 2;
    if (square === 0) continue;
    count++;
    const inverse = 1 / Math.sqrt(square);
    for (let unit = 0; unit < units; unit++) {
      sum[unit] = (sum[unit] ?? 0) + (values[at + unit] ?? 0) * inverse;
    }
  }
  let total = 0;
  for (const value of sum) total += value * value;
  const cosine = (total - count) / (count * (count - 1));
  return Number.isFinite(cosine) ? Math.min(1, Math.max(-1, cosine)) : NaN;
}

/** (tr G)^2 / tr(G^2) of the Gram matrix G of the centred inputs. */
function participationRatio(values: Float32Array | Float64Array, rows: number, units: number): number {
  const centered = new Float64Array(rows * units);
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * units + unit] ?? 0;
    for (let row = 0; row < rows; row++) {
      centered[row * units + unit] = (values[row * units + unit] ?? 0) - sum / rows;
    }
  }
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let unit = 0; unit < units; unit++) {
        dot += (centered[i * units + unit] ?? 0) * (centered[j * units + unit] ?? 0);
      }
      if (i === j) trace += dot;
      squares += (i === j ? 1 : 2) * dot * dot;
    }
  }
  const ratio = trace ** 2 / squares;
  return Number.isFinite(ratio) ? ratio : NaN;
}
