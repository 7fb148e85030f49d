/** Experiments that views run in the background: from links, cut to a budget, with failures as data. */
import { useCallback } from "react";
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import type { Budget } from "../../experiment/budget.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { EngineErrorCode, RunResult } from "../../experiment/result.ts";
import type { Background, BackgroundOptions, Priority } from "../../store/background.ts";
import { useBackground } from "../../store/store.ts";
import { useServices } from "../services.ts";

/** A finished run; the configuration is the one that ran, cut to the budget. */
export interface Measured {
  readonly kind: "done";
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  readonly result: RunResult;
}

export type Measurement = Measured | { readonly kind: "failed"; readonly code: EngineErrorCode };

/**
 * Runs a configuration in the background. It never rejects: a run whose signal is aborted comes back as
 * `cancelled`.
 * @param wanted the configuration, which is cut to the budget before it runs
 */
export async function measure(
  background: Pick<Background, "run">,
  wanted: ExperimentConfig,
  options: Pick<BackgroundOptions, "priority" | "signal">,
  budget: Budget = DEFAULT_BUDGET,
): Promise<Measurement> {
  try {
    const config = fitToBudget(wanted, budget);
    const plan = planExperiment(config);
    return { kind: "done", config, plan, result: await background.run(plan, options) };
  } catch (error) {
    return { kind: "failed", code: errorCodeOf(error) };
  }
}

/** What `measure` would return at once; null where the configuration has to be run. */
export function recall(
  background: Pick<Background, "known">,
  wanted: ExperimentConfig,
  budget: Budget = DEFAULT_BUDGET,
): Measured | null {
  const config = fitToBudget(wanted, budget);
  const plan = planExperiment(config);
  const result = background.known(plan);
  return result === null ? null : { kind: "done", config, plan, result };
}

/**
 * Runs a link in the background, as `measure` does.
 * @param budget the largest cost; by default the device's own
 */
export type MeasureLink = (link: string, signal: AbortSignal, budget?: Budget) => Promise<Measurement>;

/** Returns a function that runs links with one priority; it stays the same between renders. */
export function useMeasureLink(priority: Priority): MeasureLink {
  const background = useBackground();
  const { configOf } = useServices();
  return useCallback(
    (link, signal, budget) => measure(background, configOf(link), { priority, signal }, budget),
    [background, configOf, priority],
  );
}
