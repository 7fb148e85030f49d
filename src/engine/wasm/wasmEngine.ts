/** Runs a request on SIMD kernels, on the calling thread and its pool of workers. */
import type { EngineReport } from "../../experiment/result.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";
import type { SharpnessRequest } from "../../experiment/training/sharpness.ts";
import type { TrainRequest, TrainingRun } from "../../experiment/training/trainRequest.ts";
import { EngineError } from "../engine.ts";
import type {
  Engine,
  EngineMemory,
  EngineRun,
  RunOptions,
  SharpnessOptions,
  TrainOptions,
} from "../engine.ts";
import { Collecting } from "./pool/collecting.ts";
import type { KernelBackend } from "./kernels/kernels.ts";
import type { KernelModule } from "./kernels/module.ts";
import { runPaced, waitFor } from "./memory/pacing.ts";
import { ALONE, ShardLost } from "./run/peers.ts";
import type { Peers } from "./run/peers.ts";
import { RunMemory } from "./pool/runMemory.ts";
import { layoutFor, MOST_KEPT_BYTES, openSession, runShard } from "./pool/session.ts";
import type { Session } from "./pool/session.ts";
import { LARGE_FLOPS, shardsFor } from "./pool/shardCount.ts";
import type { ShardPool, ShardThread } from "./pool/shardPool.ts";
import type { Trained } from "./training/trainer.ts";

function reportOf(backend: KernelBackend, workers: number): EngineReport {
  return { engine: "wasm", backend, precision: "float32", workers, flushesDenormals: false, declined: [] };
}

/** The state that an engine keeps between runs: its shard's session, and its memory of former runs. */
interface EngineState {
  readonly session: Session;
  readonly memory: RunMemory;
}

/** Only diagnostics ask for it, so the layout is computed again instead of being stored. */
function memoryOf({ session, memory: { laidOut } }: EngineState): EngineMemory {
  const heapBytes = session.module.memory.buffer.byteLength;
  if (laidOut === null) return { heapBytes, run: null };
  const { plan, shards } = laidOut;
  const all = Array.from({ length: shards }, (_, index) =>
    layoutFor(session, plan, { index, count: shards }),
  );
  const total = (key: "weightBytes" | "activationBytes" | "end"): number =>
    all.reduce((sum, buffers) => sum + buffers[key], 0);
  const [weightBytes, activationBytes, bytes] = [
    total("weightBytes"),
    total("activationBytes"),
    total("end"),
  ];
  return { heapBytes, run: { shards, weightBytes, activationBytes, bytes } };
}

/** The shard pool and the shards of it that take part in a run; null for a run in this thread alone. */
type Sharing = { readonly pool: ShardPool; readonly shards: readonly number[] } | null;

/** Runs a request with these shards. */
async function runWith(
  { session, memory }: EngineState,
  sharing: Sharing,
  request: RunRequest,
  options: RunOptions,
): Promise<EngineRun> {
  const { plan } = request;
  const startedAt = performance.now();
  const participants = sharing?.shards ?? [0];
  const shards = participants.length;
  const { known, reusedLayers, task } = memory.begin(request, participants);
  const collecting = new Collecting({
    request,
    shards,
    merge: sharing?.pool.merge ?? null,
    known,
    onLayer: options.onLayer ?? (() => undefined),
  });
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new EngineError("cancelled", "the run was cancelled"));
  if (options.signal?.aborted === true) cancel();
  options.signal?.addEventListener("abort", cancel);
  try {
    collecting.begin();
    const work = (peers: Peers): Promise<void> =>
      runShard(session, task, peers, (message) => collecting.add(0, message), controller.signal);
    await (sharing === null
      ? work(ALONE)
      : sharing.pool.run(sharing.shards, task, controller, work, (shard, message) =>
          collecting.add(shard, message),
        ));
  } finally {
    options.signal?.removeEventListener("abort", cancel);
  }
  const { layers, loss, captured } = collecting.result();
  memory.finish(request, participants, collecting.known(), layers);
  const report = reportOf(session.module.backend, shards);
  return {
    result: {
      planKey: plan.key,
      report,
      batch: plan.batch,
      layers,
      loss,
      reusedLayers,
      traffic: null,
      elapsedMs: performance.now() - startedAt,
    },
    captured,
  };
}

/**
 * The WASM SIMD engine. It works in the calling thread (a worker in the browser, Node in tests) and shares
 * large batches out to others. Runs are done one after another, whoever asks; weights and inputs whose draws
 * have not changed are kept from run to run.
 *
 * Errors: EngineError `no-device` or `failed` when the kernels do not load, `out-of-memory` when a plan does
 * not fit (smaller ones still run), `cancelled`.
 * @param options.loadModule gives a kernel instance of the engine's own; called once, and again if it failed
 * @param options.startShard begins a thread with a shard in it; null where there is only this one
 * @param options.cores how many may work at once, this one included
 * @param options.keptBytes up to which size of memory, of all shards, weights are kept from run to run; above
 *   it they are drawn again in the forward pass and in the backward pass, with the same bits
 */
