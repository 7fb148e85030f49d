/** The engine that runs a plan on SIMD kernels, in whatever thread it was made in. */
import type { Plan } from "../../experiment/plan.ts";
import type { EngineReport } from "../../experiment/result.ts";
import { EngineError, wantedTensors } from "../engine.ts";
import type { Engine, EngineRun, RunOptions } from "../engine.ts";
import { BlockCache } from "./blockCache.ts";
import { inputBlock, layoutRun, maskBlock, upstreamBlock, weightBlock } from "./buffers.ts";
import type { DrawBlock } from "./buffers.ts";
import { Comparing } from "./comparing.ts";
import { Drawing } from "./draws.ts";
import { Measuring } from "./measuring.ts";
import { reserve } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { Pace, runPaced } from "./pacing.ts";
import { Multiplying } from "./products.ts";
import { propagate } from "./propagate.ts";
import type { WeightStatsCache } from "./runContext.ts";

/** What lasts from run to run: the instance, what is drawn in its memory, and how fast this device is. */
interface Session {
  readonly module: KernelModule;
  readonly drawing: Drawing;
  readonly multiplying: Multiplying;
  readonly measuring: Measuring;
  readonly comparing: Comparing;
  readonly pace: Pace;
  readonly hostPace: Pace;
  readonly cache: BlockCache;
  readonly weightStats: WeightStatsCache;
  readonly report: EngineReport;
}

function openSession(module: KernelModule): Session {
  const drawing = new Drawing(module);
  return {
    module,
    drawing,
    multiplying: new Multiplying(module.kernels),
    measuring: new Measuring(module),
    comparing: new Comparing(module),
    pace: new Pace(),
    hostPace: new Pace(),
    cache: new BlockCache(module, drawing),
    weightStats: new Map(),
    report: {
      engine: "wasm",
      backend: module.backend,
      precision: "float32",
      workers: 1,
      flushesDenormals: false,
      declined: [],
    },
  };
}

async function runPlan(session: Session, plan: Plan, options: RunOptions): Promise<EngineRun> {
  const { module, cache, report } = session;
  const startedAt = performance.now();
  const buffers = layoutRun(module, plan);
  reserve(module.memory, buffers.end);
  const ends = [inputBlock(plan, buffers), upstreamBlock(plan, buffers)];
  const own = buffers.layers
    .flatMap((layer) => [weightBlock(layer), maskBlock(plan, layer)])
    .filter((block): block is DrawBlock => block !== null);
  cache.relocate([...own, ...ends], ends);
  const steps = propagate({
    ...session,
    plan,
    buffers,
    isCapturing: options.capture ?? false,
    wanted: wantedTensors(options),
    onLayer: options.onLayer ?? (() => undefined),
  });
  const { layers, loss, captured } = await runPaced(steps, options.signal);
  return {
    result: {
      planKey: plan.key,
      report,
      batch: plan.batch,
      layers,
      loss,
      elapsedMs: performance.now() - startedAt,
    },
    captured,
  };
}

/**
 * The WASM SIMD engine. It works in the calling thread: a worker in the browser, Node in tests. Runs are done one after
 * another, whoever asks; weights and inputs whose draws have not changed are kept from run to run.
 *
 * Errors: EngineError `no-device` or `failed` when the kernels do not load, `out-of-memory` when a plan does not fit (smaller
 * ones still run), `cancelled`.
 * @param options.loadModule gives a kernel instance of the engine's own; called once, and again if it failed
 */
export function createWasmEngine({
  loadModule,
}: {
  readonly loadModule: () => Promise<KernelModule>;
}): Engine {
  let session: Promise<Session> | null = null;
  let isDisposed = false;
  /** Settles with the last run; never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  function open(): Promise<Session> {
    if (isDisposed) return Promise.reject(new EngineError("failed", "the engine was disposed"));
    session ??= loadModule()
      .then(openSession)
      .catch((error: unknown) => {
        // A failed download may work the next time it is asked for.
        session = null;
        throw error;
      });
    return session;
  }

  return {
    prepare: async () => (await open()).report,
    run(plan, options = {}) {
      const run = last.then(async () => runPlan(await open(), plan, options));
      last = run.catch(() => undefined);
      return run;
    },
    dispose() {
      isDisposed = true;
      session = null;
    },
  };
}
