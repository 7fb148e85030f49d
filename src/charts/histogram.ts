/**
 * One tensor on a value axis: bars for the continuous part, and everything that is not a bar counted apart
 * (exact zeros, out of range, NaN, infinities). Bars + zeros + below + above + not
 * finite = all entries, always.
 */
import type { TensorStats } from "../experiment/result.ts";
import { placeEdges, rebin } from "../math/cumulative.ts";
import type { PlacedEdges } from "../math/cumulative.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** Counts of one tensor on one axis; bars may be fractional, since a sketch bin can straddle two of them. */
export interface Histogram {
  readonly counts: Float64Array;
  /** Finite, non-zero, and outside the axis. */
  readonly below: number;
  readonly above: number;
  readonly zeros: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly total: number;
  /** Highest bar. */
  readonly peak: number;
}

/**
 * What the shape axis divides by: the standard deviation, or the RMS of a tensor whose
 * values are all the same.
 */
export function shapeUnit(stats: TensorStats): number {
  if (stats.std > 0 && Number.isFinite(stats.std)) return stats.std;
  return stats.rms > 0 && Number.isFinite(stats.rms) ? stats.rms : 1;
}

/** Bin edges in units of the tensor, `[bins + 1]`. */
export function edgesOf(stats: TensorStats, axis: ValueAxis): Float64Array {
  const edges = new Float64Array(axis.bins + 1);
  const unit = axis.kind === "shape" ? shapeUnit(stats) : 1;
  for (let i = 0; i <= axis.bins; i++) {
    const share = i / axis.bins;
    // Weighted ends, not low + share * span: both ends are met exactly and 1e38 - -1e38
    // cannot lose the small one.
    const coordinate = axis.low * (1 - share) + axis.high * share;
    edges[i] = axis.kind === "magnitude" ? 10 ** coordinate : unit * coordinate;
  }
  return edges;
}

interface BinEdges {
  readonly edges: Float64Array;
  readonly placed: PlacedEdges;
}

/**
 * All layers of a row are binned on the same edges, and on those of the picture before
 * as long as its axis stays.
 */
const known = new WeakMap<ValueAxis, BinEdges>();

function binEdgesOf(stats: TensorStats, axis: ValueAxis): BinEdges {
  let found = known.get(axis);
  if (found === undefined) {
    const edges = edgesOf(stats, axis);
    found = { edges, placed: placeEdges(edges) };
    // Only on the shape axis a tensor has edges of its own.
    if (axis.kind !== "shape") known.set(axis, found);
  }
  return found;
}

/** Bins one tensor. */
export function binTensor(stats: TensorStats, axis: ValueAxis): Histogram {
  const { sketch } = stats;
  const isFolded = axis.kind === "magnitude";
  const { edges, placed } = binEdgesOf(stats, axis);
  const binned = rebin(sketch, placed, isFolded);
  const { counts } = binned;
  let { below, above } = binned;
  // A value on the very end of the axis shares its sketch bin with values beyond it; the exact
  // extremes say which it is.
  const largest = isFolded ? Math.max(-stats.min, stats.max) : stats.max;
  const last = counts.length - 1;
  if (above > 0 && largest <= (edges[axis.bins] ?? NaN)) {
    counts[last] = (counts[last] ?? 0) + above;
    above = 0;
  }
  if (below > 0 && !isFolded && stats.min >= (edges[0] ?? NaN)) {
    counts[0] = (counts[0] ?? 0) + below;
    below = 0;
  }
  let peak = 0;
  for (const count of counts) if (count > peak) peak = count;
  const { zeros, nan, posInf, negInf, count: total } = sketch;
  return { counts, below, above, zeros, nan, posInf, negInf, total, peak };
}

/**
 * Statistics objects never change, so what was drawn of them once is kept: a hover or a new
 * neighbour re-bins nothing.
 */
