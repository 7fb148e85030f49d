/**
 * Turns a configuration into a plan: every number resolved, immutable, with its estimated cost. The only
 * input of an engine.
 */
import { activationById, SATURATION_SHARE } from "../catalog/activations.ts";
import type { PlannedActivation } from "../catalog/activations.ts";
import type { GradientId, InputId } from "../catalog/inputs.ts";
import { biasMeanOf, initializerById } from "../catalog/initializers.ts";
import type {
  BiasLaw,
  GivenValues,
  InitializerContext,
  InitializerEntry,
  InitializerId,
  InitializerOptions,
  WeightLaw,
} from "../catalog/initializers.ts";
import type { BatchStatistics, NormalizationPosition } from "../catalog/normalizations.ts";
import type { TaskId } from "../catalog/tasks.ts";
import { branchFactorOf, deepNormFactors, normalizesItself } from "./blocks.ts";
import type { BlockPlace } from "./blocks.ts";
import { inputUnitsOf, MODEL_VERSION, taskOf, unitsOf } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import {
  activationOf,
  blockPlaceOf,
  initializerOf,
  negativeSlopeOf,
  residualBlocks,
  resolveParameters,
  skipSourceOf,
  activationParameterOf,
  usesGiven,
} from "./layerSettings.ts";
import type { Given } from "./given.ts";
import type { Table } from "./table.ts";

/**
 * A normalisation: its position, and y = gamma xhat + beta. Beside those around the activation, it may take
 * the input of the layer, over `fanIn` units, or the stream that the layer adds to.
 */
export type NormPlan = {
  readonly at: NormalizationPosition | "input" | "stream";
  readonly epsilon: number;
  readonly gamma: number;
  readonly beta: number;
  /** What a file has of it, by unit: y = gamma (gain xhat + shift) + beta. */
  readonly gains?: GivenValues | null;
  readonly shifts?: GivenValues | null;
} & (
  | {
      readonly kind: "batch";
      /** `averaged`: running averages over the batches of `Plan.averaging`. */
      readonly statistics: BatchStatistics | "averaged";
    }
  | { readonly kind: "layer" }
  | { readonly kind: "rms" }
);

/**
 * Layer-sequential unit variance: the drawn weights are divided by the std of `target` over this batch until
 * its variance is within `tolerance` of `variance`, at most `maxIterations` times (Mishkin, Matas 2016,
 * algorithm 1).
 */
