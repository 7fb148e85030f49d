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
  /** Root mean square of dL/da of this layer. */
  readonly gradientRms: number;
  /** n_out Var(W) E[phi'^2]: what one step back multiplies the mean squared gradient by. */
  readonly chi: number;
}

/** Why there is no line. */
export type TheoryGap = "constant_weights" | null;

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

/** E phi, E phi^2 and E phi'^2 for y ~ N(mean, std^2). */
export function activationMoments(
  { activation, slope }: Pick<LayerPlan, "activation" | "slope">,
  mean: number,
  std: number,
): ActivationMoments {
  const { f, df, kinks } = activationById(activation);
  const rule = new GaussianRule(mean, std, kinks);
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
    input = output;
    return { layer, q, batchVariance, variance, moments, output };
  });

  let gradientSecond = plan.upstream.scale ** 2;
  const layers: LayerTheory[] = [];
  for (const { layer, q, batchVariance, variance, moments, output } of forward.toReversed()) {
    const std = Math.sqrt(Math.max(0, output.second - output.mean ** 2));
    const chi = layer.units * variance * backwardFactor(layer, batchVariance, moments);
    layers.unshift({
      layerIndex: layer.layerIndex,
      q,
      mean: output.mean,
      std,
      rms: Math.sqrt(output.second),
      gradientRms: Math.sqrt(gradientSecond),
      chi,
    });
    gradientSecond *= chi;
  }
  return layers;
}

/**
 * E[delta^2] / E[g^2] of one layer: the slope, and what the division by the batch std gives back. With batch norm the
 * product of both is E[phi'^2] / Var(phi) per layer, the large-batch rate of Yang et al. 2019, theorem 8; a batch of B
 * is above it by about 1 / B.
 */
function backwardFactor({ batchNorm }: LayerPlan, batchVariance: number, moments: ActivationMoments): number {
  if (batchNorm === null) return moments.slopeSecond;
  const normalized = batchNorm.at === "before" ? batchVariance : moments.second - moments.mean ** 2;
  return (batchNorm.gamma ** 2 * moments.slopeSecond) / (Math.max(0, normalized) + batchNorm.epsilon);
}

/** The theory of a plan. */
export function predict(plan: Plan): Theory {
  if (plan.layers.some(({ weight }) => weight.kind === "constant")) return { layers: [], gap: "constant_weights" };
  return { layers: predictLayers(plan), gap: null };
}
