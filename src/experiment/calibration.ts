/**
 * The part of layer-sequential unit variance (Mishkin, Matas 2016) that all engines share: when to rescale,
 * and by what factor.
 */
import type { CalibrationPlan } from "./plan.ts";

/** The effect of calibration on the weights of a layer. */
export interface Calibration {
  /** Number of rescalings. */
  readonly iterations: number;
  /** Product of all rescalings: the factor on the drawn weights. */
  readonly scale: number;
}

/**
 * A layer with an std below this is not rescaled, because the division has no meaning: the published limit.
 */
const LEAST_STD = 1e-7;

export const UNCALIBRATED: Calibration = { iterations: 0, scale: 1 };

/**
 * The next state of a calibration: W <- W std_target / std.
 * @param std of the target tensor under the present weights; NaN where it holds non-finite values
 * @returns null when the weights stay as they are: within tolerance, std too small, or no trials left
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
