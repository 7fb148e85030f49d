/**
 * Gaussian expectations of an activation: moments, and expectations over two inputs whose pre-activations
 * correlate. In closed form where there is one (closedForms.ts), else by quadrature and Hermite series.
 */
import { activationById } from "../../catalog/activations.ts";
import { expectation, gaussianNodes, HermiteSeries } from "../../math/hermite.ts";
import type { GaussianNodes } from "../../math/hermite.ts";
import type { LayerPlan } from "../plan.ts";
import { closedForm, homogeneousForm } from "./closedForms.ts";
import type { GaussianLaw, GaussianExpectation, OutputShape, PairMoments } from "./gaussianLaw.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "activationParameter">;

/** phi at a single point: the variance is zero, and all inputs are equal. */
function pointExpectation(
  { activation, activationParameter: p }: ActivationOf,
  mean: number,
): GaussianExpectation {
  const { f, df } = activationById(activation);
  const [value, derivative] = [f(mean, p), df(mean, p)];
  const constant = (of: number): PairMoments => ({ mean: of, first: 0, second: of * of, at: () => of * of });
  return {
    mean: value,
    second: value * value,
    derivativeSecond: derivative * derivative,
    overlap: () => value * value,
    derivativeOverlap: () => derivative * derivative,
    radial: () => constant(value * derivative),
    projected: () => constant(0),
    output: () => ({ excess: 0, alignment: 1 }),
  };
}

/** No expectation exists: the variance has overflowed, or is undefined. */
function lostExpectation(variance: number): GaussianExpectation {
  const lost: PairMoments = { mean: variance, first: variance, second: variance, at: () => variance };
  return {
    mean: variance,
    second: variance,
    derivativeSecond: NaN,
    overlap: () => variance,
    derivativeOverlap: () => NaN,
    radial: () => lost,
    projected: () => lost,
    output: () => ({ excess: NaN, alignment: NaN }),
  };
}

/** By quadrature, each part computed at first use. */
class QuadratureExpectation implements GaussianExpectation {
  readonly mean: number;
  readonly second: number;
  readonly derivativeSecond: number;
  private readonly law: GaussianLaw;
  private readonly rule: GaussianNodes;
  private readonly values: Float64Array;
  private readonly derivatives: Float64Array;
  private series: HermiteSeries | null = null;
  private radialSeries: HermiteSeries | null = null;
  private projectedSeries: HermiteSeries | null = null;

  constructor(of: ActivationOf, law: GaussianLaw) {
    const { f, df, kinks, period } = activationById(of.activation);
    this.law = law;
    const std = Math.sqrt(law.variance);
    this.rule = gaussianNodes(law.mean, std, kinks, period?.(of.activationParameter));
    const { points, weights } = this.rule;
    this.values = new Float64Array(points.length);
    this.derivatives = new Float64Array(points.length);
    let mean = 0;
    let second = 0;
    let derivativeSecond = 0;
    for (let i = 0; i < points.length; i++) {
      const point = points[i] ?? 0;
      const weight = weights[i] ?? 0;
      const value = f(point, of.activationParameter);
      const derivative = df(point, of.activationParameter);
      this.values[i] = value;
      this.derivatives[i] = derivative;
      mean += weight * value;
      second += weight * value * value;
      derivativeSecond += weight * derivative * derivative;
    }
    this.mean = mean;
    this.second = second;
    this.derivativeSecond = derivativeSecond;
  }

  overlap = (c: number): number => this.outputSeries().at(c);

  derivativeOverlap = (c: number): number => this.outputSeries().derivativeAt(c) / this.law.variance;

  radial = (): PairMoments => {
    this.radialSeries ??= this.seriesOf(this.values.map((value, i) => value * (this.derivatives[i] ?? 0)));
    return pairMoments(this.radialSeries);
  };

  projected = (): PairMoments => {
    const { nodes } = this.rule;
    this.projectedSeries ??= this.seriesOf(
      this.derivatives.map((derivative, i) => derivative * (nodes[i] ?? 0)),
    );
    return pairMoments(this.projectedSeries);
  };

  output = (): OutputShape => {
    const { weights } = this.rule;
    let fourth = 0;
    let together = 0;
    for (let i = 0; i < weights.length; i++) {
      const square = ((this.values[i] ?? 0) - this.mean) ** 2;
      fourth += (weights[i] ?? 0) * square * square;
      together += (weights[i] ?? 0) * square * (this.derivatives[i] ?? 0) ** 2;
    }
    const variance = this.second - this.mean ** 2;
    return { excess: fourth / variance ** 2 - 3, alignment: together / (this.derivativeSecond * variance) };
  };

  private outputSeries(): HermiteSeries {
    this.series ??= new HermiteSeries(
      this.rule.coefficients(this.values),
      this.second,
      this.law.variance * this.derivativeSecond,
    );
    return this.series;
  }

  private seriesOf(values: Float64Array): HermiteSeries {
    const { coefficients, weights } = this.rule;
    return new HermiteSeries(coefficients(values), expectation(weights, squared(values)));
  }
}

function squared(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}

function pairMoments(series: HermiteSeries): PairMoments {
  const { mean, first, second } = series;
  return { mean, first, second, at: (c) => series.at(c) };
}

/** The closed form of the common expectations, and quadrature for the rare ones. */
function withClosedForm(of: ActivationOf, law: GaussianLaw): GaussianExpectation {
  const homogeneous = homogeneousForm(of, law);
  if (homogeneous !== null) {
    // The shape does not depend on the scale.
    const output = (): OutputShape => new QuadratureExpectation(of, { mean: 0, variance: 1 }).output();
    return { ...homogeneous, output };
  }
  const form = closedForm(of, law);
  if (form === null) return new QuadratureExpectation(of, law);
  let rare: QuadratureExpectation | null = null;
  const quadrature = (): QuadratureExpectation => (rare ??= new QuadratureExpectation(of, law));
  return {
    ...form,
    radial: () => quadrature().radial(),
    projected: () => quadrature().projected(),
    output: () => quadrature().output(),
  };
}

function makeExpectation(of: ActivationOf, law: GaussianLaw): GaussianExpectation {
  if (!Number.isFinite(law.variance) || !Number.isFinite(law.mean)) return lostExpectation(law.variance);
  return law.variance > 0 ? withClosedForm(of, law) : pointExpectation(of, law.mean);
}

/**
 * Layers at a fixed point, and configurations between which a visitor alternates, need the same expectations.
 */
const cache = new Map<string, GaussianExpectation>();
const KEPT = 1000;

/** The expectations of an activation under a law; its mean and variance count to 12 digits. */
export function gaussianExpectation(of: ActivationOf, law: GaussianLaw): GaussianExpectation {
  const { activation, activationParameter } = of;
  const key = `${activation} ${activationParameter} ${law.mean.toPrecision(12)} ${law.variance.toPrecision(12)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const gaussian = makeExpectation(of, law);
  if (cache.size >= KEPT) cache.clear();
  cache.set(key, gaussian);
  return gaussian;
}
