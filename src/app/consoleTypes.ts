/** The types of `window.initscope`. */
import type { FrameworkId } from "../catalog/frameworks.ts";
import type { EngineChoice, EngineRun } from "../engine/engine.ts";
import type { TensorId } from "../experiment/result.ts";
import type { StableRates } from "../experiment/training/sharpness.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import type { Theory } from "../experiment/theory/theory.ts";
import type { Adjustment } from "../link/adjustment.ts";
import type { AuditRow } from "../weights/judge/rows.ts";
import type { Layout } from "../weights/judge/fans.ts";

export interface ConsoleApi {
  readonly version: string;
  /**
   * Runs a link on the page's engine, or on exactly the engine named (`wasm`, `gpu-webgpu`, `gpu-webgl2`,
   * `reference`).
   * @param options.capture also returns the raw tensors as Float32Array, row-major
   * @param options.tensors the only tensors to measure; a run computes no more than they need. The default,
   * and
   *   the choice with `capture`, is all of them
   * @param options.workers how many workers share the batch, up to the number available; by default the
   *   engine decides
   */
  run(
    link: string,
    options?: {
      readonly engine?: EngineChoice;
      readonly capture?: boolean;
      readonly tensors?: readonly TensorId[];
      readonly workers?: number;
    },
  ): Promise<EngineRun & { readonly adjustments: readonly Adjustment[]; readonly theory: Theory }>;
  /**
   * Trains the network of a link with a task, `#v=1&task=spirals&opt=adam&seed=1`, on the engine predicted to
   * be quickest at it or on exactly the engine named.
   * @param link or a whole request, as tests have it (src/experiment/training/trainRequest.ts)
   * @param options.steps how many; those of the link by default
   * @param options.every steps between snapshots; the first and the last step always have one
   * @param options.signal ends the training early; it then rejects
   * @throws RangeError for a link without a task
   */
  train(
    link: string | TrainRequest,
    options?: {
      readonly steps?: number;
      readonly every?: number;
      readonly engine?: EngineChoice;
      readonly signal?: AbortSignal;
    },
  ): Promise<ConsoleTraining>;
  /**
   * The largest eigenvalue of the Hessian of the loss of the points to learn from, at most 512 of them.
   * @param options.step after so many steps of training; 0 by default
   * @throws RangeError for a link without a task
   */
  sharpness(link: string, options?: { readonly step?: number }): Promise<ConsoleSharpness>;
  /**
   * A link as a program in a framework, with the numbers that this page measures: the text of a Python file.
   * A link with a task is trained first, and the script trains too and compares the losses.
   * @throws RangeError for an unknown framework, and for an experiment that no script has yet
   */
  code(link: string, framework: FrameworkId): Promise<string>;
  /**
   * The tensors of a file of weights with their statistics and the laws that they match. The file is read in
   * a worker and goes nowhere.
   * @param file safetensors, .npy, .npz, or a zip file of PyTorch: what a file input or a drop gives
   * @param options.layout where the outputs stand in a shape; by default names and shapes decide
   * @throws WeightFileError for a file that cannot be opened, with its `fault`
   */
  audit(
    file: Blob,
    options?: { readonly layout?: Layout; readonly signal?: AbortSignal },
  ): Promise<readonly AuditRow[]>;
  /**
   * Shows a trace of the recorder, docs/recorder.md.
   * @param trace the document as an object or as text, the bytes of a file, or a File
   * @throws RangeError for what is no trace, with its fault
   */
  open(trace: unknown): Promise<OpenedTrace>;
}

export interface OpenedTrace {
  readonly model: string;
  readonly framework: string;
  /** Names of the layers. */
  readonly layers: readonly string[];
  /** The recorded steps. */
  readonly steps: readonly number[];
}

export interface ConsoleSharpness {
  readonly sharpness: number;
  /** Learning rates above which the loss oscillates and above which it diverges; null where none follow. */
  readonly rates: StableRates | null;
}

export interface ConsoleTraining extends Omit<TrainingRun, "losses"> {
  /** Loss of every mini-batch, before its step. */
  readonly losses: readonly number[];
  /** Loss of the points that are not learnt from, at every snapshot. */
  readonly validation: readonly { readonly step: number; readonly loss: number }[];
  readonly snapshots: readonly Snapshot[];
  readonly adjustments: readonly Adjustment[];
}
