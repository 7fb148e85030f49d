/** Singular values as a histogram over their logarithm, with theory's curve. Pure. */
import type { JacobianDensity } from "../../experiment/theory/jacobianLaw.ts";

/** Share of all singular values per decade, over equal steps of log10 s. */
export interface SpectrumHistogram {
  /** Ends of the axis, in decades. */
  readonly ends: readonly [low: number, high: number];
  /** Share per decade of each bin, from low to high. */
  readonly bars: Float64Array;
}

const BINS = 56;
/** A spectrum narrower than this many decades is shown with room on either side. */
const LEAST_SPAN = 2;

/** @param spectra descending; @param resolution share of the largest below which a value is none */
export function spectrumHistogram(
  spectra: readonly Float64Array[],
  resolution: number,
): SpectrumHistogram | null {
  const logs = spectra.flatMap((values) => {
    const least = resolution * (values[0] ?? NaN);
    return Array.from(values)
      .filter((value) => value > least && Number.isFinite(value))
      .map(Math.log10);
  });
  if (logs.length === 0) return null;
  const total = spectra.reduce((sum, { length }) => sum + length, 0);
  const lowest = Math.min(...logs);
  const highest = Math.max(...logs);
  const middle = (lowest + highest) / 2;
  const half = Math.max(LEAST_SPAN / 2, 0.53 * (highest - lowest));
  const ends = [middle - half, middle + half] as const;
  const width = (2 * half) / BINS;
  const bars = new Float64Array(BINS);
  for (const log of logs) {
    const bin = Math.min(BINS - 1, Math.floor((log - ends[0]) / width));
    bars[bin] = (bars[bin] ?? 0) + 1 / total / width;
  }
  return { ends, bars };
}

/** A place of theory's curve: log10 s, and the share per decade. */
export interface CurvePoint {
  readonly x: number;
  readonly share: number;
}

/** Theory's curve between the ends of a histogram, from its upper edge down. */
export function theoryCurve(
  { logs, density }: JacobianDensity,
  [low, high]: SpectrumHistogram["ends"],
): readonly CurvePoint[] {
  const points = Array.from(logs, (log, index) => ({
    x: log / Math.LN10,
    share: (density[index] ?? 0) * Math.LN10,
  }));
  return [{ x: (logs[0] ?? NaN) / Math.LN10, share: 0 }, ...points].filter(({ x }) => x >= low && x <= high);
}
