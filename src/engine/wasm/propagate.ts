/**
 * One run, step by step: forward through the layers, then backward, each tensor measured as soon as it is there. The
 * host decides and the kernels compute. The rows of the batch only meet in the reductions of batch norm (normalizing.ts),
 * in the weight gradients and in the measurements: there, and only there, shards of a batch would talk.
 */
import { lossGradient } from "../../experiment/losses.ts";
import type { CapturedLayer, LayerResult } from "../../experiment/result.ts";
import { backward } from "./backward.ts";
import { inputBlock, upstreamBlock } from "./buffers.ts";
import type { DrawBlock } from "./buffers.ts";
import { forward } from "./forward.ts";
import { floatsAt } from "./memory.ts";
import type { Steps } from "./pacing.ts";
import { completeCapture, freshState, resultOf } from "./recording.ts";
import type { RunContext } from "./runContext.ts";

export interface Propagation {
  /** Null where the gradient was drawn. */
  readonly loss: number | null;
  readonly layers: readonly LayerResult[];
  readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
}

const GRADIENTS = ["grad_activation", "grad_pre_activation", "grad_weight"] as const;

/** @returns the steps of a run of `context.plan`, whose buffers lie within the memory */
export function* propagate(context: RunContext): Steps<Propagation> {
  const { plan, buffers, cache, isCapturing, module, wanted } = context;
  const states = buffers.layers.map(freshState);
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
  // Without a gradient to measure there is nothing to go back for.
  const isGoingBack = GRADIENTS.some((tensor) => wanted.includes(tensor));
  for (const [index, state] of isGoingBack ? [...states.entries()].reverse() : []) {
    const below = states[index - 1];
    yield* backward(context, state, below?.buffers.activation ?? null, gradient, spare);
    [gradient, spare] = [spare, gradient];
    context.onLayer(resultOf(state));
  }
  return {
    layers: states.map(resultOf),
    loss,
    captured:
      input === null ? null : { input, layers: states.map(({ captured }) => completeCapture(captured)) },
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
  { module, plan, hostPace }: RunContext,
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
  yield* hostPace.cut(rows, LOSS_COST * columns, 1, (row0, row1) => {
    const outputs = floatsAt(memory, output, rows * columns);
    total += loss.rows(outputs, floatsAt(memory, gradient, rows * columns), row0, row1);
  });
  return total;
}
