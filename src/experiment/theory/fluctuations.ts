/**
 * What makes a network of finite width stray from the theory line, per layer: how far averages
 * over its units fluctuate, and how a deviation of the length q that comes in goes out again,
 * which is a curve, not a factor.
 */
import { activationById } from "../../catalog/activations.ts";
import { expectation, gaussianNodes, HermiteSeries } from "../../math/hermite.ts";
import type { LayerPlan } from "../plan.ts";
import { kernelOf } from "./kernel.ts";
import type { PairShares } from "./pairs.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "slope">;

/** The functions of a pre-activation whose averages matter. */
export interface LayerMoments {
  readonly output: HermiteSeries;
  readonly square: HermiteSeries;
  readonly slope: HermiteSeries;
  readonly slopeSquare: HermiteSeries;
  /** E[phi^3]. */
  readonly third: number;
}

/** A network at its fixed point meets the same q in every layer. */
const moments = new Map<string, LayerMoments>();
const KEPT = 500;

/** For pre-activations N(0, q); q counts to 12 digits. */
export function layerMoments(of: ActivationOf, q: number): LayerMoments {
  const key = `${of.activation} ${of.slope} ${q.toPrecision(12)}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  const { f, df, kinks, period } = activationById(of.activation);
  const rule = gaussianNodes(0, Math.sqrt(q), kinks, period);
  const series = (values: Float64Array): HermiteSeries =>
    new HermiteSeries(
      rule.coefficients(values),
      expectation(
        rule.weights,
        values.map((value) => value * value),
      ),
    );
  const outputs = rule.points.map((y) => f(y, of.slope));
  const slopes = rule.points.map((y) => df(y, of.slope));
  const made = {
    output: series(outputs),
    square: series(outputs.map((value) => value * value)),
    slope: series(slopes),
    slopeSquare: series(slopes.map((value) => value * value)),
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
 * a^2 - 2 m a, what the variance about the mean m moves by to first order, for outputs a kept with
 * probability p: averaged over its mask, phi^2 / p - 2 m phi.
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
 * Correlations between the pre-activations of two inputs: by class, and how far they stray within a class.
 */
export interface Correlations {
  readonly shares: PairShares;
  readonly values: readonly number[];
  readonly variance: number;
}

/** E[h(u) h(v)] over pairs, to second order in the spread of their correlation. */
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
 * Variance of the mean of h over B inputs of one unit, relative to E[h]^2; `kept` is the probability
 * that dropout keeps an entry.
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
 * Nodes and weights of 5-point Gauss-Hermite quadrature for a standard normal: exact for
 * curves of degree 4, squared.
 */
const NODES = [-2.8569700138728056, -1.3556261799742659, 0, 1.3556261799742659, 2.8569700138728056] as const;
const WEIGHTS = [
  0.01125741132772069, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.01125741132772069,
] as const;

/**
 * A log-normal deviation through a curve: its new law, and the straight line that
 * fits the curve best over it.
 */
export interface Carried extends LogNormal {
  readonly slope: number;
  /** Variance that the line leaves out. */
  readonly bend: number;
}

/** Through y -> curve(y), both deviations of logarithms. */
export function carry(curve: (y: number) => number, { mean, variance }: LogNormal): Carried {
  const std = Math.sqrt(variance);
  if (std === 0) {
    const step = 1e-3;
    const slope = (curve(mean + step) - curve(mean - step)) / (2 * step);
    return { mean: curve(mean), variance: 0, slope, bend: 0 };
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
  return { mean: first, variance: spread, slope: product / std, bend: Math.max(0, spread - product ** 2) };
}

/**
 * ln E[phi^2] and ln E[phi'^2] as functions of ln q, tabulated per activation as far as they are asked for.
 */
export interface LogCurves {
  readonly square: (logQ: number) => number;
  readonly slope: (logQ: number) => number;
}

/**
 * Spacing of the table in ln q: cubic interpolation between is then good to 1e-4 for all
 * activations (checked in its test).
 */
const SPACING = 0.25;
const curves = new Map<string, LogCurves>();

/** The curves of an activation. */
export function logCurves(of: ActivationOf): LogCurves {
  const key = `${of.activation} ${of.slope}`;
  const known = curves.get(key);
  if (known !== undefined) return known;
  const table = new Map<number, readonly [square: number, slope: number]>();
  const knot = (k: number): readonly [number, number] => {
    const found = table.get(k);
    if (found !== undefined) return found;
    const kernel = kernelOf(of, { mean: 0, variance: Math.exp(k * SPACING) });
    const pair = [Math.log(kernel.second), Math.log(kernel.slopeSecond)] as const;
    table.set(k, pair);
    return pair;
  };
  const at =
    (which: 0 | 1) =>
    (logQ: number): number => {
      const k = Math.floor(logQ / SPACING);
      const t = logQ / SPACING - k;
      const [a, b, c, d] = [knot(k - 1)[which], knot(k)[which], knot(k + 1)[which], knot(k + 2)[which]];
      // Catmull-Rom.
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    };
  const made = { square: at(0), slope: at(1) };
  curves.set(key, made);
  return made;
}
