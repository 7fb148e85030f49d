/** The kernels of attention in a browser, by address, with the passes that call them. */
import { loadAttentionKernels } from "../passes/attending.ts";
import relaxedUrl from "./generated/attention.relaxed.wasm?url";
import simdUrl from "./generated/attention.simd.wasm?url";
import type { KernelBackend } from "./kernels.ts";
import { supportedBackend } from "./module.ts";

const URLS: Readonly<Record<KernelBackend, string>> = { simd: simdUrl, "relaxed-simd": relaxedUrl };

async function fetchBytes(backend: KernelBackend): Promise<ArrayBuffer> {
  const response = await fetch(URLS[backend]);
  if (!response.ok) throw new Error(`${response.status} for ${URLS[backend]}`);
  return response.arrayBuffer();
}

/** Gets ready for plans with attention. Without SIMD other engines need no kernels. */
export async function loadAttention(): Promise<void> {
  const backend = supportedBackend();
  if (backend !== null) await loadAttentionKernels(fetchBytes, backend);
}
