/**
 * Ridgeline: the distributions of all layers on one value axis, one above the other, the first layer on top.
 * Every ridge may rise half-way over the row above it, and no further.
 */
import { line } from "d3-shape";
import type { ChartCell, ChartMetrics } from "./cell.ts";
import { densityHeight } from "./histogram.ts";
import type { DensityScale, Histogram } from "./histogram.ts";
import { linearScale } from "./scale.ts";

/** Where the ridges stand, in pixels of the drawing. */
export interface RidgeLayout {
  readonly left: number;
  readonly right: number;
  /** Upper edge of the highest ridge. */
  readonly top: number;
  /** Distance of two baselines. */
  readonly rowPx: number;
  /** Height of a ridge at the top of its scale: two rows, the upper one shared with the neighbour. */
  readonly ridgePx: number;
}

/** Rows between the top of a ridge and its baseline. */
const RIDGE_ROWS = 2;

/** Places `layerCount` ridges between two heights. */
export function ridgeLayout(
  layerCount: number,
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): RidgeLayout {
  const { left, right, top, bottom } = box;
  const rowPx = (bottom - top) / (layerCount - 1 + RIDGE_ROWS);
  return { left, right, top, rowPx, ridgePx: RIDGE_ROWS * rowPx };
}

/** Height of a row below which its number would not stand beside it. */
const MIN_ROW_PX = 13;

/**
 * The height of all ridges of a tensor, and where they stand: on the right there is room for the names of
 * atoms, if there are any.
 */
export function ridgeFrame(
  cells: readonly (ChartCell | null)[],
  widthPx: number,
  { fontPx, rowPx }: ChartMetrics & { readonly rowPx: number },
): { readonly heightPx: number; readonly layout: RidgeLayout } {
  const layerCount = cells.length;
  // Both charts stand side by side in the room of two rows; a phone has them below each other.
  const heightPx = Math.max(2 * rowPx + 20, (layerCount + 1) * MIN_ROW_PX + 2.5 * fontPx);
  const hasAtoms = cells.some(
    (cell) => cell !== null && (cell.stats.sketch.zeros > 0 || cell.stats.finite < cell.stats.sketch.count),
  );
  const layout = ridgeLayout(layerCount, {
    left: 3.4 * fontPx,
    right: Math.max(8 * fontPx, widthPx - (hasAtoms ? 8.2 : 1.8) * fontPx),
    top: 4,
    bottom: heightPx - fontPx - 10,
  });
  return { heightPx, layout };
}

/** Where a layer's ridge stands. */
export function ridgeBaseline({ top, rowPx, ridgePx }: RidgeLayout, layerIndex: number): number {
  return top + ridgePx + layerIndex * rowPx;
}

/**
 * Rows that carry their number: each where it fits, else every 2nd, 5th or 10th, and
 * always the first and the last.
 */
export function labelledRows(layerCount: number, rowPx: number, fontPx: number): readonly number[] {
  const step = [1, 2, 5, 10].find((candidate) => candidate * rowPx >= 1.15 * fontPx) ?? layerCount;
  if (step === 1) return Array.from({ length: layerCount }, (_, layerIndex) => layerIndex);
  const last = layerCount - 1;
  const labelled = [0];
  for (let number = step; number < layerCount; number += step) {
    const isClear = number - 1 - (labelled.at(-1) ?? 0) >= step && last - (number - 1) >= step;
    if (isClear) labelled.push(number - 1);
  }
  return [...labelled, last];
}

/**
 * The outline of one ridge: a line through the middles of the bins, down to the baseline
 * at both ends of its mass.
 * @returns an open path; empty where there is no mass on the axis
 */
export function ridgePath(
  histogram: Histogram,
  scale: DensityScale,
  layout: RidgeLayout,
  baseline: number,
): string {
  const { counts, total } = histogram;
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return "";
  const last = counts.findLastIndex((count) => count > 0);
  const x = linearScale([0, counts.length], [layout.left, layout.right]);
  const points: [number, number][] = [[x(first), baseline]];
  for (let bin = first; bin <= last; bin++) {
    const height = densityHeight(scale, (counts[bin] ?? 0) / total);
    points.push([x(bin + 0.5), baseline - layout.ridgePx * height]);
  }
  points.push([x(last + 1), baseline]);
  return line().digits(1)(points) ?? "";
}

/** What a ridge cannot show, as shares of all entries. */
export interface RidgeAtoms {
  readonly zeros: number;
  readonly nonFinite: number;
  /** The names of what is not finite: `±Inf`, `NaN`. */
  readonly nonFiniteName: string;
  readonly below: number;
  readonly above: number;
}

/** The atoms of one layer. */
export function ridgeAtoms({ zeros, nan, posInf, negInf, below, above, total }: Histogram): RidgeAtoms {
  const infinite = posInf > 0 && negInf > 0 ? "±Inf" : posInf > 0 ? "+Inf" : negInf > 0 ? "−Inf" : "";
  return {
    zeros: zeros / total,
    nonFinite: (nan + posInf + negInf) / total,
    nonFiniteName: [infinite, nan > 0 ? "NaN" : ""].filter((name) => name !== "").join(", "),
    below: below / total,
    above: above / total,
  };
}
