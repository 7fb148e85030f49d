/**
 * Exact counts from a tensor's raw values, on the same axes as the sketch's histograms: what a
 * single bin is read from.
 */
import type { TensorStats } from "../experiment/result.ts";
import { edgesOf } from "./histogram.ts";
import type { Histogram } from "./histogram.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** Below this a float32 is denormal, which counts as zero everywhere here. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * The bin of a number: edges[bin] <= x < edges[bin + 1], the last bin with its upper
 * edge; -1 below, bins above.
 */
function binOf(edges: Float64Array, x: number): number {
  const bins = edges.length - 1;
  if (x < (edges[0] ?? NaN)) return -1;
  const end = edges[bins] ?? NaN;
  if (x >= end) return x === end ? bins - 1 : bins;
  let low = 0;
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x < (edges[middle] ?? NaN)) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * Bins raw values.
 * @param stats of the same values: the shape axis divides by their std
 * @returns counts that are whole numbers; bars + zeros + below + above + not finite = all entries
 */
export function binValues(values: Float32Array, stats: TensorStats, axis: ValueAxis): Histogram {
  const edges = edgesOf(stats, axis);
  const counts = new Float64Array(axis.bins);
  const isFolded = axis.kind === "magnitude";
  const apart = { below: 0, above: 0, zeros: 0, nan: 0, posInf: 0, negInf: 0 };
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (Number.isNaN(value)) apart.nan++;
    else if (magnitude === Infinity) apart[value > 0 ? "posInf" : "negInf"]++;
    else if (magnitude < SMALLEST_NORMAL) apart.zeros++;
    else {
      const bin = binOf(edges, isFolded ? magnitude : value);
      if (bin < 0) apart.below++;
      else if (bin >= axis.bins) apart.above++;
      else counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { counts, ...apart, total: values.length, peak: counts.reduce((a, b) => Math.max(a, b), 0) };
}
