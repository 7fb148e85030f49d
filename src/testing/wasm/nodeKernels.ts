/**
 * Kernel instances for unit tests in Node: every backend that this Node can run, none of them chosen
 * silently.
 */
import v8 from "node:v8";
// The points of tasks: the worker of the page fetches them.
import "../../experiment/taskData.ts";
import { readAttention, readHelpers, readKernels } from "../../engine/wasm/kernels/build.ts";
import type { KernelBackend } from "../../engine/wasm/kernels/kernels.ts";
import { loadKernels, supportedBackend } from "../../engine/wasm/kernels/module.ts";
import type { KernelModule } from "../../engine/wasm/kernels/module.ts";
import { loadAttentionKernels } from "../../engine/wasm/passes/attending.ts";
import { loadTypedKernels } from "../../engine/wasm/kernels/typedKernels.ts";

// Node 20 supports relaxed SIMD behind a flag, later versions without.
if (supportedBackend() === "simd") v8.setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Both backends, and whether this Node can run them; suites of an absent one are skipped by name. */
export const BACKENDS: readonly { readonly backend: KernelBackend; readonly isAbsent: boolean }[] = [
  { backend: "simd", isAbsent: supportedBackend() === null },
  { backend: "relaxed-simd", isAbsent: supportedBackend() !== "relaxed-simd" },
];

/** A fresh instance with a separate memory; typed activations and attention have kernels too. */
export async function loadNodeKernels(backend: KernelBackend): Promise<KernelModule> {
  await loadTypedKernels(readHelpers, backend);
  await loadAttentionKernels(readAttention, backend);
  return loadKernels(readKernels, backend);
}

/**
 * Reproducible test data in (-1, 1), not a distribution: the fractional parts of
 * multiples of the golden ratio.
 */
export function golden(index: number): number {
  const x = (index + 1) * 0.6180339887498949;
  return 2 * (x - Math.floor(x)) - 1;
}
