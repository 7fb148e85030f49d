/**
 * What the inspector draws: exact counts, sampled rasters, curves and binned spectra,
 * and the ridges of a row.
 */
import { describe, expect, it } from "vitest";
import { activationById, activations } from "../catalog/activations.ts";
import { measure, tensorStats } from "../experiment/statistics.ts";
import { normalQuantile } from "../math/quantile.ts";
import { curveRange, functionPath } from "./curve.ts";
import { binValues } from "./exactHistogram.ts";
import { binTensor, densityScale, edgesOf } from "./histogram.ts";
import type { Histogram } from "./histogram.ts";
import { evenSample, rasterPixels, rasterReach, rasterSample, silentUnits, unitEntry } from "./raster.ts";
import type { UnitMatrix } from "./raster.ts";
import { labelledRows, ridgeAtoms, ridgeBaseline, ridgeLayout, ridgePath } from "./ridges.ts";
import { spectrumBins } from "./spectrumShape.ts";
import { chooseValueAxis } from "./valueAxis.ts";

const KINDS = ["value", "shape", "magnitude"] as const;

/** A tensor with everything in it: values, zeros, denormals, infinities and NaN. */
const NORMALS = Array.from({ length: 4000 }, (_, at) => normalQuantile((at + 0.5) / 4000));
const MIXED = Float32Array.of(...NORMALS, 0, -0, 1e-39, Infinity, Infinity, -Infinity, NaN);
const STATS = tensorStats("activation", measure(MIXED, MIXED.length, 1));

function sumOf({ counts, below, above, zeros, nan, posInf, negInf }: Histogram): number {
  return counts.reduce((a, b) => a + b, 0) + below + above + zeros + nan + posInf + negInf;
}

describe("exact counts", () => {
  it.each(KINDS)("are whole, hold every entry, and each is what a count by hand gives: %s", (kind) => {
    const axis = chooseValueAxis(kind, [STATS], 48);
    const histogram = binValues(MIXED, STATS, axis);
    expect(sumOf(histogram)).toBe(MIXED.length);
    expect(histogram).toMatchObject({ zeros: 3, nan: 1, posInf: 2, negInf: 1, total: MIXED.length });
    const edges = edgesOf(STATS, axis);
    histogram.counts.forEach((count, bin) => {
      const inside = MIXED.filter((value) => {
        const x = kind === "magnitude" ? Math.abs(value) : value;
        const isLast = bin === axis.bins - 1;
        const [from, to] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
        return Math.abs(value) >= 2 ** -126 && x >= from && (x < to || (isLast && x === to));
      });
      expect(count).toBe(inside.length);
    });
  });

  it.each(KINDS)(
    "agree with the sketch within the entries of the sketch bins that an edge cuts: %s",
    (kind) => {
      const axis = chooseValueAxis(kind, [STATS], 48);
      const exact = binValues(MIXED, STATS, axis);
      const sketched = binTensor(STATS, axis);
      // Entries near an edge may be counted on its other side: those of the one sketch
      // bin that holds the edge.
      const near = Array.from(edgesOf(STATS, axis), (edge) => {
        const width = Math.abs(edge) / 64;
        return MIXED.filter((value) => {
          const x = kind === "magnitude" ? Math.abs(value) : value;
          return Math.abs(x - edge) <= width;
        }).length;
      });
      exact.counts.forEach((count, bin) => {
        const allowed = (near[bin] ?? 0) + (near[bin + 1] ?? 0) + 1e-9;
        expect(Math.abs(count - (sketched.counts[bin] ?? 0))).toBeLessThanOrEqual(allowed);
      });
    },
  );
});

it("an edge belongs to the bin above it, and the end of the axis to the last bin", () => {
  const values = Float32Array.of(-1, 0.5, 1, 1, 2, 4, 4.5);
  const stats = tensorStats("activation", measure(values, values.length, 1));
  const { counts, below, above } = binValues(values, stats, { kind: "value", low: 0, high: 4, bins: 4 });
  expect(Array.from(counts)).toEqual([1, 2, 1, 1]);
  expect([below, above]).toEqual([1, 1]);
});

describe("raster", () => {
  /** Three inputs of four units, a column each; unit 2 is silent. */
  const matrix: UnitMatrix = {
    values: Float32Array.of(1, -2, 0, NaN, 0, 4, 0, 1, -1, 0, 0, 2),
    units: 4,
    entries: 3,
    isByColumn: true,
  };

  it("samples evenly, with both ends, and everything where there is room", () => {
    expect(evenSample(3, 128)).toEqual([0, 1, 2]);
    const sample = evenSample(300, 128);
    expect(sample).toHaveLength(128);
    expect([sample[0], sample.at(-1)]).toEqual([0, 299]);
    const steps = sample.slice(1).map((index, at) => index - (sample[at] ?? 0));
    expect(new Set(steps)).toEqual(new Set([2, 3]));
  });

  it("finds an entry by its unit, whichever way the units lie, and the units that are zero throughout", () => {
    expect(unitEntry(matrix, 1, 0)).toBe(-2);
    expect(unitEntry({ ...matrix, isByColumn: false }, 1, 0)).toBeNaN();
    expect(silentUnits(matrix)).toEqual([2]);
  });

  it("inks values in proportion: paper at zero, full ink from the reach on, not finite apart", () => {
    const inks = {
      negative: [200, 0, 0],
      zero: [100, 100, 100],
      positive: [0, 0, 200],
      nonFinite: [9, 9, 9],
    } as const;
    const pixels = rasterPixels(matrix, rasterSample(4, 3), 2, inks);
    const pixel = (unit: number, entry: number): number[] =>
      Array.from(pixels.slice(4 * (unit * 3 + entry), 4 * (unit * 3 + entry) + 4));
    expect(pixel(0, 0)).toEqual([50, 50, 150, 255]);
    expect(pixel(1, 0)).toEqual([200, 0, 0, 255]);
    expect(pixel(1, 1)).toEqual([0, 0, 200, 255]);
    expect(pixel(2, 1)).toEqual([100, 100, 100, 255]);
    expect(pixel(3, 0)).toEqual([9, 9, 9, 255]);
  });

  it("is not blinded by an outlier", () => {
    const values = Float32Array.from({ length: 1000 }, (_, at) => (at === 0 ? 1e6 : (at % 10) / 10));
    const large: UnitMatrix = { values, units: 100, entries: 10, isByColumn: false };
    expect(rasterReach(large, rasterSample(100, 10))).toBeCloseTo(0.9, 6);
    expect(rasterReach({ ...large, values: new Float32Array(1000) }, rasterSample(100, 10))).toBe(1);
  });
});

