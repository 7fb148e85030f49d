/**
 * `window.initscope`: the same engines for scripts, the browser console and the conformance tests.
 * `await initscope.run("#v=1&depth=3&seed=1", { engine: "wasm", capture: true })`
 */
import type { EngineChooser } from "../engine/choose.ts";
import type { EngineChoice, EngineRun } from "../engine/engine.ts";
import { fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { planExperiment } from "../experiment/plan.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import type { TensorId } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import type { StableRates } from "../experiment/training/sharpness.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import type { Theory } from "../experiment/theory/theory.ts";
import { decodeLink } from "../link/codec.ts";
import type { Adjustment } from "../link/adjustment.ts";

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

declare global {
  interface Window {
    initscope?: ConsoleApi;
  }
}

/** The training of a link. @throws RangeError for one without a task */
async function requestOfLink(link: string) {
  // Fetched with the first training.
  const { planTraining } = await import("../experiment/training/trainingPlan.ts");
  const { config, adjustments } = decodeLink(link);
  const training = planTraining(fitToBudget(config, HARD_BUDGET));
  if (training === null) throw new RangeError(`invalid link: ${link} (expected a task, as in task=spirals)`);
  return { request: { training, given: null, returnsParameters: false }, adjustments };
}

/** Puts the interface on the window. */
export function installConsoleApi(chooser: EngineChooser, version: string): void {
  window.initscope = {
    version,
    async run(link, { engine, capture = false, tensors = TENSOR_IDS, workers = null } = {}) {
      const { config, adjustments } = decodeLink(link);
      const plan = planExperiment(fitToBudget(config, HARD_BUDGET));
      const request = capture
        ? requestOf(plan, { capture: "all", workers })
        : requestToMeasure(plan, tensors, { workers });
      const run = await (engine === undefined ? chooser.run(request) : chooser.runOn(engine, request));
      const { predict } = await import("../experiment/theory/theory.ts");
      return { ...run, adjustments, theory: predict(plan) };
    },
    async train(link, { steps, every = Infinity, engine, signal } = {}) {
      const { request, adjustments } =
        typeof link === "string" ? await requestOfLink(link) : { request: link, adjustments: [] };
      const training = { ...request.training, steps: steps ?? request.training.steps };
      const snapshots: Snapshot[] = [];
      const { losses, ...trained } = await chooser.train(
        { ...request, training },
        {
          every,
          onSnapshot: (snapshot) => snapshots.push(snapshot),
          ...(signal === undefined ? {} : { signal }),
        },
        engine,
      );
      const validation = snapshots.map(({ step, validation: loss }) => ({ step, loss }));
      return { ...trained, losses: [...losses], validation, snapshots, adjustments };
    },
    async sharpness(link, { step = 0 } = {}) {
      const { training, given } = (await requestOfLink(link)).request;
      const { stableRates } = await import("../experiment/training/sharpness.ts");
      const sharpness = await chooser.sharpness({ training, given, step });
      return { sharpness, rates: stableRates(training, sharpness) };
    },
  };
}
