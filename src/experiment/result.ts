/**
 * The result of a run: statistics per layer and tensor, and the engine that computed them. It is serialisable
 * and holds no buffers of the network.
 */
import type { Sketch } from "../math/sketch.ts";
import type { AttentionStats } from "./attentionStats.ts";
import type { Calibration } from "./calibration.ts";
import type { Similarity } from "./similarity.ts";

/**
 * The tensors of one layer. z = a_prev W^T + b is `pre_activation` (before any normalisation), the
 * layer's output is `activation` (after normalisation, if that stands after), and the gradients are those
 * of L with respect to them. Where a layer adds to the stream of a block, `activation` is what it adds, and
 * its output is `stream`; no other layer has these two tensors.
 */
export const TENSOR_IDS = [
  "pre_activation",
  "activation",
  "grad_activation",
  "grad_pre_activation",
  "weight",
  "grad_weight",
  "stream",
  "grad_stream",
] as const;
export type TensorId = (typeof TENSOR_IDS)[number];

/** The tensors of a run, and the change of the weights in a step of training. */
export const SHOWN_TENSOR_IDS = [...TENSOR_IDS, "update"] as const;
export type ShownTensorId = (typeof SHOWN_TENSOR_IDS)[number];

/** A value for each tensor that has one. */
export type Tensors<Value> = Partial<Record<TensorId, Value>>;

/** The statistics of a tensor that a chart may show. */
export function statsOf(layer: LayerResult, tensor: ShownTensorId): TensorStats | undefined {
  return tensor === "update" ? (layer.update ?? undefined) : layer.tensors[tensor];
}

/** Whether the backward pass makes a tensor. */
export function isGradient(tensor: TensorId): boolean {
  return tensor.startsWith("grad_");
}

/** Statistics of one tensor. Undefined numbers are NaN; non-finite entries are counted, never averaged. */
export interface TensorStats {
  readonly sketch: Sketch;
  readonly finite: number;
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  readonly min: number;
  readonly max: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
  /**
   * Split of the variance over inputs and units; NaN for weights and their gradients, which have no batch.
   */
  readonly batchStd: number;
  readonly unitStd: number;
}

/** One layer. Tensors arrive while a run streams; at the end its own (or the requested ones) are there. */
export interface LayerResult {
  readonly layerIndex: number;
  readonly units: number;
  readonly tensors: Readonly<Partial<Record<TensorId, TensorStats>>>;
  /** The change of the weights in a step; only of a network in training. */
  readonly update?: TensorStats | null;
  /** Share of entries with |phi'| < 0.06 max|phi'|; NaN until the forward pass has reached the layer. */
  readonly saturated: number;
  /** Share of units with phi' = 0 for every input of the batch. */
  readonly deadUnits: number;
  /** How alike the layer's outputs are over the inputs; NaN where `activation` was not requested. */
  readonly similarity: Similarity;
  /** The effect of the batch on the weights (LSUV); null for all other initialisers. */
  readonly calibration: Calibration | null;
  /** Only of a layer that mixes tokens. */
  readonly attention?: AttentionStats;
}

export type EngineKind = "reference" | "wasm" | "gpu";
export type EngineBackend = "float64" | "float32-emulated" | "simd" | "relaxed-simd" | "webgl2" | "webgpu";

/** The reason why an engine was not used. */
export interface DeclinedEngine {
  readonly engine: EngineKind;
  readonly backend: EngineBackend | null;
  /**
   * `no-device`, `context-lost`, `out-of-memory`, `self-test-failed`, `not-faithful`,
   * `unsupported`, `timeout`, `slower`, `failed`
   */
  readonly code: EngineErrorCode | "slower";
  readonly detail: string;
}

export const ENGINE_ERROR_CODES = [
  "no-device",
  "context-lost",
  "out-of-memory",
  "self-test-failed",
  /** The device does not propagate NaN and Inf as IEEE 754 says, and this network has some. */
  "not-faithful",
  /** The browser did not start the worker that the engine runs in. */
  "no-worker",
  /** The engine has no kernels for a setting of this network. */
  "unsupported",
  "timeout",
  "cancelled",
  "failed",
] as const;
export type EngineErrorCode = (typeof ENGINE_ERROR_CODES)[number];

/** Why a run had its engine. */
export interface EngineReason {
  /**
   * - `unmeasured`: no contest has been held yet;
   * - `only`: no other engine that passes its self-test is quicker at anything;
   * - `quickest`: the least predicted time, or so near it that changing engines does not pay;
   * - `preferred`: the visitor has chosen it;
   * - `fallback`: a better one has failed.
   */
  readonly code: "unmeasured" | "only" | "quickest" | "preferred" | "fallback";
  /** Predicted times of the engines that could have had the run, the one that had it first. */
  readonly predicted: readonly PredictedTime[];
  /** The times are those of a whole training. */
  readonly isTraining?: true;
}

export interface PredictedTime {
  readonly engine: EngineKind;
  readonly backend: EngineBackend | null;
  readonly ms: number;
}

/** The engine that ran, as it names itself, not the one that was requested. */
export interface EngineReport {
  readonly engine: EngineKind;
  readonly backend: EngineBackend;
  readonly precision: "float64" | "float32";
  readonly workers: number;
  /** Known limit: results below 2^-126 may be 0 before they are counted. */
  readonly flushesDenormals: boolean;
  readonly declined: readonly DeclinedEngine[];
  /** Given where the page chose among its engines; absent where an engine was called by itself. */
  readonly reason?: EngineReason;
}

/** What a run on a GPU sends and starts. Bytes include the padding of the device's layout. */
export interface DeviceTraffic {
  /** Kernels started, those that unpack an upload or copy for a reading included. */
  readonly launches: number;
  readonly uploads: number;
  readonly uploadedBytes: number;
  /** Results read back. */
  readonly readings: number;
  readonly readBytes: number;
  /** Kernels compiled in this run because no earlier run needed them. */
  readonly compiled: number;
}

export interface RunResult {
  readonly planKey: string;
  readonly report: EngineReport;
  readonly batch: number;
  readonly layers: readonly LayerResult[];
  /** The loss whose gradient was injected, a mean over the batch; null where the gradient was drawn. */
  readonly loss: number | null;
  /** Number of layers, from the first, whose forward pass was reused from the run before. */
  readonly reusedLayers: number;
  /** Null for engines that run on the processor. */
  readonly traffic: DeviceTraffic | null;
  readonly elapsedMs: number;
}

/**
 * The raw tensors of one layer, for tests, export and the inspector; only where a run was told to capture
 * them.
 */
export type CapturedLayer = Readonly<Record<TensorId, Float32Array>>;
