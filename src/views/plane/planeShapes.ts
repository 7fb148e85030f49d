/**
 * Shapes of the plane of order and chaos: bands of a quantity, the edge, and the stretch in which a network
 * of some depth can be trained. Pure.
 */
import { ticks } from "d3-array";
import { contours } from "d3-contour";
import type { PhaseTable, PlanePhase } from "../../experiment/theory/phasePlane.ts";
import type { PlaneColour, PlaneField } from "./planeView.ts";

/** Ends of the two axes, from 0. */
export interface PlaneRange {
  readonly sigmaW: number;
  readonly sigmaB: number;
}

/** The frame in pixels: sigma_w to the right, sigma_b upwards. */
export interface PlaneFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly range: PlaneRange;
}

/** Phases at even places, the corners at the ends of the axes; row 0 has no biases. */
export interface PlaneGrid {
  readonly columns: number;
  readonly rows: number;
  /** `[rows, columns]` */
  readonly phases: readonly PlanePhase[];
}

/** Places of the grid of theory: finer ones make no other picture on a desktop. */
const COLUMNS = 97;
const ROWS = 61;
/** Weights of no size have no phase; the first column stands for the smallest. */
const SMALLEST = 1e-3;

export function planeGrid(table: PhaseTable, range: PlaneRange): PlaneGrid {
  const phases: PlanePhase[] = [];
  for (let row = 0; row < ROWS; row++) {
    const sigmaB = (range.sigmaB * row) / (ROWS - 1);
    for (let column = 0; column < COLUMNS; column++) {
      const sigmaW = Math.max(SMALLEST, (range.sigmaW * column) / (COLUMNS - 1));
      phases.push(table.phaseAt(sigmaW ** 2, sigmaB ** 2));
    }
  }
  return { columns: COLUMNS, rows: ROWS, phases };
}

/** Round ends of the axes. */
const W_ENDS = [4, 6, 10, 16, 25, 40, 100];
const B_ENDS = [1.5, 3, 6, 10, 30, 100];
/** The edge without biases stands at most at this share of the axis. */
const EDGE_SHARE = 0.45;

/** Axes that hold the edge and the present network. */
export function planeRange(table: PhaseTable, sigmaW: number, sigmaB: number): PlaneRange {
  // Small lengths see the slope at 0, and the edge of most activations begins there.
  const steepest = table.steepest();
  const edge = steepest > 0 ? 1 / Math.sqrt(steepest) : 0;
  return {
    sigmaW: W_ENDS.find((end) => end >= sigmaW && EDGE_SHARE * end >= edge) ?? 100,
    sigmaB: B_ENDS.find((end) => end >= sigmaB) ?? 100,
  };
}

/** One colour of the plane: from -1, deep order, to 1, deep chaos; without sign where there are no sides. */
export interface PlaneBand {
  readonly ink: "ordered" | "chaotic" | "plain";
  /** Share of the ink, the rest is paper. */
  readonly share: number;
}

interface ColourScale {
  /** Borders of the bands, ascending. */
  readonly borders: readonly number[];
  /** Words under the borders. */
  readonly labelOf: (border: number) => number;
  readonly bandOf: (index: number) => PlaneBand;
}

interface FieldScale extends ColourScale {
  /** What contours are drawn of: a number that bends little between the places of the grid. */
  readonly valueOf: (phase: PlanePhase) => number;
}

const signed = (index: number, count: number): PlaneBand => {
  const side = (2 * index) / (count - 1) - 1;
  return { ink: side < 0 ? "ordered" : side > 0 ? "chaotic" : "plain", share: 0.62 * Math.abs(side) };
};
const plain =
  (count: number) =>
  (index: number): PlaneBand => ({ ink: "plain", share: 0.08 + (0.62 * index) / (count - 1) });

const CHI = [0.25, 0.5, 0.8, 1, 1.25, 2, 4];
const LENGTHS = [0.01, 0.1, 0.3, 1, 3, 10];
const CORRELATIONS = [0.1, 0.3, 0.5, 0.7, 0.9, 0.999];
const DEPTHS = [1, 2, 5, 10, 30];
/** Rates with a sign: below 0 in order, above 0 in chaos. */
const RATES = [...DEPTHS.map((depth) => -1 / depth), ...DEPTHS.toReversed().map((depth) => 1 / depth)];

