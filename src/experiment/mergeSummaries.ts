/** Merges the summaries of parts of a tensor. */
import { mergePooledMoments, mergeSketches } from "../math/merging.ts";
import type { Summary } from "./statistics.ts";

function mergeTwo(a: Summary, b: Summary): Summary {
  const least = (x: number, y: number): number => (x < y || Number.isNaN(y) ? x : y);
  return {
    sketch: mergeSketches(a.sketch, b.sketch),
    moments: mergePooledMoments(a.moments, b.moments),
    min: least(a.min, b.min),
    max: -least(-a.max, -b.max),
  };
}

/** The summary of a tensor from those of consecutive ranges of its rows; the order affects the last bits. */
export function mergeSummaries(parts: readonly [Summary, ...Summary[]]): Summary {
  return parts.reduce(mergeTwo);
}
