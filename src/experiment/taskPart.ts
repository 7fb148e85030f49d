/** The place of tasks in the draws: their code is fetched with the first network that has one. */
import type { Plan } from "./plan.ts";

/** See taskData.ts. */
interface TaskRows {
  fillTaskInputs(plan: Plan): (values: Float32Array, row0: number, row1: number, first?: number) => void;
  taskClasses(plan: Plan, from: number, to: number): Uint32Array;
  taskValues(plan: Plan, from: number, to: number): Float32Array;
}

let rows: TaskRows | null = null;

export function provideTaskRows(given: TaskRows): void {
  rows = given;
}

/** @throws RangeError where the code is missing */
export function taskRows(): TaskRows {
  if (rows === null) throw new RangeError("the points of tasks were not fetched");
  return rows;
}
