/**
 * Layer and RMS norm kernels, and given statistics, forward and backward, against the formulas in float64.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { doublesAt, floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { KernelModule } from "./module.ts";
import { BACKENDS, golden, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";

const EPSILON = 1e-5;

/** gamma and beta by unit. */
interface Affine {
  readonly gain: (unit: number) => number;
  readonly shift: (unit: number) => number;
}

const PLAIN: Affine = { gain: () => 1, shift: () => 0 };
const CONSTANT: Affine = { gain: () => 1.3, shift: () => -0.4 };
/** Units differ in gain and shift; one of three has the gain 0. */
const VARIED: Affine = {
  gain: (unit) => (1 - (unit % 3)) * (1.3 + 0.1 * unit),
  shift: (unit) => -0.4 + 0.3 * unit,
};

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

/** Puts both tensors into memory, lets `call` work on them, and reads y and dx. */
function inMemory(
  { memory }: KernelModule,
  x: Tensor,
  gradient: Tensor,
  affine: Affine,
  call: (at: Record<"x" | "y" | "g" | "mean" | "inverse" | "gains" | "shifts" | "parts", number>) => void,
) {
  const size = x.rows * x.units;
  const layout = new Layout();
  const at = {
    x: layout.floats(size),
    y: layout.floats(size),
    g: layout.floats(size),
    mean: layout.doubles(Math.max(x.rows, x.units)),
    inverse: layout.doubles(Math.max(x.rows, x.units)),
    gains: layout.doubles(x.units),
    shifts: layout.doubles(x.units),
    parts: layout.doubles(x.units),
  };
  reserve(memory, layout.end);
  for (let unit = 0; unit < x.units; unit++) {
    doublesAt(memory, at.gains, x.units)[unit] = affine.gain(unit);
    doublesAt(memory, at.shifts, x.units)[unit] = affine.shift(unit);
  }
  floatsAt(memory, at.x, size).set(x.values);
  floatsAt(memory, at.g, size).set(gradient.values);
  call(at);
  return { y: floatsAt(memory, at.y, size).slice(), dx: floatsAt(memory, at.g, size).slice() };
}

function normalizeByKernels(module: KernelModule, kind: Kind, affine: Affine, x: Tensor, gradient: Tensor) {
  const { kernels } = module;
  const { rows, units } = x;
  const isCentered = Number(kind === "layer");
  return inMemory(module, x, gradient, affine, ({ x: from, y, g, mean, inverse, gains, shifts, parts }) => {
    kernels.rowStatistics(from, rows, units, isCentered, EPSILON, mean, inverse);
    kernels.normalizeRows(from, y, rows, units, mean, inverse, gains, shifts);
    const gain = kernels.splitGains(gains, units, parts);
    kernels.normalizeRowsGradient(g, from, g, rows, units, isCentered, mean, inverse, parts, gain);
  });
}

const KINDS = ["layer", "rms"] as const;
type Kind = (typeof KINDS)[number];

/** Ba, Kiros, Hinton 2016; Zhang, Sennrich 2019: the same about 0. */
function normalizeRow(kind: Kind, { gain, shift }: Affine, x: readonly number[], g: readonly number[]) {
  const n = x.length;
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const mean = kind === "layer" ? average(x) : 0;
  const std = Math.sqrt(average(x.map((value) => (value - mean) ** 2)) + EPSILON);
  const normalized = x.map((value) => (value - mean) / std);
  const scaled = g.map((value, i) => gain(i) * value);
  const meanG = kind === "layer" ? average(scaled) : 0;
  const meanGX = average(scaled.map((value, i) => value * (normalized[i] ?? 0)));
  return {
    y: normalized.map((value, i) => gain(i) * value + shift(i)),
    dx: scaled.map((value, i) => (value - meanG - (normalized[i] ?? 0) * meanGX) / std),
    /** The size of the terms whose difference is dx. */
    size: scaled.map(
      (value, i) => (Math.abs(value) + Math.abs(meanG) + Math.abs((normalized[i] ?? 0) * meanGX)) / std,
    ),
  };
}

