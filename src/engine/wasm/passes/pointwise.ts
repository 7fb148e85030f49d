/**
 * The steps of a layer that go over a tensor value by value: the activation and its derivative, dropout,
 * sums, in pieces of rows.
 */
import { activationKernel } from "../kernels/module.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import { wordsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/** Operations per value, in the unit of Pace; only the order of magnitude matters. */
const ACTIVATION_COST = 16;
/** Little to compute, but three tensors to fetch and store: memory takes its time. */
const PRODUCT_COST = 8;

/**
 * Runs `piece(byte offset, rows, first row)` over the rows of a `[B, units]` float32
 * tensor, B inputs of the shard.
 */
export function overRows(
  { pace, buffers }: RunContext,
  units: number,
  cost: number,
  piece: (offset: number, rows: number, row0: number) => void,
): Steps<void> {
  return pace.cut(buffers.rows.count, cost * units, 1, (row0, row1) =>
    piece(4 * units * row0, row1 - row0, row0),
  );
}

/** a = phi(y) and phi'(y) in one pass, with the count of saturated entries and which units live. */
export function* activate(context: RunContext, state: LayerState, y: number, a: number): Steps<void> {
  const { module, buffers } = context;
  const { kernels, memory } = module;
  const { units, activation, activationParameter, saturationThreshold } = state.buffers.plan;
  const kernel = activationKernel(module, activation);
  const d = state.buffers.derivative;
  const { alive } = buffers;
  let saturated = 0;
  kernels.clear(alive, 4 * units);
  yield* overRows(context, units, ACTIVATION_COST, (at, rows) => {
    saturated +=
      kernel(y + at, a + at, d + at, rows, units, activationParameter, saturationThreshold, alive) >>> 0;
  });
  state.saturated = saturated;
  state.alive = wordsAt(memory, alive, units).slice();
}

/** dL/dy = dL/da phi'(y), in place. */
export function* multiplyByDerivative(
  context: RunContext,
  layer: LayerBuffers,
  gradient: number,
): Steps<void> {
  const { kernels } = context.module;
  const { units } = layer.plan;
  yield* overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.multiply(gradient + at, layer.derivative + at, gradient + at, rows * units);
  });
}

/** Dropout forward, in place: alpha dropout shifts what it keeps, and puts one value for what it drops. */
export function* dropOut(context: RunContext, layer: LayerBuffers, values: number): Steps<void> {
  const { mask, plan } = layer;
  const { alphaDropout, units } = plan;
  if (mask === null || plan.keepProbability === 1) return;
  if (alphaDropout === null) {
    yield* drop(context, layer, values);
    return;
  }
  const { kernels } = context.module;
  const { shift, dropped } = alphaDropout;
  yield* overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.dropAlpha(values + at, mask + at, shift, dropped, rows * units);
  });
}

/** Drops outputs, or their gradients, in place: 0 where the mask is, whatever was there. */
export function* drop(
  context: RunContext,
  { plan: { units, keepProbability }, mask }: LayerBuffers,
  values: number,
): Steps<void> {
  // A network in evaluation mode has masks for its batches of training alone.
  if (mask === null || keepProbability === 1) return;
  const { kernels } = context.module;
  yield* overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.drop(values + at, mask + at, rows * units);
  });
}

/** values += others, `[B, units]`. */
export function addTo(context: RunContext, units: number, values: number, others: number): Steps<void> {
  const { kernels } = context.module;
  return overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.add(values + at, others + at, values + at, rows * units);
  });
}

/** values *= factor in float32, `[B, units]`. */
export function scaleBy(context: RunContext, units: number, values: number, factor: number): Steps<void> {
  const { kernels } = context.module;
  return overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.scale(values + at, factor, values + at, rows * units);
  });
}

/** to = factor from in float32, `[B, units]`; nothing to do where that changes nothing. */
export function* scaleTo(
  context: RunContext,
  units: number,
  from: number,
  factor: number,
  to: number,
): Steps<void> {
  if (from === to && factor === 1) return;
  const { kernels } = context.module;
  yield* overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.scale(from + at, factor, to + at, rows * units);
  });
}

/** to = values others, `[B, units]`. */
export function multiplyBy(
  context: RunContext,
  units: number,
  values: number,
  others: number,
  to: number,
): Steps<void> {
  const { kernels } = context.module;
  return overRows(context, units, PRODUCT_COST, (at, rows) => {
    kernels.multiply(values + at, others + at, to + at, rows * units);
  });
}

/** Copies `[B, units]`. */
export function copyTo(context: RunContext, units: number, from: number, to: number): Steps<void> {
  return scaleTo(context, units, from, 1, to);
}