export function createWasmEngine({
  loadModule,
  startShard = null,
  cores = 1,
  keptBytes = MOST_KEPT_BYTES,
}: {
  readonly loadModule: () => Promise<KernelModule>;
  readonly startShard?: (() => ShardThread) | null;
  readonly cores?: number;
  readonly keptBytes?: number;
}): Engine {
  let state: Promise<EngineState> | null = null;
  /** Starts when a run first needs the pool; null when there can be none. */
  let gathering: Promise<ShardPool | null> | null = null;
  let started: ShardPool | null = null;

  async function gather(start: () => ShardThread): Promise<ShardPool | null> {
    try {
      const { ShardPool: Pool } = await import("./pool/sharing.ts");
      const gathered = new Pool(start, cores);
      await gathered.ready(cores);
      if (isDisposed) gathered.dispose();
      else started = gathered;
    } catch {
      // The page is offline, or a newer version stands at this address: this thread computes alone.
    }
    return started;
  }

  async function sharingOf(request: RunRequest, signal: AbortSignal | undefined): Promise<Sharing> {
    const { plan, workers } = request;
    const count = Math.min(workers ?? shardsFor(request), cores, plan.batch);
    if (count === 1 || startShard === null) return null;
    const begin = (): Promise<ShardPool | null> => (gathering ??= gather(startShard));
    if (started === null && workers === null && plan.cost.flops < LARGE_FLOPS) {
      // The first pictures neither wait for the pool nor share the cores with its start.
      void last.then(begin);
      return null;
    }
    const pool = await waitFor(begin(), signal);
    if (pool === null) return null;
    const shards = await waitFor(pool.ready(count), signal);
    return shards.length === 1 ? null : { pool, shards };
  }

  async function runRequest(
    engineState: EngineState,
    request: RunRequest,
    options: RunOptions,
  ): Promise<EngineRun> {
    for (;;) {
      const sharing = await sharingOf(request, options.signal);
      try {
        return await runWith(engineState, sharing, request, options);
      } catch (error) {
        // Retry with the remaining shards; a run of one shard cannot lose one.
        if (!(error instanceof ShardLost)) throw error;
      }
    }
  }
  let isDisposed = false;
  /** Settles with the last run; never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  function open(): Promise<EngineState> {
    if (isDisposed) return Promise.reject(new EngineError("failed", "the engine was disposed"));
    state ??= loadModule()
      .then((module) => ({
        session: openSession(module, keptBytes),
        memory: new RunMemory(),
      }))
      .catch((error: unknown) => {
        // A failed download may succeed at the next request.
        state = null;
        throw error;
      });
    return state;
  }

  /**
   * Runs and trainings go on side by side: a training has a memory and workers of its own, which go with it.
   */
  async function train(
    request: TrainRequest,
    { signal, onSnapshot = () => undefined, ...watching }: TrainOptions,
  ): Promise<TrainingRun> {
    const startedAt = performance.now();
    // Fetched with the first training.
    const { trainSteps, workersFor } = await import("./training/trainer.ts");
    let shownStep = -1;
    const show = (snapshot: Snapshot): void => {
      // A training that has lost a worker begins again.
      if (snapshot.step <= shownStep) return;
      shownStep = snapshot.step;
      onSnapshot(snapshot);
    };
    const work = async (peers: Peers, ownSignal: AbortSignal | undefined): Promise<Trained> =>
      runPaced(
        trainSteps(openSession(await loadModule()), request, { ...watching, emit: show }, peers),
        ownSignal,
      );
    const pool = Math.min(cores, workersFor(request)) > 1 ? await trainingPool(signal) : null;
    let trained: Trained | null = null;
    try {
      if (pool !== null) trained = await trainShared(pool, request, work, signal);
    } catch (error) {
      if (!(error instanceof ShardLost)) throw error;
    } finally {
      pool?.dispose();
    }
    const workers = trained === null ? 1 : 2;
    const { backend } = (await open()).session.module;
    return {
      ...(trained ?? (await work(ALONE, signal))),
      report: reportOf(backend, workers),
      elapsedMs: performance.now() - startedAt,
    };
  }

  /** A pool of two, this thread included; null where there is no second thread. */
  async function trainingPool(signal: AbortSignal | undefined): Promise<ShardPool | null> {
    if (startShard === null) return null;
    const loaded = await import("./pool/sharing.ts").catch(() => null);
    if (loaded === null) return null;
    const pool = new loaded.ShardPool(startShard, 2);
    try {
      if ((await waitFor(pool.ready(2), signal)).length === 2) return pool;
    } catch (error) {
      pool.dispose();
      throw error;
    }
    pool.dispose();
    return null;
  }

  async function trainShared(
    pool: ShardPool,
    request: TrainRequest,
    work: (peers: Peers, signal: AbortSignal) => Promise<Trained>,
    signal: AbortSignal | undefined,
  ): Promise<Trained> {
    const controller = new AbortController();
    const cancel = (): void => controller.abort(new EngineError("cancelled", "the training was cancelled"));
    if (signal?.aborted === true) cancel();
    signal?.addEventListener("abort", cancel);
    let trained: Trained | null = null;
    try {
      await pool.run(
        [0, 1],
        { training: request },
        controller,
        async (peers) => {
          trained = await work(peers, controller.signal);
        },
        () => undefined,
      );
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
    if (trained === null) throw new EngineError("failed", "the training gave nothing");
    return trained;
  }

  async function sharpness(request: SharpnessRequest, { signal }: SharpnessOptions): Promise<number> {
    const { sharpnessSteps } = await import("./training/trainer.ts");
    // One to train in, if it is asked for a later step, and one to search in.
    const modules = [await loadModule(), await loadModule()];
    const steps = sharpnessSteps(() => {
      const module = modules.pop();
      if (module === undefined) throw new EngineError("failed", "no further memory");
      return openSession(module);
    }, request);
    return runPaced(steps, signal);
  }

  return {
    prepare: async () => reportOf((await open()).session.module.backend, 1),
    train: (request, options = {}) => train(request, options),
    sharpness: (request, options = {}) => sharpness(request, options),
    run(request, options = {}) {
      const run = last.then(async () => runRequest(await open(), request, options));
      last = run.catch(() => undefined);
      return run;
    },
    memory: async () => (state === null ? null : memoryOf(await state)),
    dispose() {
      isDisposed = true;
      state = null;
      started?.dispose();
    },
  };
}
