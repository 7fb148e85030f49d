/** One layer backward: from the gradient at its output to those at z, at its weights and at the output of the layer below. */
import { normalizeBackward } from "./normalizing.ts";
import type { Steps } from "./pacing.ts";
import { provideWeight } from "./parameters.ts";
import { addTo, copyTo, drop, multiplyBySlope } from "./pointwise.ts";
import { record } from "./recording.ts";
import type { LayerState, RunContext } from "./runContext.ts";

/** dL/d(output of the layer below) = dL/dz W, and what the end of a residual block has kept for it, into `out`. */
function* gradientBelow(context: RunContext, state: LayerState, gradient: number, out: number): Steps<void> {
  const { plan, buffers, multiplying } = context;
  const { layerIndex, units, fanIn } = state.buffers.plan;
  yield* provideWeight(context, state);
  yield* multiplying.steps(
    {
      left: { at: gradient, columns: units, isTransposed: false },
      right: { at: buffers.weight, columns: fanIn, isTransposed: false },
      rows: plan.batch,
      columns: fanIn,
      depth: units,
      bias: null,
      out,
    },
    buffers.work,
  );
  // The layer below is where a stream comes from, if the layer above ends the block.
  const isStreamBelow = plan.layers[layerIndex + 1]?.skipFrom === layerIndex - 1;
  if (isStreamBelow && buffers.skipped !== null) yield* addTo(context, fanIn, out, buffers.skipped);
}

/**
 * From dL/d(output) in `gradient` to dL/dz in the same place, then the weight gradient if it is wanted, and dL/d(output of the layer below)
 * in `spare`.
 * @param below output of the layer below; null for the first layer, whose input needs no gradient
 */
export function* backward(
  context: RunContext,
  state: LayerState,
  below: number | null,
  gradient: number,
  spare: number,
): Steps<void> {
  const { plan, buffers, multiplying, wanted } = context;
  const layer = state.buffers;
  const { units, fanIn, skipFrom } = layer.plan;
  const { norm } = layer;
  yield* record(context, state, "grad_activation", gradient);
  if (skipFrom !== null && buffers.skipped !== null) {
    yield* copyTo(context, units, gradient, buffers.skipped);
  }
  yield* drop(context, layer, gradient);
  if (norm?.plan.at === "after") {
    yield* normalizeBackward(context, layer, norm, gradient);
  }
  yield* multiplyBySlope(context, layer, gradient);
  if (norm?.plan.at === "before") {
    yield* normalizeBackward(context, layer, norm, gradient);
  }
  yield* record(context, state, "grad_pre_activation", gradient);
  if (below !== null) yield* gradientBelow(context, state, gradient, spare);
  if (!wanted.includes("grad_weight")) return;
  yield* multiplying.steps(
    {
      left: { at: gradient, columns: units, isTransposed: true },
      right: { at: below ?? buffers.input, columns: fanIn, isTransposed: false },
      rows: units,
      columns: fanIn,
      depth: plan.batch,
      bias: null,
      out: buffers.weight,
    },
    buffers.work,
  );
  yield* record(context, state, "grad_weight", buffers.weight);
}
