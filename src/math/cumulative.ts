/**
 * Running totals of a sketch: a count between two values, or a rank, is a look-up and not a walk through all
 * bins. A picture of 100 layers asks for 20,000 counts of sketches that have 400,000 bins.
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

/** Adds a side up into its place. */
function addUp({ firstBin, counts }: SketchSide, totals: Uint32Array): RunningSide {
  let total = 0;
  for (let i = 0; i < counts.length; i++) totals[i + 1] = total += counts[i] ?? 0;
  return { firstBin, totals };
}

/** A sketch never changes, so its totals are summed once for all charts. */
const cache = new WeakMap<Sketch, RunningTotals>();

/** The running totals of a sketch, remembered as long as the sketch is. */
export function totalsOf(sketch: Sketch): RunningTotals {
  let totals = cache.get(sketch);
  if (totals === undefined) {
    const { negative, positive } = sketch;
    const split = negative.counts.length + 1;
    // One allocation for both sides: allocating costs as much as filling.
    const room = new Uint32Array(split + positive.counts.length + 1);
    totals = {
      negative: addUp(negative, room.subarray(0, split)),
      positive: addUp(positive, room.subarray(split)),
    };
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
  const at = bin - firstBin;
  return at <= 0 ? 0 : (totals[at] ?? totals[totals.length - 1] ?? 0);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Index of the word of a float64 that holds its exponent; it depends on the device's byte order. */
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Exponent bias of float64 less that of float32. */
const BIAS = 1023 - 127;
/** Mantissa bits in the high word of a float64 that the sketch does not keep. */
const DROPPED_BITS = 20 - SKETCH_MANTISSA_BITS;

/**
 * Bin of a magnitude; an edge belongs to the bin above. -1 for zero and denormals,
 * SKETCH_BINS beyond the last.
 */
export function binOf(magnitude: number): number {
  number[0] = magnitude;
  const bin = ((words[HIGH_WORD] ?? 0) >>> DROPPED_BITS) - (BIAS << SKETCH_MANTISSA_BITS);
  return bin < SKETCH_FIRST_NORMAL ? -1 : Math.min(bin, SKETCH_BINS);
}

/** Ascending edges of intervals as places in a sketch: computed once for all sketches binned on them. */
export interface PlacedEdges {
  readonly bins: Int32Array;
  /** How much of its bin lies below an edge, 0..1. */
  readonly shares: Float64Array;
  readonly areNegative: readonly boolean[];
}

/** Finds the places of edges in value units; infinite ones are allowed. */
export function placeEdges(edges: ArrayLike<number>): PlacedEdges {
  const values = Array.from(edges);
  const bins = Int32Array.from(values, (value) => binOf(Math.abs(value)));
  const shares = Float64Array.from(values, (value, i) => {
    const bin = bins[i] ?? -1;
    if (bin < 0 || bin >= SKETCH_BINS) return 0;
    const low = binEdge(bin);
    return (Math.abs(value) - low) / (binEdge(bin + 1) - low);
  });
  return { bins, shares, areNegative: values.map((value) => value < 0) };
}

/** Entries of a side below a place. */
function countBelow({ firstBin, totals }: RunningSide, bin: number, share: number): number {
  const last = totals.length - 1;
  const at = bin - firstBin;
  if (at < 0) return 0;
  if (at >= last) return totals[last] ?? 0;
  const from = totals[at] ?? 0;
  return from + share * ((totals[at + 1] ?? 0) - from);
}

/**
 * Counts in intervals. Values are taken as spread evenly inside a sketch bin.
 * Zeros are left out: every chart draws them apart.
 * @param edges n + 1 of them
 * @param isFolded counts |x| in place of x
 * @returns counts `[n]` (fractional), and what lies below the first and above the last edge; they sum to the
 *   non-zero finite count. Error of each: 2^-52 of all entries; where there is no entry it is 0 exactly
 */
export function rebin(
  sketch: Sketch,
  { bins, shares, areNegative }: PlacedEdges,
  isFolded = false,
): { readonly counts: Float64Array; readonly below: number; readonly above: number } {
  const { negative, positive } = totalsOf(sketch);
  const negatives = sideCount(negative);
  const belowEdge = (i: number): number => {
    const bin = bins[i] ?? -1;
    const share = shares[i] ?? 0;
    if (isFolded) return countBelow(positive, bin, share) + countBelow(negative, bin, share);
    return areNegative[i] === true
      ? negatives - countBelow(negative, bin, share)
      : negatives + countBelow(positive, bin, share);
  };
  const counts = new Float64Array(Math.max(0, bins.length - 1));
  const below = belowEdge(0);
  let last = below;
  for (let i = 0; i < counts.length; i++) {
    const next = belowEdge(i + 1);
    counts[i] = next - last;
    last = next;
  }
  return { counts, below, above: negatives + sideCount(positive) - last };
}

/**
 * The bin that holds an order statistic of magnitudes.
 * @param a, b two sides whose entries are ordered together
 * @param rank from 0, below the number of all entries
 */
export function binOfRank(a: RunningSide, b: RunningSide, rank: number): number {
  const [hasA, hasB] = [sideCount(a) > 0, sideCount(b) > 0];
  let low = Math.min(hasA ? a.firstBin : SKETCH_BINS, hasB ? b.firstBin : SKETCH_BINS);
  let end = Math.max(a.firstBin + a.totals.length, b.firstBin + b.totals.length) - 1;
  // The last bin with no more than `rank` entries below it.
  while (end - low > 1) {
    const middle = (low + end) >>> 1;
    if (countBelowBin(a, middle) + countBelowBin(b, middle) <= rank) low = middle;
    else end = middle;
  }
  return low;
}

/** A side without entries. */
export const NO_ENTRIES: RunningSide = { firstBin: 0, totals: new Uint32Array(1) };
