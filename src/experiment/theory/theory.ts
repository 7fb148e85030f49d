/**
 * Mean-field theory beside the measurement: the prediction for an infinitely wide network with the same laws
 * (Poole et al. 2016, Schoenholz et al. 2017; batch norm after Yang et al. 2019; residual blocks after Yang,
 * Schoenholz 2017), for one input and for pairs of inputs, forward and backward. Where theory does not apply,
 * it names the first such layer and the reason.
 */
import { biasMeanOf } from "../../catalog/initializers.ts";
import {
  addGradients,
  absorbDrift,
  backwardLayer,
  gradientSecond,
  scaleGradient,
  throughNorm,
} from "./backward.ts";
import type { BackwardState, Gradient } from "./backward.ts";
import { forwardPass, scaleSignal } from "./forward.ts";
import type { BatchShape, LayerState } from "./forward.ts";
import { gapOf } from "./gap.ts";
import type { TheoryGap } from "./gap.ts";
import { injectionOf } from "./loss.ts";
import type { Injection } from "./loss.ts";
import { pairMean } from "./pairs.ts";
import type { Signal } from "./pairs.ts";
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan, Plan } from "../plan.ts";

/** Predictions for a stream behind a block. */
export interface StreamTheory {
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  /** Root mean square of dL/d(stream); NaN where a gap lies behind the layer. */
  readonly gradientRms: number;
  readonly gradientMean: number;
}

/** Predictions for one layer; all of them pooled over units and inputs. */
export interface LayerTheory {
  readonly layerIndex: number;
  /** E[z^2] before any normalisation. */
  readonly q: number;
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  /**
   * Split of the variance: over the inputs within a unit, and of the units' means. std^2
   * = batchStd^2 + unitStd^2.
   */
  readonly batchStd: number;
  readonly unitStd: number;
  /** Mean cosine of the outputs of two different inputs, uncentred; NaN for a batch of one. */
  readonly cosine: number;
  /** Root mean square of dL/da, dL/dz and dL/dW of this layer; NaN where a gap lies behind the layer. */
  readonly gradientRms: number;
  readonly gradPreActivationRms: number;
  readonly gradWeightRms: number;
  /** Means of z, dL/da, dL/dz and dL/dW: 0 but for constant biases and losses. */
  readonly preActivationMean: number;
  readonly gradientMean: number;
  readonly gradPreActivationMean: number;
  readonly gradWeightMean: number;
  /** Standard deviation of the layer's weights. */
  readonly weightStd: number;
  /**
   * n_out Var(W) E[delta^2] / E[g^2]: the factor of one step back through the weights on the mean squared
   * gradient.
   */
  readonly chi: number;
  /** The output of a layer that adds to a stream: the numbers above are of what it adds. Null elsewhere. */
  readonly stream: StreamTheory | null;
}

/** What theory says of the output of a layer: of its stream, where it adds to one. */
export function outputTheory(layer: LayerTheory): Omit<StreamTheory, "gradientMean"> {
  return layer.stream ?? layer;
}

export interface Theory {
  /**
   * From the first layer to the last, or to the one before the gap; gradients are then NaN, as they come from
   * the end.
   */
  readonly layers: readonly LayerTheory[];
  /** Set when the mean-field picture does not describe all of this network. */
  readonly gap: TheoryGap;
  /** First layer it does not describe (from 0); null where it describes all. */
  readonly gapLayer: number | null;
  /** Expected loss; null where the gradient is drawn, or theory does not reach the end. */
  readonly loss: number | null;
}

/** Gradients of one layer. */
interface LayerGradients extends BackwardState {
  /** E[(dL/da)^2] and E[dL/da]. */
  readonly second: number;
  readonly mean: number;
  /** E[g^2] of the stream behind a block; that of the output elsewhere. */
  readonly outputSecond: number;
}

/** The backward pass, first layer first. */
function predictBackward(
  states: readonly LayerState[],
  { gradient: injected, coupled }: Injection,
  shape: BatchShape,
): LayerGradients[] {
  const results: LayerGradients[] = [];
  /** Gradients that ends of residual blocks pass to the layers their streams come from. */
  const handed = new Map<number, Gradient>();
  let gradient = injected;
  /** The gradient of an input that a value shares with its gate. */
  let shared: Gradient | null = null;
  for (const state of states.toReversed()) {
    const { layerIndex, stream } = state.layer;
    const from = streamSource(state.layer);
    const fromBlock = handed.get(layerIndex);
    if (fromBlock !== undefined) gradient = addGradients(gradient, fromBlock);
    const isLast = results.length === 0;
    const own = isLast ? coupled : null;
    const outputSecond = gradientSecond(gradient, state.output) + (own?.second ?? 0);
    const mean = gradient.drift * state.output.mean;
    const factor = stream?.factor ?? 1;
    const ofSum = throughNorm(gradient, state.streamNorm, shape);
    if (from !== null) handed.set(from, scaleGradient(absorbDrift(ofSum, state.branch), factor));
    const branch = state.skip === null ? ofSum : absorbDrift(ofSum, scaleSignal(state.skip, factor));
    const second = stream === undefined ? outputSecond : gradientSecond(branch, state.branch);
    const kept = stream === undefined ? branch : scaleGradient(branch, stream.branch);
    const backward = backwardLayer(state, kept, own, shape);
    results.unshift({ ...backward, second, mean, outputSecond });
    if (backward.toGate !== null) {
      shared = backward.toInput;
      gradient = backward.toGate;
      continue;
    }
    const whole: Gradient = shared === null ? backward.toInput : addGradients(backward.toInput, shared);
    shared = null;
    gradient = throughNorm(whole, state.entry, shape);
  }
  return results;
}

