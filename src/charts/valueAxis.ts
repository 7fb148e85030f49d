/**
 * The value axis that all layers of a tensor share, and its range. The range comes from pooled quantiles,
 * never from the extremes alone, and what lies outside is counted. Changing the axis re-bins sketches;
 * nothing is computed again.
 */
import type { TensorStats } from "../experiment/result.ts";
import { countBelowBin, sideCount, totalsOf } from "../math/cumulative.ts";
import { SKETCH_BINS, binEdge } from "../math/sketch.ts";
import { linearScale, wholeTicks } from "./scale.ts";
import type { Scale } from "./scale.ts";

/** `value` is x itself, `shape` is x / std of its own layer, `magnitude` is log10 |x|. */
export type ValueAxisKind = "value" | "shape" | "magnitude";

/** Equal bins from `low` to `high` in the coordinate of the axis (for `magnitude`: exponents). */
export interface ValueAxis {
  readonly kind: ValueAxisKind;
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/**
 * Share of one layer that may fall outside on each side: 2 in 1,000, about three
 * standard deviations of a normal.
 */
const TAIL = 0.002;
/** On a logarithmic axis the lower tail never ends, so more of it is left to the "below" counter. */
const MAGNITUDE_LOW_TAIL = 0.005;
/** Half-width of the shape axis, in standard deviations. */
const SHAPE_REACH = 5;

/**
 * Quantiles of the non-zero finite values of all tensors together, every tensor with the same weight.
 * Resolution: one sketch bin; outer edges are returned, so a range built from them holds what it promises.
 */
function pooledRange(
  tensors: readonly TensorStats[],
  tails: { readonly low: number; readonly high: number },
  isFolded: boolean,
): { readonly low: number; readonly high: number } | null {
  let first = SKETCH_BINS;
  let end = 0;
  let total = 0;
  const sides = tensors.flatMap(({ sketch }) => {
    const { negative, positive } = totalsOf(sketch);
    const values = sideCount(negative) + sideCount(positive);
    if (values === 0) return [];
    for (const { firstBin, totals } of [negative, positive]) {
      if (totals.length === 1) continue;
      first = Math.min(first, firstBin);
      end = Math.max(end, firstBin + totals.length - 1);
    }
    total += values / sketch.count;
    return { weight: 1 / sketch.count, negative, positive };
  });
  if (total === 0) return null;
  /** Weight of one sign, or of both where they are folded, in a stretch of bins. */
  const weightIn = (isNegative: boolean, from: number, to: number): number => {
    let sum = 0;
    for (const { weight, negative, positive } of sides) {
      let count = 0;
      if (isNegative || isFolded) count += countBelowBin(negative, to) - countBelowBin(negative, from);
      if (!isNegative || isFolded) count += countBelowBin(positive, to) - countBelowBin(positive, from);
      sum += weight * count;
    }
    return sum;
  };
  /** The least bin, from `first` to `end`, for which something holds that holds for all above it. */
  const leastBin = (holds: (bin: number) => boolean): number => {
    let low = first - 1;
    let high = end;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (holds(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  /** Goes inwards from one end until the tail is used up. */
  const walk = (tail: number, fromTop: boolean): number => {
    let left = tail * total;
    const sign = fromTop ? 1 : -1;
    if (!(isFolded && !fromTop)) {
      const all = weightIn(!fromTop, first, end);
      if (all > left) return sign * binEdge(leastBin((bin) => weightIn(!fromTop, bin, end) <= left));
      left -= all;
    }
    const bin = leastBin((candidate) => weightIn(fromTop, first, candidate + 1) > left);
    return bin === end ? 0 : -sign * binEdge(bin);
  };
  // The outer edge of a sketch bin may lie beyond every value: a tanh ends at 1, not at 1.016.
  const ends = tensors.filter(({ finite }) => finite > 0);
  const most = Math.max(...ends.map(({ min, max }) => (isFolded ? Math.max(-min, max) : max)));
  const least = isFolded ? 0 : Math.min(...ends.map(({ min }) => min));
  return { low: Math.max(least, walk(tails.low, false)), high: Math.min(most, walk(tails.high, true)) };
}

const NICE_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/**
 * The next round number away from zero: few different ones, so that the axis stands
 * still while a slider moves.
 */
export function niceAway(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const magnitude = Math.abs(value);
  const exponent = Math.floor(Math.log10(magnitude));
  const mantissa = magnitude / 10 ** exponent;
  // 1e-9 forgives the rounding of the division, so that a round number stays itself.
  const step = NICE_STEPS.find((candidate) => candidate >= mantissa * (1 - 1e-9)) ?? 10;
  // Through text: 3 * 10 ** -1 would be 0.30000000000000004.
  return Math.sign(value) * Number(`${step}e${exponent}`);
}

/** The range of the `value` axis, from a pooled one. */
function valueRange(low: number, high: number, hasZeros: boolean): readonly [number, number] {
  let first = hasZeros ? Math.min(0, low) : low;
  let last = hasZeros ? Math.max(0, high) : high;
  // Zero belongs into the picture unless the values are a narrow heap far away from it.
  if (first > 0 && first < 0.7 * last) first = 0;
  if (last < 0 && last > 0.7 * first) last = 0;
  if (first === last) {
    const pad = first === 0 ? 1 : Math.abs(first) * 0.5;
    first -= pad;
    last += pad;
  }
  if (first < 0 && last > 0) {
    const reach = Math.max(-first, last);
    // Nearly symmetric ranges are made symmetric: gradients of layers are then compared about one centre.
    if (Math.min(-first, last) > 0.25 * reach) return [-niceAway(reach), niceAway(reach)];
  }
  if (first <= 0 && last >= 0) return [niceAway(first), niceAway(last)];
  const exponent = Math.floor(Math.log10(last - first));
  const step = Number(`1e${exponent}`);
  const snap = (value: number): number => Number((value * step).toPrecision(12));
  return [snap(Math.floor(first / step)), snap(Math.ceil(last / step))];
}

/**
 * The shared axis for a set of tensors. Degenerate sets get a plain one: all zeros, nothing finite or nothing
 * at all give -1..1 (value, shape) and 10^-3..1 (magnitude).
 */
export function chooseValueAxis(
  kind: ValueAxisKind,
  tensors: readonly TensorStats[],
  bins: number,
): ValueAxis {
  const tail = TAIL / Math.max(1, tensors.length);
  const isSigned = kind !== "magnitude";
  const lowTail = isSigned ? tail : MAGNITUDE_LOW_TAIL / Math.max(1, tensors.length);
  const pooled = pooledRange(tensors, { low: lowTail, high: tail }, !isSigned);
  const hasZeros = tensors.some(({ sketch }) => sketch.zeros > 0);
  switch (kind) {
    case "value": {
      const [low, high] = pooled === null ? [-1, 1] : valueRange(pooled.low, pooled.high, hasZeros);
      return { kind, low, high, bins };
    }
    case "shape": {
      const isPositive = pooled !== null && pooled.low >= 0;
      return { kind, low: isPositive ? 0 : -SHAPE_REACH, high: SHAPE_REACH, bins };
    }
    case "magnitude": {
      if (pooled === null) return { kind, low: -3, high: 0, bins };
      const high = Math.ceil(Math.log10(pooled.high));
      const low = Math.min(high - 3, Math.floor(Math.log10(pooled.low)));
      return { kind, low, high, bins };
    }
    default:
      return kind satisfies never;
  }
}

/**
 * Largest ratio between the RMS of two layers, over layers that have one above zero;
 * 1 when there are not two.
 */
export function scaleRatio(tensors: readonly TensorStats[]): number {
  let smallest = Infinity;
  let largest = 0;
  for (const { rms } of tensors) {
    if (!(rms > 0) || !Number.isFinite(rms)) continue;
    smallest = Math.min(smallest, rms);
    largest = Math.max(largest, rms);
  }
  return largest === 0 ? 1 : largest / smallest;
}

/** The scale from coordinates of the axis to pixels. */
export function axisScale({ low, high }: ValueAxis, pixels: readonly [number, number]): Scale {
  return linearScale([low, high], pixels);
}

/** The pixel of the value 0; the near end where the axis does not hold it, as a magnitude axis never does. */
export function zeroPx(axis: ValueAxis, pixels: readonly [number, number]): number {
  return axis.kind === "magnitude" ? pixels[0] : axisScale(axis, pixels)(0);
}

const EXPONENT_STEPS = [1, 2, 3, 4, 5, 6, 10, 15, 20, 30, 40] as const;

/** Coordinates worth a label: the ends and zero, or for `magnitude` at most `maxTicks` whole exponents. */
export function axisTicks(axis: ValueAxis, maxTicks: number): readonly number[] {
  if (axis.kind !== "magnitude") {
    const ends = [axis.low, axis.high];
    return axis.low < 0 && axis.high > 0 && maxTicks > 2 ? [axis.low, 0, axis.high] : ends;
  }
  return wholeTicks([axis.low, axis.high], maxTicks, EXPONENT_STEPS);
}
