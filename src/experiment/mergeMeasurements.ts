/** One measurement of a tensor from those of its parts. */
import { mergeSketches, mergeUnitMoments } from "../math/merging.ts";
import type { Measurement } from "./statistics.ts";

function mergeTwo(a: Measurement, b: Measurement): Measurement {
  const least = (x: number, y: number): number => (x < y || Number.isNaN(y) ? x : y);
  return {
    sketch: mergeSketches(a.sketch, b.sketch),
    units: mergeUnitMoments(a.units, b.units),
    min: least(a.min, b.min),
    max: -least(-a.max, -b.max),
  };
}

/** The measurement of a tensor from those of consecutive ranges of its rows; the order decides the last bits. */
export function mergeMeasurements(parts: readonly [Measurement, ...Measurement[]]): Measurement {
  return parts.reduce(mergeTwo);
}
