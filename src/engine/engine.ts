/**
 * The interface between a request and the engine that computes it. Code outside engine/ knows only this
 * file's types.
 */
import type {
  CapturedLayer,
  EngineErrorCode,
  EngineKind,
  EngineReport,
  LayerResult,
  RunResult,
} from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { Snapshot, SnapshotSteps } from "../experiment/training/snapshot.ts";
import type { SharpnessRequest } from "../experiment/training/sharpness.ts";
import type { StepLimit } from "../experiment/training/stepLimit.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import type { CostModel } from "./cost/model.ts";
import type { SelfCheckId } from "./selfCheck.ts";

export type { SelfCheckId };

/**
 * Statistics of one layer that have just become ready; a later update of the same layer adds tensors to it.
 */
export type LayerUpdate = LayerResult;

/** How a caller follows and stops a run: functions and signals, which a message cannot carry. */
export interface RunOptions {
  /** A newer run aborts an older one; an aborted run rejects with code `cancelled`. */
  readonly signal?: AbortSignal;
  /**
   * Called as layers become ready: forward from the first to the last, then backward from the last to the
   * first. Through a worker, quick runs skip it and slow ones bundle it: each call holds the newest state of
   * its layer.
   */
  readonly onLayer?: (update: LayerUpdate) => void;
}

/** How a caller follows and stops a training. */
export interface TrainOptions {
  /** An aborted training rejects with code `cancelled`, within 100 ms. */
  readonly signal?: AbortSignal;
  /** Steps between snapshots, or those that have one; the first and the last step always have one. */
  readonly every?: SnapshotSteps;
  /**
   * A snapshot of the next step is also taken where the last one was begun so long ago, unless snapshots
   * would take most of the time. Which steps these are depends on the device; the numbers of the training do
   * not.
   */
  readonly pictureEveryMs?: number;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
  /**
   * How many steps may be done; where a training waits for more, it gives a snapshot first. By default all.
   */
  readonly limit?: StepLimit;
  /** Called by the chooser before the first step, and again where another engine begins anew. */
  readonly onEngine?: (report: EngineReport) => void;
}

/** How a caller stops a search for the sharpest direction: it rejects with code `cancelled`. */
export type SharpnessOptions = Pick<TrainOptions, "signal">;

/** A layer's raw tensors; empty where they were not captured. */
export function completeCapture(captured: Partial<CapturedLayer>): CapturedLayer {
  const none = new Float32Array(0);
  return {
    pre_activation: captured.pre_activation ?? none,
    activation: captured.activation ?? none,
    grad_activation: captured.grad_activation ?? none,
    grad_pre_activation: captured.grad_pre_activation ?? none,
    weight: captured.weight ?? none,
    grad_weight: captured.grad_weight ?? none,
    stream: captured.stream ?? none,
    grad_stream: captured.grad_stream ?? none,
  };
}

export interface EngineRun {
  readonly result: RunResult;
  /**
   * Input `[batch, inputUnits]` and the tensors of every layer, as the request's `capture` says; a tensor
   * that was not requested or not computed is empty. Null when nothing was requested.
   */
  readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
}

/** Memory that an engine holds in all its threads. */
export interface EngineMemory {
  /** Bytes of WebAssembly memory in the engine's own thread; this memory grows and never shrinks. */
  readonly heapBytes: number;
  /** The last run, all shards together; null before the first. */
  readonly run: {
    readonly shards: number;
    /** Standard draws kept for later runs. */
    readonly weightBytes: number;
    /** Tensors that the forward pass keeps for the backward pass. */
    readonly activationBytes: number;
    /** The whole layout, work space included. */
    readonly bytes: number;
  } | null;
}

/** One way to compute a request. */
export interface Engine {
  /**
   * Resolves to a report of the backend that works on this device; rejects with an EngineError when none
   * does.
   */
  prepare(): Promise<EngineReport>;
  run(request: RunRequest, options?: RunOptions): Promise<EngineRun>;
  /** Trains a network from its first step to its last; left out by an engine that cannot. */
  train?(request: TrainRequest, options?: TrainOptions): Promise<TrainingRun>;
  /**
   * The largest eigenvalue of the Hessian of the loss of the points to learn from, after some steps of a
   * training; left out by an engine that cannot tell.
   */
  sharpness?(request: SharpnessRequest, options?: SharpnessOptions): Promise<number>;
  /** Null when the engine cannot tell. */
  memory(): Promise<EngineMemory | null>;
  dispose(): void;
}

/**
 * `auto` lets measurement decide; any other value is the visitor's choice, kept on this device and never in a
 * link.
 */
export const ENGINE_PREFERENCES = ["auto", "wasm", "gpu-webgpu", "gpu-webgl2", "reference"] as const;
export type EnginePreference = (typeof ENGINE_PREFERENCES)[number];
export type EngineChoice = Exclude<EnginePreference, "auto">;

/** One case of the self-test: the worst tensor's distance from the float64 reference. */
export interface SelfCheck {
  readonly id: SelfCheckId;
  readonly isPassed: boolean;
  /** Greatest relative L2 error of a tensor; null where it is not finite. */
  readonly error: number | null;
}

/** The state of one engine on this device. */
export interface EngineAvailability {
  readonly preference: EngineChoice;
  readonly engine: EngineKind;
  readonly status: "unknown" | "ready" | "declined";
  /** The reason for declining it, as a code that the screen translates. */
  readonly reason: EngineErrorCode | "slower" | "software" | null;
  /** Median time of the contest's race; null when it did not run. */
  readonly raceMs: number | null;
  /** What a run takes on it, corrected by the runs since; null when it was not timed. */
  readonly model: CostModel | null;
  /** Null when it was not tested. */
  readonly checks: readonly SelfCheck[] | null;
  /** The name of the GPU; null when there is none, or it has no name. */
  readonly adapter: string | null;
}

/** Whether an engine is a GPU that runs may have. */
export const isUsedGpu = ({ engine, status, reason }: EngineAvailability): boolean =>
  engine === "gpu" && status === "ready" && reason === null;

/** How fast one thread of this device multiplies matrices, in GFLOP/s. */
export interface MeasuredSpeed {
  readonly backend: "simd" | "relaxed-simd";
  readonly forward: number;
  readonly inputGradient: number;
  readonly weightGradient: number;
  /**
   * Chains of multiply and add in registers, by the same instructions: an upper bound of any product's speed.
   */
  readonly peak: number;
}

/** The result of the contest: kept on the device, for one version of the program in one browser. */
export interface ContestRecord {
  readonly version: string;
  /** ISO 8601 */
  readonly measuredAt: string;
  readonly elapsedMs: number;
  /** The quickest at the race; every run has the engine that is predicted to be quickest at it. */
  readonly winner: EngineChoice;
  readonly engines: readonly EngineAvailability[];
  /** Null when it could not be measured. */
  readonly speed: MeasuredSpeed | null;
}

/** An engine's failure, with a code the screen can translate. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EngineError";
    this.code = code;
  }
}
