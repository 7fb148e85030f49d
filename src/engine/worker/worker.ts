/**
 * Makes the requested engine in a worker and answers its messages, one engine per worker; or computes a shard
 * for another worker, which runs the same script, so that no further file is fetched.
 */
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { fetchGiven } from "../../experiment/fetchGiven.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import { StepLimit } from "../../experiment/training/stepLimit.ts";
import { EngineError } from "../engine.ts";
import type { Engine, EngineChoice } from "../engine.ts";
import type { Toolkit } from "../toolkit.ts";
import { loadWebKernels } from "../wasm/kernels/webModule.ts";
import type { ShardReply, ShardRequest } from "../wasm/pool/shard.ts";
import { MOST_WORKERS } from "../wasm/pool/shardCount.ts";
import { createWasmEngine } from "../wasm/wasmEngine.ts";
import { createSender, transferOf } from "./delivery.ts";
import type { Reply, Request } from "./protocol.ts";

let engine: Engine | null = null;
const running = new Map<number, AbortController>();

function reply(message: Reply, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function fail(id: number, error: unknown): void {
  const code = errorCodeOf(error);
  reply({ kind: "failed", id, code, message: error instanceof Error ? error.message : String(error) });
}

async function createToolkit(): Promise<Toolkit> {
  try {
    // Only a GPU engine needs this part of the kernels.
    const { createWasmToolkit } = await import("../wasm/operations/toolkit.ts");
    return createWasmToolkit(await loadWebKernels());
  } catch (error) {
    // There is no WebAssembly SIMD: the plain tools give the same numbers, more slowly.
    if (error instanceof EngineError) return (await import("../toolkit.ts")).plainToolkit;
    throw error;
  }
}

/** Browsers that guard privacy may not tell the number of cores. */
const { hardwareConcurrency = 1 } = navigator as Partial<Navigator>;
const cores = Math.min(hardwareConcurrency, MOST_WORKERS);

/**
 * Workers of a worker are the only feature here that old browsers, and frames without an origin, may lack.
 */
const startShard =
  typeof Worker === "undefined" || origin === "null"
    ? null
    : (): Worker => new Worker(location.href, { type: "module", name: "initscope-shard" });

async function createEngine(choice: EngineChoice): Promise<Engine> {
  switch (choice) {
    case "wasm":
      return createWasmEngine({ loadModule: loadWebKernels, startShard, cores });
    case "gpu-webgpu":
    case "gpu-webgl2": {
      // The library is 150 kB: it is fetched only when a GPU is tried.
      const { createGpuEngine } = await import("../gpu/gpuEngine.ts");
      return createGpuEngine({
        backend: choice === "gpu-webgpu" ? "webgpu" : "webgl2",
        toolkit: await createToolkit(),
      });
    }
    case "reference": {
      // This is a last resort, which few visits need.
      const { createReferenceEngine } = await import("../referenceEngine.ts");
      return createReferenceEngine();
    }
    default:
      return choice satisfies never;
  }
}

async function prepare(id: number, choice: EngineChoice): Promise<void> {
  reply({ kind: "started", id });
  try {
    engine = await createEngine(choice);
    reply({ kind: "prepared", id, report: await engine.prepare() });
  } catch (error) {
    fail(id, error);
  }
}

/**
 * Layers are posted once a run is slow enough to be watched, and then in bundles: every message takes page
 * time.
 */
const STREAM_AFTER_MS = 100;
const STREAM_EVERY_MS = 50;

const send = createSender();

/** Collects the newest state of each layer and posts it when it is due. */
function layerStream(id: number): (update: LayerResult) => void {
  const fresh = new Map<number, LayerResult>();
  let dueMs = performance.now() + STREAM_AFTER_MS;
  return (update) => {
    fresh.set(update.layerIndex, update);
    const nowMs = performance.now();
    if (nowMs < dueMs) return;
    dueMs = nowMs + STREAM_EVERY_MS;
    const parcel = send([...fresh.values()]);
    reply({ kind: "layers", id, parcel }, transferOf(parcel));
    fresh.clear();
  };
}

/** Fetches what a task, a typed activation and attention need, with the first plan that has them. */
async function readyFor(plan: Plan): Promise<void> {
  const { key, task } = plan;
  await fetchGiven(plan);
  if (task !== undefined) await import("../../experiment/taskData.ts");
  if (key.includes('"phi:')) await (await import("../wasm/kernels/webHelpers.ts")).loadTyped();
  if (key.includes('"attention"')) await (await import("../wasm/kernels/webAttention.ts")).loadAttention();
}

async function run({ id, request }: Extract<Request, { kind: "run" }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (engine === null) throw new EngineError("failed", "the engine was not prepared");
    await readyFor(request.plan);
    const { result, captured } = await engine.run(request, {
      signal: controller.signal,
      onLayer: layerStream(id),
    });
    const parcel = send(result.layers);
    const bare = { result: { ...result, layers: [] }, captured };
    reply({ kind: "done", id, run: bare, parcel }, transferOf(parcel));
  } catch (error) {
    fail(id, error);
  } finally {
    running.delete(id);
  }
}

