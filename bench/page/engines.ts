/** Our engines as contestants, in the same workers as in the product. */
import type { Engine } from "../../src/engine/engine.ts";
import { requestOf } from "../../src/experiment/runRequest.ts";
import { createWorkerEngine } from "../../src/engine/worker/client.ts";
import { startEngineWorker } from "../../src/engine/worker/script.ts";
import { checkSpread } from "./contestant.ts";
import type { Contestant, Trial } from "./contestant.ts";
import { planOf } from "./trialPlan.ts";

/** An engine, told how many workers share a batch. */
function sharing(engine: Engine, workers: number): Engine {
  return { ...engine, run: (request, options) => engine.run({ ...request, workers }, options) };
}

/** The constructors of our contestants. */
export const ENGINES = {
  "wasm-1": () => sharing(createWorkerEngine("wasm", startEngineWorker), 1),
  "wasm-2": () => sharing(createWorkerEngine("wasm", startEngineWorker), 2),
  "wasm-all": () => sharing(createWorkerEngine("wasm", startEngineWorker), navigator.hardwareConcurrency),
  "gpu-webgl2": () => createWorkerEngine("gpu-webgl2", startEngineWorker),
  "gpu-webgpu": () => createWorkerEngine("gpu-webgpu", startEngineWorker),
} as const satisfies Readonly<Record<string, () => Engine>>;
export type EngineId = keyof typeof ENGINES;

/** Enough inputs for the greatest number of workers. */
const SMALLEST: Trial = { depth: 1, width: 64, batch: 64, seed: 1, gain: 1 };

/** @throws when no such engine answers */
export async function openEngine(id: EngineId): Promise<Contestant> {
  const engine = ENGINES[id]();
  await engine.prepare();
  // A run of one layer starts all available workers, so its report is complete.
  const { report } = (await engine.run(requestOf(planOf(SMALLEST)))).result;
  return {
    description: `${report.backend}, ${report.workers} worker${report.workers === 1 ? "" : "s"}`,
    async run(trial) {
      const plan = planOf(trial);
      const startMs = performance.now();
      const { result } = await engine.run(requestOf(plan));
      const ms = performance.now() - startMs;
      checkSpread(trial, result.layers[0]?.tensors.pre_activation?.std ?? NaN);
      return { ms, engineMs: result.elapsedMs };
    },
    dispose: () => engine.dispose(),
  };
}
