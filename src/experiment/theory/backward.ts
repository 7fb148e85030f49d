/**
 * One layer backward at infinite width. The gradient of an output a is written as g + drift a. The part g is
 * independent of the forward pass, as if its weights were drawn anew (the usual assumption). The drift is the
 * part of a loss's gradient along the output. W^T passes the drift on by Stein's lemma, E[W_ji delta_j] =
 * Var(W) E[d delta_j / d z_j] a_i, so the dependence is fully kept.
 */
import type { BatchShape, LayerState, NormState } from "./forward.ts";
import type { OutputShape } from "./gaussianLaw.ts";
import { pairMean } from "./pairs.ts";
import type { Signal } from "./pairs.ts";

/** dL/da at the output of a layer, over units, inputs and networks. */
export interface Gradient {
  /** E[g^2] of the part that is independent of the forward pass. */
  readonly second: number;
  /** E[g_b g_b'] at the same unit, by class of pair. */
  readonly shared: readonly number[];
  readonly drift: number;
}

/**
 * A part of the gradient that is a function of the pre-activations themselves, at the
 * last layer only (softmax).
 */
export interface CoupledGradient {
  /** Of dL/da. */
  readonly second: number;
  readonly shared: number;
  /** Of phi' dL/da. */
  readonly deltaSecond: number;
  readonly deltaShared: number;
  /** E[d (phi' dL/da) / dy]. */
  readonly drift: number;
}

/** The output of one layer's backward pass. */
export interface BackwardState {
  /** E[delta^2], delta = dL/dz, and by class of pair E[delta_b delta_b']. */
  readonly deltaSecond: number;
  readonly deltaShared: readonly number[];
  /** E[delta]: not 0 where a loss sends a gradient along outputs with a mean. */
  readonly deltaMean: number;
  /** The gradient of what the weights multiply, through this layer alone. */
  readonly toInput: Gradient;
  /** That of the activation of the gate; null where there is none. */
  readonly toGate: Gradient | null;
}

/** E[g^2] of the whole. */
export function gradientSecond({ second, drift }: Gradient, output: Signal): number {
  return second + drift ** 2 * output.second;
}

export function addGradients(a: Gradient, b: Gradient): Gradient {
  return {
    second: a.second + b.second,
    shared: a.shared.map((value, index) => value + (b.shared[index] ?? 0)),
    drift: a.drift + b.drift,
  };
}

/** The gradient of a value that was multiplied by a number. */
export function scaleGradient({ second, shared, drift }: Gradient, factor: number): Gradient {
  const square = factor ** 2;
  return { second: square * second, shared: shared.map((value) => square * value), drift: square * drift };
}

/** The drift along `signal` as a second moment: one more random vector. */
export function absorbDrift({ second, shared, drift }: Gradient, signal: Signal): Gradient {
  const square = drift ** 2;
  return {
    second: second + square * signal.second,
    shared: shared.map((value, index) => value + square * (signal.shared[index] ?? 0)),
    drift,
  };
}

/** Second moments on the way through a layer. */
interface Moments {
  readonly second: number;
  readonly shared: readonly number[];
}

function scaled({ second, shared }: Moments, factor: number): Moments {
  return { second: factor * second, shared: shared.map((value) => factor * value) };
}

/**
 * The projections of a normalisation: E of (u . xhat)^2 / size per entry, and E of the mean of u, squared.
 */
interface Projection {
  /** Along xhat, from parts of u that are independent of it. */
  readonly random: number;
  /** Along xhat, from the part of u that correlates with it, and the part of that which pairs share. */
  readonly aligned: Moments;
  /** Mean over the units, of layer norm. */
  readonly meanSquare: number;
}

/**
 * Backward through statistics: (gamma / std)^2 E of |u - mean(u) - xhat mean(u xhat)|^2. With d independent
 * values behind the variance E[1 / var] is d / (d - 2) of 1 / E[var]: exact for Gaussian pre-activations and
 * epsilon 0.
 */
