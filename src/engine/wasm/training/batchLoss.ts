/** The loss of one mini-batch after another, and the inputs that go with it: no memory is taken in a step. */
import { crossEntropy, meanSquaredError } from "../../../experiment/losses.ts";
import type { LossGradient } from "../../../experiment/losses.ts";
import type { TrainingData } from "../../../experiment/training/trainingData.ts";

/** Operations of the loss per output, in the unit of Pace. */
const LOSS_COST = 32;
/** Rows with fewer values are copied one by one. */
const SHORT_ROW = 32;

export interface LossOfBatch extends LossGradient {
  /** Operations per input. */
  readonly cost: number;
  /** Says of which points the next losses are. */
  take(rows: ArrayLike<number>): void;
}

/**
 * @param batch points of a mini-batch, over which the loss is a mean
 * @param count those of them that are here
 * @param units outputs
 */
export function lossOfBatch(
  { labels, targets }: TrainingData,
  batch: number,
  count: number,
  units: number,
): LossOfBatch {
  const cost = LOSS_COST * units;
  if (labels !== null) {
    const own = new Uint32Array(count);
    return {
      ...crossEntropy(batch, units, own),
      cost,
      take(rows) {
        for (let row = 0; row < count; row++) own[row] = labels[rows[row] ?? 0] ?? 0;
      },
    };
  }
  const own = new Float64Array(count * units);
  return {
    ...meanSquaredError(batch, units, own),
    cost,
    take(rows) {
      if (targets !== null) takeRows(targets, rows, units, own);
    },
  };
}

/** Copies rows of `[rows, units]` to the front of `to`. */
export function takeRows(
  from: Float32Array | Float64Array,
  rows: ArrayLike<number>,
  units: number,
  to: Float32Array | Float64Array,
): void {
  for (let row = 0; row < rows.length; row++) {
    const first = (rows[row] ?? 0) * units;
    if (units >= SHORT_ROW) {
      to.set(from.subarray(first, first + units), row * units);
      continue;
    }
    for (let unit = 0; unit < units; unit++) to[row * units + unit] = from[first + unit] ?? 0;
  }
}
