/** Our engines as contestants, in the workers the product puts them in. */
import { planExperiment } from "../../src/experiment/plan.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createWorkerEngine } from "../../src/engine/worker/client.ts";
import { decodeLink } from "../../src/link/codec.ts";
import { checkSpread } from "./contestant.ts";
import type { Contestant, Trial } from "./contestant.ts";

/** How each of our contestants is made; null where the engine cannot do it yet, which the table says. */
export const ENGINES = {
  "wasm-1": () => createWorkerEngine("wasm"),
  "wasm-all": null,
  "gpu-webgl2": () => createWorkerEngine("gpu-webgl2"),
  "gpu-webgpu": () => createWorkerEngine("gpu-webgpu"),
} as const satisfies Readonly<Record<string, (() => Engine) | null>>;
export type EngineId = keyof typeof ENGINES;

/** @throws when the product would not run the trial as it stands */
export function planOf({ depth, width, batch, seed, gain }: Trial): Plan {
  const link = `#v=1&depth=${depth}&width=${width}&batch=${batch}&gain=${gain}&seed=${seed}`;
  const { config, adjustments } = decodeLink(link);
  if (adjustments.length > 0) throw new Error(`invalid trial: ${JSON.stringify(adjustments)}`);
  return planExperiment(config);
}

/** @throws when no such engine answers */
export async function openEngine(id: EngineId): Promise<Contestant> {
  const create = ENGINES[id];
  if (create === null) throw new Error("not there yet");
  const engine = create();
  const report = await engine.prepare();
  return {
    description: `${report.backend}, ${report.workers} worker${report.workers === 1 ? "" : "s"}`,
    async run(trial) {
      const plan = planOf(trial);
      const startMs = performance.now();
      const { result } = await engine.run(plan);
      const ms = performance.now() - startMs;
      checkSpread(trial, result.layers[0]?.tensors.pre_activation?.std ?? NaN);
      return { ms, engineMs: result.elapsedMs };
    },
    dispose: () => engine.dispose(),
  };
}
