/**
 * Shapes of the small picture of what a network answers over its two inputs, or over its one: regions and
 * lines from the answers at the places of a grid. Pure.
 */
import { contours } from "d3-contour";
import type { Grid, GridPoint } from "../../experiment/training/grid.ts";

/** The frame in pixels: x to the right, y upwards. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** ln 9: of two classes one has a chance of at least 90 %. */
const SURE = Math.log(9);
/** Bands of a value, an odd number, so that one lies about 0. */
const BANDS = 9;

/** An area of one colour. */
export interface Region {
  /** The class, 0-based; or the band of the value, from the lowest. */
  readonly index: number;
  /** Whether the network is sure of it; of values always. */
  readonly isSure: boolean;
  readonly path: string;
}

/** A contour of d3, in places of the grid, as a path. The outermost places lie on the frame. */
function pathOf(
  coordinates: readonly (readonly (readonly (readonly number[])[])[])[],
  size: number,
  { left, top, width, height }: Frame,
): string {
  const x = (place: number): string => (left + ((place - 0.5) / (size - 1)) * width).toFixed(1);
  const y = (place: number): string => (top + height - ((place - 0.5) / (size - 1)) * height).toFixed(1);
  return coordinates
    .flat()
    .map((ring) => `M${ring.map(([a = 0, b = 0]) => `${x(a)} ${y(b)}`).join("L")}Z`)
    .join("");
}

/** How far each place prefers a class to the best of the others. */
function leads(outputs: Float32Array, places: number, classes: number, index: number): number[] {
  return Array.from({ length: places }, (_, place) => {
    const own = outputs[place * classes + index] ?? NaN;
    let best = -Infinity;
    for (let other = 0; other < classes; other++) {
      if (other !== index) best = Math.max(best, outputs[place * classes + other] ?? NaN);
    }
    return own - best;
  });
}

/** Where the network prefers which class. @param outputs `[places + points, classes]` */
export function classRegions(
  { size }: Grid,
  outputs: Float32Array,
  classes: number,
  frame: Frame,
): readonly Region[] {
  const trace = contours().size([size, size]);
  return Array.from({ length: classes }, (_, index) => {
    const lead = leads(outputs, size * size, classes, index);
    return [0, SURE].map((threshold) => ({
      index,
      isSure: threshold > 0,
      path: pathOf(trace.contour(lead, threshold).coordinates, size, frame),
    }));
  }).flat();
}

/** The band of a value between two ends: 0 to `BANDS - 1`. */
export function bandOf(value: number, [low, high]: readonly [number, number]): number {
  const band = Math.floor((BANDS * (value - low)) / (high - low));
  return Math.max(0, Math.min(BANDS - 1, Number.isNaN(band) ? 0 : band));
}

/** Share of the way from the lowest band to the highest: 0.5 is the middle one. */
export function bandShare(band: number): number {
  return band / (BANDS - 1);
}

/** The bands of the first output, each drawn over the lower ones. */
export function valueRegions(
  { size }: Grid,
  outputs: Float32Array,
  units: number,
  [low, high]: readonly [number, number],
  frame: Frame,
): readonly Region[] {
  const values = Array.from({ length: size * size }, (_, place) => outputs[place * units] ?? NaN);
  const trace = contours().size([size, size]);
  return Array.from({ length: BANDS }, (_, index) => {
    const { left, top, width, height } = frame;
    const threshold = low + ((high - low) * index) / BANDS;
    const path =
      index === 0
        ? `M${left} ${top}h${width}v${height}h${-width}Z`
        : pathOf(trace.contour(values, threshold).coordinates, size, frame);
    return { index, isSure: true, path };
  });
}

/** A line of one input: pixels of a value at every place. */
export function linePath(
  values: readonly number[],
  { left, width }: Frame,
  y: (value: number) => number,
): string {
  let isDown = false;
  let path = "";
  for (const [index, value] of values.entries()) {
    const height = y(value);
    const x = left + (index / Math.max(1, values.length - 1)) * width;
    if (Number.isFinite(height)) path += `${isDown ? "L" : "M"}${x.toFixed(1)} ${height.toFixed(1)}`;
    isDown = Number.isFinite(height);
  }
  return path;
}

/** Chances of the classes from the outputs of one place. */
export function chances(outputs: ArrayLike<number>, from: number, classes: number): readonly number[] {
  const own = Array.from({ length: classes }, (_, index) => outputs[from + index] ?? NaN);
  const largest = Math.max(...own);
  const weights = own.map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** What the network does with the drawn points of a split. */
export interface Score {
  readonly count: number;
  /** Of classes: the share that is given the right one. Of values: root of the mean squared error. */
  readonly value: number;
}

/**
 * The score of the drawn points of a split.
 * @param outputs `[places + points, units]`
 */
export function scoreOf(
  points: readonly GridPoint[],
  outputs: Float32Array,
  units: number,
  isValidation: boolean,
  areClasses: boolean,
): Score {
  const places = outputs.length / units - points.length;
  let count = 0;
  let sum = 0;
  for (const [index, point] of points.entries()) {
    if (point.isValidation !== isValidation) continue;
    const from = (places + index) * units;
    count++;
    if (!areClasses) {
      sum += ((outputs[from] ?? NaN) - point.target) ** 2;
      continue;
    }
    const own = outputs.subarray(from, from + units);
    if (own.indexOf(Math.max(...own)) === point.target) sum++;
  }
  const mean = count === 0 ? NaN : sum / count;
  return { count, value: areClasses ? mean : Math.sqrt(mean) };
}
