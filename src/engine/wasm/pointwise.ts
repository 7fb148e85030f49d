/**
 * The steps of a layer that go over a tensor value by value: activation, batch norm and its gradient. In pieces of rows,
 * as everything else. The lines marked "exchange" are where shards of a batch would add up their per-unit vectors.
 */
import type { BatchNormPlan } from "../../experiment/plan.ts";
import type { LayerBuffers, NormBuffers } from "./buffers.ts";
import { doublesAt, wordsAt } from "./memory.ts";
import type { Steps } from "./pacing.ts";
import type { LayerState, RunContext } from "./runContext.ts";

/** Operations per value, in the unit of Pace; only the order of magnitude matters. */
const ACTIVATION_COST = 16;
const NORM_COST = 8;

/** Runs `piece(byte offset, rows)` over the rows of a `[batch, units]` float32 tensor. */
function overRows(
  { pace, plan }: RunContext,
  units: number,
  cost: number,
  piece: (offset: number, rows: number) => void,
): Steps<void> {
  return pace.cut(plan.batch, cost * units, 1, (row0, row1) => piece(4 * units * row0, row1 - row0));
}

/** a = phi(y) and phi'(y) in one pass, with the counts of saturated entries and dead units. */
export function* activate(context: RunContext, state: LayerState, y: number, a: number): Steps<void> {
  const { module, plan, buffers } = context;
  const { kernels, memory } = module;
  const { units, activation, slope, saturationThreshold } = state.buffers.plan;
  const kernel = kernels[`activate_${activation}`];
  const d = state.buffers.slope;
  const { alive } = buffers;
  let saturated = 0;
  kernels.clear(alive, 4 * units);
  yield* overRows(context, units, ACTIVATION_COST, (at, rows) => {
    saturated += kernel(y + at, a + at, d + at, rows, units, slope, saturationThreshold, alive) >>> 0;
  });
  let dead = 0;
  for (const word of wordsAt(memory, alive, units)) if (word === 0) dead++;
  state.saturated = saturated / (plan.batch * units);
  state.deadUnits = dead / units;
}

/** Batch norm of `norm.input` into `out`; leaves mean and 1 / std for the backward pass. */
export function* normalize(
  context: RunContext,
  layer: LayerBuffers,
  { input, mean, inverseStd }: NormBuffers,
  { epsilon, gamma, beta }: BatchNormPlan,
  out: number,
): Steps<void> {
  const { module, plan, buffers } = context;
  const { kernels, memory } = module;
  const { units } = layer.plan;
  const { sums, counts } = buffers;
  kernels.clear(mean, 8 * units);
  yield* overRows(context, units, NORM_COST, (at, rows) => kernels.sumColumns(input + at, rows, units, mean));
  doublesAt(memory, counts, units).fill(plan.batch);
  // Exchange: sums and counts.
  kernels.meansOfSums(mean, counts, units, mean);
  kernels.clear(sums, 16 * units);
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    kernels.squaresOfAll(input + at, rows, units, mean, sums);
  });
  // Exchange: residuals and squares, about the common mean.
  kernels.correctSquares(sums, counts, units);
  kernels.inverseStds(sums + 8 * units, units, plan.batch, epsilon, inverseStd);
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    kernels.normalize(input + at, out + at, rows, units, mean, inverseStd, gamma, beta);
  });
}

/** dL/d(input of the norm) in place of dL/d(its output), through the batch statistics. */
export function* normalizeBackward(
  context: RunContext,
  layer: LayerBuffers,
  { input, mean, inverseStd }: NormBuffers,
  { gamma }: BatchNormPlan,
  gradient: number,
): Steps<void> {
  const { module, plan, buffers } = context;
  const { kernels } = module;
  const { units } = layer.plan;
  const { sums } = buffers;
  kernels.clear(sums, 16 * units);
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    kernels.normalizeGradientSums(gradient + at, input + at, rows, units, mean, inverseStd, sums);
  });
  // Exchange: both sums.
  kernels.divideDoubles(sums, 2 * units, plan.batch);
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    const g = gradient + at;
    kernels.normalizeGradient(g, input + at, g, rows, units, mean, inverseStd, sums, gamma);
  });
}

/** dL/dy = dL/da phi'(y), in place. */
export function* multiplyBySlope(context: RunContext, layer: LayerBuffers, gradient: number): Steps<void> {
  const { kernels } = context.module;
  const { units } = layer.plan;
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    kernels.multiply(gradient + at, layer.slope + at, gradient + at, rows * units);
  });
}