/** 1 / xi_c with the sign of the side: it runs through 0 at the edge, where xi_c itself has no bound. */
export function signedRate({ chi, correlationRate }: PlanePhase): number {
  return chi < 1 ? -correlationRate : correlationRate;
}

export const SCALES: Readonly<Record<PlaneField, FieldScale>> = {
  chi: {
    valueOf: ({ chi }) => chi,
    borders: CHI,
    labelOf: (border) => border,
    // No band lies about 1: the edge is a border.
    bandOf: (index) => signed(index < CHI.length / 2 ? index : index + 1, CHI.length + 2),
  },
  q: {
    valueOf: ({ q }) => Math.log10(Math.min(1e9, Math.max(1e-9, q))),
    borders: LENGTHS.map((length) => Math.log10(length)),
    labelOf: (border) => 10 ** border,
    bandOf: plain(LENGTHS.length + 1),
  },
  c: {
    valueOf: ({ c }) => c,
    borders: CORRELATIONS,
    labelOf: (border) => border,
    bandOf: plain(CORRELATIONS.length + 1),
  },
  xi: {
    valueOf: signedRate,
    borders: RATES,
    labelOf: (border) => Math.abs(1 / border),
    bandOf: (index) => plain(DEPTHS.length + 1)(Math.min(index, RATES.length - index)),
  },
};

/** Losses in log10; small ones are dark, and from the last border on training has diverged. */
const LOSSES = [0.01, 0.03, 0.1, 0.3, 1, 3, 100];
export const LOSS_SCALE: ColourScale = {
  borders: LOSSES.map((loss) => Math.log10(loss)),
  labelOf: (border) => 10 ** border,
  bandOf: (index) =>
    index === LOSSES.length
      ? { ink: "chaotic", share: 0.5 }
      : { ink: "plain", share: 0.7 * (1 - index / (LOSSES.length - 1)) },
};

/** The colour of a loss after training; null where there is none. */
export function bandOfLoss(loss: number): PlaneBand | null {
  return Number.isNaN(loss) ? null : bandAt(LOSS_SCALE, Math.log10(loss));
}

/** The colour of a number on a scale. */
export function bandAt({ borders, bandOf }: ColourScale, value: number): PlaneBand {
  return bandOf(borders.filter((border) => value >= border).length);
}

/** A coloured cell of the legend, and the number at its lower border; null at the first. */
export interface LegendCell extends PlaneBand {
  readonly from: number | null;
}

/** The colours in the order of the numbers; depths of both sides share theirs. */
export function legendOf(field: PlaneColour): readonly LegendCell[] {
  const { borders, labelOf, bandOf } = field === "loss" ? LOSS_SCALE : SCALES[field];
  const count = field === "xi" ? DEPTHS.length : borders.length;
  return Array.from({ length: count + 1 }, (_, index) => ({
    ...bandOf(index),
    from: index === 0 ? null : labelOf(borders[index - 1] ?? NaN),
  }));
}

type Ring = readonly (readonly number[])[];

/** Pixels of a place of d3's contours, whose places are half a step off. */
function placer({ columns, rows }: PlaneGrid, { left, top, width, height }: PlaneFrame) {
  return ([x = 0, y = 0]: readonly number[]): readonly [number, number] => [
    left + ((x - 0.5) / (columns - 1)) * width,
    top + height - ((y - 0.5) / (rows - 1)) * height,
  ];
}

const pointText = ([x, y]: readonly [number, number]): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** An area of one colour; each is drawn over those before. */
export interface PlaneArea extends PlaneBand {
  readonly path: string;
}

/** The coloured areas of a quantity. */
export function planeAreas(grid: PlaneGrid, field: PlaneField, frame: PlaneFrame): readonly PlaneArea[] {
  const { valueOf, borders, bandOf } = SCALES[field];
  const values = grid.phases.map(valueOf);
  const trace = contours().size([grid.columns, grid.rows]);
  const at = placer(grid, frame);
  const { left, top, width, height } = frame;
  return [
    { ...bandOf(0), path: `M${left} ${top}h${width}v${height}h${-width}Z` },
    ...borders.map((border, index) => ({
      ...bandOf(index + 1),
      path: trace
        .contour(values, border)
        .coordinates.flat()
        .map((ring) => `M${ring.map((place) => pointText(at(place))).join("L")}Z`)
        .join(""),
    })),
  ];
}

