/**
 * Mean-field theory beside the measurement: what an infinitely wide network with the same laws would show
 * (Poole et al. 2016, Schoenholz et al. 2017; batch norm after Yang et al. 2019). Where it does not apply it says so.
 */
import { activationById } from "../catalog/activations.ts";
import { weightStd } from "../catalog/initializers.ts";
import { GaussianRule } from "../math/quadrature.ts";
import type { LayerPlan, Plan } from "./plan.ts";

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

/** Why there is no line: units are alike, weights have a mean or are not random, or the batch is too small for its own statistics. */
export type TheoryGap = "constant_weights" | "uncentred_weights" | "identity_weights" | "tiny_batch" | null;

/** With three inputs or fewer the expected gradient through batch norm is infinite (Yang et al. 2019). */
const LEAST_NORMALIZED_BATCH = 4;

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

/** Forward moments layer by layer, then the gradient's way back. */
function predictLayers(plan: Plan): LayerTheory[] {
  let input: Pick<ActivationMoments, "mean" | "second"> = { mean: 0, second: plan.input.scale ** 2 };
  const forward = plan.layers.map((layer) => {
    const { units, fanIn, batchNorm } = layer;
    const variance = weightStd(layer.weight, fanIn, units) ** 2;
    const q = fanIn * variance * input.second + layer.biasStd ** 2;
    // Over the batch a unit sees only what differs between inputs; the common part W mean(a) is its own mean.
    const batchVariance = fanIn * variance * (input.second - input.mean ** 2);
    const isBefore = batchNorm?.at === "before";
    const moments = isBefore
      ? activationMoments(layer, batchNorm.beta, Math.abs(batchNorm.gamma))
      : activationMoments(layer, 0, Math.sqrt(q));
    const output =
      batchNorm?.at === "after"
        ? { mean: batchNorm.beta, second: batchNorm.gamma ** 2 + batchNorm.beta ** 2 }
        : moments;
    const before = input;
    input = output;
    return { layer, q, batchVariance, variance, moments, input: before, output };
  });

  let gradientSecond = plan.upstream.scale ** 2;
  const layers: LayerTheory[] = [];
  for (const { layer, q, batchVariance, variance, moments, input: before, output } of forward.toReversed()) {
    const std = Math.sqrt(Math.max(0, output.second - output.mean ** 2));
    const factor = backwardFactor(layer, batchVariance, moments, plan.batch);
    const deltaSecond = gradientSecond * factor;
    layers.unshift({
      layerIndex: layer.layerIndex,
      q,
      mean: output.mean,
      std,
      rms: Math.sqrt(output.second),
      gradientRms: Math.sqrt(gradientSecond),
      gradPreActivationRms: Math.sqrt(deltaSecond),
      // The injected gradients of different inputs are independent, so the batch adds up like a random walk.
      gradWeightRms: Math.sqrt(plan.batch * deltaSecond * before.second),
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
 * E[delta^2] / E[g^2] of one layer: the slope, and what the division by the batch std gives back. With batch norm the
 * product of both is E[phi'^2] / Var(phi) per layer in the limit of large batches.
 */
function backwardFactor(
  layer: LayerPlan,
  batchVariance: number,
  moments: ActivationMoments,
  batch: number,
): number {
  const { batchNorm } = layer;
  if (batchNorm === null) return moments.slopeSecond;
  const normalized = batchNorm.at === "before" ? batchVariance : moments.second - moments.mean ** 2;
  const scale = batchNorm.gamma ** 2 / (Math.max(0, normalized) + batchNorm.epsilon);
  return scale * moments.slopeSecond * batchSizeFactor(layer, batch);
}

/** The theory of a plan. */
export function predict(plan: Plan): Theory {
  if (plan.layers.some(({ weight }) => weight.kind === "constant"))
    return { layers: [], gap: "constant_weights" };
  const draws = plan.layers.flatMap(({ weight }) => (weight.kind === "scaled" ? [weight.draw] : []));
  if (draws.includes("unit_uniform")) return { layers: [], gap: "uncentred_weights" };
  if (draws.includes("identity")) return { layers: [], gap: "identity_weights" };
  const isNormalized = plan.layers.some(({ batchNorm }) => batchNorm !== null);
  if (isNormalized && plan.batch < LEAST_NORMALIZED_BATCH) return { layers: [], gap: "tiny_batch" };
  return { layers: predictLayers(plan), gap: null };
}
