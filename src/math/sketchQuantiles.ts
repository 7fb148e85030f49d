/** Quantiles of a sketch: what the heat map, the statistics and the exports read from it. */
import { binOfRank, NO_ENTRIES, sideCount, totalsOf } from "./cumulative.ts";
import { binMiddle, finiteCount } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Linear between order statistics (the rule of NumPy and golden/statistics.json).
 * @param count of the values
 * @param orderStatistic the value of a rank, 0 to count - 1, to the precision of the sketch
 */
function quantilesBy(
  count: number,
  orderStatistic: (rank: number) => number,
  probabilities: readonly number[],
  { min, max }: Range,
): number[] {
  const at = (rank: number): number => {
    if (rank <= 0) return min;
    if (rank >= count - 1) return max;
    return Math.min(max, Math.max(min, orderStatistic(rank)));
  };
  return probabilities.map((probability) => {
    if (count === 0) return NaN;
    const place = probability * (count - 1);
    const lower = Math.floor(place);
    const low = at(lower);
    return place === lower ? low : low + (place - lower) * (at(lower + 1) - low);
  });
}

/**
 * Quantiles of the finite values.
 * @param probabilities each in [0, 1]
 * @param range exact minimum and maximum, which the outermost bins are clipped to
 * Error: each order statistic is within SKETCH_RELATIVE_ERROR of its true value, relatively; zeros are exact.
 */
export function sketchQuantiles(sketch: Sketch, probabilities: readonly number[], range: Range): number[] {
  const { negative, positive } = totalsOf(sketch);
  const negatives = sideCount(negative);
  const orderStatistic = (rank: number): number => {
    if (rank < negatives) return -binMiddle(binOfRank(negative, NO_ENTRIES, negatives - 1 - rank));
    const above = rank - negatives - sketch.zeros;
    return above < 0 ? 0 : binMiddle(binOfRank(positive, NO_ENTRIES, above));
  };
  return quantilesBy(finiteCount(sketch), orderStatistic, probabilities, range);
}

/** The same of |x| over the values that are not zero. @param largest the greatest |x|, exactly */
export function magnitudeQuantiles(
  sketch: Sketch,
  probabilities: readonly number[],
  largest: number,
): number[] {
  const { negative, positive } = totalsOf(sketch);
  return quantilesBy(
    sideCount(negative) + sideCount(positive),
    (rank) => binMiddle(binOfRank(negative, positive, rank)),
    probabilities,
    { min: 0, max: largest },
  );
}
