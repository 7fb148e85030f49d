/**
 * One run, step by step: forward through the layers, then backward, each tensor measured as soon as it is there. The
 * host decides and the kernels compute. The rows of the batch only meet in the reductions of batch norm (normalizing.ts),
 * in the weight gradients and in the measurements: there, and only there, shards of a batch would talk.
 */
import type { CapturedLayer, LayerResult, TensorId } from "../../experiment/result.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import { inputBlock, upstreamBlock, weightBlock } from "./buffers.ts";
import type { DrawBlock, LayerBuffers } from "./buffers.ts";
import { lossGradient } from "../../experiment/losses.ts";
import { similarity } from "../../experiment/similarity.ts";
import { biasTensor } from "../../experiment/sampling.ts";
import { floatsAt } from "./memory.ts";
import { normalize, normalizeBackward } from "./normalizing.ts";
import type { Steps } from "./pacing.ts";
import { activate, multiplyBySlope } from "./pointwise.ts";
import type { LayerState, RunContext, Tensors } from "./runContext.ts";

export interface Propagation {
  /** Null where the gradient was drawn. */
  readonly loss: number | null;
  readonly layers: readonly LayerResult[];
  readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
}

/** @returns the steps of a run of `context.plan`, whose buffers lie within the memory */
export function* propagate(context: RunContext): Steps<Propagation> {
  const { plan, buffers, cache, isCapturing, module } = context;
  const states = buffers.layers.map((layer): LayerState => ({
    buffers: layer,
    stats: {},
    captured: {},
    saturated: NaN,
    deadUnits: NaN,
    similarity: { cosine: NaN, participationRatio: NaN },
  }));
  const inputs = inputBlock(plan, buffers);
  yield* cache.ensure(inputs, buffers.work);
  const input = isCapturing
    ? floatsAt(module.memory, inputs.offset, plan.batch * plan.inputUnits).slice()
    : null;
  let previous = buffers.input;
  for (const state of states) {
    yield* forward(context, state, previous);
    previous = state.buffers.activation;
    context.onLayer(resultOf(state));
  }
  const upstream = upstreamBlock(plan, buffers);
  yield* cache.ensure(upstream, buffers.work);
  let gradient = buffers.first;
  let spare = buffers.second;
  const loss = yield* injectGradient(context, upstream, previous, gradient);
  for (const [index, state] of [...states.entries()].reverse()) {
    const below = states[index - 1];
    yield* backward(context, state, below?.buffers.activation ?? null, gradient, spare);
    [gradient, spare] = [spare, gradient];
    context.onLayer(resultOf(state));
  }
  return {
    layers: states.map(resultOf),
    loss,
    captured: input === null ? null : { input, layers: states.map(({ captured }) => complete(captured)) },
  };
}

/** Operations per output of a loss, for the pace. */
const LOSS_COST = 32;

/**
 * Writes dL/da of the last layer.
 * @param output a of the last layer
 * @returns the loss; null where the gradient is drawn
 */
function* injectGradient(
  { module, plan, pace }: RunContext,
  upstream: DrawBlock,
  output: number,
  gradient: number,
): Steps<number | null> {
  const { memory, kernels } = module;
  const { rows, columns, offset } = upstream;
  const loss = lossGradient(plan, floatsAt(memory, offset, rows * columns));
  if (loss === null) {
    kernels.scale(offset, 1, gradient, rows * columns);
    return null;
  }
  let total = 0;
  yield* pace.cut(rows, LOSS_COST * columns, 1, (row0, row1) => {
    const outputs = floatsAt(memory, output, rows * columns);
    total += loss.rows(outputs, floatsAt(memory, gradient, rows * columns), row0, row1);
  });
  return total;
}

function resultOf({ buffers, stats, saturated, deadUnits, similarity }: LayerState): LayerResult {
  const { layerIndex, units } = buffers.plan;
  return {
    layerIndex,
    units,
    tensors: { ...stats },
    saturated,
    deadUnits,
    similarity,
    calibration: null,
  };
}

function complete(captured: Tensors<Float32Array>): CapturedLayer {
  const none = new Float32Array(0);
  return {
    pre_activation: captured.pre_activation ?? none,
    activation: captured.activation ?? none,
    grad_activation: captured.grad_activation ?? none,
    grad_pre_activation: captured.grad_pre_activation ?? none,
    weight: captured.weight ?? none,
    grad_weight: captured.grad_weight ?? none,
  };
}

/** Measures a tensor, and copies it if asked to. */
function* record(context: RunContext, state: LayerState, tensor: TensorId, at: number): Steps<void> {
  const { module, plan, buffers, measuring, isCapturing } = context;
  const { units, fanIn } = state.buffers.plan;
  const isWeight = tensor === "weight" || tensor === "grad_weight";
  const rows = isWeight ? units : plan.batch;
  const columns = isWeight ? fanIn : units;
  state.stats[tensor] ??= tensorStats(tensor, yield* measuring.steps(buffers.measure, at, rows, columns));
  if (isCapturing) state.captured[tensor] = floatsAt(module.memory, at, rows * columns).slice();
  yield;
}

