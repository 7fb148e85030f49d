/**
 * The band of the signal chart: how far a random network of finite width lies from the mean-field prediction.
 *
 * Notation: n units, B inputs; h is a function of a pre-activation z, such as phi(z)^2; q = E[z^2].
 *
 * Given the layer before, the units of a layer are independent draws. So a pooled statistic (1/nB) sum
 * h(z_jb) has relative variance r = [Var h / B + (1 - 1/B) Cov_c(h, h)] / (n E[h]^2), where Cov_c is the
 * covariance of h at two inputs whose pre-activations correlate by c. Inputs that have become alike deviate
 * together. Layers multiply, so logarithms add. A deviation of ln q passes through the curve ln E[phi^2] of
 * ln q, and its law is taken as Gaussian again behind every layer. Then ln(1 + r) is added to its variance.
 * The spread follows the curve ln Var a instead. Its variance is taken about the mean of the batch and the
 * units, which deviates as well: inputs that have become alike lose the square of that deviation together.
 * For He ReLU and inputs that are alike r = 5/n, for linear nets 2/n (Hanin & Rolnick 2018). The random
 * factor of a layer has mean 1, so the median of its logarithm is -ln(1 + r) / 2.
 */
import { biasMeanOf } from "../../catalog/initializers.ts";
import type { InputId } from "../../catalog/inputs.ts";
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { isHomogeneous } from "./closedForms.ts";
import { forwardPass } from "./forward.ts";
import type { LayerState } from "./forward.ts";
import { carry, layerMoments, logCurves, meanVariance, overPairs, spreadSeries } from "./fluctuations.ts";
import type { Carried, Correlations, LayerMoments, LogNormal } from "./fluctuations.ts";
import { inputSignal, pairMean } from "./pairs.ts";
import type { LayerTheory } from "./theory.ts";

/**
 * Factors on the prediction between which 95 % of random networks lie. The gradient's are NaN for the
 * gradient of a loss, whose fluctuations are not derived.
 */
export interface LayerBand {
  readonly stdLow: number;
  readonly stdHigh: number;
  readonly gradientLow: number;
  readonly gradientHigh: number;
  /**
   * Variance of ln E[a^2] over the sum of the variances that the layers up to this one have added. It is 1
   * where deviations of the length pass unchanged. It is greater where an unstable length map enlarges them;
   * they are then far from normal.
   */
  readonly growth: number;
}

/** Draws with independent and centred entries: the derivation needs both. */
const INDEPENDENT: ReadonlySet<string> = new Set(["normal", "uniform", "truncated"]);
/** 95 % of a normal lies within this many standard deviations. */
const QUANTILE_95 = 1.959964;

/** Variance of x^2 over the square of its mean, for one entry x of an input. */
const SQUARE_VARIANCE: Readonly<Record<InputId, number>> = {
  normal: 2,
  correlated: 2,
  circle: 2,
  // E x^4 / (E x^2)^2 - 1 = 9/5 - 1, for U(-1, 1) and for U(0, 1).
  uniform: 0.8,
  pixels: 0.8,
  // Normal entries, of which a share of 0.1 is not zero: 3 / 0.1 - 1.
  sparse: 29,
  // The length of these inputs is fixed.
  one_hot: 0,
  constant: 0,
};

/** The state of a layer after the forward pass: the gradient's band needs it. */
interface Forward {
  readonly layer: LayerPlan;
  readonly moments: LayerMoments;
  readonly correlations: Correlations;
  /** Law of the deviation of ln q before the layer. */
  readonly length: LogNormal;
  /** ln E[phi^2], ln E[phi'^2] and ln Var a under that law. */
  readonly square: Carried;
  readonly derivative: Carried;
  readonly variance: Carried;
  /** Variance that the layer's draws add to ln E[a^2] (`own`) and to ln Var a (`ownStd`), both pooled. */
  readonly own: number;
  readonly ownStd: number;
  /** Mean square of the pooled mean's deviation, over Var a: by so much Var a is smaller on average. */
  readonly missing: number;
  /** As in LayerBand. */
  readonly growth: number;
  /** d ln q of the next layer / d ln E[a^2] of this one: less than 1 where there are biases. */
  readonly passed: number;
}

