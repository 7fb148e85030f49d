/**
 * The gains of an activation, by the Gaussian expectations of theory: what weights N(0, g^2 / n) must have so
 * that a signal or a gradient keeps its size, and whether it stays there. summary.ts is for whole networks.
 */
import type { LayerPlan } from "../plan.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";

/** What becomes of a small deviation of the variance from its fixed point. */
export type Stability = "stable" | "neutral" | "unstable";

export interface FixedPoint {
  readonly stability: Stability;
  /** Factor per layer of a small relative deviation of the variance. */
  readonly factor: number;
}

export interface Gains {
  /** g with g^2 E[phi(z)^2] = q. */
  readonly forward: number;
  /** g with g^2 E[phi'(z)^2] = 1. */
  readonly backward: number;
  /** The fixed point q under the forward gain, without biases. */
  readonly fixedPoint: FixedPoint;
  /** sigma_w and sigma_b that keep the variance at q and the gradient; null where no biases do. */
  readonly critical: (FixedPoint & { readonly weightStd: number; readonly biasStd: number }) | null;
}

/** Step in ln q of the central difference: its error is below 1e-6, and that of the rounding below 1e-9. */
const STEP = 1e-3;
/** Below it a deviation stays as it is: a homogeneous activation keeps every length. */
const NEUTRAL = 1e-5;

/**
 * Of pre-activations z ~ N(0, q). At a fixed point the derivative of the length map q -> sigma_w^2 E[phi^2] +
 * sigma_b^2 is the factor of a deviation (Poole et al. 2016).
 * @param q their variance, above 0
 */
export function gainsOf(of: Pick<LayerPlan, "activation" | "activationParameter">, q: number): Gains {
  const secondAt = (variance: number): number => gaussianExpectation(of, { mean: 0, variance }).second;
  const { second, derivativeSecond } = gaussianExpectation(of, { mean: 0, variance: q });
  // dE[phi^2] / d ln q.
  const growth = (secondAt(q * Math.exp(STEP)) - secondAt(q * Math.exp(-STEP))) / (2 * STEP);
  const fixedPoint = (weightVariance: number): FixedPoint => {
    const factor = (weightVariance * growth) / q;
    const away = Math.abs(factor) - 1;
    return { factor, stability: Math.abs(away) < NEUTRAL ? "neutral" : away < 0 ? "stable" : "unstable" };
  };
  const weightVariance = 1 / derivativeSecond;
  const biasVariance = q - weightVariance * second;
  return {
    forward: Math.sqrt(q / second),
    backward: Math.sqrt(weightVariance),
    fixedPoint: fixedPoint(q / second),
    critical:
      biasVariance < -1e-12 * q
        ? null
        : {
            weightStd: Math.sqrt(weightVariance),
            biasStd: Math.sqrt(Math.max(0, biasVariance < 1e-12 * q ? 0 : biasVariance)),
            ...fixedPoint(weightVariance),
          },
  };
}
