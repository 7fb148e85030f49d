/** What a run notes of its tensors: their statistics, copies where it is asked for them, and the layer as others see it. */
import { UNCALIBRATED } from "../../experiment/calibration.ts";
import type { CapturedLayer, LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import { UNCOMPARED } from "../../experiment/similarity.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import type { LayerBuffers } from "./buffers.ts";
import { floatsAt } from "./memory.ts";
import type { Steps } from "./pacing.ts";
import type { LayerState, RunContext, Tensors } from "./runContext.ts";

/** A layer of which nothing is known yet. */
export function freshState(buffers: LayerBuffers): LayerState {
  return {
    buffers,
    stats: {},
    captured: {},
    saturated: NaN,
    deadUnits: NaN,
    similarity: UNCOMPARED,
    calibration: buffers.plan.calibration === null ? null : UNCALIBRATED,
  };
}

/** A layer as far as it is known. */
export function resultOf(state: LayerState): LayerResult {
  const { layerIndex, units } = state.buffers.plan;
  const { stats, saturated, deadUnits, similarity, calibration } = state;
  return { layerIndex, units, tensors: { ...stats }, saturated, deadUnits, similarity, calibration };
}

/** The copies of a layer at the end of a run. */
export function completeCapture(captured: Tensors<Float32Array>): CapturedLayer {
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

/** Rows and columns of a tensor of a layer. */
function shapeOf({ plan }: RunContext, { buffers }: LayerState, tensor: TensorId): readonly [number, number] {
  const { units, fanIn } = buffers.plan;
  return tensor === "weight" || tensor === "grad_weight" ? [units, fanIn] : [plan.batch, units];
}

/** Measures a tensor. */
export function* statsOf(
  context: RunContext,
  state: LayerState,
  tensor: TensorId,
  at: number,
): Steps<TensorStats> {
  const [rows, columns] = shapeOf(context, state, tensor);
  return tensorStats(tensor, yield* context.measuring.steps(context.buffers.measure, at, rows, columns));
}

/** Measures a tensor, if it is wanted and that was not done before, and copies it if asked to. */
export function* record(context: RunContext, state: LayerState, tensor: TensorId, at: number): Steps<void> {
  if (!context.wanted.includes(tensor)) return;
  state.stats[tensor] ??= yield* statsOf(context, state, tensor, at);
  if (context.isCapturing) {
    const [rows, columns] = shapeOf(context, state, tensor);
    state.captured[tensor] = floatsAt(context.module.memory, at, rows * columns).slice();
  }
  yield;
}

/** Measures the weights in `buffers.weight`, unless the same ones were measured in an earlier run. */
export function* recordWeight(context: RunContext, state: LayerState): Steps<void> {
  const { weightStats, buffers, wanted } = context;
  if (!wanted.includes("weight")) return;
  const { layerIndex } = state.buffers.plan;
  const key = JSON.stringify([state.buffers.weightTensor, state.calibration?.scale ?? null]);
  const known = weightStats.get(layerIndex);
  if (known?.key === key) state.stats.weight = known.stats;
  yield* record(context, state, "weight", buffers.weight);
  if (state.stats.weight !== undefined) weightStats.set(layerIndex, { key, stats: state.stats.weight });
}
