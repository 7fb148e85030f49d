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
import { predict } from "../experiment/theory/theory.ts";
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
}

declare global {
  interface Window {
    initscope?: ConsoleApi;
  }
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
      return { ...run, adjustments, theory: predict(plan) };
    },
  };
}
