/** Merges measurements: sketches exactly, moments by Chan, Golub, LeVeque 1979 and Pebay 2008. */
import { accumulate } from "./moments.ts";
import type { PooledMoments } from "./moments.ts";
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
export function mergePooledMoments(a: PooledMoments, b: PooledMoments): PooledMoments {
  const sums = { ...a.sums };
  const { n, mean: center, m2, m3, m4 } = b.sums;
  accumulate(sums, n, center, m2, m3, m4);
  const units = a.count.length;
  const count = new Float64Array(units);
  const mean = new Float64Array(units);
  let within = a.within + b.within;
  for (let unit = 0; unit < units; unit++) {
    const first = a.count[unit] ?? 0;
    const second = b.count[unit] ?? 0;
    const total = first + second;
    count[unit] = total;
    if (total === 0) continue;
    const delta = (b.mean[unit] ?? 0) - (a.mean[unit] ?? 0);
    const shift = (delta * second) / total;
    mean[unit] = (a.mean[unit] ?? 0) + shift;
    within += delta * shift * first;
  }
  return { sums, within, count, mean };
}
