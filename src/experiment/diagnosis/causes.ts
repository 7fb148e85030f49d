/**
 * Causes of findings: the first explanation that fits the layers with most of the change. Known mistakes come
 * before the general "too large" and "too small". Chance comes last: it is named only where theory expects no
 * such change.
 */
import { activationById } from "../../catalog/activations.ts";
import { biasMeanOf, initializerById, weightStd } from "../../catalog/initializers.ts";
import { negativeSlopeOf } from "../layerSettings.ts";
import { streamSource } from "../layerLinks.ts";
import { planExperiment } from "../plan.ts";
import type { LayerPlan } from "../plan.ts";
import { inputMoments } from "../inputMoments.ts";
import { inputRms, medianWidth } from "../readings.ts";
import { predict } from "../theory/theory.ts";
import { LEAST_NORMALIZED } from "../theory/gap.ts";
import type { Evidence } from "./evidence.ts";
import type { Cause, CauseId, LayerRange } from "./finding.ts";
import {
  BIAS_SHARE,
  EPSILON_SHARE,
  EXPECTED_SHARE,
  FLAT_SLOPE,
  LATENT_FACTOR,
  LAW_HIGH,
  LAW_LOW,
  OWN_SHARE,
  SATURATED_SHARE,
  SHIFT_SHARE,
  TENFOLD,
  UNDERFLOW_NEAR,
  YOUNG_SHARE,
} from "./thresholds.ts";
import { expectedSize, forwardTrend, setsScale } from "./trends.ts";
import type { Trend } from "./trends.ts";

/**
 * Weight std that preserves the signal's power, by the law for a family: He's for rectifiers, Xavier's for
 * all others.
 */
function lawOf(
  evidence: Evidence,
  { activation, activationParameter, fanIn, units }: LayerPlan,
): Pick<Cause, "law" | "lawStd"> {
  if (activationById(activation).family !== "rectifier") {
    const lawStd = Math.sqrt(2 / (fanIn + units));
    // sin(omega_0 z) sees weights omega_0 times as large.
    return activation === "sin" && activationParameter !== 1
      ? { law: "xavier_over_frequency", lawStd: lawStd / activationParameter }
      : { law: "xavier", lawStd };
  }
  const negativeSlope = negativeSlopeOf(evidence.config, activation);
  return { law: "he", lawStd: Math.sqrt(2 / ((1 + negativeSlope * negativeSlope) * fanIn)) };
}

/**
 * Variance that a layer's normalisation divides by, from the output of the layer before; NaN where there is
 * none.
 */
function normVariance({ plan, measured }: Evidence, layer: LayerPlan): number {
  if (layer.norm === null) return NaN;
  const before = measured[layer.layerIndex - 1]?.activation;
  const { kind } = layer.norm;
  const weights = layer.fanIn * weightStd(layer.weight, layer.fanIn, layer.units) ** 2;
  if (before === undefined) return weights * inputRms(plan) ** 2 + layer.biasStd ** 2;
  // Over the batch, only the differences between inputs remain. Within an input, biases add to the variance
  // too.
  return kind === "batch" ? weights * before.batchStd ** 2 : weights * before.rms ** 2 + layer.biasStd ** 2;
}

