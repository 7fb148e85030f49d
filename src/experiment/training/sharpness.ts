/**
 * Sharpness: the largest eigenvalue of the Hessian of the loss, and the learning rates it allows. Gradients
 * come from an engine; this file knows nothing of networks.
 */
import { normalQuantile } from "../../math/quantile.ts";
import { STREAM, uniformRow } from "../../math/philox.ts";
import type { GivenTraining } from "./trainingData.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

export interface SharpnessRequest {
  readonly training: TrainingPlan;
  /** Null where the plan draws everything. */
  readonly given: GivenTraining | null;
  /** Steps of the training before; 0 is the initialisation. */
  readonly step: number;
}

/** Points whose loss is taken: all of a smaller data set. */
const MOST_POINTS = 512;

/**
 * The plan whose gradients give the sharpness: one batch of the points to learn from, nothing dropped and
 * nothing clipped. Its loss is the one that a step of all points descends.
 */
export function planOfSharpness(training: TrainingPlan): TrainingPlan {
  const { plan, points } = training;
  const batch = Math.min(points, MOST_POINTS);
  const layers = plan.layers.map((layer) => ({ ...layer, keepProbability: 1, dropsBeforeNorm: false }));
  return { ...training, plan: { ...plan, batch, layers }, points: batch, miniBatch: batch };
}

/** Products of the Hessian and a vector; the change of the estimate, relative, at which it is done. */
const MOST_PRODUCTS = 40;
const LEAST_PRODUCTS = 4;
const TOLERANCE = 1e-4;

/** The start of the iteration: independent normals, so that no eigenvector is left out. */
function startVector(seed: number, count: number): Float64Array {
  const vector = new Float64Array(count);
  uniformRow(seed, STREAM.sharpness, 0, 0, vector);
  for (let i = 0; i < count; i++) vector[i] = normalQuantile(vector[i] ?? 0.5);
  return vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** y += factor x */
function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = (y[i] ?? 0) + factor * (x[i] ?? 0);
}

/**
 * The largest eigenvalue of a symmetric tridiagonal matrix, by bisection on the number of eigenvalues below a
 * value (Sturm; Golub, Van Loan, section 8.4).
 */
function largestEigenvalue(diagonal: readonly number[], beside: readonly number[]): number {
  let low = Infinity;
  let high = -Infinity;
  for (const [i, value] of diagonal.entries()) {
    const radius = Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
    low = Math.min(low, value - radius);
    high = Math.max(high, value + radius);
  }
  const areAllBelow = (bound: number): boolean => {
    let pivot = 1;
    for (const [i, value] of diagonal.entries()) {
      const b = i === 0 ? 0 : (beside[i - 1] ?? 0);
      pivot = value - bound - (b * b) / pivot;
      if (pivot >= 0) return false;
    }
    return true;
  };
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (areAllBelow(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The largest eigenvalue of the Hessian H at some parameters, by Lanczos iteration (Golub, Van Loan, section
 * 10.1) without reorthogonalisation: lost orthogonality repeats eigenvalues and does not move the largest. A
 * product is a central difference of gradients, H v = (g(w + d v) - g(w - d v)) / 2 d, |v| = 1.
 * @param parameters w; restored at the end
 * @param gradientAt the gradient there, in a place of its own or in the same one every time
 * @param distance d: as small as the rounding of the gradient allows
 * @returns NaN where a gradient is not finite
 */
export function* sharpnessBy<Pause>(
  parameters: Float64Array,
  gradientAt: (at: Float64Array) => Generator<Pause, Float64Array, undefined>,
  seed: number,
  distance: number,
): Generator<Pause, number, undefined> {
  const count = parameters.length;
  let direction = startVector(seed, count);
  let previous: Float64Array = new Float64Array(count);
  const moved = new Float64Array(count);
  const diagonal: number[] = [];
  const beside: number[] = [];
  let length = Math.sqrt(dot(direction, direction));
  let estimate = NaN;
  while (diagonal.length < MOST_PRODUCTS && length > 0) {
    for (let i = 0; i < count; i++) direction[i] = (direction[i] ?? 0) / length;
    const product = new Float64Array(count);
    for (const sign of [1, -1]) {
      for (let i = 0; i < count; i++) moved[i] = (parameters[i] ?? 0) + sign * distance * (direction[i] ?? 0);
      addScaled(product, sign / (2 * distance), yield* gradientAt(moved));
    }
    const along = dot(product, direction);
    if (!Number.isFinite(along)) return NaN;
    addScaled(product, -along, direction);
    addScaled(product, -(beside.at(-1) ?? 0), previous);
    diagonal.push(along);
    const before = estimate;
    estimate = largestEigenvalue(diagonal, beside);
    const isSteady = Math.abs(estimate - before) <= TOLERANCE * Math.abs(estimate);
    if (isSteady && diagonal.length >= LEAST_PRODUCTS) break;
    length = Math.sqrt(dot(product, product));
    // What is left is rounding: the directions so far hold all that the start vector sees.
    if (!(length > 1e-9 * Math.abs(estimate))) break;
    beside.push(length);
    [previous, direction] = [direction, product];
  }
  yield* gradientAt(parameters);
  return estimate;
}

/** Learning rates by which a sharpness is judged. */
export interface StableRates {
  /** Above it the loss oscillates along the sharpest direction. */
  readonly oscillating: number;
  /** Above it training diverges; null where that was not measured. */
  readonly diverging: number | null;
}

/**
 * Networks start to train at rates up to this many times 2 / sharpness, as the sharpness falls in the first
 * steps (measured on tanh networks; Lewkowycz et al. 2020 find factors up to 2).
 */
const SURVIVED = 2.25;
const MOMENTUM = 0.9;

/**
 * The rates of a quadratic with curvature s: gradient descent 2 / s, momentum b (2 + 2 b) / s, Nesterov (2 +
 * 2 b) / (s (1 + 2 b)) (Cohen et al. 2021, equation 1 and appendix B). Null where layers have rates of their
 * own, and for optimisers that divide by the size of the gradient.
 */
export function stableRates(
  { optimizer, rates }: Pick<TrainingPlan, "optimizer" | "rates">,
  sharpness: number,
): StableRates | null {
  if (!(sharpness > 0) || rates.some(({ weights, vectors }) => weights !== 1 || vectors !== 1)) return null;
  const momentum = 2 + 2 * MOMENTUM;
  switch (optimizer) {
    case "sgd":
      return { oscillating: 2 / sharpness, diverging: (SURVIVED * 2) / sharpness };
    case "momentum":
      return { oscillating: momentum / sharpness, diverging: null };
    case "nesterov":
      return { oscillating: momentum / ((1 + 2 * MOMENTUM) * sharpness), diverging: null };
    case "rmsprop":
    case "adam":
    case "adamw":
      return null;
    default:
      return optimizer satisfies never;
  }
}
