/** A grid of measured networks over the plane, filled from coarse to fine. Pure. */
import type { PlanePoint } from "../../experiment/planePoint.ts";
import type { PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { bandAt, SCALES } from "./planeShapes.ts";
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

/** The cells of trained networks: every other column and row, as each takes a hundred times as long. */
export const LEARNER_ORDER: readonly Cell[] = CELL_ORDER.slice(0, (CELLS / 2) ** 2);

/** The middle of a cell. */
export function pointOf({ column, row }: Cell, { sigmaW, sigmaB }: PlaneRange): PlanePoint {
  return { sigmaW: ((column + 0.5) / CELLS) * sigmaW, sigmaB: ((row + 0.5) / CELLS) * sigmaB };
}

/** What is known of the cells, by `cellIndex`. */
export type Measured<T> = readonly (T | undefined)[];
export type MeasuredPhases = Measured<PlanePhase>;

/** The band of a measured phase; null for a number that float32 does not hold. */
export function bandOfPhase(phase: PlanePhase, field: PlaneField): PlaneBand | null {
  const value = SCALES[field].valueOf(phase);
  return Number.isNaN(value) ? null : bandAt(SCALES[field], value);
}

/** A block of one colour, in pixels of the frame's own corner. */
export interface Block extends PlaneBand {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The blocks of all known cells; finer ones cover coarser ones. */
export function blocksOf<T>(
  known: Measured<T>,
  bandOf: (value: T) => PlaneBand | null,
  frame: PlaneFrame,
): readonly Block[] {
  const [width, height] = [frame.width / CELLS, frame.height / CELLS];
  const blocks: Block[] = [];
  for (const stride of STRIDES) {
    for (let row = 0; row < CELLS; row += stride) {
      for (let column = 0; column < CELLS; column += stride) {
        const value = known[cellIndex({ column, row })];
        const band = value === undefined ? null : bandOf(value);
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

/** What is known nearest to a place within its coarsest block; null where nothing is. */
export function knownNear<T>(
  known: Measured<T>,
  { sigmaW, sigmaB }: PlanePoint,
  range: PlaneRange,
): T | null {
  const place = (share: number): number => Math.min(CELLS - 1, Math.floor(share * CELLS));
  const [column, row] = [place(sigmaW / range.sigmaW), place(sigmaB / range.sigmaB)];
  for (const stride of STRIDES.toReversed()) {
    const value = known[cellIndex({ column: column - (column % stride), row: row - (row % stride) })];
    if (value !== undefined) return value;
  }
  return null;
}

/** |measured / theory - 1| of the gradient's factor. */
export function deviationOf(measured: PlanePhase, expected: PlanePhase): number {
  return Math.abs(measured.chi / expected.chi - 1);
}

/** The median of those that are numbers; NaN where none is. */
export function medianDeviation(deviations: readonly number[]): number {
  const known = deviations.filter((deviation) => !Number.isNaN(deviation)).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? NaN;
}

/** Shares of trained networks that have learnt: where theory says their depth is reached, and elsewhere. */
export interface LearntShares {
  readonly within: number;
  readonly beyond: number;
}

/** A loss below this share of the loss of guessing has been learnt. */
const LEARNT = 0.5;

/**
 * How trained networks agree with 6 xi_c against their depth (Schoenholz et al. 2017); NaN where no network
 * stands.
 */
export function learntShares(
  losses: Measured<number>,
  range: PlaneRange,
  guess: number,
  isReached: (weight: number, bias: number) => boolean,
): LearntShares {
  const counts = { within: { learnt: 0, all: 0 }, beyond: { learnt: 0, all: 0 } };
  for (const cell of LEARNER_ORDER) {
    const loss = losses[cellIndex(cell)];
    if (loss === undefined) continue;
    const { sigmaW, sigmaB } = pointOf(cell, range);
    const side = counts[isReached(sigmaW ** 2, sigmaB ** 2) ? "within" : "beyond"];
    side.all++;
    if (loss < LEARNT * guess) side.learnt++;
  }
  const share = ({ learnt, all }: { readonly learnt: number; readonly all: number }): number => learnt / all;
  return { within: share(counts.within), beyond: share(counts.beyond) };
}
