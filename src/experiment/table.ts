/** A table of one's own as the data set of a task: what a network may know of it. Types alone. */
import type { TaskEntry } from "../catalog/tasks.ts";

export interface Table extends Pick<TaskEntry, "kind" | "inputs" | "outputs"> {
  /** Equal keys mean equal numbers. */
  readonly key: string;
  /** Name of its file. */
  readonly name: string;
  readonly rows: number;
  /** Most rows to learn from: the others are there to test. */
  readonly learnable: number;
  /**
   * float32 `[rows, inputs + 1]`: the inputs of a row, then its class, 0-based, or its value. A buffer
   * reaches every worker as it is, and JSON, of which keys are made, leaves it out.
   */
  readonly data: ArrayBuffer;
}
