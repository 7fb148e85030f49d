/** Summary of a background run: the lines of its thumbnail and the data of its verdict. Pure. */
import { seriesOfStats } from "../../charts/signal.ts";
import type { SignalSeries } from "../../charts/signal.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { diagnose } from "../../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../experiment/diagnosis/diagnose.ts";
import { theoryOfPlan } from "../../experiment/theory/planTheory.ts";
import type { LayerResult, RunResult } from "../../experiment/result.ts";
import type { Measured } from "./measure.ts";

/** The two series of a thumbnail: std of the activations and RMS of the gradients, layer by layer. */
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

/** Results never change, so the summary of each is kept for as long as the result is referenced. */
const summaries = new WeakMap<RunResult, RunSummary>();

/** Reduces a finished run to what a thumbnail and a verdict show. */
export function summarise({ config, plan, result }: Omit<Measured, "kind">): RunSummary {
  const earlier = summaries.get(result);
  if (earlier !== undefined) return earlier;
  const { layers, loss } = result;
  const diagnosis = diagnose({ config, plan, layers, loss, theory: theoryOfPlan(plan), isWhole: true });
  const summary = { ...tinySeries(layers), config, diagnosis };
  summaries.set(result, summary);
  return summary;
}
