/**
 * How far a network of finite width strays from the mean-field line: the band of the signal chart.
 *
 * Given the layer before, the units of a layer are independent draws, so a pooled statistic (1/nB) sum
 * h(z_jb) has relative variance r = [Var h / B + (1 - 1/B) Cov_c(h, h)] / (n E[h]^2), where Cov_c is the
 * covariance of h at two inputs whose pre-activations correlate by c: inputs that have become alike err
 * together. Layers multiply, so logarithms add up: a deviation of ln q goes through the curve ln E[phi^2] of
 * ln q, taken as Gaussian again behind every layer, and ln(1 + r) is added to its variance. For He ReLU and
 * inputs that are alike r = 5/n, for linear nets 2/n (Hanin & Rolnick 2018). The noise of a layer has mean 1,
 * so that its logarithm has its middle at -ln(1 + r) / 2.
 */
import type { InputId } from "../../catalog/inputs.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { isHomogeneous } from "./closedForms.ts";
import { forwardPass } from "./forward.ts";
import type { LayerState } from "./forward.ts";
import { carry, layerMoments, logCurves, meanVariance, overPairs, spreadSeries } from "./fluctuations.ts";
import type { Carried, Correlations, LayerMoments, LogNormal } from "./fluctuations.ts";
import { inputSignal, pairMean } from "./pairs.ts";
import type { LayerTheory } from "./theory.ts";

/**
 * Factors around the predicted figure between which 95 % of random networks lie; NaN for gradients of a loss,
 * whose own fluctuations are not derived.
 */
export interface LayerBand {
  readonly stdLow: number;
  readonly stdHigh: number;
  readonly gradientLow: number;
  readonly gradientHigh: number;
  /**
   * Variance of ln E[a^2] over the sum of what the layers up to this one have added to it: 1 where lengths
   * pass as they are, more where an unstable length map enlarges their deviations, which are then far from
   * normal.
   */
  readonly growth: number;
}

/** Draws whose entries are independent and centred: the band is derived for those. */
const INDEPENDENT: ReadonlySet<string> = new Set(["normal", "uniform", "truncated"]);
/** 95 % of a normal lies within this many standard deviations. */
const QUANTILE_95 = 1.959964;

/** Variance of x^2 over the square of its mean, for one entry of an input. */
const SQUARE_VARIANCE: Readonly<Record<InputId, number>> = {
  normal: 2,
  correlated: 2,
  circle: 2,
  // E x^4 / (E x^2)^2 - 1 = 9/5 - 1, of U(-1, 1) and of U(0, 1) alike.
  uniform: 0.8,
  pixels: 0.8,
  // 3 / 0.1 - 1.
  sparse: 29,
  // These inputs have no freedom in their length.
  one_hot: 0,
  constant: 0,
};

/** A layer on the way forward. */
interface Forward {
  readonly layer: LayerPlan;
  readonly moments: LayerMoments;
  readonly correlations: Correlations;
  /** Deviation of ln q before the layer. */
  readonly length: LogNormal;
  /** ln E[phi^2] and ln E[phi'^2] over it. */
  readonly square: Carried;
  readonly slope: Carried;
  /** Variance of ln of the pooled second moment that the layer's own draws add, and that of its variance. */
  readonly own: number;
  readonly ownStd: number;
  /** See LayerBand. */
  readonly growth: number;
  /** d ln q of the next layer / d ln E[a^2] of this one: less than 1 where biases take part. */
  readonly passed: number;
}

function interval({ mean, variance }: LogNormal): readonly [number, number] {
  const spread = QUANTILE_95 * Math.sqrt(variance);
  // Half of the logarithm: the figures are roots of second moments.
  return [Math.exp(0.5 * (mean - spread)), Math.exp(0.5 * (mean + spread))];
}

/** How far the mean square of a batch strays, and its correlations. */
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

/** Variance of the correlation behind a layer: what comes in, and what its n units add. */
function nextCorrelationVariance(
  { layer, kernel, output, correlations, seenVariance }: LayerState,
  { variance }: Correlations,
  { shares }: Correlations,
  passed: number,
): number {
  const c = pairMean(shares, correlations);
  const overlap = pairMean(shares, output.shared) / output.second;
  const slope = (passed * seenVariance * kernel.slopeOverlap(c)) / output.second;
  return slope * slope * variance + (passed * (1 - overlap * overlap)) ** 2 / layer.units;
}

