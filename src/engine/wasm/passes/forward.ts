/**
 * One layer forward: product, normalisation, activation, dropout, residual connection; its
 * weights calibrated on the way.
 */
import type { LayerPlan } from "../../../experiment/plan.ts";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import { isMeasured } from "../../../experiment/runRequest.ts";
import { calibrate } from "./calibrating.ts";
import type { Directions } from "../operations/comparing.ts";
import { floatsAt } from "../memory/memory.ts";
import { multiplied } from "./multiplied.ts";
import { normalize } from "./normalizing.ts";
import type { Steps } from "../memory/pacing.ts";
import { activate, addTo, copyTo, dropOut } from "./pointwise.ts";
import { record, recordWeight } from "./recording.ts";
import { rangeOf } from "../memory/rowRange.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/**
 * Where z of a layer is kept while the layer is computed: a norm that stands before the activation needs it
 * again, unless outputs are dropped between the two.
 */
function preActivationAt({ buffers }: RunContext, { norm, plan }: LayerBuffers): number {
  return norm?.plan.at === "before" && !plan.dropsBeforeNorm ? norm.input : buffers.first;
}

/**
 * z = a_prev W^T + b.
 * @param weight address of W
 * @param bias address of b; null for none
 */
function* multiply(
  context: RunContext,
  layer: LayerBuffers,
  previous: number,
  weight: number,
  bias: number | null,
): Steps<void> {
  const { buffers } = context;
  const { units, fanIn } = layer.plan;
  yield* multiplied(context, {
    left: { at: previous, columns: fanIn, isTransposed: false },
    right: { at: weight, columns: fanIn, isTransposed: true },
    rows: buffers.rows.count,
    columns: units,
    depth: fanIn,
    bias,
    out: preActivationAt(context, layer),
  });
}

/** From z, which stays, to the layer's output. */
function* complete(context: RunContext, state: LayerState): Steps<void> {
  const { buffers } = context;
  const layer = state.buffers;
  const { norm, activation } = layer;
  const { units, skipFrom, dropsBeforeNorm } = layer.plan;
  const z = preActivationAt(context, layer);
  if (norm === null) {
    yield* activate(context, state, z, activation);
  } else if (norm.plan.at === "before") {
    if (dropsBeforeNorm) {
      yield* copyTo(context, units, z, norm.input);
      yield* dropOut(context, layer, norm.input);
    }
    yield* normalize(context, layer, norm, buffers.second);
    yield* activate(context, state, buffers.second, activation);
  } else {
    yield* activate(context, state, z, norm.input);
    if (dropsBeforeNorm) yield* dropOut(context, layer, norm.input);
    yield* normalize(context, layer, norm, activation);
  }
  if (!dropsBeforeNorm) yield* dropOut(context, layer, activation);
  if (skipFrom === null) return;
  yield* addTo(context, units, activation, buffers.layers[skipFrom]?.activation ?? buffers.input);
}

/**
 * From the layer's input to z, and to its output where that is what weights are calibrated by.
 * @param batchIndex 0 for the batch that is shown, else a batch of training
 * @returns the address of the weights
 */
function* begin(context: RunContext, state: LayerState, previous: number, batchIndex = 0): Steps<number> {
  const layer = state.buffers;
  const z = preActivationAt(context, layer);
  const weight = yield* context.parameters.weight(state);
  const bias = yield* context.parameters.bias(layer);
  yield* context.parameters.mask(layer, batchIndex);
  yield* multiply(context, layer, previous, weight, bias);
  if (layer.plan.calibration !== null) {
    yield* calibrate(context, state, layer.plan.calibration, {
      z,
      hasBias: bias !== null,
      multiply: () => multiply(context, layer, previous, weight, bias),
      complete: () => complete(context, state),
    });
  }
  return weight;
}

/** A layer forward in a batch of training, of which nothing is noted. */
export function* forwardUnseen(
  context: RunContext,
  state: LayerState,
  previous: number,
  batchIndex: number,
): Steps<void> {
  yield* begin(context, state, previous, batchIndex);
  if (state.buffers.plan.calibration?.target !== "activation") yield* complete(context, state);
}

/** @param previous output of the layer below, or the batch, `[B, K]` */
export function* forward(context: RunContext, state: LayerState, previous: number): Steps<void> {
  const layer = state.buffers;
  const z = preActivationAt(context, layer);
  const weight = yield* begin(context, state, previous);
  yield* recordWeight(context, state, weight);
  yield* record(context, state, "pre_activation", z);
  if (layer.plan.calibration?.target !== "activation") yield* complete(context, state);
  yield* record(context, state, "activation", layer.activation);
  const directions = yield* compare(context, layer);
  const { saturated, alive, calibration } = state;
  const { layerIndex } = layer.plan;
  context.emit({ kind: "output", layerIndex, saturated, alive, directions, calibration });
}

/**
 * How alike the outputs are, if they are measured.
 * @returns what the inputs of this shard add to the mean cosine
 */
function* compare(context: RunContext, { plan, activation }: LayerBuffers): Steps<Directions | null> {
  const { buffers, comparing, request } = context;
  if (!isMeasured(request, "activation")) return null;
  yield* compareFirst(context, plan, activation);
  return yield* comparing.directions(buffers.similarity, activation, buffers.rows.count, plan.units);
}

/**
 * The participation ratio of the first inputs of the batch. They may lie with several shards: one shard has
 * them sent to it, for every layer another one, and compares them when they have come.
 */
function* compareFirst(context: RunContext, layer: LayerPlan, activation: number): Steps<void> {
  const { module, plan, buffers, comparing, peers, emit } = context;
  const { layerIndex, units } = layer;
  const rows = Math.min(plan.batch, SIMILARITY_ROWS);
  const ratioAt = function* (at: number): Steps<void> {
    const participationRatio = yield* comparing.participationRatio(buffers.similarity, at, rows, units);
    emit({ kind: "ratio", layerIndex, participationRatio });
  };
  const { compared } = buffers;
  if (compared === null) {
    yield* ratioAt(activation);
    return;
  }
  const exchange = peers.open();
  const home = layerIndex % peers.count;
  const own = Math.min(rows - buffers.rows.first, buffers.rows.count);
  if (own > 0) {
    peers.send(exchange, home, floatsAt(module.memory, activation, own * units));
  }
  if (peers.index !== home) return;
  peers.defer({
    exchange,
    senders: peers.everyone.filter((shard) => rangeOf(plan.batch, shard, peers.count).first < rows),
    *work(parts) {
      let at = compared;
      for (const values of parts) {
        floatsAt(module.memory, at, values.length).set(values);
        at += 4 * values.length;
      }
      yield* ratioAt(compared);
    },
  });
}
