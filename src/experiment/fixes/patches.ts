/** The changes of a configuration that each suggestion makes. */
import { INITIALIZER_OPTIONS } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../config.ts";
import { LIMITS } from "../config.ts";
import { inputMoments } from "../inputMoments.ts";
import { activationEntryOf, activationParameterOf, chosenActivation } from "../layerSettings.ts";
import { planExperiment } from "../plan.ts";

export const FIX_IDS = [
  "he_normal",
  "xavier_normal",
  "orthogonal",
  "edge_of_chaos",
  "lsuv",
  "fan_average",
  "batch_norm",
  "layer_norm",
  "no_norm",
  "smaller_epsilon",
  "larger_batch",
  "lsuv_before",
  "residual_scaled",
  "relu",
  "leaky_relu",
  "tanh",
  "no_dropout",
  "no_biases",
  "no_rules",
  "gamma_one",
  "beta_zero",
  "random_inputs",
  "standard_inputs",
  "own_weights",
  "more_batches",
  "wider",
  "small_last",
  "break_small",
  "break_xavier",
  "deeper",
] as const;
export type FixId = (typeof FIX_IDS)[number];

type Patch = Partial<ExperimentConfig>;

const HE: Patch = { initializer: "he_normal", initializerParameters: {}, initializerOptions: {} };
const XAVIER: Patch = { initializer: "xavier_normal", initializerParameters: {} };

/** Below the square of the smallest signal that float32 still resolves beside 1. */
const SMALL_EPSILON = 1e-10;
/** A batch large enough to estimate the mean and variance of a unit. */
const LARGER_BATCH = 64;

/** Xavier's law; behind sin(omega_0 z) its weights are divided by omega_0. */
function xavier({ activation, frequency }: ExperimentConfig): Patch {
  if (activation !== "sin" || frequency === 1) return XAVIER;
  return { ...XAVIER, initializerParameters: { gain: 1 / frequency } };
}

/** The law for a family of activations. */
function lawFor(config: ExperimentConfig): Patch {
  return activationEntryOf(config).family === "rectifier" ? HE : xavier(config);
}

/** An orthogonal matrix preserves lengths, so its gain must compensate for a rectifier's loss. */
function orthogonal(config: ExperimentConfig): Patch {
  const { family, recommendedGain } = activationEntryOf(config);
  if (family !== "rectifier") return { initializer: "orthogonal", initializerParameters: {} };
  const gain = recommendedGain?.(activationParameterOf(config, chosenActivation(config))) ?? Math.SQRT2;
  return { initializer: "orthogonal", initializerParameters: { gain } };
}

/** 0.9^50 is 0.005: what the averages start from is forgotten. */
const MORE_BATCHES = 50;

/** Scale and shift that give the inputs mean 0 and variance 1. */
function standardInputs(config: ExperimentConfig): Patch {
  const plain = planExperiment({ ...config, inputScale: 1, inputShift: 0 });
  const { mean, second } = inputMoments(plain);
  const variance = second - mean ** 2;
  if (variance <= 0) return { inputScale: 1, inputShift: 0 };
  const inputScale = 1 / Math.sqrt(variance);
  return { inputScale, inputShift: mean === 0 ? 0 : -mean * inputScale };
}

/** Four times the width; lists of widths and a separate input width stay as they are. */
function wider({ width }: ExperimentConfig): Patch {
  return typeof width === "number" ? { width: Math.min(LIMITS.width.max, 4 * width) } : {};
}

/** Makes the last layer's weights so small that every class starts with the same probability. */
function smallLast({ depth, initializerOverrides }: ExperimentConfig): Patch {
  const last = { from: depth, to: depth, id: "normal", value: 0.01 } as const;
  return { initializerOverrides: [...initializerOverrides, last] };
}

/** The change that a suggestion makes; null where it does not apply. */
export function patchOf(id: FixId, config: ExperimentConfig): Patch {
  switch (id) {
    case "he_normal":
      return HE;
    case "xavier_normal":
      return xavier(config);
    case "break_xavier":
      return XAVIER;
    case "orthogonal":
      return orthogonal(config);
    case "edge_of_chaos":
      return { initializer: "edge_of_chaos", initializerParameters: {} };
    case "lsuv":
      return { initializer: "lsuv", initializerParameters: {}, initializerOptions: {} };
    case "fan_average":
      return { ...HE, initializerOptions: { fan: "avg" } };
    case "batch_norm":
      return { normalization: "batch", batchStatistics: "batch" };
    case "layer_norm":
      return { normalization: "layer" };
    case "no_norm":
      return { ...lawFor(config), normalization: "none" };
    case "smaller_epsilon":
      return { epsilon: SMALL_EPSILON };
    case "larger_batch":
      return { batch: Math.max(config.batch, LARGER_BATCH) };
    case "lsuv_before":
      return { initializerOptions: { ...config.initializerOptions, target: INITIALIZER_OPTIONS.target[0] } };
    case "residual_scaled":
      return config.block === "none" ? { residual: "depth_scaled" } : { branch: "depth" };
    case "relu":
      return { ...HE, activation: "relu", activationParameter: null };
    case "leaky_relu":
      return { ...HE, activation: "leaky_relu", activationParameter: 0.2 };
    case "tanh":
      return { ...XAVIER, activation: "tanh", activationParameter: null };
    case "no_dropout":
      return { keepProbability: 1 };
    case "no_biases":
      return { biasStd: 0, biasMean: 0 };
    case "no_rules":
      return { activationOverrides: [], initializerOverrides: [] };
    case "gamma_one":
      return { gamma: 1 };
    case "beta_zero":
      return { beta: 0 };
    case "random_inputs":
      return { input: "normal" };
    case "standard_inputs":
      return standardInputs(config);
    case "own_weights":
      return { sharing: "none" };
    case "more_batches":
      return { evaluationBatches: Math.max(config.evaluationBatches, MORE_BATCHES), normMomentum: 0.1 };
    case "wider":
      return wider(config);
    case "small_last":
      return smallLast(config);
    case "break_small":
      return { initializer: "normal", initializerParameters: { std: 0.01 } };
    case "deeper":
      return typeof config.width === "number" && config.depth < 60 ? { depth: 60 } : {};
    default:
      return id satisfies never;
  }
}
