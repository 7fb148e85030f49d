/**
 * Geometry of the signal chart: one number per layer on a logarithmic axis. Zero, infinite and undefined
 * numbers have no place on such an axis, so they get rows of their own and are never dropped.
 */
import { area } from "d3-shape";
import type { TensorStats } from "../experiment/result.ts";
import { isUnresolved, spacingOf } from "../math/resolution.ts";
import { clippedPath } from "./clip.ts";
import { columnCenter } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { logScale, openScale, wholeTicks } from "./scale.ts";
import type { Scale } from "./scale.ts";

/** Where a number of one layer is drawn; null when it has not been computed yet. */
export type SignalMark =
  | { readonly kind: "value"; readonly value: number }
  /** Rounding: less than float32 can tell apart, which is `value`. */
  | { readonly kind: "unresolved"; readonly value: number }
  | { readonly kind: "zero" }
  | { readonly kind: "nonFinite" }
  | null;

/** One measured series. */
export interface SignalSeries {
  readonly marks: readonly SignalMark[];
  /** Layers in which some entries (not all) are not finite: they keep their value and get a second marker. */
  readonly partlyNonFinite: readonly boolean[];
}

/**
 * What theory says of one series: a line and its finite-width band, one entry per layer;
 * NaN where it says nothing.
 */
export interface SignalTheory {
  readonly line: readonly number[];
  readonly bandLow: readonly number[];
  readonly bandHigh: readonly number[];
}

/** Sorts a number into its place. */
export function markOf(value: number | undefined): SignalMark {
  if (value === undefined) return null;
  if (!Number.isFinite(value)) return { kind: "nonFinite" };
  return value > 0 ? { kind: "value", value } : { kind: "zero" };
}

/**
 * One statistic of each layer's tensor as a series; null or undefined where it has not been computed.
 * @param isExact whether the run is in float64, so that nothing is rounding
 */
export function seriesOfStats(
  stats: readonly (TensorStats | null | undefined)[],
  statistic: "std" | "rms" | "batchStd",
  isExact = false,
): SignalSeries {
  return {
    marks: stats.map((layer) =>
      layer != null && !isExact && statistic !== "rms" && isUnresolved(layer, statistic)
        ? { kind: "unresolved", value: spacingOf(layer) }
        : markOf(layer?.[statistic]),
    ),
    partlyNonFinite: stats.map(
      (layer) => layer != null && layer.finite > 0 && layer.finite < layer.sketch.count,
    ),
  };
}

/** A range of powers of ten. */
export interface LogDomain {
  readonly low: number;
  readonly high: number;
}

/**
 * Float32 squares of float64 statistics stay within this; theory may promise more, the
 * axis does not follow it.
 */
const EXPONENT_LIMIT = 60;

/**
 * Whole decades that hold every positive finite number, never fewer than two: a flat line must look flat.
 * With nothing to show it is 10^-1..10.
 */
export function logDomain(values: Iterable<number>): LogDomain {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue;
    const exponent = Math.min(EXPONENT_LIMIT, Math.max(-EXPONENT_LIMIT, Math.log10(value)));
    if (exponent < low) low = exponent;
    if (exponent > high) high = exponent;
  }
  if (low > high) return { low: -1, high: 1 };
  // A tenth of a decade of air, so that no mark sits on the frame.
  let first = Math.floor(low - 0.1);
  let last = Math.ceil(high + 0.1);
  if (last - first < 2) {
    const isNearTop = last - high < low - first;
    if (isNearTop) last++;
    else first--;
  }
  // + 0 turns -0 into 0, which would print a minus sign.
  return { low: first + 0, high: last + 0 };
}

const DECADE_STEPS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 40, 60] as const;

/**
 * Exponents to label: whole decades, at most `maxTicks` of them, always at even distances
 * and through 10^0 if inside.
 */
export function logTicks(domain: LogDomain, maxTicks: number): readonly number[] {
  return wholeTicks([domain.low, domain.high], maxTicks, DECADE_STEPS);
}

/** Vertical layout: the logarithmic part, and the two rows outside it where they are needed. */
export interface SignalScale {
  readonly domain: LogDomain;
  readonly topPx: number;
  readonly bottomPx: number;
  /** Height of the row "not finite" above the axis; null when nothing is there. */
  readonly nonFinitePx: number | null;
  readonly zeroPx: number | null;
}

