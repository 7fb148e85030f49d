/** The bench's page: contestants by name, and the measurements beside the race. bench/bench.js drives it. */
import { measureBackends } from "./backends.ts";
import type { Contestant, Timed, Trial } from "./contestant.ts";
import { ENGINES, openEngine } from "./engines.ts";
import type { EngineId } from "./engines.ts";
import type { EngineChoice } from "../../src/engine/engine.ts";
import { measurePeak } from "../../src/engine/speed/peak.ts";
import { measureProducts } from "../../src/engine/speed/products.ts";
import { layoutBytes, profileRun } from "./profile.ts";
import type { TensorFlowOptions } from "./tensorflow.ts";
import { openTrainingEngine } from "./trainingEngines.ts";
import type { TrainingContestant, TrainingTimed, TrainingTrial } from "./trainingTrial.ts";

const TENSORFLOW: Readonly<Record<string, TensorFlowOptions>> = {
  "tfjs-wasm": { backend: "wasm", threads: navigator.hardwareConcurrency },
  "tfjs-wasm-1": { backend: "wasm", threads: 1 },
  "tfjs-webgl": { backend: "webgl", threads: 1 },
  "tfjs-cpu": { backend: "cpu", threads: 1 },
};

/**
 * A separate frame for each backend: TensorFlow.js keeps one thread count and one set of kernels per realm.
 */
async function openFrame(): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe");
  frame.src = "./tensorflow.html";
  await new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    document.body.append(frame);
  });
  return frame;
}

async function openTensorFlow(options: TensorFlowOptions): Promise<Contestant> {
  const frame = await openFrame();
  const open = frame.contentWindow?.openTensorFlow;
  if (open === undefined) throw new Error("the frame has not loaded");
  const contestant = await open(options);
  return {
    // The description changes once the fastest formulation is known.
    get description() {
      return contestant.description;
    },
    run: (trial) => contestant.run(trial),
    dispose() {
      contestant.dispose();
      frame.remove();
    },
  };
}

const contestants = new Map<string, Contestant>();

/** Our contestants in the race of training: engine, steps between snapshots (null for none), workers. */
const OUR_TRAINING: Readonly<
  Record<string, readonly [choice: EngineChoice, every: number | null, workers: number]>
> = {
  "wasm-1": ["wasm", null, 1],
  "wasm-1-stats": ["wasm", 10, 1],
  "wasm-2": ["wasm", null, 2],
  "gpu-webgl2": ["gpu-webgl2", null, 1],
  "gpu-webgpu": ["gpu-webgpu", null, 1],
};

async function openTraining(id: string): Promise<TrainingContestant> {
  const options = TENSORFLOW[id];
  if (options === undefined) return openTrainingEngine(...(OUR_TRAINING[id] ?? (["wasm", null, 1] as const)));
  const open = (await openFrame()).contentWindow?.openTensorFlowTraining;
  if (open === undefined) throw new Error("the frame has not loaded");
  return open(options);
}

const trainers = new Map<string, TrainingContestant>();

const bench = {
  isIsolated: crossOriginIsolated,
  cores: navigator.hardwareConcurrency,
  /** Opens a contestant. @returns its description; rejects when its backend is absent */
  async open(id: string): Promise<string> {
    const options = TENSORFLOW[id];
    const contestant =
      options === undefined ? await openEngine(id as EngineId) : await openTensorFlow(options);
    contestants.set(id, contestant);
    return contestant.description;
  },
  run(id: string, trial: Trial): Promise<Timed> {
    const contestant = contestants.get(id);
    if (contestant === undefined) throw new Error(`unknown contestant: ${id}`);
    return contestant.run(trial);
  },
  async openTraining(id: string): Promise<string> {
    const contestant = await openTraining(id);
    trainers.set(id, contestant);
    return contestant.description;
  },
  train(id: string, trial: TrainingTrial): Promise<TrainingTimed> {
    const contestant = trainers.get(id);
    if (contestant === undefined) throw new Error(`unknown contestant: ${id}`);
    return contestant.run(trial);
  },
  description: (id: string): string => contestants.get(id)?.description ?? "",
  engines: Object.keys(ENGINES),
  measureBackends,
  measurePeak,
  measureProducts,
  profileRun,
  layoutBytes,
};

declare global {
  interface Window {
    bench?: typeof bench;
  }
}

window.bench = bench;
