/** A grid of measured networks over the plane, filled from coarse to fine. Pure. */
import type { PlanePoint } from "../../experiment/planePoint.ts";
import type { PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { SCALES } from "./planeShapes.ts";
import type { PlaneBand, PlaneFrame, PlaneRange } from "./planeShapes.ts";
import type { PlaneField } from "./planeView.ts";

/** Cells on either side. */
export const CELLS = 64;
/** Widths of a cell's block, from pass to pass: a block shows its first cell until the others are known. */
const STRIDES = [16, 8, 4, 2, 1];

/** A cell by its column and row; row 0 has the smallest biases. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

export const cellIndex = ({ column, row }: Cell): number => row * CELLS + column;

/** Every cell once, in the order of measuring. */
export const CELL_ORDER: readonly Cell[] = STRIDES.flatMap((stride, pass) => {
  const isKnown = (place: number): boolean => pass > 0 && place % (2 * stride) === 0;
  const places = Array.from({ length: CELLS / stride }, (_, index) => index * stride);
  return places.flatMap((row) =>
    places.filter((column) => !(isKnown(row) && isKnown(column))).map((column) => ({ column, row })),
  );
});

/** The middle of a cell. */
export function pointOf({ column, row }: Cell, { sigmaW, sigmaB }: PlaneRange): PlanePoint {
  return { sigmaW: ((column + 0.5) / CELLS) * sigmaW, sigmaB: ((row + 0.5) / CELLS) * sigmaB };
}

/** The phases that are known, by `cellIndex`. */
export type MeasuredPhases = readonly (PlanePhase | undefined)[];

/** The band of a measured phase; null for a number that float32 does not hold. */
export function bandOfPhase(phase: PlanePhase, field: PlaneField): PlaneBand | null {
  const { valueOf, borders, bandOf } = SCALES[field];
  const value = valueOf(phase);
  return Number.isNaN(value) ? null : bandOf(borders.filter((border) => value >= border).length);
}

/** A block of one colour, in pixels of the frame's own corner. */
export interface Block extends PlaneBand {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The blocks of all known cells; finer ones cover coarser ones. */
export function blocksOf(phases: MeasuredPhases, field: PlaneField, frame: PlaneFrame): readonly Block[] {
  const [width, height] = [frame.width / CELLS, frame.height / CELLS];
  const blocks: Block[] = [];
  for (const stride of STRIDES) {
    for (let row = 0; row < CELLS; row += stride) {
      for (let column = 0; column < CELLS; column += stride) {
        const phase = phases[cellIndex({ column, row })];
        const band = phase === undefined ? null : bandOfPhase(phase, field);
        if (band === null) continue;
        // Whole pixels: the edges of neighbours leave no seam.
        const [x, right] = [column, column + stride].map((place) => Math.round(place * width));
        const [bottom, top] = [row, row + stride].map((place) => Math.round(frame.height - place * height));
        blocks.push({
          ...band,
          x: x ?? 0,
          y: top ?? 0,
          width: (right ?? 0) - (x ?? 0),
          height: (bottom ?? 0) - (top ?? 0),
        });
      }
    }
  }
  return blocks;
}

/** The known phase nearest to a place within its coarsest block; null where none is known. */
export function phaseNear(
  phases: MeasuredPhases,
  { sigmaW, sigmaB }: PlanePoint,
  range: PlaneRange,
): PlanePhase | null {
  const place = (share: number): number => Math.min(CELLS - 1, Math.floor(share * CELLS));
  const [column, row] = [place(sigmaW / range.sigmaW), place(sigmaB / range.sigmaB)];
  for (const stride of STRIDES.toReversed()) {
    const phase = phases[cellIndex({ column: column - (column % stride), row: row - (row % stride) })];
    if (phase !== undefined) return phase;
  }
  return null;
}

/** Median of |measured / theory - 1| of chi over the known cells; NaN where none is known. */
export function medianDeviation(
  phases: MeasuredPhases,
  range: PlaneRange,
  expected: (weight: number, bias: number) => PlanePhase,
): number {
  const deviations = CELL_ORDER.flatMap((cell) => {
    const phase = phases[cellIndex(cell)];
    if (phase === undefined) return [];
    const { sigmaW, sigmaB } = pointOf(cell, range);
    return [Math.abs(phase.chi / expected(sigmaW ** 2, sigmaB ** 2).chi - 1)];
  }).toSorted((a, b) => a - b);
  return deviations[Math.floor(deviations.length / 2)] ?? NaN;
}
