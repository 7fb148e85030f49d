/**
 * The losses whose gradient can be injected at the last layer, a mean over the batch as frameworks take it.
 */
import { STREAM, uniformRow } from "../math/philox.ts";
import type { Plan } from "./plan.ts";
import { taskRows } from "./taskPart.ts";

/**
 * Losses and their gradients, for rows `[row0, row1)` of a batch or a part of it. B inputs in the batch, n
 * outputs.
 */
export interface LossGradient {
  /**
   * Writes dL/da of these rows.
   * @param output a of the last layer, `[rows, n]`
   * @param gradient receives dL/da, `[rows, n]`
   * @param before contribution of the rows before to L. Terms are added one by one, so that the division of a
   *   batch, which depends on the speed of the device, does not change the last bit
   * @returns contribution to L of these rows and those before
   */
  readonly rows: (
    output: Float32Array | Float64Array,
    gradient: Float32Array | Float64Array,
    row0: number,
    row1: number,
    before?: number,
  ) => number;
}

/** The class of every input, drawn uniformly from the n outputs. */
export function drawLabels({ seed, batch, layers }: Plan): Uint32Array {
  const units = layers.at(-1)?.units ?? 1;
  const labels = new Uint32Array(batch);
  const uniform = new Float64Array(1);
  for (let row = 0; row < batch; row++) {
    uniformRow(seed, STREAM.label, 0, row, uniform);
    labels[row] = Math.floor((uniform[0] ?? 0) * units);
  }
  return labels;
}

/**
 * L = mean over inputs of -ln softmax(a)_k, and dL/da = (softmax(a) - e_k) / B; in float64,
 * stable for large logits.
 * @param batch B
 * @param units outputs
 * @param labels k of every input
 * @param first index among the labels of row 0
 */
export function crossEntropy(
  batch: number,
  units: number,
  labels: Uint32Array,
  first: number = 0,
): LossGradient {
  const weights = new Float64Array(units);
  return {
    rows(output, gradient, row0, row1, before = 0) {
      let loss = before;
      for (let row = row0; row < row1; row++) {
        const start = row * units;
        let largest = -Infinity;
        let hasNaN = false;
        for (let unit = 0; unit < units; unit++) {
          const value = output[start + unit] ?? 0;
          if (value > largest) largest = value;
          if (Number.isNaN(value)) hasNaN = true;
        }
        let total = 0;
        for (let unit = 0; unit < units; unit++) {
          const weight = Math.exp((output[start + unit] ?? 0) - largest);
          weights[unit] = weight;
          total += weight;
        }
        if (hasNaN) total = NaN;
        const label = labels[first + row] ?? 0;
        for (let unit = 0; unit < units; unit++) {
          const target = unit === label ? 1 : 0;
          gradient[start + unit] = ((weights[unit] ?? 0) / total - target) / batch;
        }
        loss += (Math.log(total) + largest - (output[start + label] ?? 0)) / batch;
      }
      return loss;
    },
  };
}

/**
 * L = mean over inputs and outputs of (a - t)^2, dL/da = 2 (a - t) / (B n).
 * @param batch B
 * @param units outputs, n
 * @param targets t, `[rows, n]`
 */
export function meanSquaredError(
  batch: number,
  units: number,
  targets: Float32Array | Float64Array,
): LossGradient {
  const scale = 1 / (batch * units);
  return {
    rows(output, gradient, row0, row1, before = 0) {
      let loss = before;
      for (let i = row0 * units; i < row1 * units; i++) {
        const error = (output[i] ?? 0) - (targets[i] ?? 0);
        gradient[i] = 2 * scale * error;
        loss += scale * error * error;
      }
      return loss;
    },
  };
}

/**
 * The loss of a plan; null where the gradient is drawn.
 * @param draws the standard normals of `upstreamDraw`, targets of `mse` where no task has others; unused by
 *   `cross_entropy`
 * @param first index in the batch of the first row of draws, outputs and gradients
 */
export function lossGradient(plan: Plan, draws: Float32Array | null, first = 0): LossGradient | null {
  const { batch, task } = plan;
  const units = plan.layers.at(-1)?.units ?? 1;
  switch (plan.gradient) {
    case "gaussian":
      return null;
    case "cross_entropy":
      return crossEntropy(
        batch,
        units,
        task === undefined ? drawLabels(plan) : taskRows().taskClasses(plan, 0, batch),
        first,
      );
    case "mse":
      return meanSquaredError(
        batch,
        units,
        task === undefined ? (draws ?? new Float32Array(0)) : taskRows().taskValues(plan, first, batch),
      );
    default:
      return plan.gradient satisfies never;
  }
}
