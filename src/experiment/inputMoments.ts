/** Second moments of the inputs of a plan, for theory. */
import { inputById } from "../catalog/inputs.ts";
import type { InputMoments } from "../catalog/inputs.ts";
import type { Plan } from "./plan.ts";
import { taskInputs } from "./taskData.ts";

const known = new WeakMap<Plan, InputMoments>();

/**
 * Moments of a random batch at infinite sampling, scale and shift included, or those of the very points of a
 * task.
 */
export function inputMoments(plan: Plan): InputMoments {
  const { input, inputUnits, batch, task } = plan;
  if (task === undefined) return scaled(plan, inputById(input).moments(inputUnits, batch));
  let moments = known.get(plan);
  if (moments === undefined) known.set(plan, (moments = momentsOf(taskInputs(plan, 0, batch), inputUnits)));
  return moments;
}

/** Of scale x + shift: E[(s x + t) (s x' + t)] for any two inputs x, x' with the same mean. */
function scaled({ inputScale: scale, inputShift: shift }: Plan, moments: InputMoments): InputMoments {
  if (scale === 1 && shift === 0) return moments;
  const { mean, second, shared } = moments;
  const moved = (product: number): number => scale ** 2 * product + 2 * scale * shift * mean + shift ** 2;
  return { mean: scale * mean + shift, second: moved(second), shared: moved(shared) };
}

/** @param values `[rows, units]` */
function momentsOf(values: Float32Array, units: number): InputMoments {
  const rows = values.length / units;
  let sum = 0;
  let squares = 0;
  let ofSums = 0;
  for (let unit = 0; unit < units; unit++) {
    let column = 0;
    for (let row = 0; row < rows; row++) {
      const value = values[row * units + unit] ?? 0;
      column += value;
      squares += value * value;
    }
    sum += column;
    ofSums += column * column;
  }
  const pairs = rows * (rows - 1) * units;
  return {
    mean: sum / values.length,
    second: squares / values.length,
    shared: pairs === 0 ? 0 : (ofSums - squares) / pairs,
  };
}
