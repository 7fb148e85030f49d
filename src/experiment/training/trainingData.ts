/** The data set of a training, and which of its points a step learns from. */
import { STREAM, uniformRow } from "../../math/philox.ts";
import { crossEntropy, meanSquaredError } from "../losses.ts";
import type { LossGradient } from "../losses.ts";
import type { LayerPlan } from "../plan.ts";
import { shuffled, taskClasses, taskInputs, taskValues } from "../taskData.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** Points and what is to be learnt of them: K = inputs, N = outputs. */
export interface TrainingData {
  /** `[rows, K]` */
  readonly inputs: Float32Array | Float64Array;
  /** 0-based classes `[rows]`, or null where values are learnt. */
  readonly labels: Uint32Array | null;
  /** `[rows, N]`, or null where classes are learnt. */
  readonly targets: Float32Array | Float64Array | null;
}

/** What a training starts from where its plan does not draw it: parameters, data, order and masks. */
export interface GivenTraining {
  readonly layers: readonly {
    /** `[N, K]` */
    readonly weights: Float64Array;
    /** `[N]` */
    readonly biases: Float64Array;
  }[];
  readonly data: TrainingData;
  /** Points of every step. */
  readonly order: readonly (readonly number[])[];
  /** By step and layer: dropout, 0 or 1 / p per output, `[B, N]`; null where nothing is dropped. */
  readonly masks: readonly (readonly (Float64Array | null)[])[] | null;
}

/**
 * The data set of a training: points to learn from, then those to test. A batch of snapshots that is larger
 * sees further points.
 */
export function trainingData({ plan, points, validation }: TrainingPlan): TrainingData {
  const rows = Math.max(points + validation, plan.batch);
  const isOfClasses = plan.gradient === "cross_entropy";
  return {
    inputs: taskInputs(plan, 0, rows),
    labels: isOfClasses ? taskClasses(plan, 0, rows) : null,
    targets: isOfClasses ? null : taskValues(plan, 0, rows),
  };
}

/** The loss of some points of a data set: a mean over them, and over the outputs for squared error. */
export function lossOfPoints(
  { labels, targets }: TrainingData,
  rows: ArrayLike<number>,
  units: number,
): LossGradient {
  if (labels !== null) {
    const own = Uint32Array.from({ length: rows.length }, (_, index) => labels[rows[index] ?? 0] ?? 0);
    return crossEntropy(rows.length, units, own);
  }
  return meanSquaredError(rows.length, units, gather(targets ?? [], rows, units));
}

/** Rows of a matrix with `units` columns. */
export function gather(values: ArrayLike<number>, rows: ArrayLike<number>, units: number): Float64Array {
  const taken = new Float64Array(rows.length * units);
  for (let row = 0; row < rows.length; row++) {
    const from = (rows[row] ?? 0) * units;
    for (let unit = 0; unit < units; unit++) taken[row * units + unit] = values[from + unit] ?? 0;
  }
  return taken;
}

/**
 * Gives the points of any step: mini-batches are cut from one permutation after another, across the ends of
 * epochs, so that a longer training keeps its first steps. A mini-batch of all points has them in order.
 */
export function batchOrder({ plan, points, miniBatch }: TrainingPlan): (step: number) => Uint32Array {
  let known: { readonly epoch: number; readonly order: Uint32Array } | null = null;
  const orderOf = (epoch: number): Uint32Array => {
    if (known?.epoch !== epoch) known = { epoch, order: shuffled(plan.seed, STREAM.order, epoch, points) };
    return known.order;
  };
  const all = Uint32Array.from({ length: points }, (_, index) => index);
  return (step) => {
    if (miniBatch === points) return all;
    const rows = new Uint32Array(miniBatch);
    let epoch = Math.floor((step * miniBatch) / points);
    let place = (step * miniBatch) % points;
    let order = orderOf(epoch);
    for (let index = 0; index < miniBatch; index++) {
      rows[index] = order[place] ?? 0;
      place += 1;
      if (place < points) continue;
      place = 0;
      epoch += 1;
      if (index < miniBatch - 1) order = orderOf(epoch);
    }
    return rows;
  };
}

/**
 * The dropout mask of a layer at a step, `[B, N]`: 1 / p, or the factor of alpha dropout, or 0. Step t has
 * rows `[t B, (t + 1) B)` of the same addresses as the mask of a run without training.
 */
export function stepMask(
  { plan, miniBatch }: TrainingPlan,
  { layerIndex, units, keepProbability, alphaDropout }: LayerPlan,
  step: number,
): Float64Array | null {
  if (keepProbability === 1) return null;
  const kept = Math.fround(alphaDropout?.scale ?? 1 / keepProbability);
  const mask = new Float64Array(miniBatch * units);
  for (let row = 0; row < miniBatch; row++) {
    const uniforms = mask.subarray(row * units, (row + 1) * units);
    uniformRow(plan.seed, STREAM.dropout, layerIndex, step * miniBatch + row, uniforms);
    // Draws are float32, as those of the engines.
    for (let unit = 0; unit < units; unit++) {
      uniforms[unit] = Math.fround(uniforms[unit] ?? 1) < keepProbability ? kept : 0;
    }
  }
  return mask;
}