/** A given domain, wider where numbers lie outside it. */
function withNumbers({ low, high }: LogDomain, values: readonly number[]): LogDomain {
  const own = logDomain(values);
  const hasNumbers = values.some((value) => value > 0 && Number.isFinite(value));
  return hasNumbers ? { low: Math.min(low, own.low), high: Math.max(high, own.high) } : { low, high };
}

/**
 * Lays the chart out in a given height, making room only for the rows that have marks.
 * @param domain decades to be shown besides those of the numbers
 */
export function signalScale(
  series: readonly SignalSeries[],
  theory: readonly SignalTheory[],
  heightPx: number,
  rowPx: number,
  domain: LogDomain | null = null,
): SignalScale {
  const values: number[] = [];
  let hasZero = false;
  let hasNonFinite = false;
  for (const { marks, partlyNonFinite } of series) {
    for (const mark of marks) {
      if (mark?.kind === "value" || mark?.kind === "unresolved") values.push(mark.value);
      else if (mark?.kind === "zero") hasZero = true;
      else if (mark?.kind === "nonFinite") hasNonFinite = true;
    }
    hasNonFinite ||= partlyNonFinite.some(Boolean);
  }
  for (const { line } of theory) values.push(...line);
  return {
    domain: domain === null ? logDomain(values) : withNumbers(domain, values),
    topPx: 6 + (hasNonFinite ? rowPx : 0),
    bottomPx: heightPx - 6 - (hasZero ? rowPx : 0),
    nonFinitePx: hasNonFinite ? 6 + rowPx / 3 : null,
    zeroPx: hasZero ? heightPx - 6 - rowPx / 3 : null,
  };
}

/** One d3 scale for each layout: making it takes longer than using it, and every mark of a chart uses it. */
const yScales = new WeakMap<SignalScale, Scale>();

/** The logarithmic scale of the chart, in pixels, kept inside the frame. */
function yScale(scale: SignalScale): Scale {
  let y = yScales.get(scale);
  if (y === undefined) {
    const { domain, topPx, bottomPx } = scale;
    yScales.set(scale, (y = logScale([domain.low, domain.high], [bottomPx, topPx])));
  }
  return y;
}

/** Vertical position of a positive number, kept inside the frame. */
export function signalY(scale: SignalScale, value: number): number {
  return yScale(scale)(value);
}

/** Tenths of a pixel: half the text of a path, and finer digits cannot be seen. */
const PATH_DIGITS = 1;

/** The number at a vertical position: what `signalY` puts there. */
export function signalAt(scale: SignalScale, yPx: number): number {
  return yScale(scale).invert(yPx);
}

/**
 * The line through consecutive measured values; a zero, a non-finite or a missing layer breaks it. Between a
 * value on the axis and one beyond it, the line ends where it crosses the frame.
 */
export function signalLine(axis: LayerAxis, scale: SignalScale, values: readonly (number | null)[]): string {
  const { domain, topPx, bottomPx } = scale;
  const yOfExponent = openScale([domain.low, domain.high], [bottomPx, topPx]);
  const places = values.map((value, layerIndex) => ({
    x: columnCenter(axis, layerIndex),
    y: value !== null && value > 0 ? yOfExponent(Math.log10(value)) : NaN,
  }));
  return clippedPath(places, [topPx, bottomPx], PATH_DIGITS);
}

/** The theory band, one closed stretch for each unbroken run of layers. */
export function signalBand(axis: LayerAxis, scale: SignalScale, theory: SignalTheory): string {
  const y = yScale(scale);
  const at = (values: readonly number[], layerIndex: number): number => values[layerIndex] ?? NaN;
  // A lower edge of 0 lies below every axis; the scale clamps what is smaller than it shows.
  const path = area<number>()
    .defined((_, layerIndex) => {
      const low = at(theory.bandLow, layerIndex);
      const high = at(theory.bandHigh, layerIndex);
      return Number.isFinite(low) && Number.isFinite(high) && high > 0;
    })
    .x((_, layerIndex) => columnCenter(axis, layerIndex))
    .y0((_, layerIndex) => y(Math.max(at(theory.bandLow, layerIndex), Number.MIN_VALUE)))
    .y1((_, layerIndex) => y(at(theory.bandHigh, layerIndex)))
    .digits(PATH_DIGITS);
  return path(theory.line) ?? "";
}