/** Whether the derivation holds for a layer. */
function isDerived({ norm, weight, bias, skipFrom }: LayerPlan): boolean {
  const isPlain = norm === null && skipFrom === null && bias?.kind !== "constant";
  return isPlain && weight.kind === "scaled" && INDEPENDENT.has(weight.draw);
}

/** One layer forward. */
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
  // One set of moments serves every length of a homogeneous activation, whose relative
  // fluctuations do not depend on it.
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
  return {
    layer,
    moments,
    correlations,
    length,
    square: around(curves.square),
    slope: around(curves.slope),
    own: Math.log1p(relative / (units * moments.square.mean ** 2)),
    ownStd: Math.log1p(spread / (units * (std ** 2 / unit) ** 2)),
    passed: next === undefined ? 1 : 1 - next.layer.biasStd ** 2 / next.q,
  };
}

/**
 * The band of every layer, for networks without normalisation, residual blocks and constant biases; null
 * where the derivation does not hold (those, orthogonal layers, or predictions that are zero or not finite).
 */
export function finiteWidthBands(plan: Plan, layers: readonly LayerTheory[]): readonly LayerBand[] | null {
  const isUsable =
    layers.length === plan.layers.length && layers.every(({ q, std }) => q > 1e-30 && q < 1e30 && std > 0);
  if (!plan.layers.every(isDerived) || !isUsable) return null;
  const { states, shape } = forwardPass(plan, plan.layers.length);
  const start = inputFluctuations(plan);
  // What biases do not add of the first layer's length.
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
    // Biases are added to what the weights pass on, both without error of their own.
    const next = carry((y) => Math.log1p(passed * Math.expm1(y)), out);
    length = { mean: next.mean, variance: next.variance };
    correlationVariance = nextCorrelationVariance(state, correlations, correlations, passed);
  });
  return joinBands(plan, forward);
}

/** What a layer adds to the variance of ln gradient^2 by its own draws. */
function gradientNoise({ layer, moments, correlations }: Forward, batch: number, alike: number): number {
  const { slopeSquare } = moments;
  const meanSquare = slopeSquare.mean ** 2;
  const pairs = (1 + 2 * alike) * overPairs(slopeSquare, correlations) - meanSquare;
  const own = (3 * slopeSquare.second) / layer.keepProbability - meanSquare;
  const noise = own / batch + (1 - 1 / batch) * Math.max(0, pairs);
  return Math.log1p(noise / (layer.units * meanSquare));
}

/** The gradient's way back over the forward states, and both bands together. */
function joinBands(plan: Plan, forward: readonly Forward[]): readonly LayerBand[] {
  const { batch } = plan;
  const isDrawn = plan.gradient === "gaussian";
  const lastUnits = plan.layers.at(-1)?.units ?? 1;
  // ln gradient^2 from its own draws; the injected gradient is exact up to 2 / (n B).
  let own = 2 / (lastUnits * batch);
  let middle = -own / 2;
  /** Squared correlation between the gradients of two inputs: they are independent, but of finite width. */
  let alike = 1 / lastUnits;
  /**
   * Sum over the layers above of d ln slope / d ln q: the weight of this layer's ln q, and
   * what its noise has added.
   */
  let sensitivity = 0;
  let fromForward = 0;
  let above: Forward | null = null;
  const bands: LayerBand[] = [];
  for (const state of forward.toReversed()) {
    const shared = above === null ? 0 : sensitivity ** 2 * above.length.variance + fromForward;
    const [stdLow, stdHigh] = interval({
      mean: state.square.mean - state.ownStd / 2,
      variance: state.square.variance + state.ownStd,
    });
    const [gradientLow, gradientHigh] = isDrawn
      ? interval({ mean: middle, variance: own + shared })
      : [NaN, NaN];
    bands.unshift({ stdLow, stdHigh, gradientLow, gradientHigh, growth: state.growth });

    const { layer, moments, correlations, square, slope } = state;
    const noise = gradientNoise(state, batch, alike);
    own += noise + slope.bend;
    middle += slope.mean - noise / 2;
    const kept = moments.slopeSquare.mean / layer.keepProbability;
    alike = alike * (overPairs(moments.slope, correlations) / kept) ** 2 + 1 / layer.fanIn;
    // sum over k >= m of e_k u_k with u_{k+1} = passed (s_k u_k + noise_k).
    const carried = sensitivity * state.passed;
    fromForward += carried ** 2 * (state.own + square.bend);
    sensitivity = slope.slope + square.slope * carried;
    above = state;
  }
  return bands;
}
