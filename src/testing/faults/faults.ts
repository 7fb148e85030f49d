/**
 * Faults put into engines, one in each run: results of a device or of a kernel that are zero, NaN, stale,
 * truncated or scaled, calls that throw or never return, lost contexts, no memory, workers that end. The run
 * must end in a right picture or in an error with a code. `npm run faults` injects them in their thousands.
 */
import { createEngineChooser } from "../../engine/choose.ts";
import type { EngineChooser } from "../../engine/choose.ts";
import { EngineError } from "../../engine/engine.ts";
import type { Engine, EngineChoice } from "../../engine/engine.ts";
import { createReferenceEngine } from "../../engine/referenceEngine.ts";
import type { KernelModule } from "../../engine/wasm/kernels/module.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { createWorkerEngine } from "../../engine/worker/client.ts";
import type { WorkerThread } from "../../engine/worker/client.ts";
import { createSender } from "../../engine/worker/delivery.ts";
import type { Reply, Request } from "../../engine/worker/protocol.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { chooserOf } from "../fuzz/random.ts";
import type { Chooser } from "../fuzz/random.ts";
import type { Spoilage } from "../gpu/fakeLibrary.ts";
import { FAKE_GLOBALS, rigOf } from "../gpu/rig.ts";
import { loadNodeKernels } from "../wasm/nodeKernels.ts";
import { outcomeOf } from "./outcome.ts";
import type { Injection } from "./outcome.ts";

type PassLimits = (running: Promise<unknown>) => Promise<void>;

/**
 * A script loads each module anew, and the faults need the very classes of their browser.
 * @public scripts/faults.js
 */
export { FAKE_GLOBALS };

export interface InjectedFault extends Injection {
  readonly place: Place;
  readonly kind: string;
}

/** Small networks whose tensors are well conditioned: right results keep the self-test's tolerance. */
function smallConfig(choose: Chooser): ExperimentConfig {
  return {
    ...DEFAULT_CONFIG,
    depth: 3,
    width: [5, 5 + choose.below(4), 6],
    inputWidth: 3 + choose.below(3),
    batch: 5 + choose.below(4),
    activation: choose.of(["relu", "tanh", "gelu"]),
    biasStd: choose.of([0, 0.3]),
    normalization: choose.of(["none", "none", "batch", "layer"]),
    epsilon: 0.5,
    seed: 1 + choose.below(1000),
  };
}

/** A chooser whose preferred engine is broken, and whose others work. */
function chooserWith(choice: EngineChoice, broken: Engine): EngineChooser {
  const chooser = createEngineChooser({
    createEngine: (wanted) => {
      if (wanted === choice) return broken;
      return wanted === "wasm"
        ? createWasmEngine({ loadModule: () => loadNodeKernels("simd") })
        : createReferenceEngine();
    },
    memory: { read: () => null, write: () => undefined },
    version: "1.2.3",
    fingerprint: "test",
    now: () => "2026-01-02T03:04:05.000Z",
  });
  chooser.setPreference(choice);
  return chooser;
}

const SPOILAGES: readonly Spoilage[] = ["zeros", "nan", "stale", "truncated", "scaled", "throws", "hangs"];
const DEVICE_FAULTS = [...SPOILAGES, "context lost", "out of memory", "failed compile"] as const;

/** Most calls of the device in a run of these networks. */
const MOST_CALLS = 90;

/** @param passLimits lets limits pass until a run has ended: without it, what hangs takes a minute */
async function injectIntoGpu(choose: Chooser, passLimits: PassLimits): Promise<InjectedFault> {
  const backend = choose.of(["webgl2", "webgpu"] as const);
  const kind = choose.of(DEVICE_FAULTS);
  const call = choose.below(MOST_CALLS);
  // Where a draw has several outputs, a driver may spoil one of them alone.
  const spoiltOutput = choose.of(["all", 0, 1, 2, 3] as const);
  const { engine, library, context } = rigOf(backend);
  await engine.prepare();
  library.spoil((_, at, output, count) => {
    if (at !== call || (spoiltOutput !== "all" && spoiltOutput % count !== output)) return null;
    if (kind === "context lost") context.isLost = true;
    if (kind === "context lost" || kind === "failed compile") return "throws";
    if (kind !== "out of memory") return kind;
    context.error = context.OUT_OF_MEMORY;
    return "zeros";
  });
  const choice = backend === "webgl2" ? "gpu-webgl2" : "gpu-webgpu";
  const chooser = chooserWith(choice, engine);
  const running = outcomeOf(planExperiment(smallConfig(choose)), chooser.run, "gpu");
  if (kind === "hangs") await passLimits(running);
  return { place: "gpu", kind: `${backend} ${kind}`, ...(await running) };
}

const KERNEL_FAULTS = [
  "zeros",
  "nan",
  "stale",
  "truncated",
  "scaled",
  "swapped",
  "traps",
  "out of memory",
] as const;

/** Products of a run of three layers: three forward, two gradients, three weight gradients. */
const PRODUCTS = 8;