function throughStatistics(
  moments: Moments,
  { norm, scale, fill, freedom, size }: NormState,
  { shares }: BatchShape,
  projection: Projection,
): Moments {
  const inverse = 1 / (1 - 2 / freedom);
  // Inputs that fill a few directions only, as a circle's, leave many units almost without variance: no d
  // describes them.
  const isSpread = fill === 0 || freedom >= (size - 1) / 2;
  const boost = fill === 0 ? 1 : isSpread ? 1 + fill ** 2 * (inverse - 1) : NaN;
  const factor = scale ** 2 * boost;
  const removal = fill * (2 - fill);
  const along = removal * (projection.random + projection.aligned.second);
  if (norm.kind === "batch") {
    // The batch mean is subtracted, and with it the part that the inputs share.
    const centered = (1 - 1 / size) * (moments.second - pairMean(shares, moments.shared));
    const left = Math.max(0, centered - along);
    const ratio = centered > 0 ? left / centered : 0;
    return {
      second: factor * left,
      shared: moments.shared.map((value) => factor * ratio * (value - moments.second + centered)),
    };
  }
  const isCentered = norm.kind === "layer";
  const meanSquare = isCentered ? projection.meanSquare : 0;
  const loss = (isCentered ? 1 / size : 0) * moments.second + meanSquare;
  return {
    second: factor * Math.max(0, moments.second - loss - along),
    shared: moments.shared.map(
      (value, index) => factor * (value - meanSquare - removal * (projection.aligned.shared[index] ?? 0)),
    ),
  };
}

/**
 * Through a normalisation of the output: u is independent of xhat but for the drift, which lies along xhat
 * and is removed.
 */
function throughAfter(
  moments: Moments,
  drift: number,
  state: NormState,
  { excess, alignment }: OutputShape,
  shape: BatchShape,
) {
  const { norm, scale, size } = state;
  if (norm.kind === "batch" && norm.statistics === "running") {
    // y = scale a + beta: the drift goes on along a, its constant part as one more vector that all inputs
    // share.
    const constant = (drift * norm.beta) ** 2;
    const whole = {
      second: moments.second + constant,
      shared: moments.shared.map((value) => value + constant),
    };
    return { moments: scaled(whole, scale ** 2), drift: drift * scale ** 2 };
  }
  // Over the batch xhat_b xhat_b' is -1 / (B - 1) on average: E(g . xhat)^2 / B = E g^2 - shared.
  const along =
    norm.kind === "batch" ? moments.second - pairMean(shape.shares, moments.shared) : moments.second;
  const projection = {
    random: along / size,
    aligned: { second: 0, shared: [] },
    meanSquare: 0,
  };
  const passed = throughStatistics(moments, state, shape, projection);
  // E[phi'^2 / var] against E[phi'^2] / E[var] to first order in 1/size. Heavy tails make the variance
  // deviate more than a Gaussian's. Where derivatives and outputs are large together, so is the variance, and
  // the projection removes more.
  const shift = state.fill * (excess - 2 * (alignment - 1));
  return { moments: scaled(passed, Math.max(0, 1 + shift / size)), drift: 0 };
}

/** A sum of many independent values is Gaussian and independent of the gradient it receives. */
const GAUSSIAN: OutputShape = { excess: 0, alignment: 1 };

/** Through a normalisation of a stream or of the input of a layer; null where there is none. */
export function throughNorm(gradient: Gradient, state: NormState | null, shape: BatchShape): Gradient {
  if (state === null) return gradient;
  const { moments, drift } = throughAfter(gradient, gradient.drift, state, GAUSSIAN, shape);
  return { ...moments, drift };
}

/** Products of the second moments of two independent values. */
function multiplyMoments(a: Moments, b: Moments): Moments {
  return {
    second: a.second * b.second,
    shared: a.shared.map((value, index) => value * (b.shared[index] ?? 0)),
  };
}

