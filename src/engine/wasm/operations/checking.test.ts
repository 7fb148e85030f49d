/** Products that a kernel has left undone, in part or as a whole, among values that are zero anyway. */
import { describe, expect, it } from "vitest";
import { checkProduct } from "./checking.ts";
import type { Product } from "./products.ts";

/** A weight gradient `[rows, columns]` whose units are dead but for those of every `nth` row and column. */
function gradientWith(rows: number, columns: number, nth: number) {
  const depth = 3;
  const memory = new WebAssembly.Memory({ initial: 4 });
  const all = new Float32Array(memory.buffer);
  const [leftAt, rightAt, outAt] = [0, depth * rows, depth * (rows + columns)];
  for (let k = 0; k < depth; k++) {
    for (let row = 0; row < rows; row++) all[leftAt + k * rows + row] = row % nth === 1 ? 1 + k : 0;
    for (let column = 0; column < columns; column++)
      all[rightAt + k * columns + column] = column % nth === 1 ? 2 - k : 0;
  }
  const out = all.subarray(outAt, outAt + rows * columns);
  for (let at = 0; at < out.length; at++) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    for (let k = 0; k < depth; k++)
      out[at] =
        (out[at] ?? 0) + (all[leftAt + k * rows + row] ?? 0) * (all[rightAt + k * columns + column] ?? 0);
  }
  const product: Product = {
    left: { at: 4 * leftAt, rows: depth, columns: rows, isTransposed: true },
    right: { at: 4 * rightAt, rows: depth, columns, isTransposed: false },
    rows,
    columns,
    depth,
    bias: null,
    out: 4 * outAt,
  } as Product;
  return { out, check: () => checkProduct(memory, product) };
}

describe("a product with dead units", () => {
  it.each([
    [6, 6, 4],
    [40, 30, 3],
    [30, 40, 2],
  ])("of %i x %i is right as it is, and wrong where nothing was written", (rows, columns, nth) => {
    const { out, check } = gradientWith(rows, columns, nth);
    expect(check).not.toThrow();
    const right = out.slice();
    out.fill(0);
    expect(check).toThrow("a product is wrong");
    out.set(right);
    out.fill(0, out.length / 2);
    expect(check).toThrow("a product is wrong");
    out.set(right);
    out.fill(0, 0, out.length / 2);
    expect(check).toThrow("a product is wrong");
  });
});
