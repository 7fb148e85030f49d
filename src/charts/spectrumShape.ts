/** Singular values as a histogram, on an axis that holds the theory's edge too. */
import { niceAway } from "./valueAxis.ts";

/** Counts in equal bins from 0 to `high`. */
export interface SpectrumBins {
  readonly high: number;
  readonly counts: readonly number[];
}

/** More bins than this would hold one value each. */
const MOST_BINS = 40;
const LEAST_BINS = 8;

/**
 * Bins singular values.
 * @param values finite, >= 0
 * @param edge the largest value theory expects; 0 where it expects none
 */
export function spectrumBins(values: ArrayLike<number>, edge: number): SpectrumBins {
  let largest = edge;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i] ?? 0);
  const high = largest === 0 ? 1 : niceAway(1.02 * largest);
  const bins = Math.max(LEAST_BINS, Math.min(MOST_BINS, Math.round(values.length / 6)));
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(((values[i] ?? 0) / high) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { high, counts };
}
