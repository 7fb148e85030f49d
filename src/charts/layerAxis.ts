/**
 * The one horizontal axis every chart shares: column l of the signal chart, histograms and
 * strips is the same column.
 */
import { estimateTextWidth } from "./format.ts";

export interface LayerAxis {
  readonly layerCount: number;
  /** Whole width of the drawing, margins included. */
  readonly widthPx: number;
  /** Left edge of the first column; labels of the value axes stand in the margin before it. */
  readonly leftPx: number;
  readonly columnPx: number;
}

/** The axis for a drawing of a given width. */
export function layerAxis(
  layerCount: number,
  widthPx: number,
  margin: { readonly left: number; readonly right: number },
): LayerAxis {
  const inner = Math.max(1, widthPx - margin.left - margin.right);
  return { layerCount, widthPx, leftPx: margin.left, columnPx: inner / Math.max(1, layerCount) };
}

/** Right edge of the last column. */
export function axisEnd(axis: LayerAxis): number {
  return axis.leftPx + axis.layerCount * axis.columnPx;
}

/** Left edge of a column. */
export function columnLeft(axis: LayerAxis, layerIndex: number): number {
  return axis.leftPx + layerIndex * axis.columnPx;
}

/** Middle of a column. */
export function columnCenter(axis: LayerAxis, layerIndex: number): number {
  return axis.leftPx + (layerIndex + 0.5) * axis.columnPx;
}

/** The layer under a horizontal position, the nearest one in the margins; null when there are no layers. */
export function layerAt(axis: LayerAxis, xPx: number): number | null {
  if (axis.layerCount === 0) return null;
  const index = Math.floor((xPx - axis.leftPx) / axis.columnPx);
  return Math.min(axis.layerCount - 1, Math.max(0, index));
}

/**
 * Which layers carry their number (0-based): all when they fit, else every 5th, 10th... plus the first and
 * the last, which are never left out; a neighbour too close to the last one gives way to it.
 */
export function labelledLayers(axis: LayerAxis, fontPx: number): readonly number[] {
  const { layerCount, columnPx } = axis;
  const needed = estimateTextWidth(String(layerCount), fontPx) + 0.6 * fontPx;
  const step = [1, 5, 10, 20, 25, 50, 100].find((candidate) => candidate * columnPx >= needed) ?? layerCount;
  if (step === 1) return Array.from({ length: layerCount }, (_, layerIndex) => layerIndex);
  const labelled = [0];
  for (let number = step; number < layerCount; number += step) {
    const isClear = (number - 1 - (labelled.at(-1) ?? 0)) * columnPx >= needed;
    const leavesRoom = (layerCount - number) * columnPx >= needed;
    if (isClear && leavesRoom) labelled.push(number - 1);
  }
  if (layerCount > 1) labelled.push(layerCount - 1);
  return labelled;
}
