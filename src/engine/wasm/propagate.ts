/**
 * One run, step by step: forward through the layers, then backward, each tensor measured as soon as it is there. The
 * host decides and the kernels compute. The rows of the batch only meet in the per-unit reductions of batch norm
 * (marked), in the weight gradients and in the measurements: there, and only there, shards of a batch would talk.
 */
import type { BatchNormPlan, Plan } from "../../experiment/plan.ts";
import type { CapturedLayer, LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import type { BlockCache } from "./blockCache.ts";
import { inputBlock, upstreamBlock, weightBlock } from "./buffers.ts";
import type { LayerBuffers, NormBuffers, RunBuffers } from "./buffers.ts";
import { biasTensor } from "./draws.ts";
import type { Drawing } from "./draws.ts";
import { measureAt } from "./measuring.ts";
import { doublesAt, floatsAt, wordsAt } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { Pace } from "./pacing.ts";
import type { Steps } from "./pacing.ts";
import type { Multiplying } from "./products.ts";

/** What a run works with. */
export interface RunContext {
  readonly module: KernelModule;
  readonly plan: Plan;
  readonly buffers: RunBuffers;
  readonly drawing: Drawing;
  readonly multiplying: Multiplying;
  readonly cache: BlockCache;
  readonly weightStats: WeightStatsCache;
  readonly isCapturing: boolean;
  readonly onLayer: (update: LayerResult) => void;
}

/** Statistics of the weights of each layer, by what they were drawn from. */
export type WeightStatsCache = Map<number, { readonly key: string; readonly stats: TensorStats }>;

export interface Propagation {
  readonly layers: readonly LayerResult[];
  readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
}

type Tensors<Value> = Partial<Record<TensorId, Value>>;

/** What is known of a layer so far. */
interface LayerState {
  readonly buffers: LayerBuffers;
  readonly stats: Tensors<TensorStats>;
  readonly captured: Tensors<Float32Array>;
  saturated: number;
  deadUnits: number;
}

/** Operations of one activation and its slope, in the unit of Pace; only the order of magnitude matters. */
const ACTIVATION_COST = 16;

/** @returns the steps of a run of `context.plan`, whose buffers lie within the memory */
export function* propagate(context: RunContext): Steps<Propagation> {
  const { plan, buffers, cache, isCapturing, module } = context;
  const states = buffers.layers.map((layer): LayerState => ({
    buffers: layer,
    stats: {},
    captured: {},
    saturated: NaN,
    deadUnits: NaN,
  }));
  const inputs = inputBlock(plan, buffers);
  yield* cache.ensure(inputs, buffers.work);
  const input = isCapturing
    ? floatsAt(module.memory, inputs.offset, plan.batch * plan.inputUnits).slice()
    : null;
  const pace = new Pace();
  let previous = buffers.input;
  for (const state of states) {
    yield* forward(context, state, previous, pace);
    previous = state.buffers.activation;
    context.onLayer(resultOf(state));
  }
  const upstream = upstreamBlock(plan, buffers);
  yield* cache.ensure(upstream, buffers.work);
  const { kernels } = module;
  let gradient = buffers.first;
  let spare = buffers.second;
  kernels.scale(upstream.offset, 1, gradient, plan.batch * upstream.standard.columns);
  for (const [index, state] of [...states.entries()].reverse()) {
    const below = states[index - 1];
    yield* backward(context, state, below?.buffers.activation ?? null, gradient, spare);
    [gradient, spare] = [spare, gradient];
    context.onLayer(resultOf(state));
  }
  return {
    layers: states.map(resultOf),
    captured: input === null ? null : { input, layers: states.map(({ captured }) => complete(captured)) },
  };
}

function resultOf({ buffers, stats, saturated, deadUnits }: LayerState): LayerResult {
  const { layerIndex, units } = buffers.plan;
  return { layerIndex, units, tensors: { ...stats }, saturated, deadUnits };
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
  const { module, plan, buffers, isCapturing } = context;
  const { units, fanIn } = state.buffers.plan;
  const isWeight = tensor === "weight" || tensor === "grad_weight";
  const rows = isWeight ? units : plan.batch;
  const columns = isWeight ? fanIn : units;
  state.stats[tensor] ??= tensorStats(tensor, measureAt(module, buffers.measure, at, rows, columns));
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
  yield* drawing.steps(bias.standard, buffers.bias, buffers.work);
  module.kernels.scale(buffers.bias, bias.scale, buffers.bias, layer.plan.units);
  return buffers.bias;
}

/** z = a_prev W^T + b; y = phi of it, with batch norm before or after. */
function* forward(context: RunContext, state: LayerState, previous: number, pace: Pace): Steps<void> {
  const { buffers, plan, multiplying } = context;
  const layer = state.buffers;
  const { units, fanIn, batchNorm } = layer.plan;
  const { norm } = layer;
  yield* provideWeight(context, layer);
  yield* recordWeight(context, state);
  const bias = yield* provideBias(context, layer);
  const isBefore = batchNorm?.at === "before";
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
  if (norm === null || batchNorm === null) {
    yield* activate(context, state, z, layer.activation, pace);
  } else if (isBefore) {
    yield* normalize(context, layer, norm, batchNorm, buffers.second);
    yield* activate(context, state, buffers.second, layer.activation, pace);
  } else {
    yield* activate(context, state, z, norm.input, pace);
    yield* normalize(context, layer, norm, batchNorm, layer.activation);
  }
  yield* record(context, state, "activation", layer.activation);
}

/** a = phi(y) and phi'(y) in one pass, with the counts of saturated entries and dead units. */
function* activate(context: RunContext, state: LayerState, y: number, a: number, pace: Pace): Steps<void> {
  const { module, plan, buffers } = context;
  const { kernels, memory } = module;
  const { units, activation, slope, saturationThreshold } = state.buffers.plan;
  const kernel = kernels[`activate_${activation}`];
  let saturated = 0;
  kernels.clear(buffers.alive, 4 * units);
  yield* pace.cut(plan.batch, ACTIVATION_COST * units, 1, (row0, row1) => {
    const offset = 4 * units * row0;
    saturated +=
      kernel(
        y + offset,
        a + offset,
        state.buffers.slope + offset,
        row1 - row0,
        units,
        slope,
        saturationThreshold,
        buffers.alive,
      ) >>> 0;
  });
  let dead = 0;
  for (const word of wordsAt(memory, buffers.alive, units)) if (word === 0) dead++;
  state.saturated = saturated / (plan.batch * units);
  state.deadUnits = dead / units;
}

/** Batch norm of `norm.input` into `out`; leaves mean and 1 / std for the backward pass. */
function* normalize(
  { module, plan, buffers }: RunContext,
  layer: LayerBuffers,
  norm: NormBuffers,
  { epsilon, gamma, beta }: BatchNormPlan,
  out: number,
): Steps<void> {
  const { kernels } = module;
  const { batch } = plan;
  const { units } = layer.plan;
  const { input, mean, inverseStd } = norm;
  const { sums, counts } = buffers;
  kernels.clear(sums, 16 * units);
  kernels.clear(mean, 8 * units);
  kernels.sumColumns(input, batch, units, mean);
  doublesAt(module.memory, counts, units).fill(batch);
  // Exchange between shards: sums and counts.
  kernels.meansOfSums(mean, counts, units, mean);
  kernels.squaresOfAll(input, batch, units, mean, sums);
  // Exchange between shards: residuals and squares.
  kernels.correctSquares(sums, counts, units);
  kernels.inverseStds(sums + 8 * units, units, batch, epsilon, inverseStd);
  yield;
  kernels.normalize(input, out, batch, units, mean, inverseStd, gamma, beta);
  yield;
}

/** dL/d(input of the norm) in place of dL/d(its output), through the batch statistics. */
function* normalizeBackward(
  { module, plan, buffers }: RunContext,
  layer: LayerBuffers,
  { input, mean, inverseStd }: NormBuffers,
  { gamma }: BatchNormPlan,
  gradient: number,
): Steps<void> {
  const { kernels } = module;
  const { batch } = plan;
  const { units } = layer.plan;
  const { sums } = buffers;
  kernels.clear(sums, 16 * units);
  kernels.normalizeGradientSums(gradient, input, batch, units, mean, inverseStd, sums);
  // Exchange between shards: both sums.
  kernels.divideDoubles(sums, 2 * units, batch);
  yield;
  kernels.normalizeGradient(gradient, input, gradient, batch, units, mean, inverseStd, sums, gamma);
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
  const { module, plan, buffers, multiplying } = context;
  const { kernels } = module;
  const layer = state.buffers;
  const { units, fanIn, batchNorm } = layer.plan;
  const { norm } = layer;
  const count = plan.batch * units;
  yield* record(context, state, "grad_activation", gradient);
  if (norm !== null && batchNorm?.at === "after") {
    yield* normalizeBackward(context, layer, norm, batchNorm, gradient);
  }
  kernels.multiply(gradient, layer.slope, gradient, count);
  yield;
  if (norm !== null && batchNorm?.at === "before") {
    yield* normalizeBackward(context, layer, norm, batchNorm, gradient);
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
