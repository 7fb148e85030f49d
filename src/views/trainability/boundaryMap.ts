/** The pixels of a map of trainability: their order, their numbers, and what is shown of them. Pure. */
import { POINT_NUMBERS } from "../../experiment/boundary/boundaryRequest.ts";
import { powerOfTen } from "../../math/portablePower.ts";
import type { BoundaryAxes, Viewport } from "./boundaryView.ts";

/** Pixels on either side. */
export const SIDE = 256;
export const PIXELS = SIDE * SIDE;
/** Sides of a pixel's block, from pass to pass: a block shows its first pixel until the others are known. */
const STRIDES = [16, 8, 4, 2, 1] as const;
/** Networks of a request: about a tenth of a second, and as many as the coarsest pass has. */
const PIECE = 256;

/** Every pixel once, in the order of training; row 0 is below. */
const ORDER: Uint32Array = Uint32Array.from(
  STRIDES.flatMap((stride, pass) => {
    const places = Array.from({ length: SIDE / stride }, (_, index) => index * stride);
    const isKnown = (place: number): boolean => pass > 0 && place % (2 * stride) === 0;
    return places.flatMap((row) =>
      places.filter((column) => !(isKnown(row) && isKnown(column))).map((column) => row * SIDE + column),
    );
  }),
);

/** A map as far as it is trained; it fills in place. */
export interface BoundaryMap {
  readonly viewport: Viewport;
  /** `[row, column]`, in steps, negative where a network did not learn; 0 where it is not known. */
  readonly paces: Float32Array;
  count: number;
  /** The first piece that nobody has taken. */
  next: number;
  /** Pieces that were taken and never came. */
  readonly returned: number[];
}

export function emptyMap(viewport: Viewport): BoundaryMap {
  return { viewport, paces: new Float32Array(PIXELS), count: 0, next: 0, returned: [] };
}

export const isFull = ({ count }: BoundaryMap): boolean => count === PIXELS;

/** Takes the next piece to be trained; null when all are taken. */
export function takePiece(map: BoundaryMap): number | null {
  const returned = map.returned.pop();
  if (returned !== undefined) return returned;
  return map.next * PIECE < PIXELS ? map.next++ : null;
}

/** The pixels of a piece. */
export const pixelsOf = (piece: number): Uint32Array => ORDER.subarray(PIECE * piece, PIECE * (piece + 1));

/** The place of a pixel's middle, in decades. */
export function placeOf({ x, y, span }: Viewport, pixel: number): readonly [x: number, y: number] {
  const share = (index: number): number => (index + 0.5) / SIDE - 0.5;
  return [x + span * share(pixel % SIDE), y + span * share(Math.floor(pixel / SIDE))];
}

/** The numbers of some pixels, `[pixels, 3]`, rounded to float32: those of a link are the same everywhere. */
export function pointsOf(axes: BoundaryAxes, viewport: Viewport, pixels: Uint32Array): Float32Array {
  const points = new Float32Array(POINT_NUMBERS * pixels.length);
  pixels.forEach((pixel, index) => {
    const [across, up] = placeOf(viewport, pixel).map(powerOfTen);
    const at = POINT_NUMBERS * index;
    points[at] = across ?? NaN;
    points[at + 1] = (axes === "rates" ? up : across) ?? NaN;
    points[at + 2] = (axes === "rates" ? 1 : up) ?? NaN;
  });
  return points;
}

/** Puts the results of a piece in their places. */
export function fillPiece(map: BoundaryMap, piece: number, paces: Float32Array): void {
  pixelsOf(piece).forEach((pixel, index) => {
    map.paces[pixel] = paces[index] ?? 0;
  });
  map.count += paces.length;
}

/** The pace that a map has for a pixel: its own, or that of the smallest block that is known. */
export function knownPace(
  { paces }: BoundaryMap,
  pixel: number,
): { readonly pace: number; readonly stride: number } {
  const [column, row] = [pixel % SIDE, Math.floor(pixel / SIDE)];
  for (let stride = 1; stride <= STRIDES[0]; stride *= 2) {
    const pace = paces[(row - (row % stride)) * SIDE + column - (column % stride)] ?? 0;
    if (pace !== 0) return { pace, stride };
  }
  return { pace: 0, stride: Infinity };
}

/**
 * The paces to be drawn: those of a map, and where those of the map before it are finer, these.
 * @param before the map on the screen until now; null without one
 */
export function shownPaces(map: BoundaryMap, before: BoundaryMap | null): Float32Array {
  if (isFull(map)) return map.paces;
  const shown = new Float32Array(PIXELS);
  const ratio = before === null ? Infinity : before.viewport.span / map.viewport.span;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const own = knownPace(map, pixel);
    shown[pixel] = own.pace;
    if (before === null || own.stride <= Math.max(1, ratio)) continue;
    const [x, y] = placeOf(map.viewport, pixel);
    const column = Math.floor(((x - before.viewport.x) / before.viewport.span + 0.5) * SIDE);
    const row = Math.floor(((y - before.viewport.y) / before.viewport.span + 0.5) * SIDE);
    if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) continue;
    const old = knownPace(before, row * SIDE + column);
    if (old.pace !== 0 && old.stride * ratio < own.stride) shown[pixel] = old.pace;
  }
  return shown;
}

/** 1 for networks that learn, `[row, column]`. */
export const learners = (paces: Float32Array): Uint8Array =>
  Uint8Array.from(paces, (pace) => (pace > 0 ? 1 : 0));

/** Shades of either colour. */
export const SHADES = 32;

/** The shade of a pace: 0 is the quickest. Paces spread over decades. */
export function shadeOf(pace: number, steps: number): number {
  const share = Math.log(Math.abs(pace)) / Math.log(steps);
  return Math.min(SHADES - 1, Math.floor(share * SHADES));
}

/** A row for every known pixel. */
export function boundaryCsv(
  names: readonly [across: string, up: string],
  axes: BoundaryAxes,
  map: BoundaryMap,
): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows: string[] = [];
  const pixels = Uint32Array.from({ length: PIXELS }, (_, pixel) => pixel);
  const points = pointsOf(axes, map.viewport, pixels);
  for (const pixel of pixels) {
    const pace = map.paces[pixel] ?? 0;
    if (pace === 0) continue;
    const at = POINT_NUMBERS * pixel;
    const up = points[at + (axes === "rates" ? 1 : 2)];
    rows.push(`${points[at]},${up},${pace > 0 ? 1 : 0},${Math.abs(pace)}`);
  }
  return `\uFEFF${[`${names.map(quoted).join(",")},converged,pace`, ...rows].join("\r\n")}\r\n`;
}
