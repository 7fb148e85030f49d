/** The seam between a plan and whatever computes it. Everything outside engine/ knows only this file's types. */
import type { Plan } from "../experiment/plan.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import type {
  CapturedLayer,
  EngineErrorCode,
  EngineKind,
  EngineReport,
  LayerResult,
  RunResult,
  TensorId,
} from "../experiment/result.ts";

/** Statistics of one layer that have just become ready; a later update of the same layer adds tensors to it. */
export type LayerUpdate = LayerResult;

export interface RunOptions {
  /** A newer run aborts an older one; an aborted run rejects with code `cancelled`. */
  readonly signal?: AbortSignal;
  /**
   * Called as layers become ready: forward from the first to the last, then backward from the last to the first.
   * Through a worker, quick runs skip it and slow ones bundle it: each call holds the newest state of its layer.
   */
  readonly onLayer?: (update: LayerUpdate) => void;
  /**
   * The only tensors to measure; what nothing else needs, such as weight gradients, is not computed. All when absent, and
   * when captured.
   */
  readonly tensors?: readonly TensorId[];
  /** How many workers share the batch, as far as there are so many; the engine decides when absent. */
  readonly workers?: number;
  /** Also return the raw tensors. They are copies; large networks should not ask for them. */
  readonly capture?: boolean;
  /**
   * Return the raw tensors of this layer only, 0-based: the input and the tensors of all other layers come back empty.
   * Ignored with `capture`.
   */
  readonly captureLayer?: number;
}

/** Which raw tensors a run returns. */
export type CaptureOptions = Pick<RunOptions, "capture" | "captureLayer">;

/** Whether a run returns the raw tensors of a layer. */
export function capturesLayer({ capture, captureLayer }: CaptureOptions, layerIndex: number): boolean {
  return capture === true || captureLayer === layerIndex;
}

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
  };
}

/** Whether a run returns any raw tensors. */
export function capturesAny({ capture, captureLayer }: CaptureOptions): boolean {
  return capture === true || captureLayer !== undefined;
}

/** The tensors that a run with these options measures. */
export function wantedTensors(options: RunOptions): readonly TensorId[] {
  return capturesAny(options) ? TENSOR_IDS : (options.tensors ?? TENSOR_IDS);
}

export interface EngineRun {
  readonly result: RunResult;
  /** Input `[batch, inputUnits]` and the six tensors of every layer; null unless asked for. */
  readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
}

/** One way to compute a plan. */
export interface Engine {
  /** Resolves to what really answers on this device; rejects with an EngineError when nothing does. */
  prepare(): Promise<EngineReport>;
  run(plan: Plan, options?: RunOptions): Promise<EngineRun>;
  dispose(): void;
}

/** `auto` lets measurement decide; the rest is the user's wish, kept on this device and never in a link. */
export const ENGINE_PREFERENCES = ["auto", "wasm", "gpu-webgpu", "gpu-webgl2", "reference"] as const;
export type EnginePreference = (typeof ENGINE_PREFERENCES)[number];
export type EngineChoice = Exclude<EnginePreference, "auto">;

/** What is known of one engine on this device. */
export interface EngineAvailability {
  readonly preference: EngineChoice;
  readonly engine: EngineKind;
  readonly status: "unknown" | "ready" | "declined";
  /** Why it was declined, as a code the screen translates. */
  readonly reason: EngineErrorCode | "slower" | null;
  /** Median time of the calibration race; null when it did not run. */
  readonly raceMs: number | null;
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
