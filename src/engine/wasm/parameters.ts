/** The weights, biases and dropout masks of a layer, put where the products and passes look for them. */
import { biasTensor } from "../../experiment/sampling.ts";
import { maskBlock, weightBlock } from "./buffers.ts";
import type { LayerBuffers } from "./buffers.ts";
import type { Steps } from "./pacing.ts";
import type { LayerState, RunContext } from "./runContext.ts";

/**
 * Puts the weights of a layer into `buffers.weight`, `[N, K]`: the scaled draw, times what the batch has made of it. Only
 * draws that have changed since the last run are made.
 */
export function* provideWeight(
  { module, buffers, cache }: RunContext,
  { buffers: layer, calibration }: LayerState,
): Steps<void> {
  const { kernels } = module;
  const { weightTensor: tensor } = layer;
  const block = weightBlock(layer);
  if (tensor.kind === "constant" || block === null) {
    if (tensor.kind === "constant") kernels.fill(buffers.weight, tensor.value, tensor.rows * tensor.columns);
    return;
  }
  yield* cache.ensure(block, buffers.work);
  const count = block.rows * block.columns;
  kernels.scale(block.offset, tensor.scale, buffers.weight, count);
  if (calibration !== null) kernels.scale(buffers.weight, calibration.scale, buffers.weight, count);
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
