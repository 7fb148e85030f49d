/** One layer forward: product, normalisation, activation, dropout, residual connection; its weights calibrated on the way. */
import type { LayerBuffers } from "./buffers.ts";
import { calibrate } from "./calibrating.ts";
import { normalize } from "./normalizing.ts";
import type { Steps } from "./pacing.ts";
import { provideBias, provideMask, provideWeight } from "./parameters.ts";
import { activate, addTo, drop } from "./pointwise.ts";
import { record, recordWeight } from "./recording.ts";
import type { LayerState, RunContext } from "./runContext.ts";

/** Where z of a layer is kept while the layer is computed: a norm that stands before the activation needs it again. */
function preActivationAt({ buffers }: RunContext, { norm }: LayerBuffers): number {
  return norm?.plan.at === "before" ? norm.input : buffers.first;
}

/** z = a_prev W^T + b, from the weights in `buffers.weight`. */
function* multiply(
  context: RunContext,
  layer: LayerBuffers,
  previous: number,
  bias: number | null,
): Steps<void> {
  const { buffers, plan, multiplying } = context;
  const { units, fanIn } = layer.plan;
  yield* multiplying.steps(
    {
      left: { at: previous, columns: fanIn, isTransposed: false },
      right: { at: buffers.weight, columns: fanIn, isTransposed: true },
      rows: plan.batch,
      columns: units,
      depth: fanIn,
      bias,
      out: preActivationAt(context, layer),
    },
    buffers.work,
  );
}

/** From z, which stays, to the layer's output. */
function* complete(context: RunContext, state: LayerState): Steps<void> {
  const { buffers } = context;
  const layer = state.buffers;
  const { norm, activation } = layer;
  const { units, skipFrom } = layer.plan;
  const z = preActivationAt(context, layer);
  if (norm === null) {
    yield* activate(context, state, z, activation);
  } else if (norm.plan.at === "before") {
    yield* normalize(context, layer, norm, buffers.second);
    yield* activate(context, state, buffers.second, activation);
  } else {
    yield* activate(context, state, z, norm.input);
    yield* normalize(context, layer, norm, activation);
  }
  yield* drop(context, layer, activation);
  const stream = skipFrom === null ? undefined : buffers.layers[skipFrom];
  if (stream !== undefined) yield* addTo(context, units, activation, stream.activation);
}

/** @param previous output of the layer below, or the batch, `[B, K]` */
export function* forward(context: RunContext, state: LayerState, previous: number): Steps<void> {
  const { buffers, plan, comparing, wanted } = context;
  const layer = state.buffers;
  const z = preActivationAt(context, layer);
  yield* provideWeight(context, state);
  const bias = yield* provideBias(context, layer);
  yield* provideMask(context, layer);
  yield* multiply(context, layer, previous, bias);
  if (layer.plan.calibration !== null) {
    yield* calibrate(context, state, layer.plan.calibration, {
      z,
      hasBias: bias !== null,
      multiply: () => multiply(context, layer, previous, bias),
      complete: () => complete(context, state),
    });
  }
  yield* recordWeight(context, state);
  yield* record(context, state, "pre_activation", z);
  if (layer.plan.calibration?.target !== "activation") yield* complete(context, state);
  yield* record(context, state, "activation", layer.activation);
  if (!wanted.includes("activation")) return;
  state.similarity = yield* comparing.steps(
    buffers.similarity,
    layer.activation,
    plan.batch,
    layer.plan.units,
  );
}
