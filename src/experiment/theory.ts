/**
 * Mean-field theory beside the measurement: what an infinitely wide network with the same laws would show
 * (Poole et al. 2016, Schoenholz et al. 2017; batch norm after Yang et al. 2019; layer and RMS norm by the same means: over
 * many units their statistics are sums of many independent terms, so they scale by a number and project out a share 1/n
 * of the gradient). Where it does not apply it says so.
 */
import { activationById } from "../catalog/activations.ts";
import { weightStd } from "../catalog/initializers.ts";
import { FRESH_RUNNING_STATISTICS } from "../catalog/normalizations.ts";
import { GaussianRule } from "../math/quadrature.ts";
import type { LayerPlan, NormPlan, Plan } from "./plan.ts";

/** Predictions for one layer; all of them pooled over units and inputs. */
export interface LayerTheory {
  readonly layerIndex: number;
  /** E[z^2] before any normalisation. */
  readonly q: number;
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  /** Root mean square of dL/da, dL/dz and dL/dW of this layer. */
  readonly gradientRms: number;
  readonly gradPreActivationRms: number;
  readonly gradWeightRms: number;
  /** Standard deviation of the layer's weights. */
  readonly weightStd: number;
  /** n_out Var(W) E[phi'^2]: what one step back multiplies the mean squared gradient by. */
  readonly chi: number;
}

/**
 * Why there is no line: units are alike, weights have a mean or are not random, or the batch or the layer is too small
 * for its own statistics.
 */
export type TheoryGap =
  "constant_weights" | "uncentred_weights" | "identity_weights" | "tiny_batch" | "tiny_layer" | null;

/**
 * Through the statistics of three values or fewer the expected squared gradient is infinite (for batch norm Yang et al.
 * 2019; over the units of a layer for the same reason: E[1 / chi^2] with 2 degrees of freedom).
 */
const LEAST_NORMALIZED = 4;

export interface Theory {
  readonly layers: readonly LayerTheory[];
  /** Set when the mean-field picture does not describe this network at all; `layers` is then empty. */
  readonly gap: TheoryGap;
}

/** Moments of what an activation gives for y ~ N(mean, std^2). */
export interface ActivationMoments {
  readonly mean: number;
  readonly second: number;
  readonly slopeSecond: number;
}

/** Layers at a fixed point, and the configurations a visitor goes back and forth between, ask for the same moments. */
const momentsCache = new Map<string, ActivationMoments>();
const MOMENTS_KEPT = 2000;

/** E phi, E phi^2 and E phi'^2 for y ~ N(mean, std^2). */
export function activationMoments(
  layer: Pick<LayerPlan, "activation" | "slope">,
  mean: number,
  std: number,
): ActivationMoments {
  const key = `${layer.activation} ${layer.slope} ${mean} ${std}`;
  const known = momentsCache.get(key);
  if (known !== undefined) return known;
  const moments = computeMoments(layer, mean, std);
  if (momentsCache.size >= MOMENTS_KEPT) momentsCache.clear();
  momentsCache.set(key, moments);
  return moments;
}

function computeMoments(
  { activation, slope }: Pick<LayerPlan, "activation" | "slope">,
  mean: number,
  std: number,
): ActivationMoments {
  const { f, df, kinks, period } = activationById(activation);
  const rule = new GaussianRule(mean, std, kinks, period);
  return {
    mean: rule.expect((y) => f(y, slope)),
    second: rule.expect((y) => f(y, slope) ** 2),
    slopeSecond: rule.expect((y) => df(y, slope) ** 2),
  };
}

/** Mean over units and inputs, and variance about it. */
interface Spread {
  readonly mean: number;
  readonly variance: number;
}

/** What a normalisation does to values of a given spread: what is left of them, y, and gamma / std, squared. */
function normalizeSpread(
  norm: NormPlan,
  { mean, variance }: Spread,
): { readonly y: Spread; readonly scaleSquared: number } {
  const { epsilon, gamma, beta } = norm;
  const isRunning = norm.kind === "batch" && norm.statistics === "running";
  const isCentered = norm.kind === "layer" || (norm.kind === "batch" && !isRunning);
  const { mean: runningMean, variance: runningVariance } = FRESH_RUNNING_STATISTICS;
  const left = isCentered ? 0 : isRunning ? mean - runningMean : mean;
  const divisor = (isRunning ? runningVariance : variance + left ** 2) + epsilon;
  const scaleSquared = gamma ** 2 / divisor;
  // A layer that says nothing and is divided by nothing has no line to follow; 0 keeps the rest of it finite.
  const scale = divisor > 0 ? gamma / Math.sqrt(divisor) : 0;
  return { y: { mean: scale * left + beta, variance: scale ** 2 * variance }, scaleSquared };
}

