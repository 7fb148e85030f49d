/** The contract of a contestant in the race of training: so many steps of one network. */

export interface TrainingTrial {
  /** Units of the input and of every layer; ReLU between, the last layer linear. */
  readonly widths: readonly number[];
  /** Points of a step. */
  readonly batch: number;
  readonly optimizer: "sgd" | "adam";
  /** Steps before the clock starts, and those it measures. */
  readonly before: number;
  readonly steps: number;
}

export interface TrainingTimed {
  /** Milliseconds a step. */
  readonly ms: number;
  /** Loss before the first step and behind the last: it must have fallen. */
  readonly losses: readonly [first: number, last: number];
}

export interface TrainingContestant {
  readonly description: string;
  run(trial: TrainingTrial): Promise<TrainingTimed>;
}

/** The same for all. */
export const RATES: Readonly<Record<TrainingTrial["optimizer"], number>> = { sgd: 0.01, adam: 1e-3 };
/** Mini-batches of the data set that are learnt from in turn. */
export const BATCHES = 4;
