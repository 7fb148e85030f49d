/** Experiments with their numbers as the page has them: those of the WASM engine. */
import { planExperiment } from "../../experiment/plan.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { CodeSource } from "../../export/code/codeSource.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { decodeLink } from "../../link/codec.ts";
import { BACKENDS, loadNodeKernels } from "../wasm/nodeKernels.ts";

const backend = BACKENDS.find(({ isAbsent }) => !isAbsent)?.backend ?? "simd";
const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });

/** The source of a script for a link. @param steps of its training; none by default */
export async function sourceOf(link: string, steps = 0): Promise<CodeSource> {
  const { config } = decodeLink(link);
  const plan = planExperiment(config);
  const own = steps === 0 ? null : planTraining(config);
  const { layers, loss } = (await engine.run(requestOf(plan))).result;
  const losses: { readonly step: number; readonly loss: number }[] = [];
  const training = own === null ? null : { training: { ...own, steps }, losses };
  if (training !== null) {
    const onSnapshot = ({ step, loss: found }: Snapshot): void => {
      if (found !== null) losses.push({ step, loss: found });
    };
    const every = Math.max(1, Math.floor(steps / 10));
    await engine.train?.({ ...training, given: null, returnsParameters: false }, { every, onSnapshot });
  }
  const address = `https://example.org/${link}`;
  return { plan, layers, loss, training, link: address, appVersion: "0.0.0", engine: backend };
}
