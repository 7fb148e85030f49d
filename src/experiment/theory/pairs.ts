/**
 * Pairs of different inputs of a batch, in classes with the same second moments: one class for most inputs, a
 * few angles for the circle. The average of a nonlinear function over pairs is not the function of the
 * average.
 */
import { inputMoments } from "../inputMoments.ts";
import type { Plan } from "../plan.ts";

/** Second moments of a tensor over units and inputs at infinite width. */
export interface Signal {
  /** E[a]. */
  readonly mean: number;
  /** E[a^2]. */
  readonly second: number;
  /** E[a_b a_b'] of two different inputs at the same unit, by class of pair. */
  readonly shared: readonly number[];
}

/** Shares of the classes among all pairs of different inputs; they sum to 1. */
export type PairShares = readonly number[];

/** The input of a plan with the classes of its pairs. */
export interface InputSignal {
  readonly shares: PairShares;
  readonly signal: Signal;
}

/**
 * Up to twice as many inputs on the circle have one class per angle; more are averaged over this many angles.
 */
const ANGLES = 32;

/** Mean over all pairs. */
export function pairMean(shares: PairShares, values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += (shares[i] ?? 0) * (values[i] ?? 0);
  return sum;
}

/**
 * Angles 2 pi k / B between evenly spaced points, where k and B - k are equal. For many points the mean over
 * k = 0 .. B - 1 is taken over 32 angles. For a function of cos whose Fourier coefficients fall like m^-4, as
 * behind a kink, that is exact to 1e-6. The pairs of a point with itself, k = 0, are then subtracted.
 */
function circlePairs(batch: number): { shares: number[]; cosines: number[] } {
  const steps = Math.min(batch, 2 * ANGLES);
  const shares: number[] = [];
  const cosines: number[] = [];
  const perAngle = batch / steps / (batch - 1);
  for (let k = 1; 2 * k <= steps; k++) {
    shares.push(perAngle * (2 * k === steps ? 1 : 2));
    cosines.push(Math.cos((2 * Math.PI * k) / steps));
  }
  if (batch > steps) {
    shares.push(perAngle - 1 / (batch - 1));
    cosines.push(1);
  }
  return { shares, cosines };
}

/** Moments of the input, with the correlations of its pairs. */
export function inputSignal(plan: Plan): InputSignal {
  const { input, inputUnits, batch, task } = plan;
  const { mean, second, shared } = inputMoments(plan);
  if (task !== undefined) return { shares: [1], signal: { mean, second, shared: [shared] } };
  const square = mean ** 2;
  if (input === "circle" && batch > 1) {
    const { shares, cosines } = circlePairs(batch);
    // The points have mean 0 but for a shift, which all of them share.
    const moved = cosines.map((cosine) => square + cosine * (second - square));
    return { shares, signal: { mean, second, shared: moved } };
  }
  if (input === "one_hot") {
    // Two inputs are equal or have their ones in different places.
    const same = 1 / inputUnits;
    const { inputScale: scale, inputShift: shift } = plan;
    const different = (2 * scale * shift) / inputUnits + shift ** 2;
    return { shares: [same, 1 - same], signal: { mean, second, shared: [second, different] } };
  }
  return { shares: [1], signal: { mean, second, shared: [shared] } };
}
