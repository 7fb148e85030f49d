/** Measurements of parts put together: sketches exactly, moments by Chan, Golub, LeVeque 1979 and Pebay 2008. */
import { accumulate, emptyUnitMoments } from "./moments.ts";
import type { Sums, UnitMoments } from "./moments.ts";
import type { Sketch, SketchSide } from "./sketch.ts";

function mergeSides(a: SketchSide, b: SketchSide): SketchSide {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const firstBin = Math.min(a.firstBin, b.firstBin);
  const end = Math.max(a.firstBin + a.counts.length, b.firstBin + b.counts.length);
  const counts = new Uint32Array(end - firstBin);
  counts.set(a.counts, a.firstBin - firstBin);
  const offset = b.firstBin - firstBin;
  for (let i = 0; i < b.counts.length; i++)
    counts[offset + i] = (counts[offset + i] ?? 0) + (b.counts[i] ?? 0);
  return { firstBin, counts };
}

/** The sketch of two tensors together: exact, commutative, associative. */
export function mergeSketches(a: Sketch, b: Sketch): Sketch {
  return {
    count: a.count + b.count,
    nan: a.nan + b.nan,
    posInf: a.posInf + b.posInf,
    negInf: a.negInf + b.negInf,
    zeros: a.zeros + b.zeros,
    underflow: a.underflow + b.underflow,
    negative: mergeSides(a.negative, b.negative),
    positive: mergeSides(a.positive, b.positive),
  };
}

/** The moments of two batches of the same units together. */
export function mergeUnitMoments(a: UnitMoments, b: UnitMoments): UnitMoments {
  const units = a.count.length;
  const merged = emptyUnitMoments(units);
  // One object for all units: this runs for every tensor of a run.
  const sums: Sums = { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };
  for (let unit = 0; unit < units; unit++) {
    sums.n = a.count[unit] ?? 0;
    sums.mean = a.mean[unit] ?? 0;
    sums.m2 = a.m2[unit] ?? 0;
    sums.m3 = a.m3[unit] ?? 0;
    sums.m4 = a.m4[unit] ?? 0;
    accumulate(
      sums,
      b.count[unit] ?? 0,
      b.mean[unit] ?? 0,
      b.m2[unit] ?? 0,
      b.m3[unit] ?? 0,
      b.m4[unit] ?? 0,
    );
    merged.count[unit] = sums.n;
    merged.mean[unit] = sums.mean;
    merged.m2[unit] = sums.m2;
    merged.m3[unit] = sums.m3;
    merged.m4[unit] = sums.m4;
  }
  return merged;
}