/** Through dropout, a gate and a normalisation that stands after the activation: the gradient of phi(y). */
function atActivation(state: LayerState, { second, shared, drift }: Gradient, shape: BatchShape) {
  const { keepProbability } = state.layer;
  if (state.gate !== null) {
    const kept = { second: second / keepProbability, shared };
    const gated = multiplyMoments(kept, state.gate);
    // A drift along the product would need the fourth moment of the gate.
    const gatedDrift = drift === 0 ? 0 : NaN;
    const moments =
      state.after === null
        ? gated
        : throughAfter(gated, 0, state.after, state.gaussian.output(), shape).moments;
    return { moments, drift: gatedDrift, driftSecond: gatedDrift };
  }
  // The mask multiplies twice: once the output that the drift follows, once the gradient.
  const kept = { second: second / keepProbability, shared };
  const keptDrift = drift / keepProbability;
  const spread = 1 / keepProbability;
  if (state.after === null) return { moments: kept, drift: keptDrift, driftSecond: keptDrift ** 2 * spread };
  const scatter = keptDrift ** 2 * (spread - 1) * state.activated.second;
  const whole = { ...kept, second: kept.second + scatter };
  const through = throughAfter(whole, keptDrift, state.after, state.gaussian.output(), shape);
  return { ...through, driftSecond: through.drift ** 2 };
}

/** One layer backward. */
export function backwardLayer(
  state: LayerState,
  gradient: Gradient,
  coupled: CoupledGradient | null,
  shape: BatchShape,
): BackwardState {
  const { gaussian, correlations, before, layer, weightVariance, seenVariance } = state;
  const { moments, drift, driftSecond } = atActivation(state, gradient, shape);
  const derivativeOverlaps = correlations.map((c) => gaussian.derivativeOverlap(c));
  const radial = drift === 0 ? null : gaussian.radial();
  const seen: Moments = {
    second:
      moments.second * gaussian.derivativeSecond +
      driftSecond * (radial?.second ?? 0) +
      (coupled?.deltaSecond ?? 0),
    shared: moments.shared.map(
      (value, index) =>
        value * (derivativeOverlaps[index] ?? 0) +
        (radial === null ? 0 : drift ** 2 * radial.at(correlations[index] ?? 0)) +
        (coupled?.deltaShared ?? 0),
    ),
  };
  // Stein's lemma again: E[(phi phi')'] = E[x phi phi'] / std.
  const along = drift * (radial?.first ?? 0);
  const perStd = seenVariance > 0 ? 1 / Math.sqrt(seenVariance) : 0;
  const seenDrift = along * perStd + (coupled?.drift ?? 0);
  let delta = seen;
  let deltaDrift = seenDrift;
  let deltaMean = drift * (radial?.mean ?? 0);
  if (before !== null) {
    const isRunning = before.norm.kind === "batch" && before.norm.statistics === "running";
    if (isRunning) delta = scaled(seen, before.scale ** 2);
    else {
      const aligned = seenDrift * Math.sqrt(seenVariance);
      delta = throughStatistics(seen, before, shape, {
        random: randomProjection(state, moments, before, shape),
        aligned: { second: aligned ** 2, shared: correlations.map((c) => aligned ** 2 * c) },
        meanSquare: (drift * (radial?.mean ?? 0)) ** 2,
      });
    }
    deltaDrift = seenDrift * before.scale ** 2 * (isRunning ? 1 : 1 - before.fill);
    deltaMean *= isRunning || before.norm.kind === "rms" ? before.scale : 0;
  }
  const back = layer.units * weightVariance;
  return {
    deltaSecond: delta.second,
    deltaShared: delta.shared,
    deltaMean,
    toInput: { ...scaled(delta, back), drift: back * deltaDrift },
    toGate: state.gate === null ? null : gateGradient(state, gradient),
  };
}

/** g times the value, for the activation of its gate. */
function gateGradient({ layer, ungated }: LayerState, { second, shared, drift }: Gradient): Gradient {
  const kept = { second: second / layer.keepProbability, shared };
  return { ...multiplyMoments(kept, ungated), drift: drift === 0 ? 0 : NaN };
}

/** E(u . xhat)^2 / size per entry for u = g phi', g independent of xhat. */
function randomProjection(
  { gaussian, correlations }: LayerState,
  { second, shared }: Moments,
  { norm, size }: NormState,
  { shares }: BatchShape,
): number {
  const projected = gaussian.projected();
  const own = second * projected.second;
  if (norm.kind !== "batch") return own / size;
  const pairs = shared.map((value, index) => value * projected.at(correlations[index] ?? 0));
  return (own + (size - 1) * pairMean(shares, pairs)) / size;
}
