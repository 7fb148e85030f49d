/**
 * One layer forward at infinite width: the law of its pre-activations and of the activation's input, and the
 * moments of its output, over one input and over pairs of inputs. A normalisation's statistics are taken as
 * numbers. Over n units they deviate by 1/n, over B inputs by 1/B (over a circle, whose pre-activations fill
 * two directions only, by 1/2 at first).
 */
import { biasMeanOf, weightStd } from "../../catalog/initializers.ts";
import { FRESH_RUNNING_STATISTICS } from "../../catalog/normalizations.ts";
import { streamSource } from "../layerLinks.ts";
import type { LayerPlan, NormPlan, Plan } from "../plan.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";
import type { GaussianExpectation } from "./gaussianLaw.ts";
import { sphericalExpectation } from "./spherical.ts";
import { inputSignal, pairMean } from "./pairs.ts";
import type { PairShares, Signal } from "./pairs.ts";

/** The effect of a normalisation: y = scale (x - mean) + beta; RMS norm subtracts no mean. */
export interface NormState {
  readonly norm: NormPlan;
  /** gamma / sqrt(variance + epsilon). */
  readonly scale: number;
  /** variance / (variance + epsilon): 1 unless epsilon counts. */
  readonly fill: number;
  /**
   * Number of independent values behind the statistics: n, n - 1 or B - 1, fewer where the inputs depend on
   * each other.
   */
  readonly freedom: number;
  /** Size of the group that shares its statistics. */
  readonly size: number;
}

/** A layer after the forward pass. */
export interface LayerState {
  readonly layer: LayerPlan;
  readonly weightVariance: number;
  /** What the weights multiply: the layer's input, behind its normalisation if it has one. */
  readonly input: Signal;
  /** E[z^2]. */
  readonly q: number;
  /** Mean and variance of the activation's input, and its correlation over two inputs by class. */
  readonly seenMean: number;
  readonly seenVariance: number;
  readonly correlations: readonly number[];
  readonly gaussian: GaussianExpectation;
  readonly before: NormState | null;
  readonly after: NormState | null;
  /** Normalisations of the layer's input, and of the stream behind it. */
  readonly entry: NormState | null;
  readonly streamNorm: NormState | null;
  /** Before the product with a gate. */
  readonly ungated: Signal;
  /** The activation of the gate; null where there is none. */
  readonly gate: Signal | null;
  /** The stream before its factor; null where there is none. */
  readonly skip: Signal | null;
  /** Before dropout and the addition of a stream. */
  readonly activated: Signal;
  /** The layer's contribution to its stream, or its output where it has none. */
  readonly branch: Signal;
  readonly output: Signal;
}

/** Central moments: mean, variance and covariances by class. */
interface Spread {
  readonly mean: number;
  readonly variance: number;
  readonly covariances: readonly number[];
}

/** Pairs and size of a batch. */
export interface BatchShape {
  readonly batch: number;
  readonly shares: PairShares;
}

/** Independent directions of a batch with the given variance and covariances: (tr K)^2 / tr K^2. */
function freedomOf({ batch, shares }: BatchShape, variance: number, covariances: readonly number[]): number {
  const squares = pairMean(
    shares,
    covariances.map((covariance) => covariance ** 2),
  );
  return (batch * variance ** 2) / (variance ** 2 + (batch - 1) * squares);
}

/**
 * Normalises a spread. Over the batch only the difference between the inputs remains, for every pair of them.
 */
function normalize(
  norm: NormPlan,
  { mean, variance, covariances }: Spread,
  units: number,
  shape: BatchShape,
): { readonly spread: Spread; readonly state: NormState } {
  const { epsilon, gamma, beta } = norm;
  const finish = (left: number, kept: Spread, statistic: number, freedom: number, size: number) => {
    const divisor = statistic + epsilon;
    // A zero variance without epsilon gives 0 / 0, NaN, unless gamma is 0 too; then the output is 0.
    const factor = gamma === 0 ? 0 : gamma / Math.sqrt(divisor);
    const share = statistic / divisor;
    // Where epsilon counts, E[v / (v + epsilon)] is less than that of E[v]: Var v = 2 v^2 / d, to first order
    // in 1/d.
    const square =
      share > 0 && share < 1 ? factor ** 2 * (1 - (2 * share * (1 - share)) / freedom) : factor ** 2;
    return {
      spread: {
        mean: factor * left + beta,
        variance: square * kept.variance,
        covariances: kept.covariances.map((covariance) => square * covariance),
      },
      state: { norm, scale: factor, fill: share, freedom, size },
    };
  };
  const whole: Spread = { mean, variance, covariances };
  switch (norm.kind) {
    case "layer": {
      // The variance about the layer's mean, divided by n.
      const biased = 1 - 1 / units;
      const kept = {
        mean: 0,
        variance: biased * variance,
        covariances: covariances.map((covariance) => biased * covariance),
      };
      return finish(0, kept, kept.variance, units - 1, units);
    }
    case "rms":
      return finish(mean, whole, variance + mean ** 2, units, units);
    case "batch": {
      if (norm.statistics === "running") {
        const running = FRESH_RUNNING_STATISTICS;
        return finish(mean - running.mean, whole, running.variance, Infinity, Infinity);
      }
      const { batch, shares } = shape;
      // E of the biased variance over the batch, and the covariances about the batch mean.
      const differing = (1 - 1 / batch) * (variance - pairMean(shares, covariances));
      const centered = Math.max(0, differing);
      const kept = {
        mean: 0,
        variance: centered,
        covariances: covariances.map((covariance) => covariance - variance + centered),
      };
      return finish(0, kept, centered, freedomOf(shape, centered, kept.covariances), batch);
    }
    default:
      return norm satisfies never;
  }
}