function interval({ mean, variance }: LogNormal): readonly [number, number] {
  const spread = QUANTILE_95 * Math.sqrt(variance);
  // Half of the logarithm, because the numbers shown are roots of second moments.
  return [Math.exp(0.5 * (mean - spread)), Math.exp(0.5 * (mean + spread))];
}

/** Law of ln of a batch's mean square, and the variance of the correlation of two inputs. */
function inputFluctuations(plan: Plan): { readonly length: LogNormal; readonly correlation: number } {
  const { input, inputUnits, batch } = plan;
  const { shares, signal } = inputSignal(plan);
  const isField = input === "correlated" || input === "circle";
  // Squares of Gaussians of correlation c correlate by c^2.
  const alike = isField
    ? pairMean(
        shares,
        signal.shared.map((value) => (value / signal.second) ** 2),
      )
    : 0;
  const variance = (SQUARE_VARIANCE[input] / inputUnits) * (1 / batch + (1 - 1 / batch) * alike);
  const isFixed = SQUARE_VARIANCE[input] === 0;
  const c = pairMean(shares, signal.shared) / signal.second;
  return {
    length: { mean: -variance / 2, variance },
    // The sampling variance of a correlation coefficient over n units.
    correlation: isFixed ? 0 : (1 - c * c) ** 2 / inputUnits,
  };
}

/**
 * Variance of the correlation behind a layer: the incoming variance through the correlation map, and the
 * sampling variance over the n units.
 * @param passed share of q that comes through the weights, not from biases
 */
function nextCorrelationVariance(
  { layer, gaussian, output, correlations, seenVariance }: LayerState,
  { shares, variance }: Correlations,
  passed: number,
): number {
  const c = pairMean(shares, correlations);
  const overlap = pairMean(shares, output.shared) / output.second;
  const factor = (passed * seenVariance * gaussian.derivativeOverlap(c)) / output.second;
  return factor * factor * variance + (passed * (1 - overlap * overlap)) ** 2 / layer.units;
}

/** Whether the derivation holds for a layer. */
function isDerived(layer: LayerPlan): boolean {
  const { norm, weight, bias, gate } = layer;
  const isAlone = streamSource(layer) === null && gate === undefined;
  const isPlain = norm === null && isAlone && biasMeanOf(bias) === 0;
  return isPlain && weight.kind === "scaled" && INDEPENDENT.has(weight.draw);
}

/** Moves the deviation of ln q through one layer. */
function stepForward(
  state: LayerState,
  next: LayerState | undefined,
  { std }: LayerTheory,
  length: LogNormal,
  correlations: Correlations,
  batch: number,
): Omit<Forward, "growth"> {
  const { layer, q } = state;
  const { units, keepProbability } = layer;
  // One set of moments serves every length of a homogeneous activation, because its relative fluctuations do
  // not depend on the length.
  const unit = isHomogeneous(layer) ? q : 1;
  const moments = layerMoments(layer, q / unit);
  const curves = logCurves(layer);
  const middle = Math.log(q);
  const around = (curve: (logQ: number) => number) => {
    const at = curve(middle);
    return carry((y) => curve(middle + y) - at, length);
  };
  const relative = meanVariance(moments.square, batch, correlations, keepProbability);
  const spread = meanVariance(spreadSeries(moments, keepProbability), batch, correlations, keepProbability);
  const variance = std ** 2 / unit;
  const missing = meanVariance(moments.output, batch, correlations, keepProbability) / (units * variance);
  return {
    layer,
    moments,
    correlations,
    length,
    square: around(curves.square),
    derivative: around(curves.derivative),
    variance: around((logQ) => curves.variance(logQ, keepProbability)),
    own: Math.log1p(relative / (units * moments.square.mean ** 2)),
    // The square of a normal deviation has twice the square of its mean as variance.
    ownStd: Math.log1p(spread / (units * variance ** 2) + 2 * missing ** 2),
    missing,
    passed: next === undefined ? 1 : 1 - next.layer.biasStd ** 2 / next.q,
  };
}

/**
 * The band of every layer, for networks without normalisation, residual blocks and constant biases. Null
 * where the derivation does not hold: in those networks, for orthogonal layers, and for predictions that are
 * zero or not finite.
 */
