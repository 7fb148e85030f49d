/** The sharpness of losses whose Hessian is known, and the rates that follow. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { sharpnessBy, stableRates } from "./sharpness.ts";
import { referenceSharpness } from "./sharpnessReference.ts";
import { trainingData } from "./trainingData.ts";
import { trainReference } from "./trainReference.ts";
import { planTraining } from "./trainingPlan.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

function end<T>(steps: Generator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function trainingOf(patch: Partial<ExperimentConfig>): TrainingPlan {
  const training = planTraining({ ...DEFAULT_CONFIG, ...patch });
  if (training === null) throw new RangeError("no task");
  return training;
}

const LINEAR: Partial<ExperimentConfig> = {
  task: "teacher",
  inputWidth: 3,
  depth: 1,
  width: [1],
  batch: 16,
  points: 64,
  activation: "linear",
};

/** Of mean squared error of a linear model, 2 / N sum of x x^T with x = (inputs, 1), by power iteration. */
function exact(training: TrainingPlan): number {
  const { inputs } = trainingData(training);
  const { points } = training;
  let vector = [1, 1, 1, 1];
  let value = 0;
  for (let turn = 0; turn < 500; turn++) {
    const product = [0, 0, 0, 0];
    for (let row = 0; row < points; row++) {
      const x = [...inputs.subarray(3 * row, 3 * row + 3), 1];
      const along = x.reduce((sum, value_, i) => sum + value_ * (vector[i] ?? 0), 0);
      for (let i = 0; i < 4; i++) product[i] = (product[i] ?? 0) + (2 * along * (x[i] ?? 0)) / points;
    }
    value = Math.hypot(...product);
    vector = product.map((entry) => entry / value);
  }
  return value;
}

describe("the sharpness", () => {
  it("is the largest eigenvalue of a quadratic, not the one of largest size", () => {
    const eigenvalues = Float64Array.from({ length: 30 }, (_, i) => (i === 0 ? -9 : 5 / (i + 1)));
    // oxlint-disable-next-line require-yield
    function* gradientAt(at: Float64Array): Generator<undefined, Float64Array, undefined> {
      return at.map((value, i) => value * (eigenvalues[i] ?? 0));
    }
    expect(end(sharpnessBy(new Float64Array(30), gradientAt, 1, 1e-3))).toBeCloseTo(2.5, 3);
  });

  it("of a linear model is that of its inputs", () => {
    const training = trainingOf(LINEAR);
    const sharpness = end(referenceSharpness({ training, given: null, step: 0 }));
    expect(Math.abs(sharpness / exact(training) - 1)).toBeLessThan(1e-3);
  });

  it("is that of the parameters after so many steps", () => {
    const patch = { task: "moons", depth: 3, width: 8, activation: "tanh", points: 32, batch: 32 } as const;
    const training = trainingOf({ ...patch, learningRate: 0.2, steps: 40 });
    const later = end(referenceSharpness({ training, given: null, step: 25 }));
    const { layers } = trainReference(training, { end: 25 });
    const given = { layers, data: trainingData(training), order: [], masks: null };
    expect(later).toBeCloseTo(end(referenceSharpness({ training, given, step: 0 })), 6);
    expect(later).not.toBeCloseTo(end(referenceSharpness({ training, given: null, step: 0 })), 2);
  });
});

describe("the rates of a sharpness", () => {
  /** Steps on a quadratic of curvature 4 from 1 until it is clear whether they diverge. */
  const diverges = (patch: Partial<ExperimentConfig>): boolean => {
    const training = trainingOf({ ...LINEAR, noise: 0, steps: 3000, ...patch });
    const { losses } = trainReference(training);
    return !((losses.at(-1) ?? NaN) < (losses[0] ?? NaN));
  };

  it.each(["sgd", "momentum", "nesterov"] as const)("divide convergence from divergence: %s", (optimizer) => {
    const training = trainingOf({ ...LINEAR, miniBatch: 64, optimizer });
    const rate = stableRates(training, exact(training))?.oscillating ?? NaN;
    expect(diverges({ miniBatch: 64, optimizer, learningRate: 0.98 * rate })).toBe(false);
    expect(diverges({ miniBatch: 64, optimizer, learningRate: 1.02 * rate })).toBe(true);
  });

  it("are not known of optimisers that divide by the gradient, nor of layers with rates of their own", () => {
    expect(stableRates(trainingOf({ ...LINEAR, optimizer: "adam" }), 4)).toBeNull();
    const mup = trainingOf({ ...LINEAR, depth: 3, width: 8, parametrization: "mup" });
    expect(stableRates(mup, 4)).toBeNull();
  });
});
