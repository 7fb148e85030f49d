/** Batch norm kernels, forward and backward, against the textbook formulas in float64. */
import { beforeAll, describe, expect, it } from "vitest";
import { doublesAt, floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { KernelModule } from "./module.ts";
import { BACKENDS, golden, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";

const EPSILON = 1e-5;
/** Units differ in gain and shift; one of three has the gain 0. */
const gainOf = (unit: number): number => (1 - (unit % 3)) * (1.3 + 0.1 * unit);
const shiftOf = (unit: number): number => -0.4 + 0.3 * unit;

/**
 * Kernels compute in float64 and round the result once; 2^-23 leaves as much again for
 * another order of the sums.
 */
const ROUNDING = 2 ** -23;

interface Tensor {
  readonly rows: number;
  readonly units: number;
  readonly values: Float32Array;
}

function tensorOf(rows: number, units: number, at: (index: number) => number): Tensor {
  return { rows, units, values: Float32Array.from({ length: rows * units }, (_, index) => at(index)) };
}

/** The calls a run makes, in its order. */
function normalizeByKernels(module: KernelModule, x: Tensor, gradient: Tensor) {
  const { kernels, memory } = module;
  const { rows, units } = x;
  const layout = new Layout();
  const [input, output, g] = [0, 1, 2].map(() => layout.floats(rows * units));
  const [mean, inverse, counts] = [0, 1, 2].map(() => layout.doubles(units));
  const [gains, shifts] = [layout.doubles(units), layout.doubles(units)];
  const sums = layout.doubles(2 * units);
  if (input === undefined || output === undefined || g === undefined) throw new Error("no layout");
  if (mean === undefined || inverse === undefined || counts === undefined) throw new Error("no layout");
  reserve(memory, layout.end);
  floatsAt(memory, input, rows * units).set(x.values);
  floatsAt(memory, g, rows * units).set(gradient.values);
  doublesAt(memory, gains, units).set(Array.from({ length: units }, (_, unit) => gainOf(unit)));
  doublesAt(memory, shifts, units).set(Array.from({ length: units }, (_, unit) => shiftOf(unit)));
  kernels.clear(sums, 16 * units);
  kernels.clear(mean, 8 * units);
  doublesAt(memory, counts, units).fill(rows);
  kernels.sumColumns(input, rows, units, mean);
  kernels.meansOfSums(mean, counts, units, mean);
  kernels.squaresOfAll(input, rows, units, mean, sums);
  kernels.correctSquares(sums, counts, units);
  kernels.inverseStds(sums + 8 * units, units, rows, EPSILON, inverse);
  kernels.normalize(input, output, rows, units, mean, inverse, gains, shifts);
  kernels.clear(sums, 16 * units);
  kernels.normalizeGradientSums(g, input, rows, units, mean, inverse, sums);
  kernels.divideDoubles(sums, 2 * units, rows);
  kernels.normalizeGradient(g, input, g, rows, units, mean, inverse, sums, gains);
  return {
    y: floatsAt(memory, output, rows * units).slice(),
    dx: floatsAt(memory, g, rows * units).slice(),
  };
}

/** Ioffe, Szegedy 2015, algorithm 1 and the equations below it, unit by unit. */
function normalizeUnit(unit: number, x: readonly number[], g: readonly number[]) {
  const [gain, shift] = [gainOf(unit), shiftOf(unit)];
  const n = x.length;
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const mean = average(x);
  const std = Math.sqrt(average(x.map((value) => (value - mean) ** 2)) + EPSILON);
  const normalized = x.map((value) => (value - mean) / std);
  const meanG = average(g);
  const meanGX = average(g.map((value, i) => value * (normalized[i] ?? 0)));
  const scale = gain / std;
  return {
    y: normalized.map((value) => gain * value + shift),
    dx: g.map((value, i) => scale * (value - meanG - (normalized[i] ?? 0) * meanGX)),
    /** The size of the terms whose difference is dx. */
    size: g.map(
      (value, i) =>
        Math.abs(scale) * (Math.abs(value) + Math.abs(meanG) + Math.abs((normalized[i] ?? 0) * meanGX)),
    ),
  };
}

describe.each(BACKENDS)("batch norm kernels, $backend", ({ backend, isAbsent }) => {
  let module: KernelModule;
  beforeAll(async () => {
    module = await loadNodeKernels(isAbsent ? "simd" : backend);
  });

  it.skipIf(isAbsent).each([
    { rows: 1, units: 1, offset: 0 },
    { rows: 2, units: 3, offset: 0 },
    { rows: 9, units: 4, offset: 1 },
    { rows: 31, units: 10, offset: -3 },
    // The mean is 1000 standard deviations away: E[x^2] - E[x]^2 in float32 would have no correct digit left.
    { rows: 64, units: 5, offset: 500 },
  ])("follows the formulas both ways: $rows x $units, offset $offset", ({ rows, units, offset }) => {
    const x = tensorOf(rows, units, (i) => offset + golden(i));
    const gradient = tensorOf(rows, units, (i) => golden(3 * i + 1));
    const actual = normalizeByKernels(module, x, gradient);
    for (let unit = 0; unit < units; unit++) {
      const column = ({ values }: Tensor): number[] =>
        Array.from({ length: rows }, (_, row) => values[row * units + unit] ?? NaN);
      const expected = normalizeUnit(unit, column(x), column(gradient));
      for (let row = 0; row < rows; row++) {
        const y = expected.y[row] ?? NaN;
        const dx = expected.dx[row] ?? NaN;
        const at = row * units + unit;
        expect(Math.abs((actual.y[at] ?? NaN) - y)).toBeLessThanOrEqual(
          ROUNDING * (Math.abs(y) + Math.abs(shiftOf(unit))),
        );
        expect(Math.abs((actual.dx[at] ?? NaN) - dx)).toBeLessThanOrEqual(
          ROUNDING * (expected.size[row] ?? NaN),
        );
      }
    }
  });

  it.skipIf(isAbsent)("makes a unit with one non-finite value NaN as a whole, and no other", () => {
    for (const special of [NaN, Infinity, -Infinity]) {
      const [rows, units] = [6, 9];
      const x = tensorOf(rows, units, (i) => (i === 2 * units + 4 ? special : golden(i)));
      const { y, dx } = normalizeByKernels(module, x, tensorOf(rows, units, golden));
      for (const values of [y, dx]) {
        values.forEach((value, index) => expect(Number.isNaN(value)).toBe(index % units === 4));
      }
    }
  });
});
