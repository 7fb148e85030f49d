/** What a shard of the engine keeps from run to run, and one run of it. */
import type { Plan } from "../../../experiment/plan.ts";
import { BlockCache } from "../run/blockCache.ts";
import { EngineError } from "../../engine.ts";
import { inputBlock, layoutRun, maskBlock, upstreamBlock, weightBlock } from "../run/buffers.ts";
import type { DrawBlock, RunBuffers, Shard } from "../run/buffers.ts";
import { Comparing } from "../operations/comparing.ts";
import { Drawing } from "../operations/draws.ts";
import { Measuring } from "../operations/measuring.ts";
import { reserve } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { Pace, runPaced } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";
import type { ShardMessage } from "../run/shardMessages.ts";
import type { Peers } from "../run/peers.ts";
import { Multiplying } from "../operations/products.ts";
import { DrawnParameters } from "../passes/parameters.ts";
import { propagate } from "../passes/propagate.ts";
import { forwardMoves } from "../run/reuse.ts";
import type { Reuse } from "../run/reuse.ts";
import type { RunContext } from "../run/runContext.ts";
import type { TrainRequest } from "../../../experiment/training/trainRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";

/** What lasts from run to run: the instance, what is drawn in its memory, and how fast this device is. */
export interface Session {
  readonly module: KernelModule;
  readonly drawing: Drawing;
  readonly multiplying: Multiplying;
  readonly measuring: Measuring;
  readonly comparing: Comparing;
  readonly pace: Pace;
  readonly hostPace: Pace;
  readonly cache: BlockCache;
  /**
   * Weights are kept from run to run in layouts of up to so many bytes, all shards together; less
   * where a device has less.
   */
  keptBytes: number;
  /** What the last run has left of its forward pass, and where; null unless it came to its end. */
  last: { readonly planKey: string; readonly buffers: RunBuffers } | null;
}

/** What a phone's browser gives a page without complaint. */
export const MOST_KEPT_BYTES = 2 ** 30;

export function openSession(module: KernelModule, keptBytes: number = MOST_KEPT_BYTES): Session {
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
    keptBytes,
    last: null,
  };
}

/** A run as all of its shards know it. */
export interface Task {
  readonly request: RunRequest;
  /** By layer: whether its weights were measured in an earlier run. */
  readonly knowsWeights: readonly boolean[];
  /** Null where the forward pass begins with the first layer. */
  readonly reuse: Reuse | null;
}

/** A training as all of its shards know it. */
export interface TrainTask {
  readonly training: TrainRequest;
}

/** Where everything of a shard lies: weights are kept if that leaves the layout small enough. */
export function layoutFor({ module, keptBytes }: Session, plan: Plan, shard: Shard): RunBuffers {
  const kept = layoutRun(module, plan, shard);
  return shard.count * kept.end <= keptBytes ? kept : layoutRun(module, plan, shard, false);
}

/**
 * Lays a shard out and makes the memory large enough; without weights that are kept,
 * if the device has no more.
 * @throws EngineError `out-of-memory`
 */
function makeRoom(session: Session, plan: Plan, shard: Shard): RunBuffers {
  const { memory } = session.module;
  const buffers = layoutFor(session, plan, shard);
  try {
    reserve(memory, buffers.end);
    return buffers;
  } catch (error) {
    if (!(error instanceof EngineError && error.code === "out-of-memory")) throw error;
    const lean = layoutRun(session.module, plan, shard, false);
    if (lean.end >= buffers.end) throw error;
    reserve(memory, lean.end);
    // It would not give more next time either.
    session.keptBytes = shard.count * memory.buffer.byteLength;
    return lean;
  }
}

/**
 * Runs one shard to its end.
 * @param emit receives what it finds out
 * @throws EngineError `out-of-memory`, or why `signal` was aborted
 */
export async function runShard(
  session: Session,
  task: Task,
  peers: Peers,
  emit: (message: ShardMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const { last } = session;
  const { request, reuse } = task;
  const { plan } = request;
  session.last = null;
  if (reuse !== null && reuse.planKey !== last?.planKey)
    throw new EngineError("failed", "the run to go on from is not the last one");
  const buffers = makeRoom(session, plan, peers);
  const context = { ...session, ...task, plan, buffers, peers, emit, averages: [], learning: null };
  await runPaced(
    shardSteps({ ...context, parameters: new DrawnParameters(context) }, last?.buffers ?? buffers),
    signal,
  );
  session.last = { planKey: plan.key, buffers };
}

/** @param before where everything lay in the run before */
function* shardSteps(context: RunContext, before: RunBuffers): Steps<void> {
  const { plan, buffers, cache, reuse } = context;
  const isBlock = (block: DrawBlock | null): block is DrawBlock => block !== null;
  const ends = [inputBlock(plan, buffers), upstreamBlock(plan, buffers)];
  const weights = buffers.layers.map(weightBlock).filter(isBlock);
  const masks = buffers.layers.map((layer) => maskBlock(plan, buffers, layer)).filter(isBlock);
  // Weights lie in front, where a change of depth or batch leaves them.
  yield* cache.relocate(
    [...weights, ...masks, ...ends],
    [...masks, ...ends],
    forwardMoves(before, buffers, reuse?.calibrations.length ?? 0),
  );
  yield* propagate(context);
}
