/**
 * `window.initscope`: the same engines for scripts, the browser console and the conformance tests.
 * `await initscope.run("#v=1&depth=3&seed=1", { engine: "wasm", capture: true })`
 */
import type { EngineChooser } from "../engine/choose.ts";
import type { EngineChoice, EngineRun, RunOptions } from "../engine/engine.ts";
import { fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { planExperiment } from "../experiment/plan.ts";
import { predict } from "../experiment/theory/theory.ts";
import type { Theory } from "../experiment/theory/theory.ts";
import { decodeLink } from "../link/codec.ts";
import type { Adjustment } from "../link/adjustment.ts";

export interface ConsoleApi {
  readonly version: string;
  /**
   * Runs a link, on the page's engine or on exactly the one named (`wasm`, `gpu-webgpu`,
   * `gpu-webgl2`, `reference`).
   * @param options.capture also returns the raw tensors as Float32Array, row-major
   * @param options.tensors,options.workers as of RunOptions: all tensors, and as many workers
   *   as the engine finds right
   */
  run(
    link: string,
    options?: { readonly engine?: EngineChoice } & Pick<RunOptions, "capture" | "tensors" | "workers">,
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
    async run(link, { engine, ...options } = {}) {
      const { config, adjustments } = decodeLink(link);
      const plan = planExperiment(fitToBudget(config, HARD_BUDGET));
      const run = await (engine === undefined
        ? chooser.run(plan, options)
        : chooser.runOn(engine, plan, options));
      return { ...run, adjustments, theory: predict(plan) };
    },
  };
}
