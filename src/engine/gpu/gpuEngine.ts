/**
 * GPU.js as an engine, on WebGPU or WebGL2, in a worker or on the page. The device, its kernels and the
 * weights outlive a run; nothing else does.
 */
import type { EngineReport } from "../../experiment/result.ts";
import { EngineError } from "../engine.ts";
import type { Engine } from "../engine.ts";
import type { Toolkit } from "../toolkit.ts";
import { openGpuDevice } from "./device/gpuDevice.ts";
import type { GpuBackend, GpuDevice } from "./device/gpuDevice.ts";
import { loadGpuLibrary } from "./device/gpuLibrary.ts";
import type { GpuLibrary } from "./device/gpuLibrary.ts";
import { runPlan } from "./run/gpuRun.ts";
import type { Session } from "./run/gpuRun.ts";
import { probeTraits } from "./device/probe.ts";
import type { DeviceTraits } from "./device/probe.ts";
import { PRODUCTS_PER_DRAW } from "./kernels/cutting.ts";
import { createKeptTensors } from "./memory/keptTensors.ts";
import { createWeightStore } from "./memory/weightStore.ts";
import { untrainablePart } from "./run/unsupported.ts";

export interface GpuEngineOptions {
  readonly backend: GpuBackend;
  readonly toolkit: Toolkit;
  /** The canvas of WebGL2; by default an OffscreenCanvas. */
  readonly createCanvas?: () => OffscreenCanvas | HTMLCanvasElement;
  /** Most multiplications in one draw; fewer for a device with an impatient watchdog. */
  readonly productsPerDraw?: number;
  /** Loads GPU.js, or a substitute in tests. */
  readonly loadLibrary?: () => Promise<GpuLibrary>;
}

export interface GpuEngine extends Engine {
  /** Number handling of the device; null before `prepare`. */
  readonly traits: DeviceTraits | null;
}

async function hasAdapter(): Promise<boolean> {
  const gpu: unknown = Reflect.get(navigator, "gpu");
  if (typeof gpu !== "object" || gpu === null) return false;
  try {
    return (await (gpu as { requestAdapter(): Promise<object | null> }).requestAdapter()) !== null;
  } catch {
    // Some browsers reject instead of answering null where WebGPU is blocked.
    return false;
  }
}

/** Rejects as soon as a signal says so; what goes on until then has no reader. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new EngineError("cancelled", "training cancelled"));
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop, { once: true });
    work.finally(() => signal?.removeEventListener("abort", stop)).then(resolve, reject);
  });
}

/**
 * Makes the engine; nothing is loaded before `prepare` or the first run. Errors: `no-device`,
 * `self-test-failed`, `context-lost`, `out-of-memory`, `cancelled`, `failed`. After `context-lost` the engine
 * cannot be used again: dispose of it and make a new one.
 */
export function createGpuEngine(options: GpuEngineOptions): GpuEngine {
  const {
    backend,
    toolkit,
    createCanvas = () => new OffscreenCanvas(2, 2),
    productsPerDraw = PRODUCTS_PER_DRAW,
    loadLibrary = loadGpuLibrary,
  } = options;
  let session: Promise<Session> | null = null;
  let traits: DeviceTraits | null = null;
  let device: GpuDevice | null = null;
  let isDisposed = false;
  let queue: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Session> {
    if (backend === "webgpu" && !(await hasAdapter()))
      throw new EngineError("no-device", "no WebGPU adapter");
    if (backend === "webgl2" && typeof WebGL2RenderingContext === "undefined") {
      throw new EngineError("no-device", "no WebGL2 here");
    }
    const library = await loadLibrary();
    if (isDisposed) throw new EngineError("context-lost", "the GPU engine was disposed");
    const opened = openGpuDevice({ backend, library, createCanvas, productsPerDraw });
    device = opened;
    try {
      traits = await probeTraits(opened);
    } catch (error) {
      opened.dispose();
      throw error;
    }
    const report: EngineReport = {
      engine: "gpu",
      backend: opened.backend,
      precision: "float32",
      workers: 1,
      flushesDenormals: traits.flushesDenormals,
      declined: [],
    };
    return {
      device: opened,
      traits,
      report,
      weights: createWeightStore(opened, toolkit),
      kept: createKeptTensors(opened),
    };
  }

  function prepared(): Promise<Session> {
    session ??= open();
    return session;
  }

  /** Work on the device is serial: it shares kernels and weights. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    get traits() {
      return traits;
    },
    async prepare() {
      return (await prepared()).report;
    },
    run: (request, runOptions = {}) =>
      inTurn(async () => runPlan(await prepared(), toolkit, request, runOptions)),
    async train(request, trainOptions = {}) {
      const startMs = performance.now();
      const unsupported = untrainablePart(request.training.plan);
      if (unsupported !== null) throw new EngineError("unsupported", `no kernels for ${unsupported}`);
      const opened = await prepared();
      // Fetched with the first training.
      const { GpuTrainer } = await import("./training/gpuTrainer.ts");
      const trainer = new GpuTrainer(opened, toolkit, request, trainOptions);
      const trained = await untilAborted(trainer.run(inTurn), trainOptions.signal);
      return { ...trained, report: opened.report, elapsedMs: performance.now() - startMs };
    },
    // Browsers do not report GPU memory use.
    memory: () => Promise.resolve(null),
    dispose() {
      isDisposed = true;
      // A WebGPU device outlives the engine, so its buffers must be destroyed one by one.
      session
        ?.then(({ weights, kept }) => {
          weights.clear();
          kept.clear();
        })
        .catch(() => undefined);
      device?.dispose();
      session = Promise.reject(new EngineError("context-lost", "the GPU engine was disposed"));
      session.catch(() => undefined);
    },
  };
}