/** Geometric mean of theory's chi over the layers of a trend; of one layer where there is none. */
function chiOf({ theory }: Evidence, layer: LayerPlan, trend: Trend | null): number {
  const numbers = trend === null ? [layer.layerIndex + 1] : trend.steps.map((step) => step.layer);
  const logs = numbers.map((number) => Math.log(theory.layers[number - 1]?.chi ?? NaN));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

/** Geometric mean factor of the variance at the ends of blocks, over a trend. */
function blockGrowthOf({ plan }: Evidence, trend: Trend | null): number {
  const ends = (trend?.steps ?? []).filter(({ layer }) => {
    const at = plan.layers[layer - 1];
    return at !== undefined && streamSource(at) !== null;
  });
  return Math.exp((2 * ends.reduce((sum, { log }) => sum + log, 0)) / ends.length);
}

/** A cause, as one layer shows it. */
function causeOf(
  evidence: Evidence,
  id: CauseId,
  layer: LayerPlan,
  own: LayerRange | null,
  trend: Trend | null = null,
): Cause {
  return {
    id,
    own,
    activation: layer.activation,
    layer: layer.layerIndex + 1,
    fanIn: layer.fanIn,
    units: layer.units,
    weightStd: weightStd(layer.weight, layer.fanIn, layer.units),
    ...lawOf(evidence, layer),
    chi: chiOf(evidence, layer, trend),
    blockGrowth: blockGrowthOf(evidence, trend),
    normVariance: normVariance(evidence, layer),
  };
}

/** The layers with a rule that overrides the global one, as ranges. */
function ownRanges({ config }: Evidence): readonly LayerRange[] {
  const rules = [...config.initializerOverrides, ...config.activationOverrides];
  return rules
    .map(({ from, to }) => ({ from, to: Math.min(to, config.depth) }))
    .filter(({ from, to }) => from <= to && to - from + 1 < config.depth);
}

const covers = ({ from, to }: LayerRange, layer: number): boolean => from <= layer && layer <= to;

/** The range of layers with an overriding rule that makes most of a change; null where none does. */
function ownRange(evidence: Evidence, { steps, totalRatio }: Trend): LayerRange | null {
  const total = Math.log(totalRatio);
  const shareOf = (range: LayerRange): number =>
    steps.reduce((sum, { layer, log }) => sum + (covers(range, layer) ? log : 0), 0) / total;
  const [worst] = ownRanges(evidence)
    .map((range) => ({ range, share: shareOf(range) }))
    .toSorted((a, b) => b.share - a.share);
  return worst !== undefined && worst.share >= OWN_SHARE ? worst.range : null;
}

/**
 * A layer that represents those without an overriding rule. It is the one with most of the change, where one
 * stands out or the layers differ in size; else a hidden layer, a nonlinear one where there is one.
 */
function typicalLayer(evidence: Evidence, own: LayerRange | null, trend: Trend | null = null): LayerPlan {
  const { layers } = evidence.plan;
  const loudest = trend === null || own !== null ? null : loudestLayer(evidence, trend);
  if (loudest !== null) return loudest;
  const ranges = ownRanges(evidence);
  const candidates = layers.filter((layer) => {
    const number = layer.layerIndex + 1;
    if (own !== null) return covers(own, number);
    return streamSource(layer) === null && !ranges.some((range) => covers(range, number));
  });
  const [only] = candidates.length > 1 && own === null ? candidates.slice(1) : candidates;
  const layer = only ?? layers[0];
  if (layer === undefined) throw new Error("missing layers (expected a plan with at least one)");
  return layer;
}

/** The layer with the largest step in the direction of the trend; null where all layers are equal. */
function loudestLayer({ plan }: Evidence, { steps, direction, jump }: Trend): LayerPlan | null {
  const areEqual = new Set(plan.layers.map(({ fanIn, units }) => `${fanIn} ${units}`)).size === 1;
  if (jump === null && areEqual) return null;
  const sign = direction === "up" ? 1 : -1;
  const [loudest] = steps.toSorted((a, b) => sign * (b.log - a.log));
  return plan.layers[(jump?.layer ?? loudest?.layer ?? NaN) - 1] ?? null;
}

/** Var(W) over the variance of the law for the layer's activation. */
function lawRatio(evidence: Evidence, layer: LayerPlan): number {
  const { lawStd } = lawOf(evidence, layer);
  return (weightStd(layer.weight, layer.fanIn, layer.units) / lawStd) ** 2;
}

/**
 * The variance that Xavier's and LeCun's laws preserve: 1 over the fan-in, or over the mean of both fans.
 * That of a rectangular orthogonal matrix follows from its shape: it is near theirs by coincidence alone.
 */
function isUnitVariance({ weight, fanIn, units }: LayerPlan): boolean {
  if (weight.kind === "scaled" && weight.draw === "orthogonal" && fanIn !== units) return false;
  const variance = weightStd(weight, fanIn, units) ** 2;
  const near = (fan: number) => variance * fan > LAW_LOW && variance * fan < LAW_HIGH;
  return near(fanIn) || near((fanIn + units) / 2);
}

const isRectifier = ({ activation }: LayerPlan): boolean => activationById(activation).family === "rectifier";

/**
 * phi(0) = 0, as of odd activations and most rectifiers. Without it the outputs have a mean even for zero
 * inputs.
 */
const passesThroughZero = ({ activation, activationParameter }: LayerPlan): boolean =>
  activationById(activation).f(0, activationParameter) === 0;

/** Draws that are known mistakes. */
function namedMistake({ weight, initializer }: LayerPlan): CauseId | null {
  if (weight.kind === "constant") return weight.value === 0 ? "zero_weights" : "constant_weights";
  return initializerById(initializer).mistake ?? null;
}

/** Large inputs have driven most of the first layer onto its flat parts: it starts at the largest size. */
function isEntrySaturated(evidence: Evidence): boolean {
  const saturated = evidence.measured[0]?.result.saturated ?? 0;
  return areLargeInputs(evidence) && saturated > SATURATED_SHARE;
}

/** Batch norm over a batch of one subtracts every value from itself. */
const isBatchOfOne = ({ plan }: Evidence, { norm }: LayerPlan): boolean =>
  norm?.kind === "batch" && norm.statistics !== "running" && plan.batch === 1;

/** Batch norm over so few inputs divides some units by almost nothing. */
const isSmallBatch = ({ plan }: Evidence, { norm }: LayerPlan): boolean =>
  norm?.kind === "batch" && norm.statistics === "batch" && plan.batch < LEAST_NORMALIZED;

/** phi(c z) = c^2 phi(z): no scale of the weights holds. */
const isSquare = ({ activation }: LayerPlan): boolean => activation === "relu_squared";

/** Running averages that still hold much of what they start from, mean 0 and variance 1. */
function areYoungAverages({ plan: { averaging } }: Evidence, { norm }: LayerPlan): boolean {
  const isAveraged = norm?.kind === "batch" && norm.statistics === "averaged";
  return isAveraged && averaging !== null && (1 - averaging.momentum) ** averaging.batches > YOUNG_SHARE;
}

/** Layers repeat weights: their product is a power of one matrix. */
const isShared = ({ plan }: Evidence): boolean =>
  plan.layers.some(({ weightsFrom, layerIndex }) => weightsFrom !== layerIndex);

/** Whether inputs are larger than the first layer's weights are: those of the law suit inputs of size 1. */
function areLargeInputs(evidence: Evidence): boolean {
  const { plan, config } = evidence;
  const [first] = plan.layers;
  const isMoved = plan.inputScale !== 1 || plan.inputShift !== 0;
  if (first === undefined || !isMoved || config.initializerOverrides.length > 0) return false;
  return inputRms(plan) ** 2 > Math.max(LAW_HIGH, lawRatio(evidence, first));
}

/** No known mistake applies: what repeats, or drops in a special way, is left as a cause. */
function specialId(evidence: Evidence, layer: LayerPlan): CauseId | null {
  if (evidence.plan.layers.some(({ alphaDropout }) => alphaDropout !== null) && layer.activation !== "selu")
    return "alpha_dropout";
  return isShared(evidence) ? "shared_weights" : null;
}

/** The cause of a lost signal behind a normalisation that sets the scale. */
function normDownId(evidence: Evidence, layer: LayerPlan): CauseId | null {
  if (isBatchOfOne(evidence, layer)) return "batch_of_one";
  if (areYoungAverages(evidence, layer)) return "young_averages";
  const epsilon = layer.norm?.epsilon ?? 0;
  const isDrowned = [layer, ...evidence.plan.layers].some((one) => {
    const variance = normVariance(evidence, one);
    return epsilon > EPSILON_SHARE * (variance + epsilon);
  });
  return isDrowned ? "epsilon" : null;
}

/** Biases make most of z, and the activation has lost most of its slope at their mean. */
function isShiftedFlat(
  { theory }: Evidence,
  { bias, layerIndex, activation, activationParameter }: LayerPlan,
): boolean {
  const mean = biasMeanOf(bias);
  const { df } = activationById(activation);
  const isFlat = Math.abs(df(mean, activationParameter)) < FLAT_SLOPE * Math.abs(df(0, activationParameter));
  return isFlat && mean ** 2 > SHIFT_SHARE * (theory.layers[layerIndex]?.q ?? NaN);
}

function downId(evidence: Evidence, layer: LayerPlan): CauseId | null {
  if (setsScale(layer)) return normDownId(evidence, layer);
  const named = namedMistake(layer);
  if (named !== null) return named;
  if (isShiftedFlat(evidence, layer)) return "flat_biases";
  if (isSquare(layer)) return "squaring";
  const ratio = lawRatio(evidence, layer);
  if (isRectifier(layer) && ratio < LAW_LOW && isUnitVariance(layer)) return "xavier_with_relu";
  if (ratio < LAW_LOW) return "weights_too_small";
  if (activationById(layer.activation).family === "bounded") {
    if (isEntrySaturated(evidence)) return "input_scale";
    return passesThroughZero(layer) ? "flattening" : "sigmoid_mean";
  }
  const isExact = activationById(layer.activation).isHomogeneous === true;
  return isRectifier(layer) && !isExact ? "not_relu" : specialId(evidence, layer);
}

function upId(evidence: Evidence, layer: LayerPlan, trend: Trend): CauseId | null {
  if (isBatchOfOne(evidence, layer)) return "batch_of_one";
  if (areYoungAverages(evidence, layer)) return "young_averages";
  const named = namedMistake(layer);
  if (named === "constant_weights" || named === "uncentred_weights") return named;
  if (isSquare(layer) && !setsScale(layer)) return "squaring";
  const { config, plan } = evidence;
  const isWhole = config.block === "none" ? config.residual === "plain" : config.branch === 1;
  const isResidual = isWhole && plan.layers.some((one) => streamSource(one) !== null);
  // The normalised end of a block has the same size whatever its weights.
  if (isResidual && config.normalization !== "none" && setsScale(layer)) return "residual_sum";
  const ratio = lawRatio(evidence, layer);
  // Dropout divides what it keeps by p: 1/p of the power in every layer but the last.
  const divided = plan.layers.map((one) =>
    one.alphaDropout === null && !one.dropsBeforeNorm ? one.keepProbability : 1,
  );
  const byDropout = 0.5 * trend.steps.length * Math.log(1 / Math.min(...divided));
  if (byDropout > OWN_SHARE * trend.size) return "dropout";
  if (ratio > LAW_HIGH) return "weights_too_large";
  if (isResidual) return "residual_growth";
  if (layer.biasStd > 0) return "biases";
  return passesThroughZero(layer) ? specialId(evidence, layer) : "positive_mean";
}

/**
 * Bound on the change of ln rms by chance over these layers: four standard deviations of a product of layers.
 * Each layer adds 5/n to the variance of ln rms^2 (Hanin, Rolnick 2018), and the 1/n that theory leaves out.
 */
function reachOfChance({ plan }: Evidence, { from, layer }: Trend): number {
  const [low, high] = [Math.min(from, layer), Math.max(from, layer)];
  const wander = plan.layers.slice(Math.max(0, low - 1), high).reduce((sum, { units }) => sum + 5 / units, 0);
  return 2 * Math.sqrt(wander) + wander / 2;
}

/** Theory's account of a trend: theory expects it, chance explains the unexpected rest, or no account. */
function compare(
  evidence: Evidence,
  trend: Trend,
  of: "std" | "gradientRms",
): "expected" | "chance" | "unknown" {
  const expected = expectedSize(evidence, trend, of);
  if (!Number.isFinite(expected)) return "unknown";
  if (expected >= EXPECTED_SHARE * trend.size) return "expected";
  return trend.size - expected <= reachOfChance(evidence, trend) ? "chance" : "unknown";
}

/** Causes that say no more than that the size of the weights does not fit. */
const OF_SIZE: ReadonlySet<CauseId> = new Set(["weights_too_large", "weights_too_small", "flattening"]);

/** The cause of growing or fading activations. */
export function forwardCause(evidence: Evidence, trend: Trend): Cause | null {
  const own = ownRange(evidence, trend);
  const layer = typicalLayer(evidence, own, trend);
  const isEntry = trend.jump?.layer === 1;
  if (own === null && !isEntry && compare(evidence, trend, "std") === "chance")
    return causeOf(evidence, "chance", layer, null);
  const id = trend.direction === "up" ? upId(evidence, layer, trend) : downId(evidence, layer);
  const byWidths = own === null && (id === null || OF_SIZE.has(id));
  const isWidths = isEntry ? isEntryByWidths(evidence) : isByWidths(evidence, trend, "std");
  if (byWidths && isWidths) return causeOf(evidence, "widths", layer, null);
  return id === null ? null : causeOf(evidence, id, layer, own, trend);
}

/**
 * Whether the widths alone are the cause: theory explains the change, and expects less than half of it for
 * the same network with equal widths.
 */
function isByWidths(evidence: Evidence, trend: Trend, of: "std" | "gradientRms"): boolean {
  const { config, plan } = evidence;
  const units = plan.layers.map((layer) => layer.units);
  if (new Set([plan.inputUnits, ...units]).size === 1) return false;
  if (compare(evidence, trend, of) !== "expected") return false;
  const width = medianWidth(units);
  const equal = planExperiment({ ...config, width, inputWidth: null });
  const without = expectedSize({ plan: equal, theory: predict(equal) }, trend, of);
  return without < EXPECTED_SHARE * expectedSize(evidence, trend, of);
}

/**
 * Whether layer 1 changes the size of its inputs by its shape alone: as many inputs as units would have kept
 * it. A law of both fans, or an orthogonal matrix, keeps the norm of an input, not the size of its entries.
 */
function isEntryByWidths({ config, plan }: Evidence): boolean {
  const [first] = plan.layers;
  if (first === undefined || first.fanIn === first.units || config.initializerOverrides.length > 0)
    return false;
  const equal = planExperiment({ ...config, width: first.units, depth: 1, inputWidth: null });
  const factor = (predict(equal).layers[0]?.rms ?? NaN) / inputRms(equal);
  return Math.abs(Math.log(factor)) < 0.5 * Math.log(TENFOLD);
}

function normalizationId(evidence: Evidence, trend: Trend): CauseId | null {
  const normed = evidence.plan.layers.find((layer) => layer.norm !== null);
  const norm = normed?.norm ?? null;
  if (normed === undefined || norm === null) return null;
  if (isSmallBatch(evidence, normed)) return "small_batch";
  if (trend.direction === "down") return null;
  // Running statistics do not correct the scale of weights that are too large.
  if (norm.kind === "batch") return norm.statistics === "running" ? null : "batch_norm_backward";
  return "norm_backward";
}

/** The cause of gradients that grow or fade on the way back. */
export function backwardCause(evidence: Evidence, trend: Trend): Cause | null {
  const own = ownRange(evidence, trend);
  const layer = typicalLayer(evidence, own, trend);
  const as = (id: CauseId | null): Cause | null =>
    id === null ? null : causeOf(evidence, id, layer, own, trend);
  const byNorm = own === null ? normalizationId(evidence, trend) : null;
  if (byNorm !== null) return as(byNorm);
  if (own === null && isByWidths(evidence, trend, "gradientRms")) return as("widths");
  const told = compare(evidence, trend, "gradientRms");
  if (own === null && told === "chance") return as("chance");
  /** No known mistake applies, but theory gives the factor of a backward step. */
  const byStep = told === "expected" ? "step_factor" : null;
  const isBounded = activationById(layer.activation).family === "bounded";
  if (trend.direction === "up") {
    if (layer.calibration !== null && layer.norm === null) return as("lsuv_step");
    const isChaos = isBounded && layer.norm === null && lawRatio(evidence, layer) > 1;
    return as(isChaos ? "chaos" : (upId(evidence, layer, trend) ?? byStep));
  }
  if (isBounded && !passesThroughZero(layer) && !isShiftedFlat(evidence, layer)) return as("sigmoid_mean");
  return as(downId(evidence, layer) ?? byStep);
}

/**
 * The cause of a zero gradient at a layer.
 * @param trend of the layers behind it; null where the gradient is lost at once
 */
export function gradientSilenceCause(
  evidence: Evidence,
  layer: LayerPlan,
  trend: Trend | null,
): Cause | null {
  if (isBatchOfOne(evidence, layer)) return causeOf(evidence, "batch_of_one", layer, null);
  return trend === null ? null : backwardCause(evidence, trend);
}

/** The cause of inputs that become alike. */
export function collapseCause(evidence: Evidence): Cause | null {
  const layer = typicalLayer(evidence, null);
  return causeOf(evidence, collapseId(evidence, layer), layer, null);
}

/** Whether one shift makes most of all inputs. */
function isShifted({ plan }: Evidence): boolean {
  const { second } = inputMoments(plan);
  return plan.inputShift !== 0 && plan.inputShift ** 2 > SHIFT_SHARE * second;
}

function collapseId(evidence: Evidence, layer: LayerPlan): CauseId {
  const { config, plan, theory } = evidence;
  if (config.input === "constant") return "inputs_alike";
  if (config.normalization !== "none" && config.gamma === 0) return "gamma_zero";
  if (isShifted(evidence)) return "input_shift";
  const named = namedMistake(layer);
  if (layer.weight.kind === "constant" || named === "uncentred_weights") return named ?? "constant_weights";
  if (!passesThroughZero(layer)) {
    return activationById(layer.activation).family === "bounded" ? "sigmoid_mean" : "positive_mean";
  }
  const q = theory.layers[plan.layers.length - 1]?.q ?? NaN;
  if (layer.biasStd ** 2 > BIAS_SHARE * q) return "biases";
  if (config.normalization !== "none" && config.beta !== 0) return "beta";
  return "relu_correlation";
}

/** The cause of saturated values. */
export function saturationCause(evidence: Evidence, layerIndex: number): Cause | null {
  const own = ownRanges(evidence).find((range) => covers(range, layerIndex + 1)) ?? null;
  const layer = evidence.plan.layers[layerIndex];
  if (layer === undefined) return null;
  const { family } = activationById(layer.activation);
  if (layer.calibration?.target === "activation" && family === "bounded")
    return causeOf(evidence, "lsuv_reach", layer, own);
  if (layer.norm !== null && layer.norm.at === "before") {
    return Math.abs(layer.norm.gamma) > 1 ? causeOf(evidence, "gamma", layer, null) : null;
  }
  if (layerIndex === 0 && areLargeInputs(evidence)) return causeOf(evidence, "input_scale", layer, null);
  const named = namedMistake(layer);
  if (named !== null && named !== "pytorch_linear") return causeOf(evidence, named, layer, own);
  if (lawRatio(evidence, layer) > LAW_HIGH) return causeOf(evidence, "weights_too_large", layer, own);
  return layer.biasStd > 1 ? causeOf(evidence, "biases", layer, own) : null;
}

/** The cause of dead units. */
export function deadCause(evidence: Evidence, layer: LayerPlan): Cause | null {
  const isShifted = layer.norm !== null && layer.norm.at === "before" && layer.norm.beta < 0;
  if (isShifted) return causeOf(evidence, "beta", layer, null);
  const named = namedMistake(layer);
  if (named === "uncentred_weights") return causeOf(evidence, named, layer, null);
  return causeOf(evidence, layer.biasStd > 0 ? "biases" : "relu_correlation", layer, null);
}

/** The cause of a signal that is zero at a layer. */
export function silenceCause(evidence: Evidence, layerIndex: number, trend: Trend | null): Cause | null {
  const { config, plan } = evidence;
  const at = plan.layers[layerIndex];
  if (at === undefined) return null;
  const own = ownRanges(evidence).find((range) => covers(range, layerIndex + 1)) ?? null;
  if (at.weight.kind === "constant" && at.weight.value === 0) {
    return causeOf(evidence, "zero_weights", at, own);
  }
  if (config.normalization !== "none" && config.gamma === 0) return causeOf(evidence, "gamma_zero", at, null);
  if (isRectifier(at) && at.norm !== null && at.norm.beta < 0) return causeOf(evidence, "beta", at, null);
  if (isBatchOfOne(evidence, at)) return causeOf(evidence, "batch_of_one", at, null);
  const before = evidence.measured[layerIndex - 1]?.activation.rms ?? inputRms(plan);
  if (isRectifier(at) && biasMeanOf(at.bias) < 0) return causeOf(evidence, "negative_biases", at, null);
  // Far above the smallest number, a rectifier has cut off all values at once.
  if (isRectifier(at) && before > UNDERFLOW_NEAR) return causeOf(evidence, "dead_layer", at, null);
  if (trend !== null) return forwardCause(evidence, trend);
  return lawRatio(evidence, at) < LAW_LOW ? causeOf(evidence, "weights_too_small", at, own) : null;
}

/** The cause of equal units in a layer. */
export function symmetryCause(evidence: Evidence, layerIndex: number, isAll: boolean): Cause | null {
  const at = evidence.plan.layers[layerIndex];
  if (at === undefined) return null;
  const own = ownRanges(evidence).find((range) => covers(range, layerIndex + 1)) ?? null;
  return causeOf(evidence, "constant_weights", at, isAll ? null : own);
}

/** The cause of logits that are too large before training. */
export function logitsCause(evidence: Evidence): Cause | null {
  const layer = evidence.plan.layers.at(-1);
  if (layer === undefined) return null;
  const hasName = namedMistake(layer) === "uncentred_weights";
  if (hasName) return causeOf(evidence, "uncentred_weights", layer, null);
  const ratio = lawRatio(evidence, layer);
  // Inputs pass their size on where no norm and no bounded activation stops it.
  const stops = evidence.plan.layers.some(
    (one) => setsScale(one) || activationById(one.activation).family === "bounded",
  );
  const [first] = evidence.plan.layers;
  const isByInputs = !stops && areLargeInputs(evidence) && inputRms(evidence.plan) ** 2 > ratio;
  if (first !== undefined && isByInputs) return causeOf(evidence, "input_scale", first, null);
  return ratio > LAW_HIGH ? causeOf(evidence, "weights_too_large", layer, null) : null;
}

/**
 * The cause of a slow loss or growth in a healthy network: a known mistake with too few layers to show.
 * Growth counts where the weights or dropout make it; blocks may grow a little.
 */
export function latentCause(evidence: Evidence): Cause | null {
  const layer = typicalLayer(evidence, null);
  const trend = forwardTrend(evidence);
  const hasSmallHead = evidence.head === "small" || evidence.head === "zero";
  if (trend === null || !trend.isWhole || trend.jump !== null || hasSmallHead) return null;
  const steps = evidence.stream.length - 1;
  if (Math.exp(-expectedSize(evidence, trend, "std") / steps) >= LATENT_FACTOR) return null;
  const id = trend.direction === "up" ? upId(evidence, layer, trend) : downId(evidence, layer);
  if (id === null || (trend.direction === "up" && !LATENT_GROWTH.has(id))) return null;
  if (OF_SIZE.has(id) && isByWidths(evidence, trend, "std")) return causeOf(evidence, "widths", layer, null);
  return causeOf(evidence, id, layer, null);
}

const LATENT_GROWTH: ReadonlySet<CauseId> = new Set(["weights_too_large", "dropout", "uncentred_weights"]);