/** Puts the scaled weights of a layer into `buffers.weight`; only what has changed since the last run is drawn. */
function* provideWeight({ module, buffers, cache }: RunContext, layer: LayerBuffers): Steps<void> {
  const { kernels } = module;
  const { weightTensor: tensor } = layer;
  const block = weightBlock(layer);
  if (tensor.kind === "constant" || block === null) {
    if (tensor.kind === "constant") kernels.fill(buffers.weight, tensor.value, tensor.rows * tensor.columns);
    return;
  }
  yield* cache.ensure(block, buffers.work);
  kernels.scale(block.offset, tensor.scale, buffers.weight, tensor.standard.rows * tensor.standard.columns);
}

/** Measures the weights in `buffers.weight`, unless the same ones were measured in an earlier run. */
function* recordWeight(context: RunContext, state: LayerState): Steps<void> {
  const { weightStats, buffers } = context;
  const { layerIndex } = state.buffers.plan;
  const key = JSON.stringify(state.buffers.weightTensor);
  const known = weightStats.get(layerIndex);
  if (known?.key === key) state.stats.weight = known.stats;
  yield* record(context, state, "weight", buffers.weight);
  if (state.stats.weight !== undefined) weightStats.set(layerIndex, { key, stats: state.stats.weight });
}

/** Draws the biases of a layer into `buffers.bias`. */
function* provideBias(
  { module, plan, buffers, drawing }: RunContext,
  layer: LayerBuffers,
): Steps<number | null> {
  const bias = biasTensor(plan, layer.plan);
  if (bias === null) return null;
  if (bias.kind === "constant") {
    module.kernels.fill(buffers.bias, bias.value, layer.plan.units);
    return buffers.bias;
  }
  yield* drawing.steps(bias.standard, buffers.bias, buffers.work);
  module.kernels.scale(buffers.bias, bias.scale, buffers.bias, layer.plan.units);
  return buffers.bias;
}

/** z = a_prev W^T + b; y = phi of it, normalised before or after. */
function* forward(context: RunContext, state: LayerState, previous: number): Steps<void> {
  const { buffers, plan, multiplying } = context;
  const layer = state.buffers;
  const { units, fanIn } = layer.plan;
  const { norm } = layer;
  yield* provideWeight(context, layer);
  yield* recordWeight(context, state);
  const bias = yield* provideBias(context, layer);
  const isBefore = norm?.plan.at === "before";
  const z = norm !== null && isBefore ? norm.input : buffers.first;
  yield* multiplying.steps(
    {
      left: { at: previous, columns: fanIn, isTransposed: false },
      right: { at: buffers.weight, columns: fanIn, isTransposed: true },
      rows: plan.batch,
      columns: units,
      depth: fanIn,
      bias,
      out: z,
    },
    buffers.work,
  );
  yield* record(context, state, "pre_activation", z);
  if (norm === null) {
    yield* activate(context, state, z, layer.activation);
  } else if (isBefore) {
    yield* normalize(context, layer, norm, buffers.second);
    yield* activate(context, state, buffers.second, layer.activation);
  } else {
    yield* activate(context, state, z, norm.input);
    yield* normalize(context, layer, norm, layer.activation);
  }
  yield* record(context, state, "activation", layer.activation);
  const output = floatsAt(context.module.memory, layer.activation, plan.batch * units);
  state.similarity = similarity(output, plan.batch, units);
  yield;
}

/**
 * From dL/d(output) in `gradient` to dL/dz in the same place, then the weight gradient, and dL/d(output of the layer below)
 * in `spare`.
 * @param below output of the layer below; null for the first layer, whose input needs no gradient
 */
function* backward(
  context: RunContext,
  state: LayerState,
  below: number | null,
  gradient: number,
  spare: number,
): Steps<void> {
  const { plan, buffers, multiplying } = context;
  const layer = state.buffers;
  const { units, fanIn } = layer.plan;
  const { norm } = layer;
  yield* record(context, state, "grad_activation", gradient);
  if (norm?.plan.at === "after") {
    yield* normalizeBackward(context, layer, norm, gradient);
  }
  yield* multiplyBySlope(context, layer, gradient);
  if (norm?.plan.at === "before") {
    yield* normalizeBackward(context, layer, norm, gradient);
  }
  yield* record(context, state, "grad_pre_activation", gradient);
  if (below !== null) {
    yield* provideWeight(context, layer);
    yield* multiplying.steps(
      {
        left: { at: gradient, columns: units, isTransposed: false },
        right: { at: buffers.weight, columns: fanIn, isTransposed: false },
        rows: plan.batch,
        columns: fanIn,
        depth: units,
        bias: null,
        out: spare,
      },
      buffers.work,
    );
  }
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
