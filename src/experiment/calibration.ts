/**
 * Layer-sequential unit variance (Mishkin, Matas 2016), as far as it is the same on every engine: when
 * to rescale, and by what.
 */
import type { CalibrationPlan } from "./plan.ts";

/** What calibration has done to the weights of a layer. */
export interface Calibration {
  /** Number of rescalings. */
  readonly iterations: number;
  /** What the drawn weights were multiplied by in all. */
  readonly scale: number;
}

/** Below this std a layer is left as it is, as there is nothing to divide by: the published limit. */
const LEAST_STD = 1e-7;

export const UNCALIBRATED: Calibration = { iterations: 0, scale: 1 };

/**
 * The next state of a calibration: W <- W std_target / std.
 * @param std of the target tensor under the present weights; NaN where it holds non-finite values
 * @returns null when the weights stay as they are: near enough, nothing to divide by, or out of trials
 */
export function nextCalibration(
  plan: CalibrationPlan,
  { iterations, scale }: Calibration,
  std: number,
): Calibration | null {
  const isNear = Math.abs(std ** 2 / plan.variance - 1) < plan.tolerance;
  const isUsable = std >= LEAST_STD && std < Infinity;
  if (isNear || !isUsable || iterations >= plan.maxIterations) return null;
  return { iterations: iterations + 1, scale: (scale * Math.sqrt(plan.variance)) / std };
}
