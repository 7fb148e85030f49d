/** What a run notes of its tensors: their measurements, and copies where it is asked for them. */
import { UNCALIBRATED } from "../../../experiment/calibration.ts";
import type { TensorId, TensorStats } from "../../../experiment/result.ts";
import { hasBatchAxis, summaryOf, summaryStats } from "../../../experiment/statistics.ts";
import type { Summary } from "../../../experiment/statistics.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import { floatsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import { rangeOf } from "../memory/rowRange.ts";
import type { LayerState, RunContext } from "../run/runContext.ts";
import { capturesLayer, isMeasured } from "../../../experiment/runRequest.ts";

/** A layer of which nothing is known yet. */
export function freshState(buffers: LayerBuffers): LayerState {
  return {
    buffers,
    measured: {},
    saturated: 0,
    alive: new Uint32Array(0),
    calibration: buffers.plan.calibration === null ? null : UNCALIBRATED,
    attention: null,
  };
}

/**
 * Rows and columns of a tensor of a layer, as far as they are measured here: weights are shared out by units.
 */
function shapeOf(
  { buffers: { rows }, peers }: RunContext,
  { buffers }: LayerState,
  tensor: TensorId,
): readonly [number, number] {
  const { units, fanIn } = buffers.plan;
  if (hasBatchAxis(tensor)) return [rows.count, units];
  return [rangeOf(units, peers.index, peers.count).count, fanIn];
}

/**
 * Copies a summary that is read later: the next measurement overwrites it. Fresh memory is slow to touch, so
 * the units are left out of a tensor without a batch axis.
 */
function summaryCopy(tensor: TensorId, { moments, ...summary }: Summary): Summary {
  const end = hasBatchAxis(tensor) ? moments.count.length : 0;
  return {
    ...summary,
    moments: { ...moments, count: moments.count.slice(0, end), mean: moments.mean.slice(0, end) },
  };
}

/**
 * Measures the rows of a tensor that are here; where they are all, its statistics are made
 * before the next is measured.
 */
function* measure(context: RunContext, state: LayerState, tensor: TensorId, at: number): Steps<Summary> {
  const [rows, columns] = shapeOf(context, state, tensor);
  const summary = summaryOf(yield* context.measuring.steps(context.buffers.measure, at, rows, columns));
  return context.peers.count === 1 ? summary : summaryCopy(tensor, summary);
}

/** Measures a tensor over all shards: the same statistics on each of them, to the bit. */
export function* statsOf(
  context: RunContext,
  state: LayerState,
  tensor: TensorId,
  at: number,
): Steps<TensorStats> {
  const own = summaryCopy(tensor, yield* measure(context, state, tensor, at));
  state.measured[tensor] = own;
  return summaryStats(tensor, yield* context.peers.summary(own));
}

/**
 * Measures a tensor, if the request asks for it and that was not done before, and
 * copies it if it is captured.
 * @param at its rows that are here
 */
export function* record(context: RunContext, state: LayerState, tensor: TensorId, at: number): Steps<void> {
  const { request, knowsWeights, module, emit } = context;
  const { layerIndex } = state.buffers.plan;
  const isCapturing = capturesLayer(request, layerIndex);
  const isWanted = isMeasured(request, tensor);
  if (!isWanted && !isCapturing) return;
  const isKnown = tensor === "weight" && knowsWeights[layerIndex] === true;
  const summary =
    isKnown || !isWanted ? null : (state.measured[tensor] ?? (yield* measure(context, state, tensor, at)));
  const [rows, columns] = shapeOf(context, state, tensor);
  const values = isCapturing ? floatsAt(module.memory, at, rows * columns).slice() : null;
  if (summary !== null || isCapturing) emit({ kind: "tensor", layerIndex, tensor, summary, values });
  yield;
}

/** Measures the weights at an address: each shard its share of the units. */
export function recordWeight(context: RunContext, state: LayerState, weight: number): Steps<void> {
  const { peers } = context;
  const { units, fanIn } = state.buffers.plan;
  const { first } = rangeOf(units, peers.index, peers.count);
  return record(context, state, "weight", weight + 4 * first * fanIn);
}
