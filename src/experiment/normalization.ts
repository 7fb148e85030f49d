/**
 * Batch, layer and RMS norm of the reference, forward and backward, in float64: one formula over groups of
 * values that share their statistics. Slow and obvious, like the rest of the oracle.
 *
 * Shapes: B = batch, N = units; matrices `[B, N]`, row-major. A group is a unit over the batch (batch norm)
 * or an input over the units (layer and RMS norm).
 */
import type { NormPlan } from "./plan.ts";

/** Mean and variance that batch norm uses in evaluation instead of the batch's own, `[N]` each. */
export interface RunningStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** The values that the backward pass needs from the forward pass. */
export interface Normalized {
  /** xhat, `[B, N]`: before gamma and beta. */
  readonly values: Float64Array;
  /** 1 / std of each group. */
  readonly inverseStd: Float64Array;
  /** Of each group, the variance biased; those that were given, where they were. */
  readonly statistics: { readonly means: Float64Array; readonly variances: Float64Array };
}

interface Shape {
  readonly batch: number;
  readonly units: number;
}

/** The groups of a normalisation: their number, their size, and the group of an entry. */
interface Groups {
  readonly of: (index: number) => number;
  readonly count: number;
  readonly size: number;
}

function groupsOf({ kind }: NormPlan, { batch, units }: Shape): Groups {
  return kind === "batch"
    ? { of: (index) => index % units, count: units, size: batch }
    : { of: (index) => Math.floor(index / units), count: batch, size: units };
}

function groupMeans(values: Float64Array, { of, count, size }: Groups): Float64Array {
  const means = new Float64Array(count);
  values.forEach((value, index) => {
    means[of(index)] = (means[of(index)] ?? 0) + value;
  });
  return means.map((sum) => sum / size);
}

/** Whether the group's own mean is taken out; RMS norm takes out none. */
function isCentered(norm: NormPlan): boolean {
  return norm.kind !== "rms";
}

/**
 * The running statistics behind one more batch: running <- (1 - momentum) running + momentum batch, with the
 * unbiased variance. A batch of one says nothing of the variance: it counts as 0.
 * @param x what the norm has seen, `[B, N]`
 */
export function addToAverages(
  { mean, variance }: RunningStatistics,
  x: Float64Array,
  { batch, units }: Shape,
  momentum: number,
): void {
  const groups = { of: (index: number) => index % units, count: units, size: batch };
  const means = groupMeans(x, groups);
  const squares = x.map((value, index) => (value - (means[index % units] ?? 0)) ** 2);
  const biased = groupMeans(squares, groups);
  for (let unit = 0; unit < units; unit++) {
    const unbiased = ((biased[unit] ?? 0) * batch) / Math.max(1, batch - 1);
    mean[unit] = (1 - momentum) * (mean[unit] ?? 0) + momentum * (means[unit] ?? 0);
    variance[unit] = (1 - momentum) * (variance[unit] ?? 0) + momentum * unbiased;
  }
}

/**
 * xhat = (x - mean) / sqrt(variance + epsilon), variance biased.
 * @param running the statistics of batch norm with running statistics; unused otherwise
 */
export function normalize(
  norm: NormPlan,
  x: Float64Array,
  shape: Shape,
  running: RunningStatistics | null,
): Normalized {
  const groups = groupsOf(norm, shape);
  const given = norm.kind === "batch" && norm.statistics !== "batch" ? running : null;
  const ownMeans = (): Float64Array =>
    isCentered(norm) ? groupMeans(x, groups) : new Float64Array(groups.count);
  const means = given?.mean ?? ownMeans();
  const centered = x.map((value, index) => value - (means[groups.of(index)] ?? 0));
  const variances =
    given?.variance ??
    groupMeans(
      centered.map((value) => value * value),
      groups,
    );
  const inverseStd = variances.map((variance) => 1 / Math.sqrt(variance + norm.epsilon));
  return {
    values: centered.map((value, index) => value * (inverseStd[groups.of(index)] ?? 0)),
    inverseStd,
    statistics: { means, variances },
  };
}

/**
 * dx = (h - mean(h) - xhat mean(h xhat)) / std for h = gamma g, means over the group. The first projection
 * comes from the mean (RMS norm has none), the second from the variance. Given statistics do not depend on x,
 * so they project nothing.
 * @param gain gamma of each unit, `[N]`
 * @param gradient g = dL/dy
 */
export function normalizeBackward(
  norm: NormPlan,
  gain: Float64Array,
  gradient: Float64Array,
  { values, inverseStd }: Normalized,
  shape: Shape,
): Float64Array {
  const groups = groupsOf(norm, shape);
  const scaled = gradient.map((value, index) => value * (gain[index % shape.units] ?? 0));
  if (norm.kind === "batch" && norm.statistics !== "batch") {
    return scaled.map((value, index) => value * (inverseStd[groups.of(index)] ?? 0));
  }
  const meanGradient = isCentered(norm) ? groupMeans(scaled, groups) : new Float64Array(groups.count);
  const meanProduct = groupMeans(
    scaled.map((value, index) => value * (values[index] ?? 0)),
    groups,
  );
  return scaled.map((value, index) => {
    const group = groups.of(index);
    const projected = value - (meanGradient[group] ?? 0) - (values[index] ?? 0) * (meanProduct[group] ?? 0);
    return projected * (inverseStd[group] ?? 0);
  });
}
