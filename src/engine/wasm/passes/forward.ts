/**
 * One layer forward: product, normalisation, activation, dropout, residual connection; its
 * weights calibrated on the way.
 */
import type { LayerPlan } from "../../../experiment/plan.ts";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import { outputAt } from "../run/buffers.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import { isMeasured } from "../../../experiment/runRequest.ts";
import { attentionPasses } from "./attentionPart.ts";
import { calibrate } from "./calibrating.ts";
import type { Directions } from "../operations/comparing.ts";
import { floatsAt } from "../memory/memory.ts";
import { multiplied } from "./multiplied.ts";
import { normalize } from "./normalizing.ts";
import type { Steps } from "../memory/pacing.ts";
import { activate, addTo, copyTo, dropOut, multiplyBy, scaleTo } from "./pointwise.ts";
import { record, recordWeight } from "./recording.ts";
import { rowsOfShard } from "../memory/rowRange.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/**
 * Where z of a layer is kept while the layer is computed: a norm that stands before the activation needs it
 * again, unless outputs are dropped between the two.
 */
function preActivationAt({ buffers }: RunContext, { norm, plan }: LayerBuffers): number {
  return norm?.plan.at === "before" && !plan.dropsBeforeNorm ? norm.input : buffers.first;
}

/**
 * z = x W^T + b.
 * @param input x, `[B, K]`
 * @param weight address of W
 * @param bias address of b; null for none
 */
function* multiply(
  context: RunContext,
  layer: LayerBuffers,
  input: number,
  weight: number,
  bias: number | null,
): Steps<void> {
  const { buffers } = context;
  const { units, fanIn } = layer.plan;
  yield* multiplied(context, {
    left: { at: input, columns: fanIn, isTransposed: false },
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
  const { norm, ungated, activation: kept } = layer;
  const { units, skipFrom, dropsBeforeNorm, gate, attention, stream } = layer.plan;
  const z = preActivationAt(context, layer);
  const activation = ungated ?? kept;
  if (norm === null || norm.plan.at === "input" || norm.plan.at === "stream") {
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
  const gating = gate === undefined ? undefined : buffers.layers[gate];
  if (gating !== undefined) yield* multiplyBy(context, units, activation, gating.activation, kept);
  if (attention !== undefined)
    state.attention = yield* attentionPasses().attend(context, layer, activation, kept);
  if (!dropsBeforeNorm) yield* dropOut(context, layer, kept);
  if (skipFrom !== null)
    yield* addTo(context, units, kept, buffers.layers[skipFrom]?.activation ?? buffers.input);
  if (stream === undefined || layer.stream === null) return;
  const source = buffers.layers[stream.from];
  const before = source === undefined ? buffers.input : outputAt(source);
  const isNormed = norm?.plan.at === "stream";
  const sum = isNormed ? norm.input : layer.stream;
  yield* scaleTo(context, units, kept, stream.branch, kept);
  yield* scaleTo(context, units, before, stream.factor, sum);
  yield* addTo(context, units, sum, kept);
  if (isNormed) yield* normalize(context, layer, norm, layer.stream);
}

/**
 * From the layer's input to z, and to its output where that is what weights are calibrated by.
 * @param batchIndex 0 for the batch that is shown, else a batch of training
 * @returns the address of the weights
 */
function* begin(context: RunContext, state: LayerState, input: number, batchIndex = 0): Steps<number> {
  const layer = state.buffers;
  if (layer.norm?.plan.at === "input") yield* normalize(context, layer, layer.norm, layer.input);
  const z = preActivationAt(context, layer);
  const weight = yield* context.parameters.weight(state);
  const bias = yield* context.parameters.bias(layer);
  yield* context.parameters.mask(layer, batchIndex);
  yield* multiply(context, layer, input, weight, bias);
  if (layer.plan.calibration !== null) {
    yield* calibrate(context, state, layer.plan.calibration, {
      z,
      hasBias: bias !== null,
      multiply: () => multiply(context, layer, input, weight, bias),
      complete: () => complete(context, state),
    });
  }
  return weight;
}

/** A layer forward in a batch of training, of which nothing is noted. */
export function* forwardUnseen(context: RunContext, state: LayerState, batchIndex: number): Steps<void> {
  yield* begin(context, state, state.buffers.input, batchIndex);
  if (state.buffers.plan.calibration?.target !== "activation") yield* complete(context, state);
}

/** @param input what the weights multiply, `[B, K]`; a norm in front of them puts it there */
export function* forward(context: RunContext, state: LayerState, input: number): Steps<void> {
  const layer = state.buffers;
  const z = preActivationAt(context, layer);
  const weight = yield* begin(context, state, input);
  yield* recordWeight(context, state, weight);
  yield* record(context, state, "pre_activation", z);
  if (layer.plan.calibration?.target !== "activation") yield* complete(context, state);
  yield* record(context, state, "activation", layer.activation);
  if (layer.stream !== null) yield* record(context, state, "stream", layer.stream);
  const directions = yield* compare(context, layer);
  const { saturated, alive, calibration, attention } = state;
  const { layerIndex } = layer.plan;
  context.emit({ kind: "output", layerIndex, saturated, alive, directions, calibration, attention });
}

/**
 * How alike the outputs are, if they are measured.
 * @returns what the inputs of this shard add to the mean cosine
 */
function* compare(context: RunContext, layer: LayerBuffers): Steps<Directions | null> {
  const { buffers, comparing, request } = context;
  const { plan } = layer;
  const output = outputAt(layer);
  if (!isMeasured(request, "activation")) return null;
  yield* compareFirst(context, plan, output);
  return yield* comparing.directions(buffers.similarity, output, buffers.rows.count, plan.units);
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
    senders: peers.everyone.filter((shard) => rowsOfShard(plan, shard, peers.count).first < rows),
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
