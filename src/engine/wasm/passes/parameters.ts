/**
 * Puts the weights, biases, gains, shifts and dropout masks of a layer where the products and passes read
 * them.
 */
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import { addMean, biasTensor, fillGains, fillShifts } from "../../../experiment/sampling.ts";
import { maskBlock, weightBlock } from "../run/buffers.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import { doublesAt, floatsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerState, ParameterStore, RunContext } from "../run/runContext.ts";

/** Operations per weight, in the unit of Pace; only the order of magnitude matters. */
const SCALE_COST = 8;

/**
 * Parameters as the plan draws them: float32(draw * float32(scale)), times the scale of a calibration.
 */
export class DrawnParameters implements ParameterStore {
  readonly #context: Omit<RunContext, "parameters">;

  constructor(context: Omit<RunContext, "parameters">) {
    this.#context = context;
  }

  /** Draws only what has changed since the last run, or everything where draws are not kept. */
  *weight({ buffers: layer, calibration }: LayerState): Steps<number> {
    const { module, buffers, cache, pace } = this.#context;
    const { kernels } = module;
    const { weightTensor: tensor } = layer;
    const block = weightBlock(layer);
    const { units, fanIn } = layer.plan;
    const overRows = (piece: (at: number, count: number) => void): Steps<void> =>
      pace.cut(units, SCALE_COST * fanIn, 1, (row0, row1) => piece(4 * fanIn * row0, fanIn * (row1 - row0)));
    if (tensor.kind === "constant") {
      yield* overRows((at, count) => kernels.fill(buffers.weight + at, tensor.value, count));
    } else if (block !== null) {
      yield* cache.ensure(block, buffers.work);
      yield* overRows((at, count) => {
        const weight = buffers.weight + at;
        kernels.scale(block.offset + at, tensor.scale, weight, count);
        if (calibration !== null) kernels.scale(weight, calibration.scale, weight, count);
      });
    }
    return buffers.weight;
  }

  *bias(layer: LayerBuffers): Steps<number | null> {
    const { module, plan, buffers, drawing } = this.#context;
    const { kernels } = module;
    const bias = biasTensor(plan, layer.plan);
    if (bias === null) return null;
    if (bias.kind === "constant") {
      kernels.fill(buffers.bias, bias.value, layer.plan.units);
      return buffers.bias;
    }
    yield* drawing.steps(bias.standard, buffers.bias, buffers.work);
    kernels.scale(buffers.bias, bias.scale, buffers.bias, layer.plan.units);
    addMean(floatsAt(module.memory, buffers.bias, layer.plan.units), bias);
    return buffers.bias;
  }

  gain({ plan }: LayerBuffers): number {
    const { module, buffers } = this.#context;
    fillGains(doublesAt(module.memory, buffers.gain, normalizedUnits(plan)), plan);
    return buffers.gain;
  }

  shift({ plan }: LayerBuffers): number {
    const { module, buffers } = this.#context;
    fillShifts(doublesAt(module.memory, buffers.shift, normalizedUnits(plan)), plan);
    return buffers.shift;
  }

  /** Only if it is not there yet. */
  *mask(layer: LayerBuffers, batchIndex = 0): Steps<void> {
    const { plan, buffers, cache } = this.#context;
    const block = maskBlock(plan, buffers, layer, batchIndex);
    if (block !== null) yield* cache.ensure(block, buffers.work);
  }
}
