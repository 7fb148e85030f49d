import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { RunResult } from "../experiment/result.ts";
import type { Picture } from "../store/state.ts";

/** The picture of a finished run of a configuration, as the page has it when all of it has arrived. */
export function wholePicture(
  config: ExperimentConfig,
  { layers, loss, report, elapsedMs }: Pick<RunResult, "layers"> & Partial<RunResult>,
): Picture {
  const plan = planExperiment(config);
  return {
    config,
    plan,
    layers: layers.map((result) => ({ result, isStale: false })),
    isComplete: true,
    batch: plan.batch,
    isPreview: false,
    report: report ?? null,
    loss: loss ?? null,
    elapsedMs: elapsedMs ?? 0,
  };
}
