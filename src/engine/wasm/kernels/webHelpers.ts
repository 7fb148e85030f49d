/** The helpers of typed activations in a browser, by address, with the parts that are fetched beside them. */
import "../../../catalog/typed/typedActivation.ts";
import relaxedUrl from "./generated/helpers.relaxed.wasm?url";
import simdUrl from "./generated/helpers.simd.wasm?url";
import type { KernelBackend } from "./kernels.ts";
import { supportedBackend } from "./module.ts";
import { loadTypedKernels } from "./typedKernels.ts";

const URLS: Readonly<Record<KernelBackend, string>> = { simd: simdUrl, "relaxed-simd": relaxedUrl };

async function fetchBytes(backend: KernelBackend): Promise<ArrayBuffer> {
  const response = await fetch(URLS[backend]);
  if (!response.ok) throw new Error(`${response.status} for ${URLS[backend]}`);
  return response.arrayBuffer();
}

/** Gets ready for plans with typed activations. Without SIMD other engines need no kernels. */
export async function loadTyped(): Promise<void> {
  const backend = supportedBackend();
  if (backend !== null) await loadTypedKernels(fetchBytes, backend);
}
