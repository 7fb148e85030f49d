/** The SIMD draws and measurements against the plain TypeScript ones, bit for bit. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { inputs } from "../../../catalog/inputs.ts";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { Measurement } from "../../../experiment/statistics.ts";
import { philox4x32, STREAM, uniformFromWord } from "../../../math/philox.ts";
import { normalQuantile } from "../../../math/quantile.ts";
import { plainToolkit } from "../../toolkit.ts";
import type { Toolkit } from "../../toolkit.ts";
import { floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BACKENDS, golden, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { createWasmToolkit } from "./toolkit.ts";

/** The first layer of a plan. */
function firstLayer(plan: Plan): LayerPlan {
  const [layer] = plan.layers;
  if (layer === undefined) throw new Error("a plan without layers");
  return layer;
}

/** Where two arrays of float32 differ in a bit: the first few places, so that a failure can be read. */
function differences(actual: Float32Array | null, expected: Float32Array | null): string[] {
  const bits = (values: Float32Array | null): Uint32Array =>
    values === null ? new Uint32Array(0) : new Uint32Array(values.buffer, values.byteOffset, values.length);
  const [a, b] = [bits(actual), bits(expected)];
  const found = a.length === b.length ? [] : [`${a.length} values instead of ${b.length}`];
  for (let i = 0; i < b.length && found.length < 5; i++) {
    if (a[i] !== b[i]) found.push(`[${i}] ${actual?.[i]} instead of ${expected?.[i]}`);
  }
  return found;
}

/** Float64 sums that must agree to the last bit compare as they are: -0 and 0 are one sum. */
function plain(values: Float64Array): number[] {
  return [...values].map((value) => (value === 0 ? 0 : value));
}

/** -0 and 0 are one extreme and one sum. */
function unsigned({ sketch, units, min, max }: Measurement): unknown {
  const sums = Object.entries(units).map(([key, values]: [string, Float64Array]) => [key, plain(values)]);
  return { sketch, units: Object.fromEntries(sums) as unknown, min: min + 0, max: max + 0 };
}

