/** What the steps of a run share: the plan, the memory and the tools; and what they find out about a layer. */
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import type { Calibration } from "../../experiment/calibration.ts";
import type { Similarity } from "../../experiment/similarity.ts";
import type { BlockCache } from "./blockCache.ts";
import type { LayerBuffers, RunBuffers } from "./buffers.ts";
import type { Comparing } from "./comparing.ts";
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
  readonly comparing: Comparing;
  /** For every kernel that goes over a tensor value by value. */
  readonly pace: Pace;
  /** For what the host itself does value by value. */
  readonly hostPace: Pace;
  readonly cache: BlockCache;
  readonly weightStats: WeightStatsCache;
  readonly isCapturing: boolean;
  /** What to measure. */
  readonly wanted: readonly TensorId[];
  readonly onLayer: (update: LayerResult) => void;
}

/** Statistics of the weights of each layer, by what they were made of. */
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
  /** What the batch makes of the weights; null where they do not follow it. */
  calibration: Calibration | null;
}
