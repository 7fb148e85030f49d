/**
 * Running totals of a sketch: with them a count between any two values, and any rank, costs a look-up and not a walk
 * through all bins. A picture of 100 layers asks for 20,000 counts of sketches that have 400,000 bins.
 */
import { binEdge, SKETCH_BINS, SKETCH_FIRST_NORMAL, SKETCH_MANTISSA_BITS } from "./sketch.ts";
import type { Sketch, SketchSide } from "./sketch.ts";

/** One sign of a sketch, by magnitude. */
export interface RunningSide {
  readonly firstBin: number;
  /** `[bins + 1]`: entries in all bins before this one; the last is the total. */
  readonly totals: Uint32Array;
}

export interface RunningTotals {
  readonly negative: RunningSide;
  readonly positive: RunningSide;
}

function runningSide({ firstBin, counts }: SketchSide): RunningSide {
  const totals = new Uint32Array(counts.length + 1);
  let total = 0;
  for (let i = 0; i < counts.length; i++) totals[i + 1] = total += counts[i] ?? 0;
  return { firstBin, totals };
}

/** A sketch never changes, so its totals are added up once, whatever is drawn of it and however often. */
const cache = new WeakMap<Sketch, RunningTotals>();

/** The running totals of a sketch, remembered as long as the sketch is. */
export function totalsOf(sketch: Sketch): RunningTotals {
  let totals = cache.get(sketch);
  if (totals === undefined) {
    totals = { negative: runningSide(sketch.negative), positive: runningSide(sketch.positive) };
    cache.set(sketch, totals);
  }
  return totals;
}

/** All entries of a side. */
export function sideCount({ totals }: RunningSide): number {
  return totals[totals.length - 1] ?? 0;
}

/** Entries in the bins below a bin. */
export function countBelowBin({ firstBin, totals }: RunningSide, bin: number): number {
  return totals[Math.min(totals.length - 1, Math.max(0, bin - firstBin))] ?? 0;
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Where a float64 keeps its exponent, which depends on the device's byte order. */
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Exponent bias of float64 less that of float32. */
const BIAS = 1023 - 127;
/** Mantissa bits in the high word of a float64 that the sketch does not keep. */
const DROPPED_BITS = 20 - SKETCH_MANTISSA_BITS;

/** The bin of a magnitude, edges belonging to the bin above them; -1 for what counts as zero, SKETCH_BINS beyond the last. */
function binOf(magnitude: number): number {
  number[0] = magnitude;
  const bin = ((words[HIGH_WORD] ?? 0) >>> DROPPED_BITS) - (BIAS << SKETCH_MANTISSA_BITS);
  return bin < SKETCH_FIRST_NORMAL ? -1 : Math.min(bin, SKETCH_BINS);
}

/**
 * Counts in intervals, taking values as spread evenly inside a sketch bin.
 * Zeros are left out: every view draws them as an atom of its own.
 * @param edges ascending interval edges in value units, length n + 1; infinite ones are allowed
 * @param isFolded counts |x| in place of x
 * @returns counts `[n]` (fractional), and what lies below the first and above the last edge; they sum to the non-zero
 *   finite count but for rounding: 2^-53 of the entries of a sketch bin at each edge
 */
export function rebin(
  sketch: Sketch,
  edges: ArrayLike<number>,
  isFolded = false,
): { readonly counts: Float64Array; readonly below: number; readonly above: number } {
  const { negative, positive } = totalsOf(sketch);
  const all = sideCount(negative) + sideCount(positive);
  // Whole bins and the part of one bin are kept apart, so that an interval without entries has none, to the last bit.
  let whole = 0;
  let part = 0;
  const add = (side: RunningSide, bin: number, share: number, sign: 1 | -1): void => {
    const from = countBelowBin(side, bin);
    whole += sign * from;
    part += sign * share * (countBelowBin(side, bin + 1) - from);
  };
  /** Puts the entries below a value into `whole` and `part`. */
  const countBelow = (value: number): void => {
    const bin = binOf(Math.abs(value));
    const isInside = bin >= 0 && bin < SKETCH_BINS;
    const low = isInside ? binEdge(bin) : 0;
    const share = isInside ? (Math.abs(value) - low) / (binEdge(bin + 1) - low) : 0;
    whole = isFolded ? 0 : sideCount(negative);
    part = 0;
    if (value >= 0) add(positive, bin, share, 1);
    if (isFolded) add(negative, bin, share, 1);
    else if (value < 0) add(negative, bin, share, -1);
  };
  const intervals = Math.max(0, edges.length - 1);
  const counts = new Float64Array(intervals);
  countBelow(edges[0] ?? NaN);
  const below = whole + part;
  for (let i = 0; i < intervals; i++) {
    const wholeBefore = whole;
    const partBefore = part;
    countBelow(edges[i + 1] ?? NaN);
    counts[i] = whole - wholeBefore + (part - partBefore);
  }
  return { counts, below, above: all - whole - part };
}

/**
 * The bin that holds an order statistic of magnitudes.
 * @param sides their entries are ordered together
 * @param rank from 0, below the number of all entries
 */
export function binOfRank(sides: readonly RunningSide[], rank: number): number {
  const used = sides.filter((side) => sideCount(side) > 0);
  let low = Math.min(...used.map(({ firstBin }) => firstBin));
  let end = Math.max(...used.map(({ firstBin, totals }) => firstBin + totals.length - 1));
  // The last bin with no more than `rank` entries below it.
  while (end - low > 1) {
    const middle = (low + end) >>> 1;
    let below = 0;
    for (const side of used) below += countBelowBin(side, middle);
    if (below <= rank) low = middle;
    else end = middle;
  }
  return low;
}