describe.each(BACKENDS)("tools, $backend", ({ backend, isAbsent }) => {
  let toolkit: Toolkit;
  beforeAll(async () => {
    toolkit = createWasmToolkit(await loadNodeKernels(isAbsent ? "simd" : backend));
  });

  describe.skipIf(isAbsent)("draws", () => {
    it.each([
      { initializer: "he_normal" },
      { initializer: "xavier_uniform" },
      { initializer: "orthogonal" },
      { initializer: "truncated_normal" },
      { initializer: "sparse" },
      { initializer: "identity" },
      { initializer: "constant", initializerParameters: { value: -0.3 } },
      { initializer: "normal", initializerParameters: { std: 1e-30 } },
    ] as const)("has the bits of sampling.ts: $initializer", (choice) => {
      // Odd and one-sided shapes: vectors, tails, tall and wide, a seed with its high bit set.
      for (const [width, inputWidth] of [
        [1, 1],
        [1, 19],
        [17, 1],
        [3, 5],
        [40, 23],
        [23, 40],
        [64, 64],
      ] as const) {
        const config: ExperimentConfig = {
          ...DEFAULT_CONFIG,
          ...choice,
          width,
          inputWidth,
          depth: 3,
          batch: 7,
          biasStd: 0.7,
          input: "uniform",
          seed: 0xfedcba98,
        };
        const plan = planExperiment(config);
        for (const layer of plan.layers) {
          expect(
            differences(toolkit.drawWeights(plan, layer), plainToolkit.drawWeights(plan, layer)),
          ).toEqual([]);
          expect(differences(toolkit.drawBiases(plan, layer), plainToolkit.drawBiases(plan, layer))).toEqual(
            [],
          );
        }
        expect(differences(toolkit.drawInput(plan), plainToolkit.drawInput(plan))).toEqual([]);
        expect(differences(toolkit.drawUpstream(plan), plainToolkit.drawUpstream(plan))).toEqual([]);
      }
    });

    it.each(inputs.map(({ id }) => id))("has the bits of sampling.ts for every batch: %s", (input) => {
      for (const [batch, inputWidth] of [
        [1, 1],
        [7, 19],
        [19, 7],
        [64, 64],
      ] as const) {
        const plan = planExperiment({ ...DEFAULT_CONFIG, input, batch, inputWidth, seed: 0xfedcba98 });
        expect(differences(toolkit.drawInput(plan), plainToolkit.drawInput(plan))).toEqual([]);
      }
    });

    it.each([0.5, 0.01, 1 / 3, 0.99])("has the masks of sampling.ts: keep %f", (keepProbability) => {
      for (const width of [1, 5, 64, 301]) {
        const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width, batch: 70, keepProbability });
        for (const layer of plan.layers) {
          const [actual, expected] = [toolkit, plainToolkit].map((tools) =>
            tools.drawDropoutMask(plan, layer),
          );
          expect(differences(actual ?? null, expected ?? null)).toEqual([]);
        }
        expect(toolkit.drawDropoutMask(plan, firstLayer(plan))).toContain(Math.fround(1 / keepProbability));
        expect(plan.layers.map((layer) => toolkit.drawDropoutMask(plan, layer) === null)).toEqual([
          false,
          false,
          true,
        ]);
      }
    });

    it("has the bits of sampling.ts over 200,000 truncated draws, to the very cuts", () => {
      const plan = planExperiment({
        ...DEFAULT_CONFIG,
        width: 400,
        inputWidth: 500,
        initializer: "truncated_normal",
        initializerParameters: { std: 1 },
        initializerOptions: { trunc: "raw" },
        seed: 12,
      });
      const drawn = toolkit.drawWeights(plan, firstLayer(plan));
      expect(differences(drawn, plainToolkit.drawWeights(plan, firstLayer(plan)))).toEqual([]);
      const farthest = drawn.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(farthest).toBeLessThanOrEqual(2);
      // A share of 2 density(2) 1e-3 / 0.954 = 1.1e-4 of the draws lies that near to a cut: 22 are
      // expected, e^-22 for none.
      expect(farthest).toBeGreaterThan(1.999);
    });

    it.each([0.02, 0.5, 2, 400])("has the bits of sampling.ts with fixed bounds of 2 at std %d", (std) => {
      const plan = planExperiment({
        ...DEFAULT_CONFIG,
        width: 100,
        initializer: "truncated_absolute",
        initializerParameters: { std },
        seed: 12,
      });
      const drawn = toolkit.drawWeights(plan, firstLayer(plan));
      expect(differences(drawn, plainToolkit.drawWeights(plan, firstLayer(plan)))).toEqual([]);
      expect(drawn.every((value) => Math.abs(value) <= 2)).toBe(true);
    });

    it("has the bits of sampling.ts over 200,000 normal draws, tails included", () => {
      const plan = planExperiment({ ...DEFAULT_CONFIG, batch: 400, inputWidth: 500, seed: 12 });
      const drawn = toolkit.drawInput(plan);
      expect(differences(drawn, plainToolkit.drawInput(plan))).toEqual([]);
      // 1 in 31,600 normal draws lies beyond 4.
      expect(drawn.some((value) => Math.abs(value) > 4)).toBe(true);
    });

    it("has the bits of AS241 far out, where u is within 2^-24 of 0 or 1", () => {
      // Rows are searched for extreme words; in 2^24 words the expected number of such is 2.
      const output = new Uint32Array(4);
      const extreme: { readonly row: number; readonly block: number; readonly lane: number }[] = [];
      for (let row = 0; row < 2048; row++) {
        for (let block = 0; block < 512; block++) {
          philox4x32(block, row, 0, STREAM.input, 3, 0, output);
          for (const [lane, word] of output.entries()) {
            if (word < 4096 || word >= 0xfffff000) extreme.push({ row, block, lane });
          }
        }
      }
      expect(extreme.length).toBeGreaterThan(0);
      const plan = planExperiment({ ...DEFAULT_CONFIG, inputWidth: 2048, batch: 2048, seed: 3 });
      const drawn = toolkit.drawInput(plan);
      for (const { row, block, lane } of extreme) {
        philox4x32(block, row, 0, STREAM.input, 3, 0, output);
        const expected = Math.fround(normalQuantile(uniformFromWord(output[lane] ?? 0)));
        expect(drawn[row * 2048 + 4 * block + lane]).toBe(expected);
      }
    });

    it("gives back no biases when they are zero", () => {
      const plan = planExperiment(DEFAULT_CONFIG);
      expect(toolkit.drawBiases(plan, firstLayer(plan))).toBeNull();
    });

    it("draws rows in any order: a chunk has the bits of the whole", async () => {
      // An instance of its own: the toolkit's lays its memory out itself.
      const { kernels, memory } = await loadNodeKernels(backend);
      const [rows, columns] = [9, 21];
      const layout = new Layout();
      const whole = layout.floats(rows * columns);
      const parts = layout.floats(rows * columns);
      const work = layout.take(kernels.drawWorkBytes(columns));
      reserve(memory, layout.end);
      kernels.drawNormal(whole, 5, 0, 2, 0, rows, columns, work);
      for (const [from, to] of [
        [7, 9],
        [0, 4],
        [4, 7],
      ] as const) {
        kernels.drawNormal(parts, 5, 0, 2, from, to, columns, work);
      }
      expect(floatsAt(memory, parts, rows * columns)).toEqual(floatsAt(memory, whole, rows * columns));
    });
  });

  describe.skipIf(isAbsent)("measure", () => {
    const SHAPES = [
      [1, 1],
      [7, 1],
      [1, 7],
      [5, 3],
      [8, 4],
      [33, 6],
      [64, 17],
      [2000, 3],
    ] as const;
    const DATA: readonly { readonly name: string; readonly at: (index: number) => number }[] = [
      { name: "spread around zero", at: golden },
      { name: "half zeros of both signs", at: (i) => (i % 2 === 0 ? golden(i) : i % 4 === 1 ? 0 : -0) },
      { name: "all zero", at: () => 0 },
      { name: "constant", at: () => 0.1 },
      // The rounding of the mean shows in the variance here, and must be taken out of it.
      { name: "constant but for one value", at: (i) => (i === 5 ? 1 + 2 ** -23 : 1) },
      { name: "far from zero", at: (i) => 1e6 + golden(i) },
      { name: "over the whole range", at: (i) => golden(i) * 10 ** (75 * golden(7 * i + 3) - 37.5) },
      { name: "denormal", at: (i) => golden(i) * 2 ** -127 },
      { name: "denormal in the bin of zero", at: (i) => (i % 3 === 0 ? 0 : golden(i) * 2 ** -140) },
      { name: "near overflow", at: (i) => golden(i) * 3.4e38 },
      { name: "with NaN", at: (i) => (i % 5 === 2 ? NaN : golden(i)) },
      { name: "with infinities", at: (i) => (i % 7 === 3 ? Infinity : i % 7 === 6 ? -Infinity : golden(i)) },
      { name: "NaN with the sign bit", at: (i) => (i % 3 === 1 ? -NaN : 1 + golden(i)) },
      { name: "all NaN", at: () => NaN },
      { name: "all infinite", at: (i) => (i % 2 === 0 ? Infinity : -Infinity) },
      { name: "a unit without a finite value", at: (i) => (i % 17 === 0 ? NaN : golden(i)) },
    ];

    it.each(DATA)("has the bits of the oracle: $name", ({ at }) => {
      // One toolkit for all cases, so that nothing of an earlier tensor may leak into a later one.
      for (const [rows, units] of SHAPES) {
        const values = Float32Array.from({ length: rows * units }, (_, index) => at(index));
        const actual = toolkit.measure(values, rows, units);
        const expected = plainToolkit.measure(values, rows, units);
        expect(actual.sketch).toEqual(expected.sketch);
        expect(actual.min === expected.min || Number.isNaN(expected.min)).toBe(true);
        expect(actual.max === expected.max || Number.isNaN(expected.max)).toBe(true);
        expect([Number.isNaN(actual.min), Number.isNaN(actual.max)]).toEqual([
          Number.isNaN(expected.min),
          Number.isNaN(expected.max),
        ]);
        for (const key of ["count", "mean", "m2", "m3", "m4"] as const) {
          // Equal bits, not a tolerance: the kernel adds in the oracle's order.
          expect({ rows, units, [key]: plain(actual.units[key]) }).toEqual({
            rows,
            units,
            [key]: plain(expected.units[key]),
          });
        }
      }
    });

    it.each(DATA)("has the same bits in pieces: $name", async ({ at }) => {
      const module = await loadNodeKernels(backend);
      const measureSums = vi.fn<Kernels["measureSums"]>(module.kernels.measureSums);
      const { measure } = createWasmToolkit({ ...module, kernels: { ...module.kernels, measureSums } });
      // By this clock everything takes 100 ms, so that after the first tensor every
      // row is a piece of its own.
      let clockMs = 0;
      const clock = vi.spyOn(performance, "now").mockImplementation(() => (clockMs += 100));
      try {
        measure(Float32Array.of(1), 1, 1);
        for (const [rows, units] of SHAPES.slice(0, -1)) {
          const values = Float32Array.from({ length: rows * units }, (_, index) => at(index));
          measureSums.mockClear();
          expect(unsigned(measure(values, rows, units))).toEqual(
            unsigned(plainToolkit.measure(values, rows, units)),
          );
          expect(measureSums).toHaveBeenCalledTimes(rows);
        }
      } finally {
        clock.mockRestore();
      }
    });

    it("gives measurements that the next one does not change", () => {
      const first = toolkit.measure(Float32Array.of(1, 2, 3, 4), 2, 2);
      const kept = structuredClone(first);
      toolkit.measure(Float32Array.of(-5, 6e3, 7, 8), 2, 2);
      expect(first).toEqual(kept);
    });
  });
});
