/** The contract of a contestant: one run of a workload, both passes, all six tensors measured. */

/** A network of `depth` layers of `width` units (and inputs) on `batch` inputs; ReLU, He normal, no bias. */
export interface Trial {
  readonly depth: number;
  readonly width: number;
  readonly batch: number;
  /**
   * A seed other than that of the last trial: weights, inputs and upstream gradient are drawn
   * anew, inside the timed part.
   */
  readonly seed: number;
  /** std of the weights times sqrt(width); He: sqrt(2). A new gain rescales the draws and keeps them. */
  readonly gain: number;
}

export interface Timed {
  /** From the call to the last number in the page, milliseconds. */
  readonly ms: number;
  /** The engine's own time; null where it reports none. */
  readonly engineMs: number | null;
}

export interface Contestant {
  /** The backend that answers: name, threads, formulation. */
  readonly description: string;
  run(trial: Trial): Promise<Timed>;
  dispose(): void;
}

/**
 * Checks that a contestant computes: inputs are standard normal, so the standard deviation of the first
 * layer's z is the gain. Its square averages width^2 squared weights and batch x width squared inputs, with
 * relative errors of sqrt(2) / width and sqrt(2 / (batch width)). Both are half a per cent at the smallest
 * shape, 256 x 256, so a tenth is more than ten standard errors.
 * @throws when the standard deviation is off by more than a tenth
 */
export function checkSpread({ gain }: Trial, std: number): void {
  if (!(Math.abs(std / gain - 1) < 0.1)) throw new Error(`invalid std: ${std} (expected about ${gain})`);
}
