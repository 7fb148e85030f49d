/** The kernels in a browser, by address: the bundler puts the two modules beside the scripts. */
import relaxedUrl from "./generated/kernels.relaxed.wasm?url";
import simdUrl from "./generated/kernels.simd.wasm?url";
import type { KernelBackend } from "./kernels.ts";
import { loadKernels } from "./module.ts";
import type { KernelModule } from "./module.ts";

const URLS: Readonly<Record<KernelBackend, string>> = { simd: simdUrl, "relaxed-simd": relaxedUrl };

async function fetchBytes(backend: KernelBackend): Promise<ArrayBuffer> {
  // compileStreaming wants the MIME type application/wasm, which not every static host sends; the file is 28
  // kB.
  const response = await fetch(URLS[backend]);
  if (!response.ok) throw new Error(`${response.status} for ${URLS[backend]}`);
  return response.arrayBuffer();
}

/** A fresh instance of the fastest kernels of this device. */
export function loadWebKernels(): Promise<KernelModule> {
  return loadKernels(fetchBytes);
}
