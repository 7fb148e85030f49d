/** From user intent to a plan: every number resolved, immutable, with what it will cost. The only input of an engine. */
import { activationById, SATURATION_SHARE } from "../catalog/activations.ts";
import type { ActivationId } from "../catalog/activations.ts";
import { initializerById } from "../catalog/initializers.ts";
import type { InitializerParameterKey, WeightLaw } from "../catalog/initializers.ts";
import type { NormalizationPosition } from "../catalog/normalizations.ts";
import { MODEL_VERSION, unitsOf } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";

/** A matrix of standard draws, addressed: engines that share it draw the same bits. */
export interface DrawPlan {
  readonly draw: "normal" | "uniform";
  readonly scale: number;
}

export interface BatchNormPlan {
  readonly at: NormalizationPosition;
  readonly epsilon: number;
  readonly gamma: number;
  readonly beta: number;
}

export interface LayerPlan {
  readonly layerIndex: number;
  readonly fanIn: number;
  readonly units: number;
  readonly weight: WeightLaw;
  /** Biases are N(0, biasStd^2); 0 means there are none. */
  readonly biasStd: number;
  readonly activation: ActivationId;
  /** The activation's parameter, 0 when it has none. */
  readonly slope: number;
  /** A value is saturated where |phi'| is below this. */
  readonly saturationThreshold: number;
  readonly batchNorm: BatchNormPlan | null;
}

export interface Plan {
  /** Equal keys mean equal numbers. */
  readonly key: string;
  readonly modelVersion: number;
  readonly seed: number;
  readonly batch: number;
  readonly inputUnits: number;
  readonly input: DrawPlan;
  /** The gradient injected at the output of the last layer, dL/da_L. */
  readonly upstream: DrawPlan;
  readonly layers: readonly LayerPlan[];
  readonly cost: PlanCost;
}

/** Estimated work: matrix products of both passes, and the bytes that must be held at once. */
export interface PlanCost {
  readonly flops: number;
  readonly bytes: number;
}

/** Every parameter an initialiser may have, resolved for a layer whose activation has the given negative slope. */
function resolveParameters(
  config: ExperimentConfig,
  negativeSlope: number,
): Readonly<Record<InitializerParameterKey, number>> {
  const resolved = { std: 0, limit: 0, value: 0, gain: 1 };
  for (const parameter of initializerById(config.initializer).parameters) {
    resolved[parameter.key] =
      config.initializerParameters[parameter.key] ?? parameter.default({ negativeSlope });
  }
  return resolved;
}

/** The parameter of an activation under this configuration: the user's, the entry's default, or 0 when it has none. */
export function slopeOf(config: ExperimentConfig, activation: ActivationId): number {
  const { parameter } = activationById(activation);
  if (parameter === undefined) return 0;
  return config.slope ?? parameter.default;
}

/** Activation of a layer, the last one's own included. */
export function activationOf(config: ExperimentConfig, layerIndex: number): ActivationId {
  const isLast = layerIndex === config.depth - 1;
  return isLast && config.lastActivation !== "same" ? config.lastActivation : config.activation;
}

/** The value of one initialiser parameter as the controls show it: the user's or the entry's default. */
export function initializerParameter(config: ExperimentConfig, key: InitializerParameterKey): number {
  return resolveParameters(config, negativeSlopeOf(config, config.activation))[key];
}

/** What an initialiser parameter is when the user has not set it; null when the initialiser has no such parameter. */
export function initializerDefault(config: ExperimentConfig, key: InitializerParameterKey): number | null {
  const parameter = initializerById(config.initializer).parameters.find((candidate) => candidate.key === key);
  return parameter?.default({ negativeSlope: negativeSlopeOf(config, config.activation) }) ?? null;
}

function negativeSlopeOf(config: ExperimentConfig, activation: ActivationId): number {
  return activation === "leaky_relu" ? slopeOf(config, activation) : 0;
}

/** Resolves one layer. */
function planLayer(config: ExperimentConfig, layerIndex: number): LayerPlan {
  const units = unitsOf(config, layerIndex);
  const fanIn = layerIndex === 0 ? (config.inputWidth ?? units) : unitsOf(config, layerIndex - 1);
  const activation = activationOf(config, layerIndex);
  const slope = slopeOf(config, activation);
  const negativeSlope = negativeSlopeOf(config, activation);
  const weight = initializerById(config.initializer).law({
    fanIn,
    fanOut: units,
    negativeSlope,
    parameters: resolveParameters(config, negativeSlope),
  });
  return {
    layerIndex,
    fanIn,
    units,
    weight,
    biasStd: config.biasStd,
    activation,
    slope,
    saturationThreshold: SATURATION_SHARE * activationById(activation).maxSlope(slope),
    batchNorm:
      config.normalization === "batch"
        ? {
            at: config.normalizationPosition,
            epsilon: config.epsilon,
            gamma: config.gamma,
            beta: config.beta,
          }
        : null,
  };
}

/**
 * Work of both passes. Forward and weight gradient take 2 B n_in n_out each, the input gradient the same for every
 * layer but the first; held are weights, weight gradients, and z, a, phi' and two gradients of every layer.
 */
function costOf(layers: readonly LayerPlan[], batch: number): PlanCost {
  let flops = 0;
  let floats = batch * (layers[0]?.fanIn ?? 0);
  for (const { layerIndex, fanIn, units } of layers) {
    flops += 2 * batch * fanIn * units * (layerIndex === 0 ? 2 : 3);
    floats += fanIn * units + 3 * batch * units;
  }
  const widest = Math.max(...layers.map(({ units }) => units));
  const widestWeight = Math.max(...layers.map(({ fanIn, units }) => fanIn * units));
  return { flops, bytes: 4 * (floats + 3 * batch * widest + widestWeight) };
}

/** The plan of a valid configuration. */
export function planExperiment(config: ExperimentConfig): Plan {
  const layers = Array.from({ length: config.depth }, (_, layerIndex) => planLayer(config, layerIndex));
  const body = {
    modelVersion: MODEL_VERSION,
    seed: config.seed,
    batch: config.batch,
    inputUnits: layers[0]?.fanIn ?? 1,
    input: { draw: config.input, scale: 1 },
    upstream: { draw: "normal", scale: 1 },
    layers,
  } as const;
  return { key: JSON.stringify(body), ...body, cost: costOf(layers, config.batch) };
}
