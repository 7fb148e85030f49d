/**
 * The network that is trained at every place of the plane of order and chaos: what it learns, and what its
 * loss is compared with. Pure.
 */
import { DEFAULT_CONFIG, taskOf } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import type { PlanePoint } from "./planePoint.ts";
import { SETTING_KEYS, SETTINGS } from "./settings.ts";
import { trainingData } from "./training/trainingData.ts";
import { isTrainable } from "./training/trainingPlan.ts";
import type { TrainingPlan } from "./training/trainingPlan.ts";

/** Sizes that hundreds of trainings can afford; no tanh network of this width learns far beyond 40 layers. */
const WIDTH = 64;
const MOST_LAYERS = 40;
const MOST_POINTS = 64;
const MOST_STEPS = 150;

/** A2 of docs/published.md: what a network without a task of its own learns, and how. */
const BORROWED = {
  task: "blobs",
  noise: 0,
  inputWidth: 20,
  batch: 64,
  points: 512,
  learningRate: 0.02,
  steps: MOST_STEPS,
} as const satisfies Partial<ExperimentConfig>;

/** What is trained, apart from its place. */
export interface PlaneLearner {
  readonly config: ExperimentConfig;
  /** Whether task, optimiser and rate are the present network's own. */
  readonly isOwn: boolean;
  /** Hidden layers, those that theory counts. */
  readonly depth: number;
}

const TRAINING_KEYS = SETTING_KEYS.filter((key) => SETTINGS[key].group === "training");

/** A plain network of the present activation and depth that learns the present task, or that of A2. */
export function planeLearner(config: ExperimentConfig): PlaneLearner {
  const isOwn = taskOf(config) !== null && isTrainable(config);
  const { activation, activationParameter, frequency, phi, seed, depth, inputWidth, gradient } = config;
  const hidden = Math.min(MOST_LAYERS, isOwn ? Math.max(1, depth - 1) : depth);
  const own = Object.fromEntries(TRAINING_KEYS.map((key) => [key, config[key]] as const));
  return {
    isOwn,
    depth: hidden,
    config: {
      ...DEFAULT_CONFIG,
      ...(isOwn
        ? {
            ...(own as Pick<ExperimentConfig, (typeof TRAINING_KEYS)[number]>),
            gradient,
            inputWidth: inputWidth === null ? null : Math.min(WIDTH, inputWidth),
            batch: Math.min(MOST_POINTS, config.batch),
            steps: Math.min(MOST_STEPS, config.steps),
            // Its rates would follow the width, which is not the present one.
            parametrization: "standard",
          }
        : BORROWED),
      activation,
      activationParameter,
      frequency,
      phi,
      seed,
      depth: hidden + 1,
      width: WIDTH,
    },
  };
}

/** The learner at a place. */
export function learnerAt({ config }: PlaneLearner, { sigmaW, sigmaB }: PlanePoint): ExperimentConfig {
  return {
    ...config,
    initializer: "mean_field",
    initializerParameters: { std: sigmaW },
    biasStd: sigmaB,
  };
}

/**
 * The loss of the best answer that does not look at the input: entropy of the classes, or variance of the
 * values, of the points to learn from.
 */
export function lossOfGuess(training: TrainingPlan): number {
  const { labels, targets } = trainingData(training);
  const { points, plan } = training;
  const units = plan.layers.at(-1)?.units ?? 1;
  if (labels !== null) {
    const counts = new Float64Array(units);
    for (const label of labels.subarray(0, points)) counts[label] = (counts[label] ?? 0) + 1;
    return counts.reduce(
      (sum, count) => sum - (count === 0 ? 0 : (count / points) * Math.log(count / points)),
      0,
    );
  }
  let variance = 0;
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    let square = 0;
    for (let row = 0; row < points; row++) {
      const value = targets?.[row * units + unit] ?? 0;
      sum += value;
      square += value ** 2;
    }
    variance += (square / points - (sum / points) ** 2) / units;
  }
  return variance;
}
