/** From user intent to a plan: every number resolved, immutable, with what it will cost. The only input of an engine. */
import { activationById, SATURATION_SHARE } from "../catalog/activations.ts";
import type { ActivationId } from "../catalog/activations.ts";
import { INITIALIZER_OPTIONS, initializerById } from "../catalog/initializers.ts";
import type {
  BiasLaw,
  InitializerContext,
  InitializerEntry,
  InitializerOptions,
  InitializerParameterKey,
  WeightLaw,
} from "../catalog/initializers.ts";
import type { BatchStatistics, NormalizationPosition } from "../catalog/normalizations.ts";
import { MODEL_VERSION, unitsOf } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";

/** A matrix of standard draws, addressed: engines that share it draw the same bits. */
export interface DrawPlan {
  readonly draw: "normal" | "uniform";
  readonly scale: number;
}

/** A normalisation: where it stands, and y = gamma xhat + beta. */
export type NormPlan = {
  readonly at: NormalizationPosition;
  readonly epsilon: number;
  readonly gamma: number;
  readonly beta: number;
} & (
  | { readonly kind: "batch"; readonly statistics: BatchStatistics }
  | { readonly kind: "layer" }
  | { readonly kind: "rms" }
);

export interface LayerPlan {
  readonly layerIndex: number;
  readonly fanIn: number;
  readonly units: number;
  readonly weight: WeightLaw;
  /** Null when there are none. */
  readonly bias: BiasLaw | null;
  /** sigma_b: root mean square of the biases; 0 when there are none. */
  readonly biasStd: number;
  readonly activation: ActivationId;
  /** The activation's parameter, 0 when it has none. */
  readonly slope: number;
  /** A value is saturated where |phi'| is below this. */
  readonly saturationThreshold: number;
  readonly norm: NormPlan | null;
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
  const resolved = { std: 0, limit: 0, value: 0, gain: 1, scale: 1, sparsity: 0 };
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
  return activationById(activation).negativeSlope?.(slopeOf(config, activation)) ?? 0;
}

/** The words an initialiser listens to: the user's, or the first of each. */
export function initializerOptions(config: ExperimentConfig): InitializerOptions {
  const { fan, dist, trunc } = INITIALIZER_OPTIONS;
  return { fan: fan[0], dist: dist[0], trunc: trunc[0], ...config.initializerOptions };
}

/** Root mean square of the biases of a law. */
function biasRms(law: BiasLaw | null): number {
  if (law === null) return 0;
  return law.kind === "constant" ? Math.abs(law.value) : law.scale;
}

function planNorm(config: ExperimentConfig): NormPlan | null {
  const { normalization: kind, normalizationPosition: at, epsilon, gamma, beta } = config;
  switch (kind) {
    case "none":
      return null;
    case "batch":
      return { kind, at, epsilon, gamma, beta, statistics: config.batchStatistics };
    case "layer":
    case "rms":
      return { kind, at, epsilon, gamma, beta };
    default:
      return kind satisfies never;
  }
}

/** Resolves one layer. */
function planLayer(config: ExperimentConfig, layerIndex: number): LayerPlan {
  const units = unitsOf(config, layerIndex);
  const fanIn = layerIndex === 0 ? (config.inputWidth ?? units) : unitsOf(config, layerIndex - 1);
  const activation = activationOf(config, layerIndex);
  const slope = slopeOf(config, activation);
  const negativeSlope = negativeSlopeOf(config, activation);
  const entry = activationById(activation);
  const initializer: InitializerEntry = initializerById(config.initializer);
  const context: InitializerContext = {
    fanIn,
    fanOut: units,
    negativeSlope,
    parameters: resolveParameters(config, negativeSlope),
    options: initializerOptions(config),
    nonlinearity: { f: (x) => entry.f(x, slope), df: (x) => entry.df(x, slope), kinks: entry.kinks },
    biasVariance: config.biasStd ** 2,
  };
  // The user's sigma_b replaces what a framework would draw.
  const bias: BiasLaw | null =
    config.biasStd > 0
      ? { kind: "scaled", draw: "normal", scale: config.biasStd }
      : (initializer.bias?.(context) ?? null);
  return {
    layerIndex,
    fanIn,
    units,
    weight: initializer.law(context),
    bias,
    biasStd: biasRms(bias),
    activation,
    slope,
    saturationThreshold: SATURATION_SHARE * activationById(activation).maxSlope(slope),
    norm: planNorm(config),
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
