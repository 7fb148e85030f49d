/** The speed of the kernels of a layer's three products alone, n x n x n, packing included. */
import { floatsAt, Layout, reserve } from "../wasm/memory/memory.ts";
import { runAtOnce } from "../wasm/memory/pacing.ts";
import { Multiplying, productWorkBytes } from "../wasm/operations/products.ts";
import { loadWebKernels } from "../wasm/kernels/webModule.ts";
import type { KernelBackend } from "../wasm/kernels/kernels.ts";
import type { KernelModule } from "../wasm/kernels/module.ts";

/** GFLOP/s of one thread. */
export interface ProductRates {
  readonly backend: KernelBackend;
  readonly forward: number;
  readonly inputGradient: number;
  readonly weightGradient: number;
}

/** Least time of each measurement, unless told otherwise. */
const LEAST_MS = 60;

let module: Promise<KernelModule> | null = null;
let multiplying: Multiplying | null = null;

/**
 * Measures the products of size n.
 * @param leastMs of each: half as long again is spent before, on optimising the code
 */
export async function measureProducts(n: number, leastMs: number = LEAST_MS): Promise<ProductRates> {
  const { kernels, memory, backend } = await (module ??= loadWebKernels());
  const products = (multiplying ??= new Multiplying(kernels));
  const layout = new Layout();
  const left = layout.floats(n * n);
  const right = layout.floats(n * n);
  const out = layout.floats(n * n);
  const work = layout.take(productWorkBytes(kernels, n, n));
  reserve(memory, layout.end);
  // Normal numbers of both signs, so that nothing overflows or underflows.
  const values = Float32Array.from({ length: n * n }, (_, i) => ((i * 0.618_034) % 1) - 0.5);
  floatsAt(memory, left, n * n).set(values);
  floatsAt(memory, right, n * n).set(values);
  function rate(isLeftTransposed: boolean, isRightTransposed: boolean): number {
    const product = {
      left: { at: left, columns: n, isTransposed: isLeftTransposed },
      right: { at: right, columns: n, isTransposed: isRightTransposed },
      rows: n,
      columns: n,
      depth: n,
      bias: null,
      out,
    };
    function repeat(milliseconds: number): number {
      const startMs = performance.now();
      for (let count = 1; ; count++) {
        runAtOnce(products.steps(product, work));
        const elapsedMs = performance.now() - startMs;
        if (elapsedMs >= milliseconds) return (2 * n ** 3 * count) / elapsedMs / 1e6;
      }
    }
    repeat(leastMs / 2);
    return repeat(leastMs);
  }
  return {
    backend,
    forward: rate(false, true),
    inputGradient: rate(false, false),
    weightGradient: rate(true, false),
  };
}
