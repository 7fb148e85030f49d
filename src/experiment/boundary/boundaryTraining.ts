/**
 * One pixel of the boundary of trainability, step by step in plain TypeScript: the oracle of the kernel.
 * Rounded to float32 after every operation it gives the kernel's bits; unrounded it says what rounding does.
 */
import { BOUNDARY_BATCH, HOPELESS_RATIO, TAIL_STEPS } from "./boundaryNetwork.ts";
import type { BoundaryActivation, BoundaryDraws, BoundaryNetwork, BoundaryPoint } from "./boundaryNetwork.ts";

/** Digits that every operation keeps. */
export type Precision = "float32" | "float64";

/** |x| beyond which tanh is 1 in float32. */
const TANH_REACH = Math.fround(7.90531110763549805);
/** Coefficients of x times a polynomial in x^2, highest power first, over one in x^2 (Eigen's ptanh). */
const NUMERATOR = Float32Array.of(
  -2.76076847742355e-16,
  2.00018790482477e-13,
  -8.60467152213735e-11,
  5.12229709037114e-8,
  1.48572235717979e-5,
  6.37261928875436e-4,
  4.89352455891786e-3,
);
const DENOMINATOR = Float32Array.of(
  1.19825839466702e-6,
  1.18534705686654e-4,
  2.268434632439e-3,
  4.89352518554385e-3,
);

function polynomial(coefficients: Float32Array, square: number, isSingle: boolean): number {
  let sum = coefficients[0] ?? NaN;
  for (let i = 1; i < coefficients.length; i++) {
    const coefficient = coefficients[i] ?? NaN;
    sum = isSingle ? Math.fround(Math.fround(sum * square) + coefficient) : sum * square + coefficient;
  }
  return sum;
}

/**
 * tanh as a quotient of polynomials: + * / only, so that four lanes, a shader and this function agree.
 * Error: 3e-7 absolute. NaN stays NaN.
 */
export function boundaryTanh(value: number, precision: Precision): number {
  const isSingle = precision === "float32";
  let x = value > TANH_REACH ? TANH_REACH : value;
  x = x < -TANH_REACH ? -TANH_REACH : x;
  const square = isSingle ? Math.fround(x * x) : x * x;
  const above = x * polynomial(NUMERATOR, square, isSingle);
  const below = polynomial(DENOMINATOR, square, isSingle);
  return isSingle ? Math.fround(Math.fround(above) / below) : above / below;
}

function activate(activation: BoundaryActivation, z: number, precision: Precision): number {
  switch (activation) {
    case "tanh":
      return boundaryTanh(z, precision);
    case "relu":
      return z > 0 ? z : z <= 0 ? 0 : NaN;
    case "linear":
      return z;
    default:
      return activation satisfies never;
  }
}

/** The derivative, from the output. */
function slopeAt(activation: BoundaryActivation, output: number, precision: Precision): number {
  switch (activation) {
    case "tanh":
      return precision === "float32" ? Math.fround(1 - Math.fround(output * output)) : 1 - output * output;
    case "relu":
      return output > 0 ? 1 : 0;
    case "linear":
      return 1;
    default:
      return activation satisfies never;
  }
}

/** out[r, c] = sum over k of a[r, k] b[k, c], in the order of k, with any strides. */
function multiply(
  out: Float64Array,
  a: Float64Array,
  [aRow, aStep]: readonly [number, number],
  b: Float64Array,
  [bStep, bColumn]: readonly [number, number],
  [rows, columns, depth]: readonly [number, number, number],
  precision: Precision,
): void {
  const isSingle = precision === "float32";
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) {
        const term = (a[r * aRow + k * aStep] ?? NaN) * (b[k * bStep + c * bColumn] ?? NaN);
        sum = isSingle ? Math.fround(sum + Math.fround(term)) : sum + term;
      }
      out[r * columns + c] = sum;
    }
  }
}

/** What became of a pixel. */
export interface BoundaryOutcome {
  /** Whether the mean of the last losses is below the first. */
  readonly isConverged: boolean;
  /**
   * How long it took, in steps, 1 at least: the losses over the first one, summed, where it converged; else
   * the first loss over the losses, summed. No term counts more than 1.
   */
  readonly pace: number;
}

/**
 * Trains one network by full-batch gradient descent on half the mean squared error.
 * @param precision `float32` gives the bits of the kernel
 * Source: Sohl-Dickstein 2024, "The boundary of neural network trainability is fractal": measure and pace.
 */
