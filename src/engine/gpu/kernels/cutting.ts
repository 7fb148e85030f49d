/** The three matrix products of a layer, and how long ones are cut into draws. */
import type { Layout } from "./layout.ts";

/**
 * Shapes: B = batch, K = fan-in, N = units.
 * - `forward`: z `[B, N]` = a `[B, K]` W^T, W `[N, K]`
 * - `inputGradient`: g `[B, K]` = delta `[B, N]` W
 * - `weightGradient`: dW `[N, K]` = delta^T a, delta `[B, N]`, a `[B, K]`
 */
export type ProductKind = "forward" | "inputGradient" | "weightGradient";

export interface Product {
  readonly kind: ProductKind;
  /** `[rows, columns]` of the result. */
  readonly rows: number;
  readonly columns: number;
  /** Length of the whole sum. */
  readonly inner: number;
}

/**
 * Most multiplications in one draw: about 10 ms on a slow integrated GPU (100 GFLOP/s), far from any
 * watchdog.
 */
export const PRODUCTS_PER_DRAW = 2 ** 29;

/** Terms per step: packed rows are read four values at a time where the sum runs along them. */
export function stepSize(layout: Layout, kind: ProductKind): number {
  return layout.name === "packed" && kind !== "weightGradient" ? 4 : 1;
}

/**
 * Cuts a product into pieces of equal length (the last may be shorter), none of more multiplications than
 * allowed unless one step alone is.
 */
export function cutProduct(
  layout: Layout,
  { kind, rows, columns, inner }: Product,
  productsPerDraw: number,
): readonly { readonly start: number; readonly count: number }[] {
  const size = stepSize(layout, kind);
  const steps = Math.ceil(inner / size);
  const pieceCount = Math.ceil((steps * size * rows * columns) / productsPerDraw);
  const count = Math.ceil(steps / Math.min(steps, pieceCount));
  const pieces = [];
  for (let start = 0; start < steps; start += count) {
    pieces.push({ start, count: Math.min(count, steps - start) });
  }
  return pieces;
}
