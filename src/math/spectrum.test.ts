/**
 * Singular values against matrices whose values are known, and random ones against the law
 * of Marchenko and Pastur.
 */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { drawWeights } from "../experiment/draws.ts";
import { singularDensity, singularEdges } from "./marchenkoPastur.ts";
import { singularValues } from "./singularValues.ts";
import type { Matrix } from "./singularValues.ts";

function valuesOf(matrix: Matrix): Float64Array {
  const steps = singularValues(matrix);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function matrixOf(rows: number, columns: number, entry: (i: number, j: number) => number): Matrix {
  const values = Float64Array.from({ length: rows * columns }, (_, at) =>
    entry(Math.floor(at / columns), at % columns),
  );
  return { values, rows, columns };
}

/** The documented bound. */
function expectValues(matrix: Matrix, expected: readonly number[]): void {
  const actual = valuesOf(matrix);
  const largest = Math.max(...expected.map(Math.abs));
  const allowed = 16 * (matrix.rows + matrix.columns) * Number.EPSILON * largest;
  expect(actual).toHaveLength(expected.length);
  expected
    .toSorted((a, b) => b - a)
    .forEach((value, index) => {
      expect(Math.abs((actual[index] ?? NaN) - value), `value ${index}`).toBeLessThanOrEqual(allowed);
    });
}

describe("singular values", () => {
  it("are the magnitudes of a diagonal, in order", () => {
    const diagonal = [3, -7, 0, 1e-9, 2];
    expectValues(
      matrixOf(5, 5, (i, j) => (i === j ? (diagonal[i] ?? 0) : 0)),
      diagonal.map(Math.abs),
    );
  });

  it("of a 2 x 2 matrix solve its characteristic equation", () => {
    // [[1, 2], [3, 4]]: squares sum to 30, product of the values is |det| = 2.
    const root = Math.sqrt(30 ** 2 - 4 * 4);
    expectValues(
      matrixOf(2, 2, (i, j) => 1 + 2 * i + j),
      [Math.sqrt((30 + root) / 2), Math.sqrt((30 - root) / 2)],
    );
  });

  it("keep what a difference of near equals would lose", () => {
    expectValues(
      matrixOf(2, 2, (i, j) => (i === j ? 1 : 1e-9)),
      [1 + 1e-9, 1 - 1e-9],
    );
  });

  it("of the second difference are 2 - 2 cos(k pi / (n + 1))", () => {
    const n = 40;
    expectValues(
      matrixOf(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
      Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))),
    );
  });

  it.each([
    [64, 64],
    [64, 24],
    [24, 64],
  ])("of the discrete cosines are alike where rows or columns are orthonormal, %i x %i", (rows, columns) => {
    const n = Math.max(rows, columns);
    const cosine = (k: number, x: number): number =>
      Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * (x + 0.5) * k) / n);
    expectValues(
      matrixOf(rows, columns, (i, j) => (rows < columns ? cosine(i, j) : cosine(j, i))),
      Array.from({ length: Math.min(rows, columns) }, () => 1),
    );
  });

  it("of an outer product are one, the product of the lengths, and zeros", () => {
    const u = [1, 2, 3, 4];
    const v = [5, -6, 7];
    expectValues(
      matrixOf(4, 3, (i, j) => (u[i] ?? 0) * (v[j] ?? 0)),
      [Math.hypot(...u) * Math.hypot(...v), 0, 0],
    );
  });

  it("scale with the matrix as far as its numbers reach", () => {
    const matrix = matrixOf(7, 5, (i, j) => Math.sin(3 * i + j * j));
    const values = valuesOf(matrix);
    for (const factor of [1e-300, 1e300]) {
      const scaled = valuesOf({ ...matrix, values: Array.from(matrix.values, (value) => value * factor) });
      // One rounding of each entry moves a value by up to eps sqrt(rows columns) s_max; the
      // bound above is far larger.
      const allowed = 2 * 16 * 12 * Number.EPSILON * (values[0] ?? 0);
      scaled.forEach((value, index) => {
        expect(Math.abs(value / factor - (values[index] ?? NaN))).toBeLessThanOrEqual(allowed);
      });
    }
  });

  it("are NaN where an entry is not finite, and zero where all are", () => {
    expect(valuesOf({ values: [1, Infinity, 0, 1], rows: 2, columns: 2 })).toEqual(Float64Array.of(NaN, NaN));
    expect(valuesOf({ values: [0, 0, 0, 0], rows: 2, columns: 2 })).toEqual(Float64Array.of(0, 0));
  });
});

describe("Marchenko and Pastur", () => {
  it.each([
    { rows: 100, columns: 100, std: 0.3 },
    { rows: 50, columns: 200, std: 2 },
  ])("is a density whose second moment is std^2 max(rows, columns): $rows x $columns", (matrix) => {
    const [low, high] = singularEdges(matrix);
    // The midpoint rule under square-root ends has an error of order steps^-1.5: 1e-7 at 65,536 steps.
    const steps = 65_536;
    let total = 0;
    let second = 0;
    for (let i = 0; i < steps; i++) {
      const s = low + ((high - low) * (i + 0.5)) / steps;
      const share = (singularDensity(matrix, s) * (high - low)) / steps;
      total += share;
      second += share * s * s;
    }
    expect(Math.abs(total - 1)).toBeLessThan(1e-6);
    const expected = matrix.std ** 2 * Math.max(matrix.rows, matrix.columns);
    expect(Math.abs(second / expected - 1)).toBeLessThan(1e-6);
    expect(singularDensity(matrix, 1.001 * high)).toBe(0);
  });

  it.each(["he_normal", "he_uniform"] as const)("describes drawn weights: %s", (initializer) => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: [256, 128], initializer });
    const layer = plan.layers[1];
    if (layer === undefined) throw new Error("missing layer 2 (expected two)");
    const values = drawWeights(plan, layer);
    const matrix = { rows: 128, columns: 256, std: Math.sqrt(2 / 256) };
    const actual = valuesOf({ values, ...matrix });
    const [low, high] = singularEdges(matrix);
    let sum = 0;
    let worst = 0;
    const steps = 20_000;
    for (let i = 0; i < steps; i++) {
      const s = low + ((high - low) * (i + 0.5)) / steps;
      sum += (singularDensity(matrix, s) * (high - low)) / steps;
      worst = Math.max(worst, Math.abs(sum - actual.filter((value) => value <= s).length / 128));
    }
    // The distance of the two distribution functions is of order log(n) / n (Gotze, Tikhomirov 2011).
    expect(worst).toBeLessThan(Math.log(128) / 128);
    // And the energy is the sum of the squared entries, whatever the law.
    const energy = values.reduce((total, value) => total + value * value, 0);
    expect(Math.abs(actual.reduce((total, s) => total + s * s, 0) / energy - 1)).toBeLessThan(1e-12);
  });
});
