/**
 * The similarity by kernels against the plain TypeScript one, and the small kernels that came with
 * dropout and residual blocks.
 */
import { describe, expect, it } from "vitest";
import { similarity } from "../../../experiment/similarity.ts";
import { floatsAt, Layout, reserve } from "../memory/memory.ts";
import { expectSimilarity } from "../../../testing/wasm/likeReference.ts";
import { BACKENDS, golden, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { createWasmToolkit } from "./toolkit.ts";

/** Fewer and more inputs than the participation ratio looks at, strips and vectors that are not full. */
const SHAPES = [
  [1, 1],
  [2, 1],
  [7, 13],
  [33, 6],
  [65, 3],
  [128, 40],
  [131, 17],
  [300, 70],
] as const;

/** By row, unit and index. */
const DATA: readonly {
  readonly name: string;
  readonly at: (row: number, unit: number, index: number) => number;
}[] = [
  { name: "spread around zero", at: (_row, _unit, index) => golden(index * index) },
  { name: "half zeros", at: (_row, _unit, index) => Math.max(0, golden(index * index)) },
  { name: "a few inputs that are zero", at: (row, _unit, index) => (row % 3 === 1 ? 0 : golden(index)) },
  { name: "all zero", at: () => 0 },
  { name: "all inputs alike", at: (_row, unit) => golden(unit) },
  { name: "one direction", at: (row, unit) => golden(row) * golden(unit) },
  { name: "far from zero", at: (_row, _unit, index) => 1e3 + golden(index * index) },
  { name: "tiny", at: (_row, _unit, index) => 1e-37 * golden(index * index) },
  { name: "huge", at: (_row, _unit, index) => 3e38 * golden(index * index) },
  {
    name: "of lengths from 1e-30 to 1e30",
    at: (row, _unit, index) => golden(index * index) * 10 ** (30 * golden(row)),
  },
  { name: "with one NaN", at: (_row, _unit, index) => (index === 0 ? NaN : golden(index)) },
  { name: "with one infinity", at: (_row, _unit, index) => (index === 0 ? -Infinity : golden(index)) },
];

function tensorOf(rows: number, units: number, at: (typeof DATA)[number]["at"]): Float32Array {
  return Float32Array.from({ length: rows * units }, (_, index) =>
    at(Math.floor(index / units), index % units, index),
  );
}

describe.each(BACKENDS)("comparing, $backend", ({ backend, isAbsent }) => {
  describe.skipIf(isAbsent)("similarity", () => {
    it.each(DATA)("is the oracle's: $name", async ({ at }) => {
      // One toolkit for all shapes, so that nothing of an earlier tensor may leak into a later one.
      const toolkit = createWasmToolkit(await loadNodeKernels(backend));
      for (const [rows, units] of SHAPES) {
        const values = tensorOf(rows, units, at);
        expectSimilarity(toolkit.similarity(values, rows, units), values, rows, units);
      }
    });

    it("tells a tensor of one direction from one of all", async () => {
      const toolkit = createWasmToolkit(await loadNodeKernels(backend));
      const line = tensorOf(64, 64, (row, unit) => golden(row) * golden(unit));
      // Rank 1: the ratio is 1 but for the rounding of the values to float32, 2^-24 each.
      expect(toolkit.similarity(line, 64, 64).participationRatio).toBeCloseTo(1, 5);
      const axes = tensorOf(64, 64, (row, unit) => (row === unit ? 1 : 0));
      // Orthogonal inputs: cosine 0; 63 equal eigenvalues, to the bound of comparing.ts: 2 * 66 *
      // 2^-24 sqrt 63 = 6e-5 of it.
      expect(similarity(axes, 64, 64).participationRatio).toBeCloseTo(63, 9);
      expect(toolkit.similarity(axes, 64, 64).participationRatio).toBeCloseTo(63, 2);
      expect(toolkit.similarity(axes, 64, 64).cosine).toBe(0);
    });
  });

  describe.skipIf(isAbsent)("elementwise kernels", () => {
    it("drop whatever stands where the mask is zero, and scale the rest", async () => {
      const { kernels, memory } = await loadNodeKernels(backend);
      const layout = new Layout();
      const values = [1.5, NaN, Infinity, -Infinity, -0, 3e38, 2 ** -149];
      // Twice the odd count: every value is once dropped and once kept, in vectors and behind them.
      const all = [...values, ...values];
      const [x, mask] = [layout.floats(all.length), layout.floats(all.length)];
      reserve(memory, layout.end);
      const kept = Array.from({ length: all.length }, (_, index) => (index % 2 === 0 ? 2 : 0));
      floatsAt(memory, x, all.length).set(all);
      floatsAt(memory, mask, all.length).set(kept);
      kernels.drop(x, mask, all.length);
      expect([...floatsAt(memory, x, all.length)]).toEqual(
        all.map((value, index) => (kept[index] === 0 ? 0 : Math.fround(2 * Math.fround(value)))),
      );
    });

    it("add in place", async () => {
      const { kernels, memory } = await loadNodeKernels(backend);
      const layout = new Layout();
      const count = 7;
      const [a, b] = [layout.floats(count), layout.floats(count)];
      reserve(memory, layout.end);
      const [left, right] = [3, 5].map((step) =>
        Float32Array.from({ length: count }, (_, i) => golden(step * i)),
      );
      floatsAt(memory, a, count).set(left ?? []);
      floatsAt(memory, b, count).set(right ?? []);
      kernels.add(a, b, a, count);
      expect(floatsAt(memory, a, count)).toEqual(
        left?.map((value, index) => value + (right?.[index] ?? NaN)),
      );
    });
  });
});
