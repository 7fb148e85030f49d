/** Compares look-ups in running totals with the definitions: walks through all bins. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeSketches } from "./merging.ts";
import { binOfRank, placeEdges, rebin, sideCount, totalsOf } from "./cumulative.ts";
import { binEdge, finiteCount, sketchOf } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";
import { magnitudeQuantiles, sketchQuantiles } from "./sketchQuantiles.ts";

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
/** Values close to each other, so that edges fall into bins that are not empty. */
const near = fc.integer({ min: -600, max: 600 }).map((n) => Math.fround(n / 150));
const values = fc.array(fc.oneof(float, near), { maxLength: 300 });
const edgeLists = fc
  .array(
    fc.oneof(
      fc.integer({ min: -800, max: 800 }).map((n) => n / 163),
      fc.double({ noNaN: true }),
    ),
    {
      minLength: 2,
      maxLength: 30,
    },
  )
  .map((raw) => [...new Set(raw)].sort((a, b) => a - b));

/** Every bin of a sketch with its ends and its entries. */
function binsOf({ negative, positive }: Sketch): { low: number; high: number; count: number }[] {
  return [
    ...Array.from(negative.counts, (count, i) => ({
      low: -binEdge(negative.firstBin + i + 1),
      high: -binEdge(negative.firstBin + i),
      count,
    })),
    ...Array.from(positive.counts, (count, i) => ({
      low: binEdge(positive.firstBin + i),
      high: binEdge(positive.firstBin + i + 1),
      count,
    })),
  ];
}

/** Entries between two values: each bin counts with the share of it that lies there. */
function countBetween(sketch: Sketch, from: number, to: number): number {
  return binsOf(sketch).reduce((sum, { low, high, count }) => {
    const overlap = Math.max(0, Math.min(high, to) - Math.max(low, from));
    return sum + (overlap === high - low ? count : count * (overlap / (high - low)));
  }, 0);
}

const absolute = (data: readonly number[]): Float32Array => Float32Array.from(data, Math.abs);

describe("re-binning", () => {
  it("counts in every interval what a walk through all bins counts", () => {
    fc.assert(
      fc.property(values, edgeLists, (data, edges) => {
        const sketch = sketchOf(Float32Array.from(data));
        const { counts, below, above } = rebin(sketch, placeEdges(edges));
        // Rounding only: 300 entries, each interval a few float64 operations on numbers of at most 300.
        const close = (found: number, wanted: number): void =>
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9);
        counts.forEach((count, i) =>
          close(count, countBetween(sketch, edges[i] ?? NaN, edges[i + 1] ?? NaN)),
        );
        close(below, countBetween(sketch, -Infinity, edges[0] ?? NaN));
        close(above, countBetween(sketch, edges.at(-1) ?? NaN, Infinity));
      }),
      { seed: 1 },
    );
  });

  it("loses nothing, gives no negative count, and nothing at all where there is no entry", () => {
    fc.assert(
      fc.property(values, edgeLists, fc.boolean(), (data, edges, isFolded) => {
        const sketch = sketchOf(Float32Array.from(data));
        const ends = isFolded ? edges.filter((edge) => edge >= 0) : edges;
        if (ends.length < 2) return;
        const { counts, below, above } = rebin(sketch, placeEdges(ends), isFolded);
        const total = counts.reduce((sum, count) => sum + count, 0) + below + above;
        // Shares of a bin are float64 fractions; 300 values in at most 31 pieces each.
        expect(Math.abs(total - (finiteCount(sketch) - sketch.zeros))).toBeLessThanOrEqual(1e-9);
        const own = isFolded ? sketchOf(absolute(data)) : sketch;
        counts.forEach((count, i) => {
          const [from, to] = [ends[i] ?? NaN, ends[i + 1] ?? NaN];
          const isEmpty = !binsOf(own).some(({ low, high, count: n }) => n > 0 && low < to && high > from);
          if (isEmpty) expect(count).toBe(0);
          else expect(count).toBeGreaterThanOrEqual(0);
        });
      }),
      { seed: 1 },
    );
  });

  it("folds both signs for the magnitude view", () => {
    fc.assert(
      fc.property(values, edgeLists, (data, edges) => {
        const ends = edges.filter((edge) => edge >= 0);
        if (ends.length < 2) return;
        const folded = rebin(sketchOf(Float32Array.from(data)), placeEdges(ends), true);
        const wanted = rebin(sketchOf(absolute(data)), placeEdges(ends));
        // The same numbers in another order: rounding of sums of at most 300.
        folded.counts.forEach((count, i) =>
          expect(Math.abs(count - (wanted.counts[i] ?? NaN))).toBeLessThanOrEqual(1e-9),
        );
        expect(Math.abs(folded.above - wanted.above)).toBeLessThanOrEqual(1e-9);
      }),
      { seed: 1 },
    );
  });

  it("takes edges of bins, zero and infinities exactly", () => {
    const sketch = sketchOf(Float32Array.of(-2, -1, -0, 0, 1, 1, 2, 3.4e38, 1e-38, 2 ** -126));
    // 1e-38 is denormal and counts as zero, as both zeros do.
    expect(sketch.zeros).toBe(3);
    // A bin's edge nearer to zero is its own: -1 lies in the bin below -1.
    expect([...rebin(sketch, placeEdges([-Infinity, -1, 0, 1, 2, Infinity])).counts]).toEqual([
      2, 0, 1, 2, 2,
    ]);
    expect([...rebin(sketch, placeEdges([0, 2 ** -126, 1, 2 ** 128]), true).counts]).toEqual([0, 1, 6]);
  });
});

describe("running totals", () => {
  it("are added up once for a sketch", () => {
    const sketch = sketchOf(Float32Array.of(1, 2, -3));
    expect(totalsOf(sketch)).toBe(totalsOf(sketch));
    expect(totalsOf(mergeSketches(sketch, sketch))).not.toBe(totalsOf(sketch));
    expect(sideCount(totalsOf(sketch).positive)).toBe(2);
  });

  it("find the bin of every rank, of one sign and of both together", () => {
    fc.assert(
      fc.property(values, (data) => {
        const sketch = sketchOf(Float32Array.from(data));
        const { negative, positive } = totalsOf(sketch);
        const magnitudes = [...absolute(data)].filter((x) => x >= 2 ** -126).sort((a, b) => a - b);
        magnitudes.forEach((magnitude, rank) => {
          const bin = binOfRank(negative, positive, rank);
          expect(magnitude).toBeGreaterThanOrEqual(binEdge(bin));
          expect(magnitude).toBeLessThan(binEdge(bin + 1));
        });
      }),
      { seed: 1 },
    );
  });

  it("give the magnitudes the quantiles that their own sketch has", () => {
    fc.assert(
      fc.property(values, (data) => {
        const sizes = absolute(data).filter((x) => x >= 2 ** -126);
        const most = sizes.reduce((a, b) => Math.max(a, b), 0);
        const probabilities = [0, 0.05, 0.5, 0.95, 1];
        const found = magnitudeQuantiles(sketchOf(Float32Array.from(data)), probabilities, most);
        expect(found).toEqual(sketchQuantiles(sketchOf(sizes), probabilities, { min: 0, max: most }));
      }),
      { seed: 1 },
    );
  });
});
