/** What is kept of a run in the background: the lines of its tiny chart and what the verdict needs. Pure. */
import { seriesOfStats } from "../../charts/signal.ts";
import type { SignalSeries } from "../../charts/signal.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../experiment/diagnosis/diagnose.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";

/** The two series of a tiny chart: std of the activations and RMS of the gradients, layer by layer. */
export interface TinySeries {
  readonly forward: SignalSeries;
  readonly backward: SignalSeries;
}

export interface RunSummary extends TinySeries {
  readonly config: ExperimentConfig;
  readonly diagnosis: Diagnosis | null;
}

export function tinySeries(layers: readonly LayerResult[]): TinySeries {
  return {
    forward: seriesOfStats(
      layers.map(({ tensors }) => tensors.activation),
      "std",
    ),
    backward: seriesOfStats(
      layers.map(({ tensors }) => tensors.grad_activation),
      "rms",
    ),
  };
}

/** Reduces a finished run to what a tiny chart and a verdict show. */
export function summarise(
  config: ExperimentConfig,
  plan: Plan,
  { layers, loss }: { readonly layers: readonly LayerResult[]; readonly loss: number | null },
): RunSummary {
  return {
    ...tinySeries(layers),
    config,
    diagnosis: diagnose({ config, plan, layers, loss, theory: theoryOfPlan(plan), isWhole: true }),
  };
}
