/** A function over a stretch of its axis as a path. */
import { clippedPath } from "./clip.ts";
import { openScale } from "./scale.ts";

/** Points of a curve: dense enough that a kink is within a pixel of its place. */
const SAMPLES = 400;

export interface CurveBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Smallest and largest value of a function over a stretch, with zero and a little air; finite and not empty.
 */
export function curveRange(
  f: (x: number) => number,
  [from, to]: readonly [number, number],
): readonly [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let i = 0; i <= SAMPLES; i++) {
    const y = f(from + ((to - from) * i) / SAMPLES);
    if (!Number.isFinite(y)) continue;
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const air = low === high ? 1 : 0.06 * (high - low);
  return [low - (low < 0 ? air : 0), high + air];
}

/** The path of a function in a box; a gap where it is not finite, and where it is outside the box. */
export function functionPath(
  f: (x: number) => number,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
  box: CurveBox,
): string {
  const x = openScale([from, to], [box.left, box.right]);
  const y = openScale([low, high], [box.bottom, box.top]);
  const places = Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const at = from + ((to - from) * i) / SAMPLES;
    return { x: x(at), y: y(f(at)) };
  });
  return clippedPath(places, [box.top, box.bottom], 2);
}
