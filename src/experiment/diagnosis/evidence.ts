/** What the rules look at: the measured layers, put together with their plan and the theory of it. */
import type { ExperimentConfig } from "../config.ts";
import type { PlanTheory } from "../theory/planTheory.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import type { LayerResult, TensorStats } from "../result.ts";

/** A finished run, or a preview: its charts' tensors are all the rules need. */
export interface FinishedRun {
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
  /** The measured loss; null where the gradient was drawn. */
  readonly loss: number | null;
  readonly theory: PlanTheory;
  /** The measurement is of the whole plan, so that its bands hold. */
  readonly isWhole: boolean;
}

/** A layer that both passes have reached. */
export interface MeasuredLayer {
  readonly plan: LayerPlan;
  readonly result: LayerResult;
  readonly activation: TensorStats;
  readonly gradient: TensorStats;
}

export interface Evidence extends FinishedRun {
  readonly measured: readonly MeasuredLayer[];
  /** Without the inner layers of residual blocks: those signals pass through, all others may be bypassed. */
  readonly stream: readonly MeasuredLayer[];
}

/** Null while a layer is still missing. */
export function gatherEvidence(run: FinishedRun): Evidence | null {
  const measured: MeasuredLayer[] = [];
  for (const plan of run.plan.layers) {
    const result = run.layers[plan.layerIndex];
    const activation = result?.tensors.activation;
    const gradient = result?.tensors.grad_activation;
    if (result === undefined || activation === undefined || gradient === undefined) return null;
    measured.push({ plan, result, activation, gradient });
  }
  const stream = measured.filter(({ plan }) => run.plan.layers[plan.layerIndex + 1]?.skipFrom == null);
  return measured.length === 0 ? null : { ...run, measured, stream };
}

export function isNonFinite(stats: TensorStats | undefined): boolean {
  return stats !== undefined && stats.finite < stats.sketch.count;
}