export interface CalibrationPlan {
  readonly target: "pre_activation" | "activation";
  readonly variance: number;
  /** Relative to `variance`. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** The published tolerance and number of trials. */
const CALIBRATION = { tolerance: 0.1, maxIterations: 10 } as const;

/**
 * Alpha dropout keeps mean 0 and variance 1 of what it drops from: a value x becomes a x + b, a dropped one a
 * alpha' + b, with alpha' = -lambda alpha, the limit of SELU at minus infinity, a = (p + alpha'^2 p (1 -
 * p))^(-1/2) and b = -a (1 - p) alpha' (Klambauer, Unterthiner, Mayr, Hochreiter 2017).
 */
export interface AlphaDropout {
  /** a */
  readonly scale: number;
  /** b */
  readonly shift: number;
  /** a alpha' + b */
  readonly dropped: number;
}

/**
 * The stream x around a block, at the layer that ends it: x <- factor x + branch a, and then a normalisation
 * if it stands at the stream. The layer's activation is branch a, and its output the new x.
 */
export interface StreamPlan {
  /** Index of the layer whose output is x before the block. */
  readonly from: number;
  readonly factor: number;
  readonly branch: number;
}

/**
 * Causal attention of a layer over the tokens of a sequence, consecutive rows of the batch; the last sequence
 * may be shorter. In each head of d units: s_ij = scale q_i . k_j for j <= i, p_i = softmax(s_i), and the
 * activation phi(z_j) of the layer becomes a_i = sum_j p_ij phi(z_j) (Vaswani et al. 2017).
 */
export interface AttentionPlan {
  /** Indices of the layers whose activations are q and k. */
  readonly query: number;
  readonly key: number;
  readonly tokens: number;
  /** A divisor of the units. */
  readonly heads: number;
  readonly scale: number;
  /** Epsilon of an RMS norm of q and of k in each head, without gains; left out where there is none. */
  readonly epsilon?: number;
}

/**
 * One weight layer. Its output is: z = a_prev W^T + b, normalisation (if it stands before), phi,
 * normalisation (if it stands after), dropout, and the output of layer `skipFrom` added. Layers of blocks may
 * have their input normalised, share it, multiply by a gate, and add to a stream.
 */
export interface LayerPlan {
  readonly layerIndex: number;
  readonly fanIn: number;
  readonly units: number;
  /**
   * Index of the layer whose weights and biases this one has: its own, or that of the first layer of the
   * same shape and laws where weights are shared.
   */
  readonly weightsFrom: number;
  readonly initializer: InitializerId;
  readonly weight: WeightLaw;
  /** Null unless the weights depend on the batch. */
  readonly calibration: CalibrationPlan | null;
  /** Null when there are none. */
  readonly bias: BiasLaw | null;
  /** sigma_b: root mean square of the biases; 0 when there are none. */
  readonly biasStd: number;
  readonly activation: PlannedActivation;
  /** The activation's parameter, 0 when it has none. */
  readonly activationParameter: number;
  /** A value is saturated where |phi'| is below this. */
  readonly saturationThreshold: number;
  readonly norm: NormPlan | null;
  /** Probability that dropout keeps an output; kept ones are divided by it. 1 is no dropout. */
  readonly keepProbability: number;
  /** Null where kept outputs are divided by p and dropped ones are 0, and where nothing is dropped. */
  readonly alphaDropout: AlphaDropout | null;
  /** Whether what enters the normalisation is dropped from, and not the layer's output. */
  readonly dropsBeforeNorm: boolean;
  /**
   * Index of the layer whose output is added to this one's: this layer ends a residual
   * block. -1 adds the input of the network. Null for all others.
   */
  readonly skipFrom: number | null;
  /** Index of the layer whose input this one has, normalised as it is; left out where it has its own. */
  readonly inputOf?: number;
  /** Index of the layer whose activation multiplies phi; left out where nothing does. */
  readonly gate?: number;
  /** Left out but where a layer mixes the tokens of a sequence. */
  readonly attention?: AttentionPlan;
  /** Left out but at the end of a block of `ExperimentConfig.block`. */
  readonly stream?: StreamPlan;
  /** What the layer is called where it was recorded; no engine computes such a layer. */
  readonly recorded?: { readonly name: string; readonly kind: string };
}

/** A data set: points `[0, points)` are there to learn from, those behind to test. */
export type TaskPlan = { readonly points: number } & (
  | {
      readonly id: TaskId;
      /** Std of the noise on inputs of classes, or on values; the data have std 1 without it. */
      readonly noise: number;
    }
  | { readonly id: "csv"; readonly table: Table }
);

/** Batches that a network in evaluation mode has seen in training, and what it was then. */
export interface AveragingPlan {
  /** Their number: batch k of them holds the inputs k B .. (k + 1) B - 1 of the draw, k = 1, 2, ... */
  readonly batches: number;
  /** running <- (1 - momentum) running + momentum batch, from mean 0 and variance 1, variance unbiased. */
  readonly momentum: number;
  /** The same layers with the statistics of the batch, and with dropout. Their weights are calibrated. */
  readonly layers: readonly LayerPlan[];
}

export interface Plan {
  /** Equal keys mean equal numbers. */
  readonly key: string;
  readonly modelVersion: number;
  readonly seed: number;
  readonly batch: number;
  readonly inputUnits: number;
  readonly input: InputId;
  /** The data set whose first points are the batch, in place of `input`; left out where there is none. */
  readonly task?: TaskPlan;
  /** The network of a file from which layers take their values; left out where none does. */
  readonly given?: Given;
  /** Every input is scale x + shift of its draw x. */
  readonly inputScale: number;
  readonly inputShift: number;
  /** The gradient injected at the output of the last layer, dL/da_L. */
  readonly gradient: GradientId;
  readonly layers: readonly LayerPlan[];
  /** Null unless batch norm uses averages over batches of training. */
  readonly averaging: AveragingPlan | null;
  /** Steps of training before these numbers; left out at the initialisation. */
  readonly trainedSteps?: number;
  /** The network of a trace, recorded elsewhere: the rest of the plan says no more than its sizes. */
  readonly recorded?: { readonly model: string; readonly framework: string };
  readonly cost: PlanCost;
}

/** Estimated work: matrix products of both passes, and the bytes held at once. */
export interface PlanCost {
  readonly flops: number;
  readonly bytes: number;
}

/** Root mean square of the biases of a law. */
function biasRms(law: BiasLaw | null): number {
  if (law === null) return 0;
  if (law.kind === "constant") return Math.abs(law.value);
  return Math.hypot(law.scale * (law.given?.std ?? 1), biasMeanOf(law));
}

function planNorm(
  config: ExperimentConfig,
  at: NormPlan["at"] = config.normalizationPosition,
  kind: ExperimentConfig["normalization"] = config.normalization,
): NormPlan | null {
  const { epsilon, gamma, beta } = config;
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

/**
 * The position of a block's norm in a layer; null where there is none. The last layer of a network has the
 * final norm in front of it: without it the stream of a pre-norm network is never normalised.
 * @param place null outside all blocks
 */
function positionInBlock(
  { block, depth }: ExperimentConfig,
  place: BlockPlace | null,
  layerIndex: number,
): NormPlan["at"] | null {
  const isFinal = layerIndex > 0 && layerIndex === depth - 1;
  const begins = place !== null && layerIndex === place.first;
  const ends = place?.role === "end";
  switch (block) {
    case "pre":
      return begins || isFinal ? "input" : null;
    case "branch":
      if (ends) return "before";
      return begins || isFinal ? "input" : null;
    case "post":
    case "deepnorm":
      return ends ? "stream" : null;
    case "none":
    case "residual":
      return null;
    default:
      return block satisfies never;
  }
}

/** The normalisation of a layer; blocks that need one take RMS norm where none is chosen. */
function normOf(config: ExperimentConfig, place: BlockPlace | null, layerIndex: number): NormPlan | null {
  if (!normalizesItself(config.block)) return planNorm(config);
  const at = positionInBlock(config, place, layerIndex);
  const kind = config.normalization === "none" ? "rms" : config.normalization;
  return at === null ? null : planNorm(config, at, kind);
}

/** The effect of a residual connection on a layer of a block. */
interface Branch {
  /** Factor of the layer's weights and biases. */
  readonly weights: number;
  /** Factor of gamma and beta, where the layer is normalised; 1 where `weights` does it. */
  readonly norm: number;
}

const WHOLE: Branch = { weights: 1, norm: 1 };

/**
 * The factor of a branch belongs to its last layer: to gamma where the layer is normalised, as a norm undoes
 * any factor of the weights, and to the weights and biases elsewhere.
 */
function branchOf(config: ExperimentConfig, place: BlockPlace | null, layerIndex: number): Branch {
  if (place !== null) {
    // Queries and keys keep their scale (Wang et al. 2022, figure 2).
    if (config.block === "deepnorm" && place.role !== "query" && place.role !== "key")
      return { weights: deepNormFactors(residualBlocks(config)).beta, norm: 1 };
    return place.role === "end" && config.branch === "zero" ? { weights: 0, norm: 1 } : WHOLE;
  }
  const isStart = skipSourceOf(config, layerIndex + 1) !== null;
  const isEnd = skipSourceOf(config, layerIndex) !== null;
  const byDepth = 1 / Math.sqrt(residualBlocks(config));
  const isNormalized = config.normalization !== "none";
  const ending = (factor: number): Branch =>
    isNormalized ? { weights: 1, norm: factor } : { weights: factor, norm: 1 };
  switch (config.residual) {
    case "none":
    case "plain":
      return WHOLE;
    case "depth_scaled":
      return isEnd ? ending(byDepth) : WHOLE;
    case "zero":
      return isEnd ? ending(0) : WHOLE;
    case "fixup":
      if (isEnd) return ending(0);
      return isStart ? { weights: byDepth, norm: 1 } : WHOLE;
    default:
      return config.residual satisfies never;
  }
}

/** What a block makes of its layer, beside the norm. */
function planPart(
  config: ExperimentConfig,
  place: BlockPlace | null,
): Pick<LayerPlan, "inputOf" | "gate" | "attention" | "stream"> {
  if (place === null) return {};
  const { first, role } = place;
  if (role === "value") return { inputOf: first, gate: first };
  if (role === "key") return { inputOf: first };
  if (role === "mixed") return { inputOf: first, attention: planAttention(config, first) };
  if (role !== "end") return {};
  const blocks = residualBlocks(config);
  const factor = config.block === "deepnorm" ? deepNormFactors(blocks).alpha : 1;
  return { stream: { from: first - 1, factor, branch: branchFactorOf(config.branch, blocks) } };
}

/** @param query index of the layer of the queries */
function planAttention(config: ExperimentConfig, query: number): AttentionPlan {
  const { tokens, logits, epsilon } = config;
  const units = unitsOf(config, query);
  let heads = Math.min(config.heads, units);
  while (units % heads > 0) heads--;
  const size = units / heads;
  const scale = logits === "inverse" ? 1 / size : 1 / Math.sqrt(size);
  const place = { query, key: query + 1, tokens, heads, scale };
  return logits === "normed" ? { ...place, epsilon } : place;
}

/** A law times a factor; any law times zero gives zeros. */
function scaleWeights(law: WeightLaw, factor: number): WeightLaw {
  if (factor === 1) return law;
  if (factor === 0) return { kind: "constant", value: 0 };
  return law.kind === "constant"
    ? { ...law, value: law.value * factor }
    : { ...law, scale: law.scale * factor };
}

function scaleBiases(law: BiasLaw | null, factor: number): BiasLaw | null {
  if (law === null || factor === 0) return null;
  if (factor === 1) return law;
  return law.kind === "constant"
    ? { ...law, value: law.value * factor }
    : {
        ...law,
        scale: law.scale * factor,
        ...(law.mean === undefined ? {} : { mean: law.mean * factor }),
      };
}

/** The user's biases replace those that a framework would draw. */
function chosenBias({ biasStd, biasMean }: ExperimentConfig, drawn: () => BiasLaw | null): BiasLaw | null {
  if (biasStd > 0) {
    const law = { kind: "scaled", draw: "normal", scale: biasStd } as const;
    return biasMean === 0 ? law : { ...law, mean: biasMean };
  }
  return biasMean === 0 ? drawn() : { kind: "constant", value: biasMean };
}

function scaleNorm(norm: NormPlan | null, factor: number): NormPlan | null {
  return norm === null ? null : { ...norm, gamma: norm.gamma * factor, beta: norm.beta * factor };
}

/** The dependence of a layer's weights on the batch; null for the initialisers without one. */
function planCalibration(
  { isCalibrated = false }: InitializerEntry,
  { target }: InitializerOptions,
  law: WeightLaw,
  branch: number,
  isBlockEnd: boolean,
): CalibrationPlan | null {
  if (!isCalibrated || law.kind === "constant") return null;
  return {
    // A block adds the pre-activation of its last layer to the stream.
    target: target === "after" && !isBlockEnd ? "activation" : "pre_activation",
    variance: branch ** 2,
    ...CALIBRATION,
  };
}

/**
 * Factor of the last layer's weights: sqrt(base / n) makes their variance fall as 1 / n^2 under muP, and is 1
 * at the base width (Yang et al. 2022, table 3).
 */
function readoutFactor(config: ExperimentConfig, fanIn: number): number {
  const isSmall = config.parametrization === "mup" && taskOf(config) !== null;
  return isSmall ? Math.sqrt(config.baseWidth / fanIn) : 1;
}

/** The limit of SELU at minus infinity, -lambda alpha. */
const SELU_FLOOR = -1.0507009873554805 * 1.6732632423543772;

function planAlphaDropout({ dropout, keepProbability: p }: ExperimentConfig): AlphaDropout | null {
  if (dropout === "plain") return null;
  const scale = 1 / Math.sqrt(p + SELU_FLOOR ** 2 * p * (1 - p));
  const shift = -scale * (1 - p) * SELU_FLOOR;
  return { scale, shift, dropped: scale * SELU_FLOOR + shift };
}

/** Resolves one layer. */
function planLayer(config: ExperimentConfig, layerIndex: number): LayerPlan {
  const units = unitsOf(config, layerIndex);
  const place = blockPlaceOf(config, layerIndex);
  const below = place?.role === "value" ? place.first - 1 : layerIndex - 1;
  const fanIn = below < 0 ? inputUnitsOf(config) : unitsOf(config, below);
  const activation = activationOf(config, layerIndex);
  const activationParameter = activationParameterOf(config, activation);
  const negativeSlope = negativeSlopeOf(config, activation);
  const entry = activationById(activation);
  const chosen = initializerOf(config, layerIndex);
  const initializer: InitializerEntry = initializerById(chosen.id);
  const { options } = chosen;
  const ofFile = chosen.id === "given" ? config.given?.layers[layerIndex] : undefined;
  const given = ofFile?.fanIn === fanIn && ofFile.units === units ? ofFile : null;
  const context: InitializerContext = {
    fanIn,
    fanOut: units,
    negativeSlope,
    parameters: resolveParameters(chosen, negativeSlope),
    options,
    nonlinearity: {
      f: (x) => entry.f(x, activationParameter),
      df: (x) => entry.df(x, activationParameter),
      kinks: entry.kinks,
    },
    biasVariance: config.biasStd ** 2,
    given,
  };
  const branch = branchOf(config, place, layerIndex);
  const skipFrom = skipSourceOf(config, layerIndex);
  const isLast = layerIndex === config.depth - 1;
  const isBare = isLast && config.normalizedLayers === "hidden";
  const plain = isBare ? null : scaleNorm(normOf(config, place, layerIndex), branch.norm);
  const norm = plain && given ? { ...plain, gains: given.gain, shifts: given.shift } : plain;
  // What is dropped from is the product of gate and value, and what attention mixes.
  const isPart = place?.role === "gate" || place?.role === "query" || place?.role === "key";
  const keepProbability = isLast || isPart ? 1 : config.keepProbability;
  const bias = scaleBiases(
    chosenBias(config, () => initializer.bias?.(context) ?? null),
    branch.weights,
  );
  const readout = isLast ? readoutFactor(config, fanIn) : 1;
  const weight = scaleWeights(initializer.law(context), branch.weights * readout);
  return {
    layerIndex,
    fanIn,
    units,
    weightsFrom: layerIndex,
    initializer: chosen.id,
    weight,
    calibration: planCalibration(
      initializer,
      options,
      weight,
      branch.weights,
      skipFrom !== null || place?.role === "end",
    ),
    bias,
    biasStd: biasRms(bias),
    activation,
    activationParameter,
    saturationThreshold: SATURATION_SHARE * entry.maxDerivative(activationParameter),
    norm,
    keepProbability,
    alphaDropout: keepProbability === 1 ? null : planAlphaDropout(config),
    dropsBeforeNorm:
      keepProbability < 1 &&
      norm !== null &&
      norm.at !== "input" &&
      norm.at !== "stream" &&
      config.dropoutPosition === "before",
    skipFrom,
    ...planPart(config, place),
  };
}

/**
 * Gives every layer the weights and biases of the first one with the same shape and laws. The scale of a
 * calibration is then that of the first too.
 */
function share(layers: readonly LayerPlan[]): readonly LayerPlan[] {
  const first = new Map<string, number>();
  return layers.map((layer) => {
    const { fanIn, units, weight, bias, calibration, layerIndex } = layer;
    // Of attention, each of the four matrices is shared with its like alone.
    const at = [0, 1, 2, 3].find((before) => layers[layerIndex + 2 - before]?.attention);
    const key = JSON.stringify([fanIn, units, weight, bias, calibration, at]);
    const weightsFrom = first.get(key) ?? layerIndex;
    first.set(key, weightsFrom);
    return { ...layer, weightsFrom, calibration: weightsFrom === layerIndex ? calibration : null };
  });
}

/**
 * Work of both passes. Forward and weight gradient take 2 B n_in n_out each, the input gradient the same for
 * every layer but the first. Memory holds z, a, phi' of every layer, two gradients, and one layer's draws,
 * weights and weight gradient. Weights that do not fit are drawn again when they are needed. Batches of
 * training go forward only.
 */
function costOf(layers: readonly LayerPlan[], averaging: AveragingPlan | null, batch: number): PlanCost {
  let flops = 0;
  let floats = batch * (layers[0]?.fanIn ?? 0);
  for (const { layerIndex, fanIn, units, norm, gate, stream, attention, ...layer } of layers) {
    flops += 2 * batch * fanIn * units * ((layerIndex === 0 ? 2 : 3) + (averaging?.batches ?? 0));
    const { keepProbability } = averaging?.layers[layerIndex] ?? layer;
    floats += (keepProbability === 1 ? 3 : 4) * batch * units;
    // The normalised input of a layer, the value of a gated one, and the stream behind a block.
    if (norm?.at === "input") floats += batch * fanIn;
    if (attention !== undefined) {
      // Logits, sums of values and their five products backward, over half of all pairs of tokens.
      flops += 7 * batch * attention.tokens * units;
      floats += 4 * batch * units + 4 * attention.tokens;
    }
    floats += (gate === undefined ? 0 : 2) * batch * units + (stream === undefined ? 0 : 2) * batch * units;
  }
  const widest = Math.max(...layers.map(({ units }) => units));
  const widestWeight = Math.max(...layers.map(({ fanIn, units }) => fanIn * units));
  return { flops, bytes: 4 * (floats + 3 * batch * widest + 3 * widestWeight) };
}

/**
 * A configuration never changes, and the budget, the run loop and the views all need the plan of the same
 * one.
 */
const plans = new WeakMap<ExperimentConfig, Plan>();

/** The plan of a valid configuration; the same object for the same one. */
export function planExperiment(config: ExperimentConfig): Plan {
  let plan = plans.get(config);
  if (plan === undefined) plans.set(config, (plan = makePlan(config)));
  return plan;
}

/** The loss of a task: of its kind, unless squared error is chosen; values have no cross-entropy. */
function lossOf(config: ExperimentConfig): GradientId {
  const task = taskOf(config);
  if (task === null) return config.gradient;
  return task.kind === "classes" && config.gradient !== "mse" ? "cross_entropy" : "mse";
}

/** The data set; undefined without a task, and where its data are not there. */
function planTask({ task: id, table, points, noise }: ExperimentConfig): TaskPlan | undefined {
  if (id === "none") return undefined;
  if (id !== "csv") return { id, points, noise };
  return table === null ? undefined : { id, points: Math.min(points, table.learnable), table };
}

/** The layers of a network in training mode, or in evaluation mode with the training that it comes from. */
function evaluate(
  config: ExperimentConfig,
  planLayers: (settings: ExperimentConfig) => readonly LayerPlan[],
): Pick<Plan, "layers" | "averaging"> {
  const { evaluationBatches: batches, normMomentum: momentum } = config;
  if (batches === 0) return { layers: planLayers(config), averaging: null };
  const present = planLayers({ ...config, keepProbability: 1 });
  if (!present.some(({ norm }) => norm?.kind === "batch")) return { layers: present, averaging: null };
  const layers = present.map((layer): LayerPlan => {
    const { norm } = layer;
    const averaged = norm?.kind === "batch" ? ({ ...norm, statistics: "averaged" } as const) : norm;
    // Weights follow the first batch of training and stay.
    return { ...layer, norm: averaged, calibration: null };
  });
  const trained = planLayers({ ...config, batchStatistics: "batch" });
  return { layers, averaging: { batches, momentum, layers: trained } };
}

function makePlan(config: ExperimentConfig): Plan {
  const planLayers = (settings: ExperimentConfig): readonly LayerPlan[] => {
    const own = Array.from({ length: config.depth }, (_, layerIndex) => planLayer(settings, layerIndex));
    return config.sharing === "all" ? share(own) : own;
  };
  const { layers, averaging } = evaluate(config, planLayers);
  const task = planTask(config);
  const batch = Math.min(config.batch, task?.points ?? Infinity);
  const body = {
    modelVersion: MODEL_VERSION,
    seed: config.seed,
    batch,
    inputUnits: layers[0]?.fanIn ?? 1,
    input: config.input,
    ...(task === undefined ? {} : { task }),
    ...(config.given !== null && usesGiven(config) ? { given: config.given } : {}),
    inputScale: task === undefined ? config.inputScale : 1,
    inputShift: task === undefined ? config.inputShift : 0,
    gradient: lossOf(config),
    layers,
    averaging,
  } as const;
  return { key: JSON.stringify(body), ...body, cost: costOf(layers, averaging, batch) };
}
