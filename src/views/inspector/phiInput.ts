/** The input of a layer's activation: z, or normalised z where a normalisation stands before it. */
import { evenSample } from "../../charts/raster.ts";
import { normalize } from "../../experiment/normalization.ts";
import type { LayerPlan, NormPlan } from "../../experiment/plan.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { measure, tensorStats } from "../../experiment/statistics.ts";
import { FRESH_RUNNING_STATISTICS } from "../../catalog/normalizations.ts";

/** More entries would take longer than a frame; whole units or whole inputs are then left out, evenly. */
const MOST_ENTRIES = 2 ** 17;

/** The groups of a normalisation stay whole: batch norm loses units, the others inputs. */
function sampled(
  z: Float32Array,
  batch: number,
  units: number,
  norm: NormPlan,
): { readonly values: Float64Array; readonly batch: number; readonly units: number } {
  const isByUnit = norm.kind === "batch";
  const size = isByUnit ? batch : units;
  const groups = evenSample(isByUnit ? units : batch, Math.max(1, Math.floor(MOST_ENTRIES / size)));
  const rows = isByUnit ? evenSample(batch, batch) : groups;
  const columns = isByUnit ? groups : evenSample(units, units);
  const values = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      values[i * columns.length + j] = z[row * units + column] ?? NaN;
    });
  });
  return { values, batch: rows.length, units: columns.length };
}

/**
 * Statistics of y = gamma xhat(z) + beta, the input of phi, from the captured z; over a sample of whole units
 * or inputs where the tensor is large.
 * @param z `[batch, units]`
 */
export function normalizedStats(z: Float32Array, batch: number, units: number, norm: NormPlan): TensorStats {
  const part = sampled(z, batch, units, norm);
  const { mean, variance } = FRESH_RUNNING_STATISTICS;
  const running = {
    mean: new Float64Array(part.units).fill(mean),
    variance: new Float64Array(part.units).fill(variance),
  };
  const { values } = normalize(norm, part.values, part, running);
  const y = Float32Array.from(values, (value) => norm.gamma * value + norm.beta);
  return tensorStats("pre_activation", measure(y, part.batch, part.units));
}

/** The normalisation between z and phi; null where z goes straight in. */
export function normBeforePhi({ norm }: LayerPlan): NormPlan | null {
  return norm?.at === "before" ? norm : null;
}
