/**
 * What may stand in for a run while a control moves: the same network with only what the charts show measured and, where
 * that is still too slow to follow the finger, with the first inputs of the batch. Draws are addressed, so these inputs are
 * those of the full run.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import type { TensorId } from "../experiment/result.ts";

export interface Draft {
  readonly plan: Plan;
  /** All the engine need measure. */
  readonly tensors: readonly TensorId[];
}

/** A run this short needs no stand-in: it fits into a frame. */
const FRAME_MS = 12;
/** Share of a run's time that is left when only the shown tensors are measured and weight gradients are not made. */
const SHOWN_SHARE = 0.5;
/** With fewer inputs the statistics of a layer, and those of batch norm, would be others. */
const LEAST_BATCH = 64;
const BATCH_STEP = 16;

/** What the charts draw; where weights are alike the verdict looks at them too. */
function shownTensors(plan: Plan): readonly TensorId[] {
  const isConstant = plan.layers.some(({ weight }) => weight.kind === "constant");
  return isConstant ? ["activation", "grad_activation", "weight"] : ["activation", "grad_activation"];
}

/**
 * The stand-in for a plan; null where the full run is quick enough, or nothing is known of this device yet.
 * @param msPerFlop what full runs have taken here; null before the first
 */
export function draftOf(config: ExperimentConfig, plan: Plan, msPerFlop: number | null): Draft | null {
  if (msPerFlop === null) return null;
  const fullMs = plan.cost.flops * msPerFlop;
  if (fullMs <= FRAME_MS) return null;
  const shownMs = SHOWN_SHARE * fullMs;
  const wanted = (plan.batch * Math.min(1, FRAME_MS / shownMs)) / BATCH_STEP;
  const batch = Math.min(plan.batch, Math.max(LEAST_BATCH, Math.floor(wanted) * BATCH_STEP));
  return {
    plan: batch === plan.batch ? plan : planExperiment({ ...config, batch }),
    tensors: shownTensors(plan),
  };
}
