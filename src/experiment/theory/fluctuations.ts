/**
 * Fluctuations of one layer of finite width: the variance of averages over its units, and the map from a
 * deviation of ln q at its input to one at its output. That map is a curve, not a factor.
 */
import { activationById } from "../../catalog/activations.ts";
import { expectation, gaussianNodes, HermiteSeries } from "../../math/hermite.ts";
import type { LayerPlan } from "../plan.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";
import type { PairShares } from "./pairs.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "activationParameter">;

/** Hermite series, under pre-activations N(0, q), of the functions whose averages fluctuate. */
export interface LayerMoments {
  readonly output: HermiteSeries;
  readonly square: HermiteSeries;
  readonly derivative: HermiteSeries;
  readonly derivativeSquare: HermiteSeries;
  /** E[phi^3]. */
  readonly third: number;
}

/** In a network at its fixed point every layer has the same q, so results are kept. */
const moments = new Map<string, LayerMoments>();
const KEPT = 500;

/** The series for pre-activations N(0, q); q counts to 12 digits. */
export function layerMoments(of: ActivationOf, q: number): LayerMoments {
  const key = `${of.activation} ${of.activationParameter} ${q.toPrecision(12)}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  const { f, df, kinks, period } = activationById(of.activation);
  const rule = gaussianNodes(0, Math.sqrt(q), kinks, period?.(of.activationParameter));
  const series = (values: Float64Array): HermiteSeries =>
    new HermiteSeries(
      rule.coefficients(values),
      expectation(
        rule.weights,
        values.map((value) => value * value),
      ),
    );
  const outputs = rule.points.map((y) => f(y, of.activationParameter));
  const derivatives = rule.points.map((y) => df(y, of.activationParameter));
  const made = {
    output: series(outputs),
    square: series(outputs.map((value) => value * value)),
    derivative: series(derivatives),
    derivativeSquare: series(derivatives.map((value) => value * value)),
    third: expectation(
      rule.weights,
      outputs.map((value) => value ** 3),
    ),
  };
  if (moments.size >= KEPT) moments.clear();
  moments.set(key, made);
  return made;
}

/**
 * a^2 - 2 m a: the variance about the mean m changes by its average, to first order. For outputs a kept with
 * probability p its average over the mask is phi^2 / p - 2 m phi.
 */
export function spreadSeries(
  { output, square, third }: LayerMoments,
  keepProbability: number,
): HermiteSeries {
  const { mean } = output;
  const p = keepProbability;
  return new HermiteSeries(
    square.coefficients.map((value, k) => value / p - 2 * mean * (output.coefficients[k] ?? 0)),
    square.second / p ** 2 - (4 * mean * third) / p + 4 * mean * mean * output.second,
  );
}

/**
 * Correlations between the pre-activations of two inputs: the mean of each class, and the variance within a
 * class.
 */
export interface Correlations {
  readonly shares: PairShares;
  readonly values: readonly number[];
  readonly variance: number;
}

/** E[h(u) h(v)] over pairs, to second order in the deviation of their correlation. */
export function overPairs(series: HermiteSeries, { shares, values, variance }: Correlations): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    const c = values[i] ?? 0;
    const at = series.at(c) + 0.5 * series.curvatureAt(c) * variance;
    sum += (shares[i] ?? 0) * Math.min(series.second, at);
  }
  return sum;
}

/**
 * Variance of the mean of h over B inputs of one unit; `kept` is the probability that dropout keeps an entry.
 */
export function meanVariance(
  series: HermiteSeries,
  batch: number,
  correlations: Correlations,
  kept: number,
): number {
  const square = series.mean * series.mean;
  const own = (series.second / kept - square) / batch;
  const pairs = (1 - 1 / batch) * (overPairs(series, correlations) - square);
  return Math.max(0, own + pairs);
}

/** Mean and variance of a logarithm. */
export interface LogNormal {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Nodes and weights of 5-point Gauss-Hermite quadrature for a standard normal: exact for squares of curves of
 * degree 4.
 */
const NODES = [-2.8569700138728056, -1.3556261799742659, 0, 1.3556261799742659, 2.8569700138728056] as const;
const WEIGHTS = [
  0.01125741132772069, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.01125741132772069,
] as const;

/**
 * The law of a log-normal deviation behind a curve, and the slope of the line that fits the curve best under
 * it.
 */
export interface Carried extends LogNormal {
  readonly lineSlope: number;
  /** Variance that the line leaves out. */
  readonly bend: number;
}

/** The law behind y -> curve(y); y and curve(y) are deviations of logarithms. */
export function carry(curve: (y: number) => number, { mean, variance }: LogNormal): Carried {
  const std = Math.sqrt(variance);
  if (std === 0) {
    const step = 1e-3;
    const lineSlope = (curve(mean + step) - curve(mean - step)) / (2 * step);
    return { mean: curve(mean), variance: 0, lineSlope, bend: 0 };
  }
  const values = NODES.map((x) => curve(mean + std * x));
  let first = 0;
  let second = 0;
  let product = 0;
  values.forEach((value, i) => {
    const weight = WEIGHTS[i] ?? 0;
    first += weight * value;
    second += weight * value * value;
    product += weight * value * (NODES[i] ?? 0);
  });
  const spread = Math.max(0, second - first * first);
  return {
    mean: first,
    variance: spread,
    lineSlope: product / std,
    bend: Math.max(0, spread - product ** 2),
  };
}

/** Functions of ln q, tabulated per activation at the values in use. */
export interface LogCurves {
  /** ln E[phi^2]. */
  readonly square: (logQ: number) => number;
  /** ln E[phi'^2]. */
  readonly derivative: (logQ: number) => number;
  /** ln Var a, for outputs a = phi / p kept with probability p: Var a = Var phi + (1 / p - 1) E[phi^2]. */
  readonly variance: (logQ: number, keepProbability: number) => number;
}

/**
 * Spacing of the table in ln q: cubic interpolation is then good to 1e-4 for all activations (checked in its
 * test).
 */
const SPACING = 0.25;
/** Below this share of E[phi^2] a variance is rounding. There phi is linear, and Var phi = q E[phi'^2]. */
const ROUNDED = 1e-9;
const curves = new Map<string, LogCurves>();

/** The curves of an activation. */
export function logCurves(of: ActivationOf): LogCurves {
  const key = `${of.activation} ${of.activationParameter}`;
  const known = curves.get(key);
  if (known !== undefined) return known;
  const table = new Map<number, readonly [square: number, derivative: number, variance: number]>();
  const knot = (k: number): readonly [number, number, number] => {
    const found = table.get(k);
    if (found !== undefined) return found;
    const q = Math.exp(k * SPACING);
    const { mean, second, derivativeSecond } = gaussianExpectation(of, { mean: 0, variance: q });
    const central = second - mean * mean;
    const variance = central > ROUNDED * second ? central : q * derivativeSecond;
    const logs = [Math.log(second), Math.log(derivativeSecond), Math.log(variance)] as const;
    table.set(k, logs);
    return logs;
  };
  const at =
    (which: 0 | 1 | 2) =>
    (logQ: number): number => {
      const k = Math.floor(logQ / SPACING);
      const t = logQ / SPACING - k;
      const [a, b, c, d] = [knot(k - 1)[which], knot(k)[which], knot(k + 1)[which], knot(k + 2)[which]];
      // Catmull-Rom interpolation.
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    };
  const [square, central] = [at(0), at(2)];
  const variance = (logQ: number, p: number): number =>
    p === 1 ? central(logQ) : Math.log(Math.exp(central(logQ)) + (1 / p - 1) * Math.exp(square(logQ)));
  const made = { square, derivative: at(1), variance };
  curves.set(key, made);
  return made;
}
