/**
 * What the steps of a run share: the plan, the memory and the tools; and what they find out about a layer.
 */
import type { AttentionSums } from "../../../experiment/attentionStats.ts";
import type { Plan } from "../../../experiment/plan.ts";
import type { Tensors } from "../../../experiment/result.ts";
import type { Summary } from "../../../experiment/statistics.ts";
import type { Calibration } from "../../../experiment/calibration.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import type { BlockCache } from "./blockCache.ts";
import type { LayerBuffers, RunBuffers } from "./buffers.ts";
import type { Comparing } from "../operations/comparing.ts";
import type { Drawing } from "../operations/draws.ts";
import type { Measuring } from "../operations/measuring.ts";
import type { KernelModule } from "../kernels/module.ts";
import type { Pace, Steps } from "../memory/pacing.ts";
import type { ShardMessage } from "./shardMessages.ts";
import type { Peers } from "./peers.ts";
import type { Multiplying } from "../operations/products.ts";
import type { Reuse } from "./reuse.ts";

/** What a run works with. */
export interface RunContext {
  readonly module: KernelModule;
  readonly request: RunRequest;
  /** The request's. */
  readonly plan: Plan;
  readonly buffers: RunBuffers;
  readonly drawing: Drawing;
  readonly multiplying: Multiplying;
  readonly measuring: Measuring;
  readonly comparing: Comparing;
  /** For every kernel that goes over a tensor value by value. */
  readonly pace: Pace;
  /** For what the host itself does value by value. */
  readonly hostPace: Pace;
  readonly cache: BlockCache;
  readonly parameters: ParameterStore;
  /** What a training takes from the passes of a step; null where nothing is learnt. */
  readonly learning: Learning | null;
  /** The other shards of this run. */
  readonly peers: Peers;
  /** By layer: whether its weights were measured in an earlier run. */
  readonly knowsWeights: readonly boolean[];
  /** Layers whose forward pass is there already; null where there are none. */
  readonly reuse: Reuse | null;
  /** By layer: running statistics over batches of training; empty where there were none. */
  readonly averages: readonly Averages[];
  readonly emit: (message: ShardMessage) => void;
}

/** Mean and variance of each unit, `[N]`. */
export interface Averages {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** What is known of a layer so far. */
export interface LayerState {
  readonly buffers: LayerBuffers;
  /** What was measured before its turn, by a calibration. */
  readonly measured: Tensors<Summary>;
  /** Saturated entries among the inputs of the shard. */
  saturated: number;
  /** By unit: whether phi' is other than 0 for one of them. */
  alive: Uint32Array;
  /** What the batch makes of the weights; null where they do not follow it. */
  calibration: Calibration | null;
  /** Null where no tokens are mixed. */
  attention: AttentionSums | null;
}

/** The source of the parameters of a run. N = units, K = fan-in. */
export interface ParameterStore {
  /** Makes the weights of a layer, `[N, K]`. @returns their address, valid until the next call */
  weight(state: LayerState): Steps<number>;
  /** Makes the biases of a layer, `[N]`. @returns their address, valid until the next call; null for none */
  bias(layer: LayerBuffers): Steps<number | null>;
  /**
   * The gamma of each unit in y = gamma xhat + beta, float64 `[N]`: a float32 would round what the plan says.
   * @returns their address, valid until the next call
   */
  gain(layer: LayerBuffers): number;
  /** The beta of each unit, float64 `[N]`. @returns their address, valid until the next call */
  shift(layer: LayerBuffers): number;
  /**
   * Makes the dropout mask of a layer in its place, if it has one.
   * @param batchIndex 0 for the batch that is shown, else a batch of training
   */
  mask(layer: LayerBuffers, batchIndex?: number): Steps<void>;
}

/** What a training takes from the passes, as soon as it is there. Addresses of float64. */
export interface Learning {
  /** Batch norm has the means of a batch, `[N]`, and its sums of squared differences from them, `[N]`. */
  statistics(layer: LayerBuffers, means: number, squares: number): void;
  /** The gradients of shifts and gains, `[2 N]`. */
  norm(layer: LayerBuffers, sums: number): void;
}
