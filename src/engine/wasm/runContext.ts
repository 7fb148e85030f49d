/** What the steps of a run share: the plan, the memory and the tools; and what they find out about a layer. */
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import type { Similarity } from "../../experiment/similarity.ts";
import type { BlockCache } from "./blockCache.ts";
import type { LayerBuffers, RunBuffers } from "./buffers.ts";
import type { Drawing } from "./draws.ts";
import type { Measuring } from "./measuring.ts";
import type { KernelModule } from "./module.ts";
import type { Pace } from "./pacing.ts";
import type { Multiplying } from "./products.ts";

/** What a run works with. */
export interface RunContext {
  readonly module: KernelModule;
  readonly plan: Plan;
  readonly buffers: RunBuffers;
  readonly drawing: Drawing;
  readonly multiplying: Multiplying;
  readonly measuring: Measuring;
  /** For everything that goes over a tensor value by value. */
  readonly pace: Pace;
  readonly cache: BlockCache;
  readonly weightStats: WeightStatsCache;
  readonly isCapturing: boolean;
  readonly onLayer: (update: LayerResult) => void;
}

/** Statistics of the weights of each layer, by what they were drawn from. */
export type WeightStatsCache = Map<number, { readonly key: string; readonly stats: TensorStats }>;

export type Tensors<Value> = Partial<Record<TensorId, Value>>;

/** What is known of a layer so far. */
export interface LayerState {
  readonly buffers: LayerBuffers;
  readonly stats: Tensors<TensorStats>;
  readonly captured: Tensors<Float32Array>;
  saturated: number;
  deadUnits: number;
  similarity: Similarity;
}