const histograms = new WeakMap<TensorStats, { readonly axis: ValueAxis; readonly histogram: Histogram }>();

function isSameAxis(a: ValueAxis, b: ValueAxis): boolean {
  return a === b || (a.kind === b.kind && a.low === b.low && a.high === b.high && a.bins === b.bins);
}

/** `binTensor`, remembered for the last axis of each tensor. */
export function histogramOf(stats: TensorStats, axis: ValueAxis): Histogram {
  const last = histograms.get(stats);
  if (last !== undefined && isSameAxis(last.axis, axis)) return last.histogram;
  const histogram = binTensor(stats, axis);
  histograms.set(stats, { axis, histogram });
  return histogram;
}

/**
 * Shares of all entries in the saturated ends of an activation's output, within a sketch bin (1 %) of the
 * boundary. An end that does not exist has none.
 */
export function zoneShares(
  stats: TensorStats,
  zones: { readonly below: number | null; readonly above: number | null },
): { readonly below: number; readonly above: number } {
  const { below, above } = rebin(
    stats.sketch,
    placeEdges([zones.below ?? -Infinity, zones.above ?? Infinity]),
  );
  return { below: below / stats.sketch.count, above: above / stats.sketch.count };
}

/**
 * The shared height of a row: share of all entries that reaches the top, and the share at the
 * baseline of a log scale.
 */
export interface DensityScale {
  readonly kind: "linear" | "log";
  readonly top: number;
  readonly floor: number;
}

/** A bar may be this many times as high as the lowest layer's peak before it is cut off at the top. */
const PEAK_RATIO = 6;
/** Layers with less of their entries on the axis do not decide the scale. */
const MIN_CONTINUOUS_SHARE = 0.1;

/**
 * One scale for all layers. Linear: the highest peak, but at most six times the lowest one, so that a layer
 * collapsed into one bin does not flatten all others; bars above are cut and marked. Log: from half an
 * entry to the highest peak.
 */
export function densityScale(histograms: readonly Histogram[], kind: DensityScale["kind"]): DensityScale {
  let lowest = Infinity;
  let highest = 0;
  let entries = 1;
  for (const { peak, total, below, above, zeros, nan, posInf, negInf } of histograms) {
    if (peak === 0) continue;
    const share = peak / total;
    highest = Math.max(highest, share);
    entries = Math.max(entries, total);
    const onAxis = total - below - above - zeros - nan - posInf - negInf;
    if (onAxis / total >= MIN_CONTINUOUS_SHARE) lowest = Math.min(lowest, share);
  }
  if (highest === 0) return { kind, top: 1, floor: 0.5 };
  const floor = 0.5 / entries;
  if (kind === "log") return { kind, top: Math.max(highest, 4 * floor), floor };
  return { kind, top: Math.min(highest, PEAK_RATIO * lowest), floor };
}

/** Height of a share of entries on the scale, 0..1; above the top it is 1 (see `isCut`). */
export function densityHeight(scale: DensityScale, share: number): number {
  if (!(share > 0)) return 0;
  const height =
    scale.kind === "linear"
      ? share / scale.top
      : Math.log(share / scale.floor) / Math.log(scale.top / scale.floor);
  return Math.min(1, Math.max(0, height));
}

/** The bars that leave the frame, first to last, as shares of the width; null where none does. */
export function cutSpan(scale: DensityScale, histogram: Histogram): readonly [number, number] | null {
  if (!isCut(scale, histogram)) return null;
  const { counts, total } = histogram;
  const leaves = (count: number): boolean => count / total > scale.top;
  const [first, last] = [counts.findIndex(leaves), counts.findLastIndex(leaves)];
  return [first / counts.length, (last + 1) / counts.length];
}

/** Whether the highest bar leaves the frame; the tolerance is rounding only. */
export function isCut(scale: DensityScale, histogram: Histogram): boolean {
  return histogram.peak / histogram.total > scale.top * (1 + 1e-9);
}