describe("curves", () => {
  it.each(
    activations.map(({ id }) => {
      const { f, df, parameter } = activationById(id);
      return { id, f, df, p: parameter?.default ?? 0 };
    }),
  )("stay in their box: $id", ({ f, df, p }) => {
    const box = { left: 10, right: 110, top: 5, bottom: 65 };
    for (const g of [f, df]) {
      const curve = (x: number): number => g(x, p);
      const range = curveRange(curve, [-30, 30]);
      for (let i = 0; i <= 400; i++) {
        const y = curve(-30 + (60 * i) / 400);
        expect(y).toBeGreaterThanOrEqual(range[0]);
        expect(y).toBeLessThan(range[1]);
      }
      const numbers = (functionPath(curve, [-30, 30], range, box).match(/-?\d+(?:\.\d+)?/g) ?? []).map(
        Number,
      );
      const xs = numbers.filter((_, at) => at % 2 === 0);
      const ys = numbers.filter((_, at) => at % 2 === 1);
      expect([Math.min(...xs), Math.max(...xs)]).toEqual([10, 110]);
      expect(Math.min(...ys)).toBeGreaterThanOrEqual(5);
      expect(Math.max(...ys)).toBeLessThanOrEqual(65);
    }
  });
});

describe("spectrum", () => {
  it("counts every value, on an axis that reaches the largest and the theory's edge", () => {
    for (const [values, edge] of [
      [[1, 0.5, 0.2, 0], 0],
      [[1, 0.5, 0.2, 0], 7],
      [Array.from({ length: 256 }, (_, at) => at / 100), 2],
      [[0, 0], 0],
    ] as const) {
      const { high, counts } = spectrumBins(values, edge);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      expect(high).toBeGreaterThanOrEqual(Math.max(edge, ...values));
    }
  });
});

describe("ridges", () => {
  const axis = chooseValueAxis("value", [STATS], 48);
  const histogram = binTensor(STATS, axis);
  const scale = densityScale([histogram], "linear");

  it.each([1, 2, 10, 24])(
    "fill their box, and none rises more than half-way over its neighbour: %i",
    (count) => {
      const layout = ridgeLayout(count, { left: 0, right: 100, top: 10, bottom: 210 });
      expect(ridgeBaseline(layout, 0) - layout.ridgePx).toBeCloseTo(10, 9);
      expect(ridgeBaseline(layout, count - 1)).toBeCloseTo(210, 9);
      expect(layout.ridgePx).toBeCloseTo(2 * layout.rowPx, 9);
    },
  );

  it("draw the highest bin at the top of the ridge and both ends on the baseline", () => {
    const layout = ridgeLayout(3, { left: 0, right: 480, top: 0, bottom: 200 });
    const baseline = ridgeBaseline(layout, 1);
    const path = ridgePath(histogram, scale, layout, baseline);
    const ys = [...path.matchAll(/,(-?\d+(?:\.\d+)?)/g)].map(([, y]) => Number(y));
    expect([ys[0], ys.at(-1)]).toEqual([baseline, baseline]);
    expect(Math.min(...ys)).toBeCloseTo(baseline - layout.ridgePx, 1);
    expect(ridgePath({ ...histogram, counts: new Float64Array(48) }, scale, layout, baseline)).toBe("");
  });

  it("name what no ridge shows", () => {
    const atoms = ridgeAtoms(histogram);
    expect(atoms).toMatchObject({ zeros: 3 / MIXED.length, nonFinite: 4 / MIXED.length });
    expect(atoms.nonFiniteName).toBe("±Inf, NaN");
    expect(ridgeAtoms({ ...histogram, negInf: 0 }).nonFiniteName).toBe("+Inf, NaN");
    expect(ridgeAtoms({ ...histogram, posInf: 0, nan: 0 }).nonFiniteName).toBe("−Inf");
  });

  it("number every row where there is room, else some, and the first and the last always", () => {
    expect(labelledRows(4, 20, 12)).toEqual([0, 1, 2, 3]);
    for (const rowPx of [3, 6, 9, 13]) {
      const rows = labelledRows(24, rowPx, 12);
      expect([rows[0], rows.at(-1)]).toEqual([0, 23]);
      rows.slice(1).forEach((row, at) => {
        expect((row - (rows[at] ?? 0)) * rowPx).toBeGreaterThanOrEqual(12);
      });
    }
  });
});