describe.each(BACKENDS)("row norm kernels, $backend", ({ backend, isAbsent }) => {
  let module: KernelModule;
  beforeAll(async () => {
    module = await loadNodeKernels(isAbsent ? "simd" : backend);
  });

  it.skipIf(isAbsent).each(
    KINDS.flatMap((kind) =>
      [
        { rows: 1, units: 1, offset: 0 },
        { rows: 2, units: 3, offset: 0 },
        { rows: 9, units: 4, offset: 1 },
        { rows: 10, units: 31, offset: -3 },
        // The mean is 1000 standard deviations away: E[x^2] - E[x]^2 in float32 would
        // have no correct digit left.
        { rows: 5, units: 65, offset: 500 },
      ].flatMap((shape) => [
        { kind, ...shape, gains: "one gain", affine: CONSTANT },
        { kind, ...shape, gains: "gains by unit", affine: VARIED },
      ]),
    ),
  )(
    "follow the formulas both ways: $kind, $rows x $units, offset $offset, $gains",
    ({ kind, rows, units, offset, affine }) => {
      const x = tensorOf(rows, units, (i) => offset + golden(i));
      const gradient = tensorOf(rows, units, (i) => golden(3 * i + 1));
      const actual = normalizeByKernels(module, kind, affine, x, gradient);
      for (let row = 0; row < rows; row++) {
        const rowOf = ({ values }: Tensor): number[] => [...values.subarray(row * units, (row + 1) * units)];
        const expected = normalizeRow(kind, affine, rowOf(x), rowOf(gradient));
        for (let unit = 0; unit < units; unit++) {
          const y = expected.y[unit] ?? NaN;
          const at = row * units + unit;
          expect(Math.abs((actual.y[at] ?? NaN) - y)).toBeLessThanOrEqual(
            ROUNDING * (Math.abs(y) + Math.abs(affine.shift(unit))),
          );
          expect(Math.abs((actual.dx[at] ?? NaN) - (expected.dx[unit] ?? NaN))).toBeLessThanOrEqual(
            ROUNDING * (expected.size[unit] ?? NaN),
          );
        }
      }
    },
  );

  it.skipIf(isAbsent).each([1e-30, 1e-18, 1e18, 3e37])(
    "have no scale of their own: values of size %s",
    (size) => {
      const gradient = tensorOf(3, 7, (i) => golden(3 * i + 1));
      for (const kind of KINDS) {
        const { y } = normalizeByKernels(
          module,
          kind,
          PLAIN,
          tensorOf(3, 7, (i) => size * golden(i)),
          gradient,
        );
        // Far below sqrt(epsilon) nothing is left; far above, the rms is 1.
        const rms = Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0) / y.length);
        if (size > 1) expect(Math.abs(rms - 1)).toBeLessThan(1e-6);
        else expect(rms).toBeLessThan(1e-6);
      }
    },
  );

  it.skipIf(isAbsent)("split gains into the greatest and parts of exactly 1 where they are alike", () => {
    const { kernels, memory } = module;
    const split = (gains: readonly number[]) => {
      const layout = new Layout();
      const [from, to] = [layout.doubles(gains.length), layout.doubles(gains.length)];
      reserve(memory, layout.end);
      doublesAt(memory, from, gains.length).set(gains);
      const gain = kernels.splitGains(from, gains.length, to);
      return { gain, parts: [...doublesAt(memory, to, gains.length)] };
    };
    expect(split([-0.7, -0.7, -0.7])).toEqual({ gain: -0.7, parts: [1, 1, 1] });
    expect(split([0, 0])).toEqual({ gain: 0, parts: [1, 1] });
    expect(split([0.5, -2, 0])).toEqual({ gain: -2, parts: [-0.25, 1, -0] });
  });

  it.skipIf(isAbsent)("make a row with one NaN NaN as a whole, and no other", () => {
    const [rows, units] = [6, 9];
    const bad = 2 * units + 4;
    const gradient = tensorOf(rows, units, golden);
    for (const kind of KINDS) {
      const x = tensorOf(rows, units, (i) => (i === bad ? NaN : golden(i)));
      const { y, dx } = normalizeByKernels(module, kind, CONSTANT, x, gradient);
      for (const values of [y, dx]) {
        values.forEach((value, index) => expect(Number.isNaN(value)).toBe(Math.floor(index / units) === 2));
      }
    }
  });

  it.skipIf(isAbsent)("scale by given statistics and project nothing", () => {
    const [rows, units] = [5, 11];
    const x = tensorOf(rows, units, golden);
    const gradient = tensorOf(rows, units, (i) => golden(3 * i + 1));
    const inverses = Float64Array.from({ length: units }, (_, unit) => 0.3 + unit);
    const { dx } = inMemory(module, x, gradient, VARIED, ({ g, inverse, gains }) => {
      doublesAt(module.memory, inverse, units).set(inverses);
      module.kernels.scaleColumns(g, g, rows, units, inverse, gains);
    });
    dx.forEach((value, index) => {
      const unit = index % units;
      const exact = VARIED.gain(unit) * (inverses[unit] ?? NaN) * (gradient.values[index] ?? NaN);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(ROUNDING * Math.abs(exact));
    });
  });
});