function toSignal({ mean, variance, covariances }: Spread): Signal {
  const square = mean * mean;
  return { mean, second: variance + square, shared: covariances.map((covariance) => covariance + square) };
}

function toSpread({ mean, second, shared }: Signal): Spread {
  const square = mean * mean;
  return { mean, variance: Math.max(0, second - square), covariances: shared.map((value) => value - square) };
}

/** The sum of two signals of independent units: only their means correlate. */
export function addSignals(a: Signal, b: Signal): Signal {
  const cross = 2 * a.mean * b.mean;
  return {
    mean: a.mean + b.mean,
    second: a.second + b.second + cross,
    shared: a.shared.map((value, index) => value + (b.shared[index] ?? 0) + cross),
  };
}

/** A signal times a number. */
export function scaleSignal({ mean, second, shared }: Signal, factor: number): Signal {
  if (factor === 1) return { mean, second, shared };
  const square = factor ** 2;
  return { mean: factor * mean, second: square * second, shared: shared.map((value) => square * value) };
}

/** The product of two signals of independent units. */
function multiplySignals(a: Signal, b: Signal): Signal {
  return {
    mean: a.mean * b.mean,
    second: a.second * b.second,
    shared: a.shared.map((value, index) => value * (b.shared[index] ?? 0)),
  };
}

/** Inverted dropout draws a mask for every input, so the products of two inputs do not change on average. */
function dropOut({ mean, second, shared }: Signal, keepProbability: number): Signal {
  return { mean, second: second / keepProbability, shared };
}

/** 1/d of the sphere on which normalised values lie, reduced where epsilon adds to the variance. */
function roundness({ fill, freedom }: NormState): number {
  return fill > 0 ? (fill * (2 - fill)) / freedom : 0;
}

/**
 * One layer forward.
 * @param given what the layer takes, before a normalisation of its input
 * @param skip the stream added to the output; null where there is none
 * @param gate the activation that multiplies phi; null where there is none
 */
export function forwardLayer(
  layer: LayerPlan,
  given: Signal,
  skip: Signal | null,
  shape: BatchShape,
  gate: Signal | null = null,
): LayerState {
  const { units, fanIn, norm, bias, biasStd, keepProbability, stream } = layer;
  const entry = norm?.at === "input" ? normalize(norm, toSpread(given), fanIn, shape) : null;
  const input = entry === null ? given : toSignal(entry.spread);
  const weightVariance = layer.weight.kind === "constant" ? 0 : weightStd(layer.weight, fanIn, units) ** 2;
  const common = biasMeanOf(bias);
  const own = biasStd ** 2 - common ** 2;
  const z: Spread = {
    mean: common,
    variance: fanIn * weightVariance * input.second + own,
    covariances: input.shared.map((value) => fanIn * weightVariance * value + own),
  };
  const before = norm?.at === "before" ? normalize(norm, z, units, shape) : null;
  const seen = before?.spread ?? z;
  const law = { mean: seen.mean, variance: seen.variance };
  const gaussian =
    before === null
      ? gaussianExpectation(layer, law)
      : sphericalExpectation(layer, law, roundness(before.state));
  const correlations = seen.covariances.map((covariance) =>
    seen.variance > 0 ? Math.max(-1, Math.min(1, covariance / seen.variance)) : 1,
  );
  const raw: Signal = {
    mean: gaussian.mean,
    second: gaussian.second,
    shared: correlations.map((correlation) => gaussian.overlap(correlation)),
  };
  const after = norm?.at === "after" ? normalize(norm, toSpread(raw), units, shape) : null;
  const ungated = after === null ? raw : toSignal(after.spread);
  const activated = gate === null ? ungated : multiplySignals(ungated, gate);
  const branch = scaleSignal(dropOut(activated, keepProbability), stream?.branch ?? 1);
  const sum = skip === null ? branch : addSignals(branch, scaleSignal(skip, stream?.factor ?? 1));
  const streamNorm = norm?.at === "stream" ? normalize(norm, toSpread(sum), units, shape) : null;
  return {
    layer,
    weightVariance,
    input,
    q: z.variance + common ** 2,
    seenMean: seen.mean,
    seenVariance: seen.variance,
    correlations,
    gaussian,
    before: before?.state ?? null,
    after: after?.state ?? null,
    entry: entry?.state ?? null,
    streamNorm: streamNorm?.state ?? null,
    ungated,
    gate,
    skip,
    activated,
    branch,
    output: streamNorm === null ? sum : toSignal(streamNorm.spread),
  };
}

/** The forward pass of the first `count` layers. */
export function forwardPass(
  plan: Plan,
  count: number,
): { readonly states: readonly LayerState[]; readonly shape: BatchShape } {
  const { shares, signal: input } = inputSignal(plan);
  const shape: BatchShape = { batch: plan.batch, shares };
  const states: LayerState[] = [];
  for (const layer of plan.layers.slice(0, count)) {
    const from = streamSource(layer);
    const skip = from === null ? null : (states[from]?.output ?? null);
    const gate = layer.gate === undefined ? null : (states[layer.gate]?.activated ?? null);
    // A shared input is behind its normalisation already.
    const given =
      layer.inputOf === undefined ? states[layer.layerIndex - 1]?.output : states[layer.inputOf]?.input;
    states.push(forwardLayer(layer, given ?? input, skip, shape, gate));
  }
  return { states, shape };
}
