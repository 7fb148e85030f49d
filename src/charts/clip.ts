/** Lines that leave a chart where they leave it: cut at the frame, not led along it. */
import { line } from "d3-shape";
import type { Place } from "./marks.ts";

/** Where the way from one place to the next crosses an edge; null if both are on one side, or on the edge. */
function crossing(from: Place, to: Place, edge: number): Place | null {
  const isBetween = Math.min(from.y, to.y) < edge && edge < Math.max(from.y, to.y);
  if (!isBetween) return null;
  return { x: from.x + ((edge - from.y) / (to.y - from.y)) * (to.x - from.x), y: edge };
}

/**
 * The parts of a line between two levels.
 * @param places along the line, in pixels beyond the frame too; a place that is not finite ends the line
 * @param edges top and bottom of the frame
 * @returns the places inside, the crossings of the edges, and null wherever the line is interrupted
 */
export function clipLine(
  places: readonly Place[],
  [top, bottom]: readonly [number, number],
): readonly (Place | null)[] {
  const clipped: (Place | null)[] = [];
  let from: Place | null = null;
  for (const place of places) {
    if (!Number.isFinite(place.y)) {
      clipped.push(null);
      from = null;
      continue;
    }
    if (from !== null) {
      const isDownward = from.y < place.y;
      for (const edge of isDownward ? [top, bottom] : [bottom, top]) {
        const at = crossing(from, place, edge);
        if (at !== null) clipped.push(at);
      }
    }
    clipped.push(top <= place.y && place.y <= bottom ? place : null);
    from = place;
  }
  return clipped;
}

/** The path of a line between two levels. @param digits after the decimal point */
export function clippedPath(
  places: readonly Place[],
  edges: readonly [number, number],
  digits: number,
): string {
  const path = line<Place | null>()
    .defined((place) => place !== null)
    .x((place) => place?.x ?? NaN)
    .y((place) => place?.y ?? NaN)
    .digits(digits);
  return path(clipLine(places, edges)) ?? "";
}
