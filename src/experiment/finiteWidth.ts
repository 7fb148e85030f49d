/**
 * How far a network of finite width strays from the mean-field line: the band of the signal chart.
 *
 * Given the layer before, the units of a layer are independent draws, so a pooled statistic (1/nB) sum h(z_jb) has
 * relative variance r = [Var h / B + (1 - 1/B) Cov_c(h, h)] / (n E[h]^2), where Cov_c is the covariance of h at two
 * inputs whose pre-activations correlate by c: inputs that have become alike err together. Layers multiply, so the
 * logarithm adds up: v_l = s_l^2 v_{l-1} + ln(1 + r_l), s = d ln E[phi^2] / d ln q. For He ReLU and inputs that are
 * alike r = 5/n, for linear nets 2/n (Hanin & Rolnick 2018). A log-normal of mean 1 has its middle at -v/2.
 */
import { activationById } from "../catalog/activations.ts";
import { GaussianRule } from "../math/quadrature.ts";
import type { LayerPlan, Plan } from "./plan.ts";
import type { LayerTheory } from "./theory.ts";

/** Factors around the predicted figure between which 95 % of random networks lie. */
export interface LayerBand {
  readonly stdLow: number;
  readonly stdHigh: number;
  readonly gradientLow: number;
  readonly gradientHigh: number;
}

/** Hermite coefficients kept; the mass beyond is put on the next power. */
const HERMITE_TERMS = 40;
/** 95 % of a normal lies within this many standard deviations. */
const QUANTILE_95 = 1.959964;

/** A function of a Gaussian pre-activation, ready to be averaged over two correlated inputs. */
class CorrelatedMoment {
  readonly mean: number;
  readonly second: number;
  /** Squared normalised Hermite coefficients: E[h(u) h(v)] = sum a_k^2 c^k. */
  private readonly squares: Float64Array;

  constructor(rule: GaussianRule, std: number, h: (value: number) => number) {
    const coefficients = new Float64Array(HERMITE_TERMS);
    let second = 0;
    for (let i = 0; i < rule.points.length; i++) {
      const point = rule.points[i] ?? 0;
      const x = point / std;
      const value = h(point);
      const weighted = (rule.weights[i] ?? 0) * value;
      second += weighted * value;
      // Normalised Hermite polynomials: sqrt(k) h_k = x h_{k-1} - sqrt(k - 1) h_{k-2}.
      let before = 0;
      let current = 1;
      for (let k = 0; k < HERMITE_TERMS; k++) {
        coefficients[k] = (coefficients[k] ?? 0) + weighted * current;
        const next = (x * current - Math.sqrt(k) * before) / Math.sqrt(k + 1);
        before = current;
        current = next;
      }
    }
    this.squares = coefficients.map((coefficient) => coefficient * coefficient);
    this.mean = coefficients[0] ?? 0;
    this.second = second;
  }

  /** E[h(u) h(v)] for standard normals of correlation c, times their common scale. */
  at(c: number): number {
    let power = 1;
    let sum = 0;
    let mass = 0;
    for (const square of this.squares) {
      sum += square * power;
      mass += square;
      power *= c;
    }
    return sum + Math.max(0, this.second - mass) * power;
  }

  /** d/dc and d2/dc2 of `at`. */
  derivatives(c: number): readonly [number, number] {
    let power = 1;
    let first = 0;
    let second = 0;
    for (let k = 1; k < HERMITE_TERMS; k++) {
      const square = this.squares[k] ?? 0;
      first += k * square * power;
      if (k >= 2) second += k * (k - 1) * square * (c === 0 && k > 2 ? 0 : c ** (k - 2));
      power *= c;
    }
    return [first, second];
  }

  /** E[h(u) h(v)] over pairs whose correlation has mean and variance as given, to second order. */
  over({ mean, variance }: Correlation): number {
    return Math.min(this.second, this.at(mean) + 0.5 * this.derivatives(mean)[1] * variance);
  }

  /** Variance of the mean of h over B inputs. */
  meanVariance(batch: number, correlation: Correlation): number {
    const square = this.mean * this.mean;
    return Math.max(0, (this.second - square) / batch + (1 - 1 / batch) * (this.over(correlation) - square));
  }
}

/** Correlation between the pre-activations of two different inputs, over pairs of inputs. */
interface Correlation {
  readonly mean: number;
  readonly variance: number;
}

/** How the variance of ln q and the correlation between inputs stand before a layer. */
interface Forward {
  readonly correlation: Correlation;
  /** Variance of ln q before the layer, and of the layer's own contribution to the next one's. */
  readonly logVariance: number;
  readonly own: number;
  readonly stdVariance: number;
  /** d ln E[phi^2] / d ln q and d ln E[phi'^2] / d ln q. */
  readonly toSquare: number;
  readonly toSlope: number;
}

function moment(layer: LayerPlan, q: number, h: (f: number, df: number) => number): CorrelatedMoment {
  const { f, df, kinks } = activationById(layer.activation);
  const std = Math.sqrt(q);
  const rule = new GaussianRule(0, std, kinks);
  return new CorrelatedMoment(rule, std, (z) => h(f(z, layer.slope), df(z, layer.slope)));
}

/** d ln E[h] / d ln q by a central difference in ln q; h is smooth in q even where phi has a kink. */
function elasticity(layer: LayerPlan, q: number, h: (f: number, df: number) => number): number {
  const { f, df, kinks } = activationById(layer.activation);
  const step = 1e-3;
  const at = (scale: number): number =>
    new GaussianRule(0, Math.sqrt(q * scale), kinks).expect((z) => h(f(z, layer.slope), df(z, layer.slope)));
  return (Math.log(at(Math.exp(step))) - Math.log(at(Math.exp(-step)))) / (2 * step);
}

