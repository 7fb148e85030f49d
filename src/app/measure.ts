/**
 * Runs experiments beside the page's own experiment: in the background, one after
 * another, on the page's engine.
 */
import { EngineError } from "../engine/engine.ts";
import type { EngineChooser } from "../engine/choose.ts";
import { DEFAULT_BUDGET, fitToBudget } from "../experiment/budget.ts";
import type { Budget } from "../experiment/budget.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { decodeLink } from "../link/codec.ts";
import type { Measure, MeasureConfig, Measurement } from "../views/services.ts";

/** Makes the services; the picture, the address and the undo history of the page stay as they are. */
export function createMeasure(chooser: Pick<EngineChooser, "run">): {
  readonly measure: Measure;
  readonly measureConfig: MeasureConfig;
} {
  /** Settles with the newest run; never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  async function run(wanted: ExperimentConfig, signal: AbortSignal, budget: Budget): Promise<Measurement> {
    if (signal.aborted) return { kind: "failed", code: "cancelled" };
    try {
      const config = fitToBudget(wanted, budget);
      const plan = planExperiment(config);
      const { result } = await chooser.run(requestOf(plan), { signal });
      return { kind: "done", config, plan, result };
    } catch (error) {
      return { kind: "failed", code: error instanceof EngineError ? error.code : "failed" };
    }
  }

  function measureConfig(config: ExperimentConfig, signal: AbortSignal, budget = DEFAULT_BUDGET) {
    const turn = last.then(() => run(config, signal, budget));
    last = turn;
    return turn;
  }
  return {
    measureConfig,
    measure: (link, signal, budget) => measureConfig(decodeLink(link).config, signal, budget),
  };
}