/** The lines of a contour without the stretches along the frame. */
export function contourLine(
  grid: PlaneGrid,
  valueOf: (phase: PlanePhase) => number,
  level: number,
  frame: PlaneFrame,
): string {
  const at = placer(grid, frame);
  const { columns, rows } = grid;
  const isBeyond = (place: number, count: number): number =>
    place <= 0.5 ? -1 : place >= count - 0.5 ? 1 : 0;
  const runsAlong = (a: readonly number[], b: readonly number[]): boolean =>
    [columns, rows].some((count, axis) => {
      const side = isBeyond(a[axis] ?? 0, count);
      return side !== 0 && side === isBeyond(b[axis] ?? 0, count);
    });
  const lineOf = (ring: Ring): string => {
    let path = "";
    let isDown = false;
    for (const [index, place] of ring.entries()) {
      const next = ring[index + 1];
      if (next === undefined) break;
      if (runsAlong(place, next)) {
        isDown = false;
        continue;
      }
      if (!isDown) path += `M${pointText(at(place))}`;
      path += `L${pointText(at(next))}`;
      isDown = true;
    }
    return path;
  };
  return contours()
    .size([columns, rows])
    .contour(grid.phases.map(valueOf), level)
    .coordinates.flat()
    .map(lineOf)
    .join("");
}

/** Depths of the lines of 6 xi_c over trained networks. */
export const REACHES = [10, 20, 40, 80] as const;
/** Height of their numbers, as a share of the rows. */
const MARKS_AT = 0.3;

/** The lines on which signals reach a depth, 6 xi_c, on either side of the edge. */
export function reachLine(grid: PlaneGrid, depth: number, frame: PlaneFrame): string {
  return [-1, 1].map((side) => contourLine(grid, signedRate, (side * 6) / depth, frame)).join("");
}

/** Where the lines of `REACHES` cross one height. */
export function reachMarks(
  { columns, rows, phases }: PlaneGrid,
  { left, top, width, height }: PlaneFrame,
): readonly { readonly depth: number; readonly x: number; readonly y: number }[] {
  const row = Math.round(MARKS_AT * (rows - 1));
  const rates = phases.slice(row * columns, (row + 1) * columns).map(signedRate);
  const y = top + height * (1 - row / (rows - 1));
  return REACHES.flatMap((depth) =>
    [-1, 1].flatMap((side) => {
      const level = (side * 6) / depth;
      const column = rates.findIndex((rate, at) => at > 0 && rate >= level && (rates[at - 1] ?? NaN) < level);
      if (column < 0) return [];
      const [before, here] = [rates[column - 1] ?? NaN, rates[column] ?? NaN];
      const place = column - (here - level) / (here - before);
      return [{ depth, x: left + (place / (columns - 1)) * width, y }];
    }),
  );
}

/** Where the words of the two sides stand: in the middle of each on one height, where there is room. */
export function sideCentres(
  { columns, rows, phases }: PlaneGrid,
  { left, top, width, height }: PlaneFrame,
): Readonly<
  Record<"ordered" | "chaotic", { readonly x: number; readonly roomPx: number } & { readonly y: number }>
> {
  const row = Math.round(0.8 * (rows - 1));
  const line = phases.slice(row * columns, (row + 1) * columns);
  const crossing = line.findIndex(({ chi }) => chi >= 1);
  const share = (crossing < 0 ? columns - 1 : crossing) / (columns - 1);
  const y = top + height * (1 - row / (rows - 1));
  return {
    ordered: { x: left + (share * width) / 2, y, roomPx: share * width },
    chaotic: { x: left + ((1 + share) / 2) * width, y, roomPx: (1 - share) * width },
  };
}

/** Round numbers of an axis. */
export function axisTicks(end: number, lengthPx: number, tickPx: number): readonly number[] {
  return ticks(0, end, Math.max(2, Math.floor(lengthPx / tickPx)));
}
