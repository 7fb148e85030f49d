/** Lines with a band around them, on axes that are logarithmic or even: geometry. Pure. */
import { wholeTicks } from "./scale.ts";

/** A number with the ends of what it was measured as. */
export interface LinePoint {
  /** Place on the axis across, in its own unit. */
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

type ToPixel = (value: number) => number;

/** The line through the means; a gap where one is not a number. */
export function meanPath(points: readonly LinePoint[], x: ToPixel, y: ToPixel): string {
  let isDown = false;
  let path = "";
  for (const point of points) {
    const height = y(point.mean);
    if (Number.isFinite(height)) path += `${isDown ? "L" : "M"}${x(point.x).toFixed(1)} ${height.toFixed(1)}`;
    isDown = Number.isFinite(height);
  }
  return path;
}

/** The area between the ends of all points that have some; empty below two of them. */
export function bandPath(points: readonly LinePoint[], x: ToPixel, y: ToPixel): string {
  const known = points.filter(({ low, high }) => Number.isFinite(y(low)) && Number.isFinite(y(high)));
  if (known.length < 2) return "";
  const corner = (point: LinePoint, value: number): string =>
    `${x(point.x).toFixed(1)} ${y(value).toFixed(1)}`;
  const above = known.map((point) => corner(point, point.high));
  const below = known.toReversed().map((point) => corner(point, point.low));
  return `M${[...above, ...below].join("L")}Z`;
}

/** The decades that hold all finite positive numbers, at least one, and within reach of float32. */
export function decadesOf(values: readonly number[]): readonly [low: number, high: number] {
  const logs = values.flatMap((value) => (value > 0 && Number.isFinite(value) ? [Math.log10(value)] : []));
  if (logs.length === 0) return [-1, 1];
  const low = Math.max(-38, Math.floor(Math.min(...logs)));
  return [low, Math.max(low + 1, Math.min(38, Math.ceil(Math.max(...logs))))];
}

/** Powers of ten to label within a height. */
export function decadeTicks(ends: readonly [number, number], most: number): readonly number[] {
  return wholeTicks(ends, most, [1, 2, 5, 10, 20]);
}

/** Heights of labels, moved apart as little as needed from the highest down: none covers another. */
export function apartFrom(wished: readonly number[], leastPx: number): readonly number[] {
  const places = wished.map(() => NaN);
  let free = -Infinity;
  const order = wished.map((_, index) => index).toSorted((a, b) => (wished[a] ?? 0) - (wished[b] ?? 0));
  for (const index of order) {
    const place = Math.max(free, wished[index] ?? NaN);
    places[index] = place;
    if (Number.isFinite(place)) free = place + leastPx;
  }
  return places;
}
