/**
 * One shard of one run, step by step: forward through the layers, then backward, each tensor measured as
 * soon as it is there. The host decides and the kernels compute. Shards talk where inputs of the batch
 * meet: in batch norm (normalizing.ts), calibrated weights (recording.ts), the comparison of the first
 * inputs (forward.ts) and weight gradients (backward.ts). Everything else is put together from what each
 * finds out (collecting.ts).
 */
import { lossGradient } from "../../../experiment/losses.ts";
import { averageBatches } from "./averaging.ts";
import { backward } from "./backward.ts";
import { inputBlock, outputAt, upstreamBlock } from "../run/buffers.ts";
import type { DrawBlock } from "../run/buffers.ts";
import { forward } from "./forward.ts";
import { floatsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import { freshState } from "./recording.ts";
import type { RunContext } from "../run/runContext.ts";

/** Comparisons that may wait for their inputs: those hold memory. */
const MOST_DEFERRED = 8;

/** @returns the steps of a shard of a run of `context.request`, whose buffers lie within the memory */
export function* propagate(given: RunContext): Steps<void> {
  const { request, plan, buffers, cache, module, peers, reuse, emit } = given;
  const reused = reuse?.calibrations ?? [];
  const states = buffers.layers.map(freshState);
  const { averaging } = plan;
  const averages = averaging === null ? [] : yield* averageBatches(given, averaging, states);
  const context = { ...given, averages };
  const inputs = inputBlock(plan, buffers);
  yield* cache.ensure(inputs, buffers.work);
  if (request.capture === "all") {
    const values = floatsAt(module.memory, inputs.offset, inputs.rows * inputs.columns).slice();
    emit({ kind: "input", values });
  }
  for (const [index, state] of states.entries()) {
    if (index < reused.length) {
      state.calibration = reused[index] ?? null;
    } else {
      const source = states[state.buffers.plan.weightsFrom];
      if (source !== undefined && source !== state) state.calibration = source.calibration;
      yield* forward(context, state, state.buffers.input);
      yield* peers.settle(MOST_DEFERRED);
    }
  }
  const upstream = upstreamBlock(plan, buffers);
  yield* cache.ensure(upstream, buffers.work);
  let gradient = buffers.first;
  let spare = buffers.second;
  const last = buffers.layers.at(-1);
  const output = last === undefined ? buffers.input : outputAt(last);
  emit({ kind: "loss", loss: yield* injectGradient(context, upstream, output, gradient) });
  for (const [index, state] of request.passes === "both" ? [...states.entries()].reverse() : []) {
    yield* backward(context, state, index === 0 ? null : state.buffers.input, gradient, spare);
    [gradient, spare] = [spare, gradient];
  }
  yield* peers.settle(0);
}

/** Operations per output of a loss, for the pace. */
const LOSS_COST = 32;

/**
 * Writes dL/da of the last layer.
 * @param output a of the last layer
 * @returns what the inputs of the shard add to the loss; null where the gradient is drawn
 */
function* injectGradient(
  { module, plan, hostPace }: RunContext,
  upstream: DrawBlock,
  output: number,
  gradient: number,
): Steps<number | null> {
  const { memory, kernels } = module;
  const { rows, columns, offset, first } = upstream;
  const loss = lossGradient(plan, floatsAt(memory, offset, rows * columns), first);
  if (loss === null) {
    kernels.scale(offset, 1, gradient, rows * columns);
    return null;
  }
  let total = 0;
  yield* hostPace.cut(rows, LOSS_COST * columns, 1, (row0, row1) => {
    const outputs = floatsAt(memory, output, rows * columns);
    total = loss.rows(outputs, floatsAt(memory, gradient, rows * columns), row0, row1, total);
  });
  return total;
}
