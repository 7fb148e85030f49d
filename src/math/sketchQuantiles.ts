/** Quantiles of a sketch: apart from it, because the first picture does without them. */
import { binMiddle, finiteCount } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

/**
 * Quantiles of the finite values, linear between order statistics (the rule of NumPy and golden/statistics.json).
 * @param probabilities ascending, each in [0, 1]
 * @param range exact minimum and maximum, which the outermost bins are clipped to
 * Error: each order statistic is within SKETCH_RELATIVE_ERROR of its true value, relatively; zeros are exact.
 */
export function sketchQuantiles(
  sketch: Sketch,
  probabilities: readonly number[],
  range: { readonly min: number; readonly max: number },
): number[] {
  const finite = finiteCount(sketch);
  if (finite === 0) return probabilities.map(() => NaN);
  const clip = (value: number): number => Math.min(range.max, Math.max(range.min, value));
  const places = probabilities.map((probability) => probability * (finite - 1));
  const values = orderStatistics(
    sketch,
    places.flatMap((place) => [Math.floor(place), Math.floor(place) + 1]).sort((a, b) => a - b),
  );
  const orderStatistic = (rank: number): number => {
    if (rank <= 0) return range.min;
    if (rank >= finite - 1) return range.max;
    return clip(values.get(rank) ?? NaN);
  };
  return places.map((place) => {
    const lower = Math.floor(place);
    const weight = place - lower;
    const low = orderStatistic(lower);
    return weight === 0 ? low : low + weight * (orderStatistic(lower + 1) - low);
  });
}

/**
 * The middles of the bins in which order statistics lie, by rank.
 * @param ranks ascending; those beyond the last value are left out
 */
function orderStatistics(
  { negative, zeros, positive }: Sketch,
  ranks: readonly number[],
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let next = 0;
  let total = 0;
  // The rank looked for: a heat map walks a million bins for a picture, so a bin costs one addition and one comparison.
  let wanted = ranks[0] ?? Infinity;
  const take = (value: number): void => {
    while (wanted < total) {
      found.set(wanted, value);
      next += 1;
      wanted = ranks[next] ?? Infinity;
    }
  };
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    total += negative.counts[i] ?? 0;
    if (wanted < total) take(-binMiddle(negative.firstBin + i));
  }
  total += zeros;
  take(0);
  for (let i = 0; i < positive.counts.length && wanted < Infinity; i++) {
    total += positive.counts[i] ?? 0;
    if (wanted < total) take(binMiddle(positive.firstBin + i));
  }
  return found;
}