/** Forward moments layer by layer, then the gradient's way back. */
function predictLayers(plan: Plan): LayerTheory[] {
  let input: Spread & Pick<ActivationMoments, "second"> = {
    mean: 0,
    variance: 1,
    second: 1,
  };
  const forward = plan.layers.map((layer) => {
    const { units, fanIn, norm, bias } = layer;
    const variance = weightStd(layer.weight, fanIn, units) ** 2;
    const q = fanIn * variance * input.second + layer.biasStd ** 2;
    const common = bias?.kind === "constant" ? bias.value : 0;
    // Over the batch a unit sees only what differs between inputs; the common part W mean(a) is its own mean.
    const batchVariance = fanIn * variance * input.variance;
    const z: Spread =
      norm?.kind === "batch" && norm.statistics === "batch"
        ? { mean: 0, variance: batchVariance }
        : { mean: common, variance: q - common ** 2 };
    const before = norm?.at === "before" ? normalizeSpread(norm, z) : null;
    const seen = before?.y ?? { mean: 0, variance: q };
    const moments = activationMoments(layer, seen.mean, Math.sqrt(Math.max(0, seen.variance)));
    const activated: Spread = {
      mean: moments.mean,
      variance: Math.max(0, moments.second - moments.mean ** 2),
    };
    const after = norm?.at === "after" ? normalizeSpread(norm, activated) : null;
    const spread = after?.y ?? activated;
    const output = {
      ...spread,
      second: after === null ? moments.second : spread.variance + spread.mean ** 2,
    };
    const from = input;
    input = output;
    // E[delta^2] / E[g^2]: the slope, and what the division by the std gives back.
    const factor =
      moments.slopeSecond *
      ((before ?? after)?.scaleSquared ?? 1) *
      (isBatchNormalized(layer) ? batchSizeFactor(layer, plan.batch) : 1);
    return { layer, q, variance, factor, input: from, output };
  });

  let gradientSecond = 1;
  const layers: LayerTheory[] = [];
  for (const { layer, q, variance, factor, input: from, output } of forward.toReversed()) {
    const deltaSecond = gradientSecond * factor;
    layers.unshift({
      layerIndex: layer.layerIndex,
      q,
      mean: output.mean,
      std: Math.sqrt(output.variance),
      rms: Math.sqrt(output.second),
      gradientRms: Math.sqrt(gradientSecond),
      gradPreActivationRms: Math.sqrt(deltaSecond),
      // The injected gradients of different inputs are independent, so the batch adds up like a random walk.
      gradWeightRms: Math.sqrt(plan.batch * deltaSecond * from.second),
      weightStd: Math.sqrt(variance),
      chi: layer.units * variance * factor,
    });
    gradientSecond = layer.units * variance * deltaSecond;
  }
  return layers;
}

/** Correlation of two ReLUs whose inputs correlate by c, and its derivative (Cho & Saul 2009). */
function reluCorrelation(c: number): readonly [number, number] {
  const angle = Math.PI - Math.acos(c);
  return [(Math.sqrt(1 - c * c) + angle * c) / Math.PI, angle / Math.PI];
}

/**
 * What a batch of B adds to the growth of the squared gradient per batch-normalised layer, over its limit for B to
 * infinity: exact for ReLU and linear (Yang et al. 2019, theorem 8); other activations take the linear factor
 * (B - 2)/(B - 3), which for ReLU is within 2 % from B = 8 on.
 */
export function batchSizeFactor(layer: Pick<LayerPlan, "activation">, batch: number): number {
  if (layer.activation !== "relu") return (batch - 2) / (batch - 3);
  const [correlation, slope] = reluCorrelation(-1 / (batch - 1));
  const growth = (slope + batch - 1) / ((batch - 3) * (1 - correlation)) - 1 / (batch - 3);
  return growth / (Math.PI / (Math.PI - 1));
}

/**
 * Whether a layer is normalised by the statistics of its batch. With these the product of slope and scale is
 * E[phi'^2] / Var(phi) per layer in the limit of large batches.
 */
function isBatchNormalized({ norm }: Pick<LayerPlan, "norm">): boolean {
  return norm?.kind === "batch" && norm.statistics === "batch";
}

/** The theory of a plan. */
export function predict(plan: Plan): Theory {
  if (plan.layers.some(({ weight }) => weight.kind === "constant"))
    return { layers: [], gap: "constant_weights" };
  const draws = plan.layers.flatMap(({ weight }) => (weight.kind === "scaled" ? [weight.draw] : []));
  if (draws.includes("unit_uniform")) return { layers: [], gap: "uncentred_weights" };
  if (draws.includes("identity")) return { layers: [], gap: "identity_weights" };
  if (plan.layers.some(isBatchNormalized) && plan.batch < LEAST_NORMALIZED) {
    return { layers: [], gap: "tiny_batch" };
  }
  const isTiny = ({ norm, units }: LayerPlan): boolean =>
    norm !== null && norm.kind !== "batch" && units < LEAST_NORMALIZED;
  if (plan.layers.some(isTiny)) return { layers: [], gap: "tiny_layer" };
  return { layers: predictLayers(plan), gap: null };
}
