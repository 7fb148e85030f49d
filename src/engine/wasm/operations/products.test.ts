/** The matrix products against float64 sums, for every orientation, edge and chunk. */
import { beforeAll, describe, expect, it } from "vitest";
import { floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { runAtOnce } from "../memory/pacing.ts";
import { Multiplying, productWorkBytes } from "./products.ts";
import { BACKENDS, golden, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/**
 * Edges of tiles of 4 x 8 and 6 x 8, of the k block (384) and of the row block (96), and single
 * rows, columns and terms.
 */
const SHAPES: readonly Shape[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11].flatMap((rows) =>
    [1, 3, 4, 5, 8, 9, 17].map((columns) => ({ rows, columns, depth: 1 + rows })),
  ),
  { rows: 1, columns: 1, depth: 1 },
  { rows: 130, columns: 11, depth: 6 },
  { rows: 5, columns: 12, depth: 383 },
  { rows: 6, columns: 9, depth: 384 },
  { rows: 7, columns: 13, depth: 385 },
  { rows: 131, columns: 19, depth: 900 },
  { rows: 95, columns: 8, depth: 5 },
  { rows: 96, columns: 7, depth: 386 },
  { rows: 197, columns: 8, depth: 387 },
];

/** The three products of a layer, by how their factors lie. */
const ORIENTATIONS = [
  { name: "forward, a W^T", isLeftTransposed: false, isRightTransposed: true },
  { name: "input gradient, delta W", isLeftTransposed: false, isRightTransposed: false },
  { name: "weight gradient, delta^T a", isLeftTransposed: true, isRightTransposed: false },
] as const;

type Orientation = (typeof ORIENTATIONS)[number];

interface Case extends Shape {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly bias: Float32Array | null;
}

/** A `[rows, depth]` and B `[depth, columns]` in the order of mathematics, whatever their order in memory. */
function multiply(
  module: KernelModule,
  { isLeftTransposed, isRightTransposed }: Orientation,
  { rows, columns, depth, a, b, bias }: Case,
): Float32Array {
  const { kernels, memory } = module;
  const layout = new Layout();
  const left = layout.floats(rows * depth);
  const right = layout.floats(depth * columns);
  const out = layout.floats(rows * columns);
  const biasAt = layout.floats(columns);
  const work = layout.take(productWorkBytes(kernels, columns, depth));
  reserve(memory, layout.end);
  const lay = (
    at: number,
    values: Float32Array,
    height: number,
    width: number,
    isTransposed: boolean,
  ): void => {
    const view = floatsAt(memory, at, height * width);
    values.forEach((value, index) => {
      const [i, j] = [Math.floor(index / width), index % width];
      view[isTransposed ? j * height + i : index] = value;
    });
  };
  lay(left, a, rows, depth, isLeftTransposed);
  lay(right, b, depth, columns, isRightTransposed);
  if (bias !== null) floatsAt(memory, biasAt, columns).set(bias);
  // What lay there before must not show.
  floatsAt(memory, out, rows * columns).fill(NaN);
  runAtOnce(
    new Multiplying(kernels).steps(
      {
        left: { at: left, columns: isLeftTransposed ? rows : depth, isTransposed: isLeftTransposed },
        right: { at: right, columns: isRightTransposed ? depth : columns, isTransposed: isRightTransposed },
        rows,
        columns,
        depth,
        bias: bias === null ? null : biasAt,
        out,
      },
      work,
    ),
  );
  return floatsAt(memory, out, rows * columns).slice();
}

/** Sum of the terms and of their magnitudes, in float64. */
function exact({ columns, depth, a, b, bias }: Case, i: number, j: number) {
  let sum = bias?.[j] ?? 0;
  let magnitude = Math.abs(sum);
  for (let k = 0; k < depth; k++) {
    const term = (a[i * depth + k] ?? 0) * (b[k * columns + j] ?? 0);
    sum += term;
    magnitude += Math.abs(term);
  }
  return { sum, magnitude };
}

function caseOf(shape: Shape, hasBias: boolean, scale = 1): Case {
  const { rows, columns, depth } = shape;
  return {
    ...shape,
    a: Float32Array.from({ length: rows * depth }, (_, i) => scale * golden(3 * i + 1)),
    b: Float32Array.from({ length: depth * columns }, (_, i) => golden(5 * i + 2)),
    bias: hasBias ? Float32Array.from({ length: columns }, (_, i) => golden(i)) : null,
  };
}

describe.each(BACKENDS)("matrix products, $backend", ({ backend, isAbsent }) => {
  let module: KernelModule;
  beforeAll(async () => {
    module = await loadNodeKernels(isAbsent ? "simd" : backend);
  });

  describe.skipIf(isAbsent).each(ORIENTATIONS)("$name", (orientation) => {
    it.each(SHAPES)("is the exact sum to k rounding errors: $rows x $depth x $columns", (shape) => {
      for (const hasBias of [false, true]) {
        const example = caseOf(shape, hasBias);
        const actual = multiply(module, orientation, example);
        // Higham, Accuracy and Stability, eq. 3.5: |error| <= gamma_n sum |a b|, n roundings of 2^-24; one
        // more for the product, one per k block, one for the bias.
        const roundings = shape.depth + Math.ceil(shape.depth / module.kernels.depthBlock()) + 2;
        const unit = 2 ** -24;
        const gamma = (roundings * unit) / (1 - roundings * unit);
        const wrong = [...actual].flatMap((value, index) => {
          const { sum, magnitude } = exact(example, Math.floor(index / shape.columns), index % shape.columns);
          return Math.abs(value - sum) <= gamma * magnitude ? [] : [{ index, value, sum }];
        });
        expect(wrong).toEqual([]);
      }
    });

    it("lets NaN and infinities through, and only where they belong", () => {
      for (const shape of [
        { rows: 5, columns: 11, depth: 9 },
        { rows: 3, columns: 3, depth: 390 },
      ]) {
        const { rows, columns, depth } = shape;
        for (const [special, zeroed] of [
          [NaN, false],
          [Infinity, false],
          [Infinity, true],
          [-Infinity, false],
        ] as const) {
          const example = caseOf(shape, false);
          const [i, k] = [2, depth - 1];
          example.a[i * depth + k] = special;
          // Infinity times zero is NaN: nothing may skip a zero.
          if (zeroed) example.b.fill(0, k * columns, (k + 1) * columns);
          const actual = multiply(module, orientation, example);
          for (let index = 0; index < rows * columns; index++) {
            const { sum } = exact(example, Math.floor(index / columns), index % columns);
            if (Number.isFinite(sum)) expect(Number.isFinite(actual[index])).toBe(true);
            else expect(actual[index]).toBe(sum);
          }
        }
      }
    });

    it("overflows to infinity and keeps denormals", () => {
      const huge = multiply(module, orientation, {
        rows: 1,
        columns: 1,
        depth: 2,
        a: Float32Array.of(3e38, 3e38),
        b: Float32Array.of(1, 1),
        bias: null,
      });
      expect(huge[0]).toBe(Infinity);
      const tiny = multiply(module, orientation, {
        rows: 1,
        columns: 1,
        depth: 1,
        a: Float32Array.of(1e-30),
        b: Float32Array.of(1e-10),
        bias: null,
      });
      expect(tiny[0]).toBe(Math.fround(Math.fround(1e-30) * Math.fround(1e-10)));
    });

    it("has the same bits in chunks of rows as at once", () => {
      const { kernels, memory } = module;
      const { isLeftTransposed, isRightTransposed } = orientation;
      const [rows, columns, depth] = [37, 21, 400];
      const layout = new Layout();
      const left = layout.floats(rows * depth);
      const right = layout.floats(depth * columns);
      const whole = layout.floats(rows * columns);
      const parts = layout.floats(rows * columns);
      const packed = layout.take(kernels.packedRightBytes(columns, depth));
      const work = layout.take(kernels.leftBlockBytes());
      reserve(memory, layout.end);
      floatsAt(memory, left, rows * depth).forEach((_, i, view) => (view[i] = golden(i)));
      floatsAt(memory, right, depth * columns).forEach((_, i, view) => (view[i] = golden(2 * i)));
      for (let k = 0; k < depth; k += kernels.depthBlock()) {
        const stride = 4 * (isRightTransposed ? depth : columns);
        kernels.packRight(right, stride, Number(isRightTransposed), columns, depth, k, packed);
      }
      const run = (row0: number, row1: number, out: number): void => {
        const stride = 4 * (isLeftTransposed ? rows : depth);
        kernels.multiplyRows(
          left,
          stride,
          Number(isLeftTransposed),
          row0,
          row1,
          depth,
          packed,
          columns,
          0,
          out,
          work,
        );
      };
      run(0, rows, whole);
      for (const [from, to] of [
        [16, 37],
        [0, 4],
        [4, 16],
      ] as const)
        run(from, to, parts);
      expect(floatsAt(memory, parts, rows * columns)).toEqual(floatsAt(memory, whole, rows * columns));
    });
  });
});