export function finiteWidthBands(plan: Plan, layers: readonly LayerTheory[]): readonly LayerBand[] | null {
  const isUsable =
    layers.length === plan.layers.length && layers.every(({ q, std }) => q > 1e-30 && q < 1e30 && std > 0);
  if (!plan.layers.every(isDerived) || !isUsable) return null;
  const { states, shape } = forwardPass(plan, plan.layers.length);
  const start = inputFluctuations(plan);
  // The share of the first layer's q that comes through the weights, not from biases.
  const [first] = states;
  const share = first === undefined ? 1 : 1 - first.layer.biasStd ** 2 / first.q;
  let length: LogNormal = { mean: share * start.length.mean, variance: share ** 2 * start.length.variance };
  let correlationVariance = share ** 2 * start.correlation;
  let added = length.variance;
  const forward: Forward[] = [];
  states.forEach((state, index) => {
    const prediction = layers[index];
    if (prediction === undefined) return;
    const correlations = {
      shares: shape.shares,
      values: state.correlations,
      variance: correlationVariance,
    };
    const step = stepForward(state, states[index + 1], prediction, length, correlations, plan.batch);
    const out = { mean: step.square.mean - step.own / 2, variance: step.square.variance + step.own };
    added += step.own;
    forward.push({ ...step, growth: added > 0 ? out.variance / added : 1 });
    const { passed } = step;
    // Biases add a constant to the power that the weights pass on.
    const next = carry((y) => Math.log1p(passed * Math.expm1(y)), out);
    length = { mean: next.mean, variance: next.variance };
    correlationVariance = nextCorrelationVariance(state, correlations, passed);
  });
  return joinBands(plan, forward);
}

/** Variance that a layer's draws add to ln of the squared gradient. */
function gradientNoise({ layer, moments, correlations }: Forward, batch: number, alike: number): number {
  const { derivativeSquare } = moments;
  const meanSquare = derivativeSquare.mean ** 2;
  const pairs = (1 + 2 * alike) * overPairs(derivativeSquare, correlations) - meanSquare;
  const own = (3 * derivativeSquare.second) / layer.keepProbability - meanSquare;
  const noise = own / batch + (1 - 1 / batch) * Math.max(0, pairs);
  return Math.log1p(noise / (layer.units * meanSquare));
}

/** Follows the gradient back over the forward states, and joins both bands. */
function joinBands(plan: Plan, forward: readonly Forward[]): readonly LayerBand[] {
  const { batch } = plan;
  const isDrawn = plan.gradient === "gaussian";
  const lastUnits = plan.layers.at(-1)?.units ?? 1;
  // Variance of ln gradient^2 from the gradient's draws; the injected gradient deviates by 2 / (n B).
  let own = 2 / (lastUnits * batch);
  let middle = -own / 2;
  /** Squared correlation between the gradients of two inputs: independent, but of finite width. */
  let alike = 1 / lastUnits;
  /**
   * Sum over the layers above of d ln E[phi'^2] / d ln q, the weight of this layer's ln q; then the variance
   * that this layer's draws have added through it.
   */
  let sensitivity = 0;
  let fromForward = 0;
  let above: Forward | null = null;
  const bands: LayerBand[] = [];
  for (const state of forward.toReversed()) {
    const shared = above === null ? 0 : sensitivity ** 2 * above.length.variance + fromForward;
    const [stdLow, stdHigh] = interval({
      mean: state.variance.mean - state.ownStd / 2 - state.missing,
      variance: state.variance.variance + state.ownStd,
    });
    const [gradientLow, gradientHigh] = isDrawn
      ? interval({ mean: middle, variance: own + shared })
      : [NaN, NaN];
    bands.unshift({ stdLow, stdHigh, gradientLow, gradientHigh, growth: state.growth });

    const { layer, moments, correlations, square, derivative } = state;
    const noise = gradientNoise(state, batch, alike);
    own += noise + derivative.bend;
    middle += derivative.mean - noise / 2;
    const kept = moments.derivativeSquare.mean / layer.keepProbability;
    alike = alike * (overPairs(moments.derivative, correlations) / kept) ** 2 + 1 / layer.fanIn;
    // The sum over k >= m of e_k u_k, where u_{k+1} = passed (s_k u_k + noise_k): u_k is the deviation of ln
    // q at layer k, s_k and e_k are the derivatives of ln E[phi^2] and ln E[phi'^2] by ln q.
    const carried = sensitivity * state.passed;
    fromForward += carried ** 2 * (state.own + square.bend);
    sensitivity = derivative.lineSlope + square.lineSlope * carried;
    above = state;
  }
  return bands;
}
