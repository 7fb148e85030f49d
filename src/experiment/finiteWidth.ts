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

/** Draws whose entries are independent and centred: the band is derived for those. */
const INDEPENDENT: ReadonlySet<string> = new Set(["normal", "uniform", "truncated"]);
/** Hermite coefficients kept; the mass beyond is put on the next power. */
const HERMITE_TERMS = 32;
const ROOTS = Float64Array.from({ length: HERMITE_TERMS + 1 }, (_, k) => Math.sqrt(k));
/** 95 % of a normal lies within this many standard deviations. */
const QUANTILE_95 = 1.959964;

/** A function of a Gaussian pre-activation as its normalised Hermite coefficients, to be averaged over two inputs. */
class CorrelatedMoment {
  readonly mean: number;
  readonly second: number;
  readonly coefficients: Float64Array;
  /** E[h(u) h(v)] = sum a_k^2 c^k. */
  private readonly squares: Float64Array;

  constructor(coefficients: Float64Array, second: number) {
    this.coefficients = coefficients;
    this.squares = coefficients.map((coefficient) => coefficient * coefficient);
    this.mean = coefficients[0] ?? 0;
    this.second = second;
  }

  /** d ln E[h] / d ln q = E[h (x^2 - 1)] / (2 E[h]), by Stein's lemma. */
  elasticity(): number {
    return (this.coefficients[2] ?? 0) / (Math.SQRT2 * this.mean);
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
  readonly moments: LayerMoments;
  readonly correlation: Correlation;
  /** Variance of ln q before the layer, and of the layer's own contribution to the next one's. */
  readonly logVariance: number;
  readonly own: number;
  readonly stdVariance: number;
  /** d ln E[phi^2] / d ln q and d ln E[phi'^2] / d ln q. */
  readonly toSquare: number;
  readonly toSlope: number;
}

/** The four functions of a layer's pre-activation that the band needs. */
interface LayerMoments {
  readonly output: CorrelatedMoment;
  readonly square: CorrelatedMoment;
  readonly slope: CorrelatedMoment;
  readonly slopeSquare: CorrelatedMoment;
  /** E[phi^3]. */
  readonly third: number;
}

/** All four in one pass over the nodes, which share the Hermite polynomials. */
function layerMoments(layer: LayerPlan, q: number): LayerMoments {
  const { f, df, kinks, period } = activationById(layer.activation);
  const rule = new GaussianRule(0, Math.sqrt(q), kinks, period);
  const coefficients = Array.from({ length: 4 }, () => new Float64Array(HERMITE_TERMS));
  const [outputs, squares, slopes, slopeSquares] = coefficients as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let output2 = 0;
  let third = 0;
  let square2 = 0;
  let slopeSquare2 = 0;
  for (let i = 0; i < rule.points.length; i++) {
    const point = rule.points[i] ?? 0;
    const weight = rule.weights[i] ?? 0;
    const x = rule.nodes[i] ?? 0;
    const output = f(point, layer.slope);
    const slope = df(point, layer.slope);
    const square = output * output;
    const slopeSquare = slope * slope;
    output2 += weight * square;
    third += weight * square * output;
    square2 += weight * square * square;
    slopeSquare2 += weight * slopeSquare * slopeSquare;
    // Normalised Hermite polynomials: sqrt(k) h_k = x h_{k-1} - sqrt(k - 1) h_{k-2}.
    let before = 0;
    let current = weight;
    for (let k = 0; k < HERMITE_TERMS; k++) {
      outputs[k] = (outputs[k] ?? 0) + output * current;
      squares[k] = (squares[k] ?? 0) + square * current;
      slopes[k] = (slopes[k] ?? 0) + slope * current;
      slopeSquares[k] = (slopeSquares[k] ?? 0) + slopeSquare * current;
      const next = (x * current - (ROOTS[k] ?? 0) * before) / (ROOTS[k + 1] ?? 1);
      before = current;
      current = next;
    }
  }
  const square = new CorrelatedMoment(squares, square2);
  const slopeSquare = new CorrelatedMoment(slopeSquares, slopeSquare2);
  return {
    output: new CorrelatedMoment(outputs, output2),
    square,
    slope: new CorrelatedMoment(slopes, slopeSquare.mean),
    slopeSquare,
    third,
  };
}

/** phi^2 - 2 m phi: what the variance about the mean m moves by, to first order. */
function spreadMoment({ output, square, third }: LayerMoments): CorrelatedMoment {
  const { mean } = output;
  return new CorrelatedMoment(
    square.coefficients.map((value, k) => value - 2 * mean * (output.coefficients[k] ?? 0)),
    square.second - 4 * mean * third + 4 * mean * mean * output.second,
  );
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
    ({ norm, weight }) => norm === null && weight.kind === "scaled" && INDEPENDENT.has(weight.draw),
  );
  const isUsable = layers.length > 0 && layers.every(({ q, std }) => q > 1e-30 && q < 1e30 && std > 0);
  if (!isPlain || !isUsable) return null;
  const { batch } = plan;
  // A network at its fixed point meets the same q in every layer.
  const cache = new Map<string, LayerMoments>();
  const momentsOf = (layer: LayerPlan, q: number): LayerMoments => {
    const key = `${layer.activation} ${layer.slope} ${q}`;
    const known = cache.get(key) ?? layerMoments(layer, q);
    cache.set(key, known);
    return known;
  };
  const forward: Forward[] = [];
  // The inputs are independent: they correlate by 0 on average, and their mean square errs by 2 / (n B).
  let correlation: Correlation = { mean: 0, variance: 1 / plan.inputUnits };
  let logVariance = 2 / (plan.inputUnits * batch);
  for (const layer of plan.layers) {
    const prediction = layers[layer.layerIndex];
    if (prediction === undefined) return null;
    const { q, std } = prediction;
    const share = Math.max(0, 1 - layer.biasStd ** 2 / q);
    const atInput = share * share * logVariance;
    const moments = momentsOf(layer, q);
    const { output, square, slopeSquare } = moments;
    const spread = spreadMoment(moments);
    const own = Math.log1p(square.meanVariance(batch, correlation) / (layer.units * square.mean ** 2));
    const ownStd = Math.log1p(spread.meanVariance(batch, correlation) / (layer.units * std ** 4));
    const toSquare = square.elasticity();
    forward.push({
      moments,
      correlation,
      logVariance: atInput,
      own,
      stdVariance: toSquare * toSquare * atInput + ownStd,
      toSquare,
      toSlope: slopeSquare.elasticity(),
    });
    logVariance = toSquare * toSquare * atInput + own;
    correlation = nextCorrelation(plan, layer, layers, output, correlation);
  }
  return joinBands(plan, forward);
}

/** The gradient's way back over the forward states, and both bands together. */
function joinBands(plan: Plan, forward: readonly Forward[]): readonly LayerBand[] | null {
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
    if (state === undefined) return null;
    const shared = above === null ? 0 : sensitivity * sensitivity * above.logVariance + fromForward;
    const [stdLow, stdHigh] = interval(state.stdVariance);
    const [gradientLow, gradientHigh] = interval(own + shared);
    bands.unshift({ stdLow, stdHigh, gradientLow, gradientHigh });

    const { slope, slopeSquare } = state.moments;
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