export function trainBoundary(
  network: BoundaryNetwork,
  draws: BoundaryDraws,
  point: BoundaryPoint,
  precision: Precision = "float32",
): BoundaryOutcome {
  const isSingle = precision === "float32";
  const round = (value: number): number => (isSingle ? Math.fround(value) : value);
  const { activation, layers, width: n, steps } = network;
  const batch = BOUNDARY_BATCH;
  const isDeep = layers === 3;
  const { hiddenRate, lastRate, scale } = point;
  const scaled = (values: Float32Array): Float64Array =>
    Float64Array.from(values, (value) => round(scale * value));
  const inputs = Float64Array.from(draws.inputs); // [B, n]
  const first = scaled(draws.hidden.subarray(0, n * n)); // [n, n]
  const second = scaled(draws.hidden.subarray(n * n)); // [n, n], or none
  const last = scaled(draws.last); // [n]
  const outputs = new Float64Array(batch * n); // of layer 1
  const deeper = isDeep ? new Float64Array(batch * n) : outputs; // of the last hidden layer
  const slopes = new Float64Array(batch * n);
  const lower = isDeep ? new Float64Array(batch * n) : slopes;
  const gradients = new Float64Array(n * n);
  const errors = new Float64Array(batch);
  const share = 1 / batch;

  const activateAll = (values: Float64Array): void => {
    for (let i = 0; i < values.length; i++) values[i] = activate(activation, values[i] ?? NaN, precision);
  };
  const update = (weights: Float64Array): void => {
    for (let i = 0; i < weights.length; i++) {
      weights[i] = round((weights[i] ?? NaN) - round(hiddenRate * (gradients[i] ?? NaN)));
    }
  };

  let firstLoss = NaN;
  let fallen = 0;
  let risen = 0;
  let tail = 0;
  let isHopeless = false;
  for (let step = 0; step < steps && !isHopeless; step++) {
    multiply(outputs, inputs, [n, 1], first, [n, 1], [batch, n, n], precision);
    activateAll(outputs);
    if (isDeep) {
      multiply(deeper, outputs, [n, 1], second, [n, 1], [batch, n, n], precision);
      activateAll(deeper);
    }
    let loss = 0;
    for (let b = 0; b < batch; b++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum = round(sum + round((deeper[b * n + j] ?? NaN) * (last[j] ?? NaN)));
      const error = round(sum - (draws.targets[b] ?? NaN));
      errors[b] = round(error * share);
      loss = round(loss + round(error * error));
    }
    if (step === 0) firstLoss = loss;
    const ratio = round(loss / firstLoss);
    // NaN is no better than infinity.
    isHopeless = !(ratio <= HOPELESS_RATIO);
    if (isHopeless) break;
    fallen = round(fallen + (ratio < 1 ? ratio : 1));
    risen = round(risen + (ratio > 1 ? round(1 / ratio) : 1));
    if (step >= steps - TAIL_STEPS) tail = round(tail + ratio);

    for (let b = 0; b < batch; b++) {
      for (let j = 0; j < n; j++) {
        const slope = slopeAt(activation, deeper[b * n + j] ?? NaN, precision);
        slopes[b * n + j] = round(round((errors[b] ?? NaN) * (last[j] ?? NaN)) * slope);
      }
    }
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let b = 0; b < batch; b++) {
        sum = round(sum + round((errors[b] ?? NaN) * (deeper[b * n + j] ?? NaN)));
      }
      last[j] = round((last[j] ?? NaN) - round(lastRate * sum));
    }
    if (isDeep) {
      multiply(lower, slopes, [n, 1], second, [1, n], [batch, n, n], precision);
      for (let i = 0; i < batch * n; i++) {
        lower[i] = round((lower[i] ?? NaN) * slopeAt(activation, outputs[i] ?? NaN, precision));
      }
      multiply(gradients, outputs, [1, n], slopes, [n, 1], [n, n, batch], precision);
      update(second);
    }
    multiply(gradients, inputs, [1, n], lower, [n, 1], [n, n, batch], precision);
    update(first);
  }
  const isConverged = !isHopeless && tail < Math.min(TAIL_STEPS, steps);
  return { isConverged, pace: Math.max(1, isConverged ? fallen : risen) };
}