/** A module whose product of a number goes wrong. */
function spoiltModule(
  module: KernelModule,
  kind: (typeof KERNEL_FAULTS)[number],
  product: number,
): KernelModule {
  let products = 0;
  const { memory } = module;
  const multiplyRows: KernelModule["kernels"]["multiplyRows"] = (...given) => {
    const [, , , row0, row1, , , columns, , out] = given;
    const values = new Float32Array(memory.buffer, out + 4 * row0 * columns, (row1 - row0) * columns);
    const before = values.slice();
    if (products++ !== product) return module.kernels.multiplyRows(...given);
    if (kind === "traps") throw new WebAssembly.RuntimeError("unreachable");
    if (kind === "out of memory") throw new EngineError("out-of-memory", "made to fail");
    const answer = module.kernels.multiplyRows(...given);
    const right = values.slice();
    const half = right.length / 2;
    for (let i = 0; i < right.length; i++) {
      const value = right[i] ?? 0;
      switch (kind) {
        case "zeros":
          values[i] = 0;
          break;
        case "nan":
          values[i] = Number.NaN;
          break;
        case "stale":
          values[i] = before[i] ?? 0;
          break;
        case "truncated":
          values[i] = i < half ? value : (before[i] ?? 0);
          break;
        case "scaled":
          values[i] = 2 * value;
          break;
        case "swapped":
          values[i] = right[right.length - 1 - i] ?? 0;
          break;
        default:
          kind satisfies never;
      }
    }
    return answer;
  };
  return { ...module, kernels: { ...module.kernels, multiplyRows } };
}

async function injectIntoKernels(choose: Chooser): Promise<InjectedFault> {
  const kind = choose.of(KERNEL_FAULTS);
  const module = spoiltModule(await loadNodeKernels("simd"), kind, choose.below(PRODUCTS));
  const engine = createWasmEngine({ loadModule: () => Promise.resolve(module) });
  const chooser = chooserWith("wasm", engine);
  const injection = await outcomeOf(planExperiment(smallConfig(choose)), chooser.run, "wasm");
  return { place: "kernels", kind, ...injection };
}

const WORKER_FAULTS = [
  "no worker",
  "script missing",
  "script hangs",
  "kernels missing",
  "kernels do not compile",
  "ends in the run",
  "hangs in the run",
  "answers another question",
  "memory is out",
] as const;

/** A worker in this thread that goes wrong in one way. */
class FaultyWorker extends EventTarget implements WorkerThread {
  readonly #kind: (typeof WORKER_FAULTS)[number];
  readonly #engine: Engine;
  readonly #send = createSender();

  constructor(kind: (typeof WORKER_FAULTS)[number], engine: Engine) {
    super();
    this.#kind = kind;
    this.#engine = engine;
  }

  #say(data: Reply): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  #end(): void {
    this.dispatchEvent(new Event("error"));
  }

  postMessage(message: Request): void {
    void this.#answer(message);
  }

  async #answer({ id, ...message }: Request): Promise<void> {
    const kind = this.#kind;
    // A message arrives in a task of its own.
    await Promise.resolve();
    if (kind === "script hangs") return;
    if (kind === "script missing") {
      this.#end();
      return;
    }
    const fail = (code: "failed" | "no-device" | "out-of-memory"): void =>
      this.#say({ kind: "failed", id, code, message: `made to fail: ${kind}` });
    if (message.kind === "prepare") {
      this.#say({ kind: "started", id });
      if (kind === "kernels missing") fail("failed");
      else if (kind === "kernels do not compile") fail("no-device");
      else this.#say({ kind: "prepared", id, report: await this.#engine.prepare() });
    }
    if (message.kind !== "run" || kind === "hangs in the run") return;
    if (kind === "ends in the run") this.#end();
    else if (kind === "memory is out") fail("out-of-memory");
    else if (kind === "answers another question") this.#say({ kind: "memory", id, memory: null });
    else {
      try {
        const { result, captured } = await this.#engine.run(message.request);
        const parcel = this.#send(result.layers);
        this.#say({ kind: "done", id, run: { result: { ...result, layers: [] }, captured }, parcel });
      } catch (error) {
        this.#say({ kind: "failed", id, code: errorCodeOf(error), message: String(error) });
      }
    }
  }

  terminate(): void {
    // Nothing is left of it.
  }
}

async function injectIntoWorker(choose: Chooser, passLimits: PassLimits): Promise<InjectedFault> {
  const kind = choose.of(WORKER_FAULTS);
  const inner = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });
  const engine = createWorkerEngine("wasm", () => {
    if (kind === "no worker") throw new DOMException("no worker in this frame", "SecurityError");
    return new FaultyWorker(kind, inner);
  });
  const chooser = chooserWith("wasm", engine);
  const running = outcomeOf(planExperiment(smallConfig(choose)), chooser.run, "wasm");
  if (kind === "script hangs" || kind === "hangs in the run") await passLimits(running);
  return { place: "worker", kind, ...(await running) };
}

const INJECTORS = { gpu: injectIntoGpu, kernels: injectIntoKernels, worker: injectIntoWorker } as const;
export type Place = keyof typeof INJECTORS;
export const PLACES = Object.keys(INJECTORS) as Place[];

/**
 * Injects one fault: what and where depends on the seed and the index alone.
 * @param passLimits lets the limits of the engines pass until a run has ended
 */
export function injectFault(
  place: Place,
  seed: number,
  index: number,
  passLimits: PassLimits,
): Promise<InjectedFault> {
  return INJECTORS[place](chooserOf(Math.imul(seed, 0xc2b2ae35) ^ index), passLimits);
}