const limits = new Map<number, StepLimit>();

async function train({
  id,
  request,
  every,
  pictureEveryMs,
  limit,
}: Extract<Request, { kind: "train" }>): Promise<void> {
  const controller = new AbortController();
  const own = new StepLimit(limit ?? Infinity);
  running.set(id, controller);
  limits.set(id, own);
  try {
    if (engine?.train === undefined) throw new EngineError("failed", "the engine does not train");
    await readyFor(request.training.plan);
    const trained = await engine.train(request, {
      signal: controller.signal,
      every: every ?? Infinity,
      pictureEveryMs: pictureEveryMs ?? Infinity,
      limit: own,
      onSnapshot: (snapshot) => reply({ kind: "snapshot", id, snapshot }),
    });
    reply({ kind: "trained", id, run: trained });
  } catch (error) {
    fail(id, error);
  } finally {
    running.delete(id);
    limits.delete(id);
  }
}

async function findSharpness({ id, request }: Extract<Request, { kind: "sharpness" }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (engine?.sharpness === undefined) throw new EngineError("failed", "the engine knows no sharpness");
    await readyFor(request.training.plan);
    const sharpness = await engine.sharpness(request, { signal: controller.signal });
    reply({ kind: "sharpness", id, sharpness });
  } catch (error) {
    fail(id, error);
  } finally {
    running.delete(id);
  }
}

/** Fetched with the first request to a shard: a first visit makes none before the first picture. */
let shard: Promise<(request: ShardRequest) => void> | null = null;

async function startShardHere(): Promise<(request: ShardRequest) => void> {
  const { createShard } = await import("../wasm/pool/sharing.ts");
  return createShard(loadWebKernels, (message, transfer = []) => postMessage(message, { transfer }));
}

function answer(request: Request): void {
  switch (request.kind) {
    case "prepare":
      void prepare(request.id, request.engine);
      break;
    case "run":
      void run(request);
      break;
    case "train":
      void train(request);
      break;
    case "limit":
      limits.get(request.id)?.set(request.limit ?? Infinity);
      break;
    case "sharpness":
      void findSharpness(request);
      break;
    case "memory":
      void (engine?.memory() ?? Promise.resolve(null)).then((memory) =>
        reply({ kind: "memory", id: request.id, memory }),
      );
      break;
    case "cancel":
      running.get(request.id)?.abort();
      break;
    default:
      request satisfies never;
  }
}

addEventListener("message", ({ data }: MessageEvent<Request | ShardRequest>) => {
  if ("id" in data) {
    answer(data);
    return;
  }
  shard ??= startShardHere();
  if (data.kind === "work") {
    const { task } = data;
    const { plan } = "training" in task ? task.training.training : task.request;
    // Messages keep their order: those that follow wait as well. What is missing then fails the run.
    shard = shard.then((take) =>
      readyFor(plan).then(
        () => take,
        () => take,
      ),
    );
  }
  shard.then(
    (take) => take(data),
    () => postMessage({ kind: "unable" } satisfies ShardReply),
  );
});
