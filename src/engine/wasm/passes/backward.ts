/**
 * One layer backward: from the gradient at its output to those at z, at its weights and at the
 * output of the layer below.
 */
import { floatsAt } from "../memory/memory.ts";
import { streamSource } from "../../../experiment/layerLinks.ts";
import { isComputed } from "../../../experiment/runRequest.ts";
import { attentionPasses } from "./attentionPart.ts";
import { multiplied } from "./multiplied.ts";
import { normalizeBackward } from "./normalizing.ts";
import type { Steps } from "../memory/pacing.ts";
import { addTo, copyTo, drop, multiplyBy, multiplyByDerivative, scaleTo } from "./pointwise.ts";
import { record } from "./recording.ts";
import { rangeOf } from "../memory/rowRange.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";

/**
 * dL/d(output of the layer below) = dL/dz W, back through a norm of the input, and what the end of a residual
 * block has kept for it, into `out`. Layers of a block that share an input add dL/d(input) up for the first
 * of them instead.
 */
function* gradientBelow(context: RunContext, state: LayerState, gradient: number, out: number): Steps<void> {
  const { plan, buffers, parameters } = context;
  const layer = state.buffers;
  const { layerIndex, units, fanIn, inputOf } = layer.plan;
  const { shared } = buffers;
  const isShared = inputOf !== undefined && shared !== null;
  const isFirst = plan.layers[layerIndex + 1]?.inputOf !== (inputOf ?? layerIndex);
  const weight = yield* parameters.weight(state);
  yield* multiplied(context, {
    left: { at: gradient, columns: units, isTransposed: false },
    right: { at: weight, columns: fanIn, isTransposed: false },
    rows: buffers.rows.count,
    columns: fanIn,
    depth: units,
    bias: null,
    out: isShared && isFirst ? shared : out,
  });
  if (isShared) {
    if (!isFirst) yield* addTo(context, fanIn, shared, out);
    return;
  }
  const { norm } = layer;
  if (shared !== null && !isFirst) yield* addTo(context, fanIn, out, shared);
  if (norm?.plan.at === "input") yield* normalizeBackward(context, layer, norm, out);
  // The layer below is where a stream comes from, if the block that begins here ends soon above.
  const isStreamBelow = plan.layers
    .slice(layerIndex + 1, layerIndex + 4)
    .some((above) => streamSource(above) === layerIndex - 1);
  if (isStreamBelow && buffers.skipped !== null) yield* addTo(context, fanIn, out, buffers.skipped);
}

/**
 * dL/dW = (dL/dz)^T a_prev, summed over the inputs of all shards: each sums up its share of the units, its
 * own part first and then the others' in their order, when they have come. It waits for them only once the
 * places for own parts run out.
 */
function* weightGradient(
  context: RunContext,
  state: LayerState,
  gradient: number,
  input: number,
): Steps<void> {
  const { module, buffers, peers } = context;
  const { places, received } = buffers.weightGradients;
  const { units, fanIn, layerIndex } = state.buffers.plan;
  yield* peers.settle(places.length - 1);
  const at = places[layerIndex % places.length] ?? places[0];
  yield* multiplied(context, {
    left: { at: gradient, columns: units, isTransposed: true },
    right: { at: input, columns: fanIn, isTransposed: false },
    rows: units,
    columns: fanIn,
    depth: buffers.rows.count,
    bias: null,
    out: at,
  });
  if (received === null) {
    yield* record(context, state, "grad_weight", at);
    return;
  }
  const rowsOf = (shard: number): readonly [at: number, count: number] => {
    const { first, count } = rangeOf(units, shard, peers.count);
    return [at + 4 * first * fanIn, count * fanIn];
  };
  const exchange = peers.open();
  for (const shard of peers.others) peers.send(exchange, shard, floatsAt(module.memory, ...rowsOf(shard)));
  peers.defer({
    exchange,
    senders: peers.others,
    *work(parts) {
      const [own, count] = rowsOf(peers.index);
      for (const rows of parts) {
        floatsAt(module.memory, received, count).set(rows);
        module.kernels.add(own, received, own, count);
        yield;
      }
      yield* record(context, state, "grad_weight", own);
    },
  });
}

/**
 * From dL/d(output) in `gradient` to dL/dz in the same place, then the weight gradient if the request asks
 * for it, and dL/d(output of the layer below) in `spare`.
 * @param below what the weights multiply; null for the first layer, whose input needs no gradient
 */
export function* backward(
  context: RunContext,
  state: LayerState,
  below: number | null,
  gradient: number,
  spare: number,
): Steps<void> {
  const { buffers, request } = context;
  const layer = state.buffers;
  const { units, skipFrom, dropsBeforeNorm, stream, gate, attention } = layer.plan;
  const { norm } = layer;
  if (stream !== undefined) {
    yield* record(context, state, "grad_stream", gradient);
    if (norm?.plan.at === "stream") yield* normalizeBackward(context, layer, norm, gradient);
    if (buffers.skipped !== null) yield* scaleTo(context, units, gradient, stream.factor, buffers.skipped);
  }
  yield* record(context, state, "grad_activation", gradient);
  if (skipFrom !== null && buffers.skipped !== null) {
    yield* copyTo(context, units, gradient, buffers.skipped);
  }
  if (stream !== undefined) yield* scaleTo(context, units, gradient, stream.branch, gradient);
  if (!dropsBeforeNorm) yield* drop(context, layer, gradient);
  const gating = gate === undefined ? undefined : buffers.layers[gate];
  if (gating !== undefined && layer.ungated !== null) {
    // The gate comes next, and finds its gradient there.
    yield* multiplyBy(context, units, gradient, layer.ungated, spare);
    yield* multiplyBy(context, units, gradient, gating.activation, gradient);
  }
  if (attention !== undefined) yield* attentionPasses().attendBackward(context, layer, gradient, spare);
  if (norm?.plan.at === "after") {
    yield* normalizeBackward(context, layer, norm, gradient);
    if (dropsBeforeNorm) yield* drop(context, layer, gradient);
  }
  yield* multiplyByDerivative(context, layer, gradient);
  if (norm?.plan.at === "before") {
    yield* normalizeBackward(context, layer, norm, gradient);
    if (dropsBeforeNorm) yield* drop(context, layer, gradient);
  }
  yield* record(context, state, "grad_pre_activation", gradient);
  if (below !== null) yield* gradientBelow(context, state, gradient, spare);
  if (buffers.attending !== null) yield* attentionPasses().handOver(context, layer, spare);
  if (!isComputed(request, "grad_weight")) return;
  yield* weightGradient(context, state, gradient, below ?? buffers.input);
}
