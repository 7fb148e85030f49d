/**
 * Two-level moments of a `[B, N]` tensor: over the batch within each unit, then across units.
 * Central sums about each unit's own mean, never E[x^2] - E[x]^2; merged by Chan, Golub,
 * LeVeque 1979 and Pebay 2008.
 */

/** Central power sums of each unit over the finite values of the batch; the kernels fill the same form. */
export interface UnitMoments {
  /** Finite values per unit, `[N]`. */
  readonly count: Float64Array;
  /** Mean, `[N]`. */
  readonly mean: Float64Array;
  /** Sum of (x - mean)^2, ^3 and ^4, each `[N]`. */
  readonly m2: Float64Array;
  readonly m3: Float64Array;
  readonly m4: Float64Array;
}

/** The moments of a tensor in the form that merges with those of other inputs of the batch. */
export interface PooledMoments {
  /** Over units and inputs together. */
  readonly sums: Readonly<Sums>;
  /** Sum over the units of the squares about their own means. */
  readonly within: number;
  /** Finite values and mean of each unit, `[N]`; empty where no split over units and inputs is needed. */
  readonly count: Float64Array;
  readonly mean: Float64Array;
}

/** Pooled and split moments; NaN where there is no finite value. */
export interface Moments {
  readonly finite: number;
  readonly mean: number;
  /** Population standard deviation over units and inputs together. */
  readonly std: number;
  readonly rms: number;
  /** Root of the mean over units of the variance across inputs. std^2 = batchStd^2 + unitStd^2. */
  readonly batchStd: number;
  /** Standard deviation across units of the mean over inputs. */
  readonly unitStd: number;
  /** Undefined (NaN) for a constant tensor. */
  readonly skewness: number;
  readonly excessKurtosis: number;
}

/**
 * Per-unit central sums of one tensor in float64.
 * @param values row-major `[batch, units]`; non-finite entries are left out
 * Accuracy: relative error of the variance <= 1e-6 for |mean|/std <= 1e6 (two passes, float64).
 */
export function unitMomentsOf(values: ArrayLike<number>, batch: number, units: number): UnitMoments {
  const moments = emptyUnitMoments(units);
  const { count, mean, m2, m3, m4 } = moments;
  for (let unit = 0; unit < units; unit++) {
    let n = 0;
    let sum = 0;
    for (let row = 0; row < batch; row++) {
      const x = values[row * units + unit] ?? NaN;
      if (Number.isFinite(x)) {
        n++;
        sum += x;
      }
    }
    const center = n === 0 ? 0 : sum / n;
    let residual = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    for (let row = 0; row < batch; row++) {
      const x = values[row * units + unit] ?? NaN;
      if (!Number.isFinite(x)) continue;
      const d = x - center;
      const square = d * d;
      residual += d;
      s2 += square;
      s3 += square * d;
      s4 += square * square;
    }
    count[unit] = n;
    mean[unit] = center;
    // The corrected two-pass form: the rounding of the mean is taken out of the variance.
    m2[unit] = n === 0 ? 0 : Math.max(0, s2 - (residual * residual) / n);
    m3[unit] = s3;
    m4[unit] = s4;
  }
  return moments;
}

/** Moments of no values, `[units]`. */
function emptyUnitMoments(units: number): UnitMoments {
  return {
    count: new Float64Array(units),
    mean: new Float64Array(units),
    m2: new Float64Array(units),
    m3: new Float64Array(units),
    m4: new Float64Array(units),
  };
}

/** Central power sums of n values. */
export interface Sums {
  n: number;
  mean: number;
  m2: number;
  m3: number;
  m4: number;
}

/** Adds b into a (Pebay 2008, eq. 2.1 with p up to 4). */
export function accumulate(a: Sums, n: number, mean: number, m2: number, m3: number, m4: number): void {
  if (n === 0) return;
  const total = a.n + n;
  const delta = mean - a.mean;
  const shift = delta / total;
  const product = a.n * n;
  const m4Next =
    a.m4 +
    m4 +
    delta * shift * shift * shift * product * (a.n * a.n - product + n * n) +
    6 * shift * shift * (a.n * a.n * m2 + n * n * a.m2) +
    4 * shift * (a.n * m3 - n * a.m3);
  const m3Next = a.m3 + m3 + delta * shift * shift * product * (a.n - n) + 3 * shift * (a.n * m2 - n * a.m2);
  a.m2 += m2 + delta * shift * product;
  a.m3 = m3Next;
  a.m4 = m4Next;
  a.mean += n * shift;
  a.n = total;
}

/** Sums over all units. The arrays per unit share memory with the argument. */
export function poolMoments({ count, mean, m2, m3, m4 }: UnitMoments): PooledMoments {
  const sums: Sums = { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };
  let within = 0;
  for (let j = 0; j < count.length; j++) {
    const square = m2[j] ?? 0;
    within += square;
    accumulate(sums, count[j] ?? 0, mean[j] ?? 0, square, m3[j] ?? 0, m4[j] ?? 0);
  }
  return { sums, within, count, mean };
}

/**
 * Pooled moments and their split.
 * batchStd^2 = sum m2 / n; unitStd^2 = sum n_j (mean_j - mean)^2 / n; std^2 is their sum, but for rounding.
 */
export function momentsOf({ sums, within, count, mean: means }: PooledMoments): Moments {
  const { n, mean } = sums;
  if (n === 0) {
    return {
      finite: 0,
      mean: NaN,
      std: NaN,
      rms: NaN,
      batchStd: NaN,
      unitStd: NaN,
      skewness: NaN,
      excessKurtosis: NaN,
    };
  }
  let between = 0;
  for (let j = 0; j < count.length; j++) {
    const d = (means[j] ?? 0) - mean;
    between += (count[j] ?? 0) * d * d;
  }
  const variance = sums.m2 / n;
  const isConstant = variance === 0;
  return {
    finite: n,
    mean,
    std: Math.sqrt(variance),
    rms: Math.sqrt(variance + mean * mean),
    batchStd: Math.sqrt(within / n),
    unitStd: Math.sqrt(between / n),
    skewness: isConstant ? NaN : sums.m3 / n / variance ** 1.5,
    excessKurtosis: isConstant ? NaN : sums.m4 / n / variance ** 2 - 3,
  };
}
