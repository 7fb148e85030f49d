/** The weights, biases and dropout masks of a layer, put where the products and passes look for them. */
import { biasTensor } from "../../../experiment/sampling.ts";
import { maskBlock, weightBlock } from "../run/buffers.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/** Operations per weight, in the unit of Pace; only the order of magnitude matters. */
const SCALE_COST = 8;

/**
 * Puts the weights of a layer into `buffers.weight`, `[N, K]`: the scaled draw, times what the batch has made
 * of it. Only draws are made that are not there: those that have changed since the last run, and all of them
 * where weights are not kept.
 */
export function* provideWeight(
  { module, buffers, cache, pace }: RunContext,
  { buffers: layer, calibration }: LayerState,
): Steps<void> {
  const { kernels } = module;
  const { weightTensor: tensor } = layer;
  const block = weightBlock(layer);
  const { units, fanIn } = layer.plan;
  const overRows = (piece: (at: number, count: number) => void): Steps<void> =>
    pace.cut(units, SCALE_COST * fanIn, 1, (row0, row1) => piece(4 * fanIn * row0, fanIn * (row1 - row0)));
  if (tensor.kind === "constant" || block === null) {
    if (tensor.kind === "drawn") return;
    yield* overRows((at, count) => kernels.fill(buffers.weight + at, tensor.value, count));
    return;
  }
  yield* cache.ensure(block, buffers.work);
  yield* overRows((at, count) => {
    const weight = buffers.weight + at;
    kernels.scale(block.offset + at, tensor.scale, weight, count);
    if (calibration !== null) kernels.scale(weight, calibration.scale, weight, count);
  });
}

/** Draws the biases of a layer into `buffers.bias`. @returns where they are; null when there are none */
export function* provideBias(
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

/** Makes the dropout mask of a layer, if it has one and it is not there yet. */
export function* provideMask({ plan, buffers, cache }: RunContext, layer: LayerBuffers): Steps<void> {
  const block = maskBlock(plan, buffers, layer);
  if (block !== null) yield* cache.ensure(block, buffers.work);
}
