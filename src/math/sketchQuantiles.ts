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
  // Order statistics as runs of equal representatives, ascending.
  const values: number[] = [];
  const ends: number[] = [];
  let total = 0;
  const push = (value: number, count: number): void => {
    if (count === 0) return;
    total += count;
    values.push(clip(value));
    ends.push(total);
  };
  for (let i = sketch.negative.counts.length - 1; i >= 0; i--) {
    push(-binMiddle(sketch.negative.firstBin + i), sketch.negative.counts[i] ?? 0);
  }
  push(0, sketch.zeros);
  sketch.positive.counts.forEach((count, i) => push(binMiddle(sketch.positive.firstBin + i), count));
  let run = 0;
  const orderStatistic = (rank: number): number => {
    while (run < ends.length - 1 && rank >= (ends[run] ?? Infinity)) run++;
    while (run > 0 && rank < (ends[run - 1] ?? -1)) run--;
    if (rank <= 0) return range.min;
    if (rank >= finite - 1) return range.max;
    return values[run] ?? NaN;
  };
  return probabilities.map((probability) => {
    const position = probability * (finite - 1);
    const lower = Math.floor(position);
    const weight = position - lower;
    const low = orderStatistic(lower);
    return weight === 0 ? low : low + weight * (orderStatistic(lower + 1) - low);
  });
}