function interval(variance: number): readonly [number, number] {
  const middle = -variance / 2;
  const spread = QUANTILE_95 * Math.sqrt(variance);
  // Half of the logarithm: the figures are roots of second moments.
  return [Math.exp(0.5 * (middle - spread)), Math.exp(0.5 * (middle + spread))];
}

/**
 * The band of every layer, for plain networks; null where the derivation does not hold (normalised or orthogonal
 * layers, or predictions that are zero or not finite).
 */
export function finiteWidthBands(plan: Plan, layers: readonly LayerTheory[]): readonly LayerBand[] | null {
  const isPlain = plan.layers.every(
    ({ batchNorm, weight }) => batchNorm === null && weight.kind === "scaled" && weight.draw !== "orthogonal",
  );
  const isUsable = layers.length > 0 && layers.every(({ q, std }) => q > 1e-30 && q < 1e30 && std > 0);
  if (!isPlain || !isUsable) return null;
  const { batch } = plan;
  const forward: Forward[] = [];
  // The inputs are independent: they correlate by 0 on average, and their mean square errs by 2 / (n B).
  let correlation: Correlation = { mean: 0, variance: 1 / plan.inputUnits };
  let logVariance = 2 / (plan.inputUnits * batch);
  for (const layer of plan.layers) {
    const prediction = layers[layer.layerIndex];
    if (prediction === undefined) return null;
    const { q, mean, std } = prediction;
    const share = Math.max(0, 1 - layer.biasStd ** 2 / q);
    const atInput = share * share * logVariance;
    const output = moment(layer, q, (f) => f);
    const square = moment(layer, q, (f) => f * f);
    const spread = moment(layer, q, (f) => f * f - 2 * mean * f);
    const own = Math.log1p(square.meanVariance(batch, correlation) / (layer.units * square.mean ** 2));
    const ownStd = Math.log1p(spread.meanVariance(batch, correlation) / (layer.units * std ** 4));
    const toSquare = elasticity(layer, q, (f) => f * f);
    forward.push({
      correlation,
      logVariance: atInput,
      own,
      stdVariance: toSquare * toSquare * atInput + ownStd,
      toSquare,
      toSlope: elasticity(layer, q, (_, df) => df * df),
    });
    logVariance = toSquare * toSquare * atInput + own;
    correlation = nextCorrelation(plan, layer, layers, output, correlation);
  }
  return joinBands(plan, layers, forward);
}

/** The gradient's way back over the forward states, and both bands together. */
function joinBands(
  plan: Plan,
  layers: readonly LayerTheory[],
  forward: readonly Forward[],
): readonly LayerBand[] | null {
  const { batch } = plan;
  const bands: LayerBand[] = [];
  // Variance of ln gradient^2 from its own draws; the injected gradient is exact up to 2 / (n B).
  const lastUnits = plan.layers.at(-1)?.units ?? 1;
  let own = 2 / (lastUnits * batch);
  /** Squared correlation between the gradients of two inputs: they are independent, but of finite width. */
  let gradientCorrelation = 1 / lastUnits;
  /** Sum over the layers above of d ln slope / d ln q: the weight of this layer's ln q, and what its noise has added. */
  let sensitivity = 0;
  let fromForward = 0;
  let above: Forward | null = null;
  for (const layer of plan.layers.toReversed()) {
    const state = forward[layer.layerIndex];
    const prediction = layers[layer.layerIndex];
    if (state === undefined || prediction === undefined) return null;
    const shared = above === null ? 0 : sensitivity * sensitivity * above.logVariance + fromForward;
    const [stdLow, stdHigh] = interval(state.stdVariance);
    const [gradientLow, gradientHigh] = interval(own + shared);
    bands.unshift({ stdLow, stdHigh, gradientLow, gradientHigh });

    const slopeSquare = moment(layer, prediction.q, (_, df) => df * df);
    const slope = moment(layer, prediction.q, (_, df) => df);
    const meanSquare = slopeSquare.mean ** 2;
    const noise =
      (3 * slopeSquare.second - meanSquare) / batch +
      (1 - 1 / batch) *
        Math.max(0, (1 + 2 * gradientCorrelation) * slopeSquare.over(state.correlation) - meanSquare);
    own += Math.log1p(noise / (layer.units * meanSquare));
    gradientCorrelation =
      gradientCorrelation * (slope.over(state.correlation) / slopeSquare.mean) ** 2 + 1 / layer.fanIn;
    // sum over k >= m of e_k u_k with u_{k+1} = s_k u_k + noise_k.
    fromForward += sensitivity * sensitivity * state.own;
    sensitivity = state.toSlope + state.toSquare * sensitivity;
    above = state;
  }
  return bands;
}

/** Correlation of two inputs' pre-activations in the next layer, over pairs. */
function nextCorrelation(
  plan: Plan,
  layer: LayerPlan,
  layers: readonly LayerTheory[],
  output: CorrelatedMoment,
  { mean, variance }: Correlation,
): Correlation {
  const next = plan.layers[layer.layerIndex + 1];
  const nextQ = layers[layer.layerIndex + 1]?.q;
  if (next === undefined || nextQ === undefined) return { mean: 0, variance: 0 };
  // What the weights pass on; the bias is common to all inputs.
  const weightShare = 1 - next.biasStd ** 2 / nextQ;
  const overlap = output.at(mean) / output.second;
  const slope = (weightShare * output.derivatives(mean)[0]) / output.second;
  return {
    mean: Math.min(1, Math.max(-1, weightShare * overlap + 1 - weightShare)),
    // The sampling variance of a correlation coefficient over n units, (1 - rho^2)^2 / n.
    variance: slope * slope * variance + (weightShare * (1 - overlap * overlap)) ** 2 / layer.units,
  };
}
