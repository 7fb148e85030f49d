/**
 * Geometry of a signal chart as large as a thumbnail: two lines, and ticks where a number
 * has no place on a log axis.
 */
import { columnCenter, layerAxis } from "./layerAxis.ts";
import { signalLine, signalScale, signalY } from "./signal.ts";
import type { LogDomain, SignalScale, SignalSeries } from "./signal.ts";

export const TINY_WIDTH_PX = 118;
export const TINY_HEIGHT_PX = 54;
/** Height of the row of ticks above or below the lines. */
const ROW_PX = 8;
/** Both directions have ticks in the same row: one a little above its middle, the other below. */
const APART_PX = 2;

export interface TinyLine {
  readonly line: string;
  /** Upright ticks at the top: layers with entries that are not finite. */
  readonly nonFinite: string;
  /** Level ticks at the bottom: layers that are exactly zero. */
  readonly zeros: string;
}

export interface TinyShapes {
  readonly forward: TinyLine;
  readonly backward: TinyLine;
  /** Height of the number 1. */
  readonly onePx: number;
}

/** A scale that holds a domain and, beyond it, every number. */
export function tinyScale(series: readonly SignalSeries[], domain: LogDomain): SignalScale {
  return signalScale(series, [], TINY_HEIGHT_PX, ROW_PX, domain);
}

function tinyLine(series: SignalSeries, scale: SignalScale, offsetPx: number): TinyLine {
  const { marks, partlyNonFinite } = series;
  const axis = layerAxis(marks.length, TINY_WIDTH_PX, { left: 0, right: 0 });
  const halfPx = Math.min(2, axis.columnPx / 3);
  const ticks = (isMarked: (layerIndex: number) => boolean, tick: (xPx: number) => string): string =>
    marks.flatMap((_, layer) => (isMarked(layer) ? [tick(columnCenter(axis, layer))] : [])).join("");
  const digits = (px: number): string => px.toFixed(1);
  const topPx = (scale.nonFinitePx ?? 0) + offsetPx;
  const bottomPx = (scale.zeroPx ?? 0) + offsetPx;
  return {
    line: signalLine(
      axis,
      scale,
      marks.map((mark) => (mark?.kind === "value" ? mark.value : null)),
    ),
    nonFinite: ticks(
      (layer) => marks[layer]?.kind === "nonFinite" || partlyNonFinite[layer] === true,
      (xPx) => `M${digits(xPx)} ${digits(topPx - 1.5)}v3`,
    ),
    zeros: ticks(
      (layer) => marks[layer]?.kind === "zero",
      (xPx) => `M${digits(xPx - halfPx)} ${digits(bottomPx)}h${digits(2 * halfPx)}`,
    ),
  };
}

/** The shapes of a run: its two series on one scale. */
export function tinyShapes(forward: SignalSeries, backward: SignalSeries, scale: SignalScale): TinyShapes {
  return {
    forward: tinyLine(forward, scale, -APART_PX),
    backward: tinyLine(backward, scale, APART_PX),
    onePx: Math.round(signalY(scale, 1)) + 0.5,
  };
}
