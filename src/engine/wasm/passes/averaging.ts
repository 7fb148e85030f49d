/**
 * Batches of training before the one that is shown: forward only and unseen. Their batch norms' statistics go
 * into running averages, and the first of them calibrates weights.
 */
import { inputBlock } from "../run/buffers.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import type { Steps } from "../memory/pacing.ts";
import type { Averages, LayerState, RunContext } from "../run/runContext.ts";
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import type { AveragingPlan, LayerPlan } from "../../../experiment/plan.ts";
import { forwardUnseen } from "./forward.ts";
import { addToAverages, freshAverages } from "./normalizing.ts";
import { freshState } from "./recording.ts";

/** The buffers of a layer under the plan that it has in training. */
function trained(buffers: LayerBuffers, plan: LayerPlan): LayerBuffers {
  const { norm } = buffers;
  return {
    ...buffers,
    plan,
    norm: norm === null || plan.norm === null ? null : { ...norm, plan: plan.norm },
  };
}

/**
 * Runs all batches of training.
 * @param states the layers as they are shown; they take over the calibrations
 * @returns the averages of each layer
 */
export function* averageBatches(
  context: RunContext,
  { batches, momentum, layers }: AveragingPlan,
  states: readonly LayerState[],
): Steps<readonly Averages[]> {
  const { plan, buffers, cache, peers } = context;
  const averages = layers.map((layer) => freshAverages(normalizedUnits(layer)));
  for (let batchIndex = 1; batchIndex <= batches; batchIndex++) {
    yield* cache.ensure(inputBlock(plan, buffers, batchIndex), buffers.work);
    for (const [index, shown] of states.entries()) {
      const layer = layers[index];
      if (layer === undefined) break;
      const isFirst = batchIndex === 1;
      const own = isFirst ? layer : { ...layer, calibration: null };
      const state = freshState(trained(shown.buffers, own));
      if (!isFirst) state.calibration = shown.calibration;
      else if (layer.weightsFrom !== index)
        state.calibration = states[layer.weightsFrom]?.calibration ?? null;
      yield* forwardUnseen(context, state, batchIndex);
      shown.calibration = state.calibration;
      const { norm } = state.buffers;
      const running = averages[index];
      if (norm?.plan.kind === "batch" && running !== undefined)
        addToAverages(context, normalizedUnits(layer), norm, running, momentum);
    }
    yield* peers.settle(0);
  }
  return averages;
}
