/**
 * From counts to shapes of one histogram column: the outline as one path, the zero lollipop,
 * and the room for labels.
 */
import { estimateTextWidth, formatShare, formatShareShort } from "./format.ts";
import { cutSpan, densityHeight } from "./histogram.ts";
import type { DensityScale, Histogram } from "./histogram.ts";
import { linearScale } from "./scale.ts";
import { zeroPx } from "./valueAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** The plot of one column, in pixels of the row. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The outline of all bars as one closed path; empty when there is no bar. */
export function barsPath(histogram: Histogram, scale: DensityScale, box: Box): string {
  const { counts, total } = histogram;
  const x = linearScale([0, counts.length], [box.left, box.right]);
  const y = linearScale([0, 1], [box.bottom, box.top]);
  // A step where the height changes; bins at the height of their neighbour add nothing to the
  // outline. Written by hand, in steps along one axis: half the text of a general outline, for
  // every layer of every picture.
  const bottom = round(box.bottom);
  let path = "";
  let level = bottom;
  for (const [bin, count] of counts.entries()) {
    const height = round(y(densityHeight(scale, count / total)));
    if (height === level) continue;
    path += `${path === "" ? `M${round(x(bin))} ${bottom}` : `H${round(x(bin))}`}V${height}`;
    level = height;
  }
  if (path === "") return "";
  return level === bottom ? `${path}Z` : `${path}H${round(box.right)}V${bottom}Z`;
}

/** Exact zeros: a stem whose full height is 100 %, and its label where there is room for one. */
export interface Lollipop {
  readonly x: number;
  readonly y: number;
  readonly label: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly anchor: "start" | "middle" | "end";
  } | null;
}

/** Highest point of the bars under a stretch of the column. */
export function roofOver(
  histogram: Histogram,
  scale: DensityScale,
  box: Box,
  from: number,
  to: number,
): number {
  const { counts, total } = histogram;
  const step = (box.right - box.left) / counts.length;
  const first = Math.max(0, Math.floor((from - box.left) / step));
  const last = Math.min(counts.length - 1, Math.ceil((to - box.left) / step));
  let roof = box.bottom;
  for (let i = first; i <= last; i++) {
    roof = Math.min(
      roof,
      box.bottom - (box.bottom - box.top) * densityHeight(scale, (counts[i] ?? 0) / total),
    );
  }
  return roof;
}

/** Air on both sides of a cut, so that a single bar is seen to be cut. */
const CUT_REACH_PX = 2;

/** A slash through the tops of bars that leave the frame, and through nothing beside them. */
export function cutPath(
  histogram: Histogram,
  scale: DensityScale,
  { left, right, top }: Pick<Box, "left" | "right" | "top">,
): string {
  const span = cutSpan(scale, histogram);
  if (span === null) return "";
  const at = (share: number): number => left + share * (right - left);
  return `M${round(at(span[0]) - CUT_REACH_PX)} ${round(top + 9)}L${round(at(span[1]) + CUT_REACH_PX)} ${round(top + 5)}`;
}

/** Geometry of the zero atom; null when there are no zeros. */
export function lollipopOf(
  histogram: Histogram,
  axis: ValueAxis,
  box: Box,
  fontPx: number,
  /** Baseline of the label: below a block of non-finite entries, if there is one. */
  ceiling: number,
  /** The word for zero, used where it fits. */
  zeroName: string,
): Lollipop | null {
  if (histogram.zeros === 0) return null;
  const share = histogram.zeros / histogram.total;
  const x = round(zeroPx(axis, [box.left, box.right]));
  const y = round(box.bottom - (box.bottom - box.top) * share);
  const width = box.right - box.left;
  const text = [`${formatShare(share)} ${zeroName}`, formatShare(share), formatShareShort(share)].find(
    (candidate) => estimateTextWidth(candidate, fontPx) <= width,
  );
  if (text === undefined) return { x, y, label: null };
  const textWidth = estimateTextWidth(text, fontPx);
  const isLeft = x - box.left < textWidth / 2;
  const isRight = box.right - x < textWidth / 2;
  const anchor = isLeft ? "start" : isRight ? "end" : "middle";
  const labelX = isLeft ? Math.max(box.left, x - 3) : isRight ? Math.min(box.right, x + 3) : x;
  // One line for the whole row, above every bar: numbers that hop with the bars cannot be compared.
  return { x, y, label: { text, x: round(labelX), y: round(ceiling), anchor } };
}

/** A block for entries that are not finite: its height is their share of the column. */
export interface NonFiniteBlock {
  readonly height: number;
  readonly share: number;
  /** `NaN`, `+Inf`, `−Inf`, joined. */
  readonly name: string;
  readonly count: number;
}

/** The hatched block of a column; null when everything is finite. */
export function nonFiniteBlock(histogram: Histogram, box: Box, fontPx: number): NonFiniteBlock | null {
  const count = histogram.nan + histogram.posInf + histogram.negInf;
  if (count === 0) return null;
  const share = count / histogram.total;
  const names = [
    [histogram.posInf, "+Inf"],
    [histogram.negInf, "−Inf"],
    [histogram.nan, "NaN"],
  ] as const;
  const present = names.filter(([entries]) => entries > 0).map(([, name]) => name);
  const isBothInf = histogram.posInf > 0 && histogram.negInf > 0;
  const name = (isBothInf ? ["±Inf", ...present.slice(2)] : present).join(", ");
  // At least a line of text: one NaN among a million is news.
  return { height: round(Math.max(fontPx + 4, share * (box.bottom - box.top))), share, name, count };
}