/** A difference of terms of size `of`: rounding counts as zero. */
function difference(value: number, of: number): number {
  return value < 1e-12 * of ? 0 : value;
}

/** E[dW^2] = B E[delta^2] E[a^2] + the pairs of the batch, B (B - 1) E[delta delta'] E[a a']. */
function gradWeightSecond({ input }: LayerState, gradients: LayerGradients, shape: BatchShape): number {
  const { batch, shares } = shape;
  const { deltaSecond, deltaShared } = gradients;
  const own = batch * deltaSecond * input.second;
  if (batch === 1) return own;
  const products = deltaShared.map((value, index) => value * (input.shared[index] ?? 0));
  return difference(own + batch * (batch - 1) * pairMean(shares, products), own);
}

function layerTheory(
  state: LayerState,
  gradients: LayerGradients | undefined,
  shape: BatchShape,
): LayerTheory {
  const { layer, output, branch, q, weightVariance } = state;
  const { batch, shares } = shape;
  const hasStream = layer.stream !== undefined;
  const own = hasStream ? branch : output;
  const variance = varianceOf(own);
  const differing = difference((1 - 1 / batch) * (own.second - pairMean(shares, own.shared)), own.second);
  const batchVariance = Math.min(variance, differing);
  const cosine = pairMean(shares, output.shared) / output.second;
  const { second: gradient = NaN, deltaSecond: delta = NaN, mean = NaN, deltaMean = NaN } = gradients ?? {};
  return {
    layerIndex: layer.layerIndex,
    q,
    mean: own.mean,
    std: Math.sqrt(variance),
    rms: Math.sqrt(own.second),
    batchStd: Math.sqrt(batchVariance),
    unitStd: Math.sqrt(difference(variance - batchVariance, own.second)),
    cosine: batch === 1 ? NaN : Math.max(-1, Math.min(1, cosine)),
    gradientRms: Math.sqrt(gradient),
    gradPreActivationRms: Math.sqrt(delta),
    gradWeightRms: gradients === undefined ? NaN : Math.sqrt(gradWeightSecond(state, gradients, shape)),
    preActivationMean: biasMeanOf(layer.bias),
    gradientMean: mean,
    gradPreActivationMean: deltaMean,
    gradWeightMean: batch * deltaMean * state.input.mean,
    weightStd: Math.sqrt(weightVariance),
    chi: (layer.units * weightVariance * delta) / gradient,
    stream: hasStream
      ? {
          mean: output.mean,
          std: Math.sqrt(varianceOf(output)),
          rms: Math.sqrt(output.second),
          gradientRms: Math.sqrt(gradients?.outputSecond ?? NaN),
          gradientMean: mean,
        }
      : null,
  };
}

function varianceOf({ second, mean }: Signal): number {
  return difference(second - mean ** 2, second);
}

/**
 * A loss depends on the outputs, and so does its gradient: along the product of a gate and its value nothing
 * but a norm behind it undoes that.
 */
function isGatedLoss({ gradient, layers }: Plan, { layerIndex, gate }: LayerPlan): boolean {
  return (
    gradient !== "gaussian" &&
    gate !== undefined &&
    !layers.some(({ norm }, index) => index > layerIndex && norm !== null)
  );
}

/** The theory of a plan. */
export function predict(plan: Plan): Theory {
  if (plan.trainedSteps !== undefined) return { layers: [], gap: "trained", gapLayer: 0, loss: null };
  const gaps = plan.layers.map((layer) =>
    isGatedLoss(plan, layer) ? ("gated_loss" as const) : gapOf(layer, plan.batch),
  );
  const at = gaps.findIndex((gap) => gap !== null);
  const isWhole = at < 0;
  const { states, shape } = forwardPass(plan, isWhole ? plan.layers.length : at);
  const last = states.at(-1);
  if (!isWhole || last === undefined) {
    return {
      layers: states.map((state) => layerTheory(state, undefined, shape)),
      gap: gaps[at] ?? null,
      gapLayer: at,
      loss: null,
    };
  }
  const injection = injectionOf(plan, last, shape);
  const gradients = predictBackward(states, injection, shape);
  return {
    layers: states.map((state, index) => layerTheory(state, gradients[index], shape)),
    gap: null,
    gapLayer: null,
    loss: injection.loss,
  };
}
