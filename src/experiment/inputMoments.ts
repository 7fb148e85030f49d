/** Second moments of the inputs of a plan, for theory. */
import { inputById } from "../catalog/inputs.ts";
import type { InputMoments } from "../catalog/inputs.ts";
import type { Plan } from "./plan.ts";
import { taskInputs } from "./taskData.ts";

const known = new WeakMap<Plan, InputMoments>();

/** Moments of a random batch at infinite sampling, or those of the very points of a task. */
export function inputMoments(plan: Plan): InputMoments {
  const { input, inputUnits, batch, task } = plan;
  if (task === undefined) return inputById(input).moments(inputUnits, batch);
  let moments = known.get(plan);
  if (moments === undefined) known.set(plan, (moments = momentsOf(taskInputs(plan, 0, batch), inputUnits)));
  return moments;
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
