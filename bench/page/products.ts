/** The three products of a layer by our kernels alone, n x n x n, packing included. */
import { floatsAt, Layout, reserve } from "../../src/engine/wasm/memory.ts";
import { runAtOnce } from "../../src/engine/wasm/pacing.ts";
import { Multiplying, productWorkBytes } from "../../src/engine/wasm/products.ts";
import { loadWebKernels } from "../../src/engine/wasm/webModule.ts";
import type { KernelModule } from "../../src/engine/wasm/module.ts";

/** GFLOP/s of one thread. */
export interface ProductRates {
  readonly backend: string;
  readonly forward: number;
  readonly inputGradient: number;
  readonly weightGradient: number;
}

/** Each figure is taken over at least this long. */
const LEAST_MS = 60;

let module: Promise<KernelModule> | null = null;
let multiplying: Multiplying | null = null;

/** Measures the products of size n. */
export async function measureProducts(n: number): Promise<ProductRates> {
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
    runAtOnce(products.steps(product, work));
    let count = 0;
    const startMs = performance.now();
    let elapsedMs = 0;
    while (elapsedMs < LEAST_MS) {
      runAtOnce(products.steps(product, work));
      count++;
      elapsedMs = performance.now() - startMs;
    }
    return (2 * n ** 3 * count) / elapsedMs / 1e6;
  }
  return {
    backend,
    forward: rate(false, true),
    inputGradient: rate(false, false),
    weightGradient: rate(true, false),
  };
}
