/** What is trained on the plane, and the loss of guessing. */
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import { learnerAt, lossOfGuess, planeLearner } from "./planeLearner.ts";
import { planExperiment } from "./plan.ts";
import { planePointOf } from "./planePoint.ts";
import { planTraining } from "./training/trainingPlan.ts";

const place = { sigmaW: 1.3, sigmaB: 0.3 };

it("is the experiment of A2 for a network without a task, at the present depth", () => {
  const learner = planeLearner({ ...DEFAULT_CONFIG, activation: "tanh", depth: 30 });
  expect(learner).toMatchObject({ isOwn: false, depth: 30 });
  const config = learnerAt(learner, place);
  expect(planExperiment(config).layers.map(({ units }) => units)).toEqual([
    ...Array.from({ length: 30 }, () => 64),
    4,
  ]);
  expect(planePointOf(config)?.sigmaW).toBeCloseTo(1.3, 12);
  expect(planTraining(config)).toMatchObject({ steps: 150, miniBatch: 64, learningRate: 0.02, points: 512 });
});

it("learns the present task with the present optimiser, as a plain network of a size for many trainings", () => {
  const learner = planeLearner({
    ...DEFAULT_CONFIG,
    task: "teacher",
    depth: 90,
    width: 500,
    batch: 200,
    normalization: "batch",
    optimizer: "adam",
    learningRate: 1e-3,
    steps: 900,
    parametrization: "mup",
  });
  expect(learner).toMatchObject({ isOwn: true, depth: 40 });
  expect(learner.config).toMatchObject({
    task: "teacher",
    width: 64,
    depth: 41,
    batch: 64,
    normalization: "none",
    optimizer: "adam",
    learningRate: 1e-3,
    steps: 150,
    parametrization: "standard",
  });
});

it("guesses at the entropy of the classes, and at the variance of the values", () => {
  const guessOf = (patch: Partial<typeof DEFAULT_CONFIG>): number => {
    const training = planTraining(learnerAt(planeLearner({ ...DEFAULT_CONFIG, ...patch }), place));
    return training === null ? NaN : lossOfGuess(training);
  };
  // 512 points of four classes: their shares are within 0.06 of a quarter.
  expect(guessOf({})).toBeGreaterThan(Math.log(4) - 0.03);
  expect(guessOf({})).toBeLessThanOrEqual(Math.log(4));
  // y = sqrt(2) sin(pi x), x even on [-r, r] with r = sqrt(3): the variance is 1 - sin(2 pi r) / (2 pi r).
  const angle = 2 * Math.PI * Math.sqrt(3);
  const variance = 1 - Math.sin(angle) / angle;
  expect(Math.abs(guessOf({ task: "curve", noise: 0, points: 2000 }) - variance)).toBeLessThan(0.05);
});
