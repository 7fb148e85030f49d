/** Experiments with their numbers as the page has them: those of the WASM engine. */
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { CodeSource } from "../../export/code/codeSource.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { decodeLink } from "../../link/codec.ts";
import { BACKENDS, loadNodeKernels } from "../wasm/nodeKernels.ts";

const backend = BACKENDS.find(({ isAbsent }) => !isAbsent)?.backend ?? "simd";
const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });

/** The source of a script for a link. */
export async function sourceOf(link: string): Promise<CodeSource> {
  const plan = planExperiment(decodeLink(link).config);
  const { layers, loss } = (await engine.run(requestOf(plan))).result;
  const address = `https://example.org/${link}`;
  return { plan, layers, loss, link: address, appVersion: "0.0.0", engine: backend };
}
