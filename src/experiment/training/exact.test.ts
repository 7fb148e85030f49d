/** What is known exactly of training: laws of the optimisers, symmetry, and the modes of a linear network. */
import { expect, it } from "vitest";
import type { OptimizerId } from "../../catalog/trainingIds.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { modeStrength } from "../taskData.ts";
import { freshOptimizerState, optimizerStep } from "./optimizerStep.ts";
import { trainReference } from "./trainReference.ts";
import { planTraining } from "./trainingPlan.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

function trainingOf(patch: Partial<ExperimentConfig>): TrainingPlan {
  const training = planTraining({ ...DEFAULT_CONFIG, batch: 32, points: 32, ...patch });
  if (training === null) throw new RangeError("no task");
  return training;
}

it.each<[OptimizerId, boolean]>([
  ["sgd", true],
  ["adamw", true],
  ["adam", false],
])("%s: decay alone shrinks a weight by (1 - lr wd) a step: %s", (id, isExact) => {
  const [rate, decay, steps] = [0.1, 0.05, 50];
  const step = optimizerStep(id);
  const weights = Float64Array.of(3, -2);
  const state = freshOptimizerState(id, 2);
  for (let t = 1; t <= steps; t++) {
    step(weights, new Float64Array(2), state, { rate, decay, scale: 1, limit: Infinity, step: t });
  }
  const shrunk = 3 * (1 - rate * decay) ** steps;
  expect(Math.abs((weights[0] ?? 0) / shrunk - 1) < 1e-12).toBe(isExact);
});

it.each<OptimizerId>(["sgd", "adam"])("equal units stay equal under %s, at every step", (optimizer) => {
  const training = trainingOf({
    task: "moons",
    depth: 3,
    width: 6,
    initializer: "constant",
    initializerParameters: { value: 0.1 },
    activation: "tanh",
    optimizer,
    steps: 20,
  });
  const { layers } = trainReference(training);
  const hidden = layers[1]?.weights ?? new Float64Array(0);
  expect(new Set(hidden).size).toBe(1);
  expect(hidden[0]).not.toBe(0.1);
});

it("zero weights never move: only the last bias does", () => {
  const training = trainingOf({ task: "noise", depth: 3, width: 6, initializer: "zeros", steps: 10 });
  const { layers } = trainReference(training);
  expect(layers.every(({ weights }) => weights.every((value) => value === 0))).toBe(true);
  expect(layers.slice(0, 2).every(({ biases }) => biases.every((value) => value === 0))).toBe(true);
  expect(layers[2]?.biases.some((value) => value !== 0)).toBe(true);
});

it("each mode of a linear network follows c <- c + lr c (s - c^2), to rounding", () => {
  const [modes, start, steps, rate] = [8, 0.1, 600, 0.01];
  const planned = trainingOf({
    task: "modes",
    noise: 0,
    depth: 2,
    width: modes,
    activation: "linear",
    initializer: "identity",
    steps,
    points: modes,
    batch: modes,
    // Squared error is a mean over the outputs: half of their number makes it the law's own.
    learningRate: (rate * modes) / 2,
  });
  // Aligned start: both layers are c times the identity.
  const aligned = Float64Array.from({ length: modes * modes }, (_, i) => (i % (modes + 1) === 0 ? start : 0));
  const order = Array.from({ length: steps }, () => Array.from({ length: modes }, (_, row) => row));
  const inputs = Float64Array.from({ length: modes * modes }, (_, i) =>
    i % (modes + 1) === 0 ? Math.sqrt(modes) : 0,
  );
  const targets = inputs.map((value, i) => value * modeStrength(i % modes));
  const { layers } = trainReference(
    { ...planned, learnsBiases: false, validation: 0 },
    {
      given: {
        layers: planned.plan.layers.map(() => ({ weights: aligned, biases: new Float64Array(modes) })),
        data: { inputs, labels: null, targets },
        order,
        masks: null,
      },
    },
  );
  for (let mode = 0; mode < modes; mode++) {
    let c: number = start;
    for (let t = 0; t < steps; t++) c += rate * c * (modeStrength(mode) - c * c);
    for (const { weights } of layers) {
      expect(Math.abs((weights[mode * (modes + 1)] ?? 0) - c)).toBeLessThan(1e-13);
    }
  }
});
