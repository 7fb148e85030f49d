/** What a shard of the engine keeps from run to run, and one run of it. */
import type { Plan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import type { CaptureOptions } from "../engine.ts";
import { BlockCache } from "./blockCache.ts";
import { inputBlock, layoutRun, maskBlock, upstreamBlock, weightBlock } from "./buffers.ts";
import type { DrawBlock } from "./buffers.ts";
import { Comparing } from "./comparing.ts";
import { Drawing } from "./draws.ts";
import { Measuring } from "./measuring.ts";
import { reserve } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { Pace, runPaced } from "./pacing.ts";
import type { Part } from "./parts.ts";
import type { Peers } from "./peers.ts";
import { Multiplying } from "./products.ts";
import { propagate } from "./propagate.ts";

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
}

export function openSession(module: KernelModule): Session {
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
  };
}

/** A run as all of its shards know it. */
export interface Task {
  readonly plan: Plan;
  readonly wanted: readonly TensorId[];
  readonly capture: CaptureOptions;
  /** By layer: whether its weights were measured in an earlier run. */
  readonly knowsWeights: readonly boolean[];
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
  emit: (part: Part) => void,
  signal: AbortSignal,
): Promise<void> {
  const { module, cache } = session;
  const { plan } = task;
  const buffers = layoutRun(module, plan, peers);
  reserve(module.memory, buffers.end);
  const ends = [inputBlock(plan, buffers), upstreamBlock(plan, buffers)];
  const own = buffers.layers
    .flatMap((layer) => [weightBlock(layer), maskBlock(plan, buffers, layer)])
    .filter((block): block is DrawBlock => block !== null);
  cache.relocate([...own, ...ends], ends);
  await runPaced(propagate({ ...session, ...task, buffers, peers, emit }), signal);
}
