/** Moments and the sketch against NumPy's answers and as properties. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../experiment/golden/statistics.json" with { type: "json" };
import { mergePooledMoments, mergeSketches } from "./merging.ts";
import { momentsOf, poolMoments, unitMomentsOf } from "./moments.ts";
import type { PooledMoments } from "./moments.ts";
import { binEdge, finiteCount, SKETCH_RELATIVE_ERROR, sideTotal, sketchOf } from "./sketch.ts";
import { sketchQuantiles } from "./sketchQuantiles.ts";

const numbers = (values: readonly (number | string)[]): Float32Array => Float32Array.from(values, Number);

const anyFloat = fc.float({ noDefaultInfinity: false, noNaN: false });
const finiteFloat = fc.float({ noDefaultInfinity: true, noNaN: true });

function range(values: Float32Array): { min: number; max: number } {
  const finite = [...values].filter(Number.isFinite);
  return { min: Math.min(...finite), max: Math.max(...finite) };
}

function pooled(values: ArrayLike<number>, rows: number, units: number): PooledMoments {
  return poolMoments(unitMomentsOf(values, rows, units));
}

describe("golden statistics", () => {
  it.each(golden.cases)("$id", ({ values, expected }) => {
    const data = numbers(values);
    const sketch = sketchOf(data);
    expect(sketch.count).toBe(expected.count);
    expect(finiteCount(sketch)).toBe(expected.finite);
    expect(sketch.nan).toBe(expected.nan);
    expect(sketch.posInf).toBe(expected.positiveInfinity);
    expect(sketch.negInf).toBe(expected.negativeInfinity);
    expect(sketch.zeros).toBe(expected.zeros);
    const moments = momentsOf(pooled(data, data.length, 1));
    expect(moments.finite).toBe(expected.finite);
    if (expected.mean === undefined) {
      expect(moments.mean).toBeNaN();
      return;
    }
    // Float64 two-pass sums on both sides: n 2^-53 relative to the largest term, 1e-12 for n <=
    // 2000; the variance of a large offset loses (mean/std)^2 of that in NumPy's own rounding of
    // the mean, bounded by 1e-9 here.
    const close = (
      actual: number,
      wanted: number | undefined,
      relative: number,
      scale = Math.abs(wanted ?? 0),
    ) => {
      if (wanted === undefined) expect(actual).toBeNaN();
      else expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(relative * Math.max(scale, 1e-300));
    };
    close(moments.mean, expected.mean, 1e-12, expected.rms);
    close(moments.std, expected.std, 1e-9);
    close(moments.rms, expected.rms, 1e-12);
    close(moments.skewness, expected.skewness, 1e-8, 1);
    close(moments.excessKurtosis, expected.excessKurtosis, 1e-8, 1 + Math.abs(expected.excessKurtosis ?? 0));
    const { percentiles } = expected;
    if (percentiles !== undefined) {
      const keys = Object.keys(percentiles) as (keyof typeof percentiles)[];
      const found = sketchQuantiles(
        sketch,
        keys.map((key) => Number(key) / 100),
        range(data),
      );
      keys.forEach((key, index) => {
        // A value between two order statistics inherits the larger of their absolute errors.
        const position = (Number(key) / 100) * (data.length - 1);
        const sorted = [...data].sort((a, b) => a - b);
        const neighbours = [sorted[Math.floor(position)] ?? 0, sorted[Math.ceil(position)] ?? 0];
        const bound = SKETCH_RELATIVE_ERROR * Math.max(...neighbours.map(Math.abs));
        expect(Math.abs((found[index] ?? NaN) - percentiles[key])).toBeLessThanOrEqual(bound + 1e-45);
      });
    }
  });
});

describe("two-level moments", () => {
  it("split the pooled variance exactly, merge like one batch, for any finite tensor", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 2,
          maxLength: 30,
        }),
        (cut, rows) => {
          const flat = Float64Array.from(rows.flat());
          const at = Math.min(cut, rows.length - 1) * 4;
          const a = momentsOf(pooled(flat, rows.length, 4));
          const b = momentsOf(
            mergePooledMoments(
              pooled(flat.subarray(0, at), at / 4, 4),
              pooled(flat.subarray(at), rows.length - at / 4, 4),
            ),
          );
          expect(a.std ** 2).toBeCloseTo(a.batchStd ** 2 + a.unitStd ** 2, 6);
          // Rounding of at most 120 values of size 1e3: 120 * 1e6 * 2^-53 = 1.4e-8 absolute on the variance.
          expect(Math.abs(b.std ** 2 - a.std ** 2)).toBeLessThanOrEqual(1.4e-8);
          expect(Math.abs(b.batchStd ** 2 - a.batchStd ** 2)).toBeLessThanOrEqual(1.4e-8);
          expect(Math.abs(b.unitStd ** 2 - a.unitStd ** 2)).toBeLessThanOrEqual(1.4e-8);
          expect(Math.abs(b.mean - a.mean)).toBeLessThanOrEqual(1e-10);
          if (a.std > 1) {
            expect(b.skewness).toBeCloseTo(a.skewness, 6);
            expect(b.excessKurtosis).toBeCloseTo(a.excessKurtosis, 5);
          }
        },
      ),
      { seed: 1 },
    );
  });

  it("merge in any grouping, with parts that are empty and entries that are not finite", () => {
    const row = fc.array(fc.float({ min: -1e3, max: 1e3 }), { minLength: 3, maxLength: 3 });
    const part = fc.array(fc.oneof(row, fc.constant([NaN, Infinity, 1])), { maxLength: 8 });
    fc.assert(
      fc.property(part, part, part, (...parts) => {
        const [a, b, c] = parts.map((rows) => pooled(Float64Array.from(rows.flat()), rows.length, 3));
        if (a === undefined || b === undefined || c === undefined) throw new Error("three parts");
        const all = parts.flat();
        const whole = pooled(Float64Array.from(all.flat()), all.length, 3);
        for (const merged of [
          mergePooledMoments(mergePooledMoments(a, b), c),
          mergePooledMoments(a, mergePooledMoments(b, c)),
        ]) {
          expect([...merged.count]).toEqual([...whole.count]);
          expect(merged.sums.n).toBe(whole.sums.n);
          // Rounding of at most 72 values of size 1e3: of their sum 72 * 1e3 * 2^-53, of their
          // squares 72 * 1e6 * 2^-53.
          for (let unit = 0; unit < 3; unit++)
            expect(Math.abs((merged.mean[unit] ?? NaN) - (whole.mean[unit] ?? NaN))).toBeLessThanOrEqual(
              8e-12,
            );
          expect(Math.abs(merged.sums.mean - whole.sums.mean)).toBeLessThanOrEqual(8e-12);
          expect(Math.abs(merged.sums.m2 - whole.sums.m2)).toBeLessThanOrEqual(8e-9);
          expect(Math.abs(merged.within - whole.within)).toBeLessThanOrEqual(8e-9);
        }
      }),
      { seed: 1 },
    );
  });

  it("keeps a relative error of 1e-6 in the variance at |mean|/std = 1e6", () => {
    const n = 4096;
    const values = Float64Array.from({ length: n }, (_, i) => 1e6 + (i % 2 === 0 ? 1 : -1));
    expect(momentsOf(pooled(values, n, 1)).std).toBeCloseTo(1, 6);
  });

  it("leaves non-finite values out unit by unit", () => {
    const moments = unitMomentsOf([1, NaN, 3, Infinity, 5, 7], 3, 2);
    expect([...moments.count]).toEqual([3, 1]);
    expect([...moments.mean]).toEqual([3, 7]);
  });
});

describe("sketch", () => {
  it("counts every value exactly once, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { maxLength: 200 }), (values) => {
        const sketch = sketchOf(Float32Array.from(values));
        const parts =
          sketch.nan +
          sketch.posInf +
          sketch.negInf +
          sketch.zeros +
          sideTotal(sketch.negative) +
          sideTotal(sketch.positive);
        expect(sketch.count).toBe(values.length);
        expect(parts).toBe(values.length);
        expect(sketch.underflow).toBe(
          Array.from(Float32Array.from(values)).filter((x) => x !== 0 && Math.abs(x) < 2 ** -126).length,
        );
      }),
      { seed: 1 },
    );
  });

  it("merges exactly: the sketch of two parts is the sketch of the whole", () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { maxLength: 100 }), fc.array(anyFloat, { maxLength: 100 }), (a, b) => {
        const merged = mergeSketches(sketchOf(Float32Array.from(a)), sketchOf(Float32Array.from(b)));
        expect(merged).toEqual(sketchOf(Float32Array.from([...a, ...b])));
      }),
      // Sides of float32's whole range are 16,000 bins long, and comparing those is what takes the time.
      { seed: 1, numRuns: 30 },
    );
  });

  it("gives every order statistic within its guaranteed relative error", () => {
    fc.assert(
      fc.property(fc.array(finiteFloat, { minLength: 1, maxLength: 200 }), fc.nat(), (values, pick) => {
        const data = Float32Array.from(values);
        const sorted = Float32Array.from(data).sort();
        const rank = pick % sorted.length;
        const probability = sorted.length === 1 ? 0 : rank / (sorted.length - 1);
        const [found = NaN] = sketchQuantiles(sketchOf(data), [probability], range(data));
        const neighbours = [rank - 1, rank, rank + 1].map(
          (r) => sorted[Math.min(Math.max(r, 0), sorted.length - 1)] ?? 0,
        );
        const isWithin = neighbours.some(
          // Denormals count as zeros: 2^-126 is the absolute part. The rank itself may round to a neighbour.
          (value) => Math.abs(found - value) <= SKETCH_RELATIVE_ERROR * Math.abs(value) + 2 ** -126,
        );
        expect(isWithin).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it("has bin edges at every 64th of an octave", () => {
    expect(binEdge(127 * 64)).toBe(1);
    expect(binEdge(127 * 64 + 32)).toBe(1.5);
    expect(binEdge(255 * 64)).toBe(2 ** 128);
  });
});
