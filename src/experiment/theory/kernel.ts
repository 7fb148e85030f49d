/**
 * Gaussian expectations of an activation: moments, and expectations over two inputs whose pre-activations
 * correlate. In closed form where there is one (closedForms.ts), else by quadrature and Hermite series.
 */
import { activationById } from "../../catalog/activations.ts";
import { expectation, gaussianNodes, HermiteSeries } from "../../math/hermite.ts";
import type { GaussianNodes } from "../../math/hermite.ts";
import type { LayerPlan } from "../plan.ts";
import { closedForm, homogeneousForm } from "./closedForms.ts";
import type { GaussianLaw, Kernel, OutputShape, PairMoments } from "./gaussianLaw.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "slope">;

/** phi at a single point: the variance is zero, and all inputs are equal. */
function pointKernel({ activation, slope }: ActivationOf, mean: number): Kernel {
  const { f, df } = activationById(activation);
  const [value, derivative] = [f(mean, slope), df(mean, slope)];
  const constant = (of: number): PairMoments => ({ mean: of, first: 0, second: of * of, at: () => of * of });
  return {
    mean: value,
    second: value * value,
    slopeSecond: derivative * derivative,
    overlap: () => value * value,
    slopeOverlap: () => derivative * derivative,
    radial: () => constant(value * derivative),
    projected: () => constant(0),
    output: () => ({ excess: 0, alignment: 1 }),
  };
}

/** No expectation exists: the variance has overflowed, or is undefined. */
function lostKernel(variance: number): Kernel {
  const lost: PairMoments = { mean: variance, first: variance, second: variance, at: () => variance };
  return {
    mean: variance,
    second: variance,
    slopeSecond: NaN,
    overlap: () => variance,
    slopeOverlap: () => NaN,
    radial: () => lost,
    projected: () => lost,
    output: () => ({ excess: NaN, alignment: NaN }),
  };
}

/** By quadrature, each part computed at first use. */
class QuadratureKernel implements Kernel {
  readonly mean: number;
  readonly second: number;
  readonly slopeSecond: number;
  private readonly law: GaussianLaw;
  private readonly rule: GaussianNodes;
  private readonly values: Float64Array;
  private readonly slopes: Float64Array;
  private series: HermiteSeries | null = null;
  private radialSeries: HermiteSeries | null = null;
  private projectedSeries: HermiteSeries | null = null;

  constructor(of: ActivationOf, law: GaussianLaw) {
    const { f, df, kinks, period } = activationById(of.activation);
    this.law = law;
    this.rule = gaussianNodes(law.mean, Math.sqrt(law.variance), kinks, period);
    const { points, weights } = this.rule;
    this.values = new Float64Array(points.length);
    this.slopes = new Float64Array(points.length);
    let mean = 0;
    let second = 0;
    let slopeSecond = 0;
    for (let i = 0; i < points.length; i++) {
      const point = points[i] ?? 0;
      const weight = weights[i] ?? 0;
      const value = f(point, of.slope);
      const slope = df(point, of.slope);
      this.values[i] = value;
      this.slopes[i] = slope;
      mean += weight * value;
      second += weight * value * value;
      slopeSecond += weight * slope * slope;
    }
    this.mean = mean;
    this.second = second;
    this.slopeSecond = slopeSecond;
  }

  overlap = (c: number): number => this.outputSeries().at(c);

  slopeOverlap = (c: number): number => this.outputSeries().slopeAt(c) / this.law.variance;

  radial = (): PairMoments => {
    this.radialSeries ??= this.seriesOf(this.values.map((value, i) => value * (this.slopes[i] ?? 0)));
    return pairMoments(this.radialSeries);
  };

  projected = (): PairMoments => {
    const { nodes } = this.rule;
    this.projectedSeries ??= this.seriesOf(this.slopes.map((slope, i) => slope * (nodes[i] ?? 0)));
    return pairMoments(this.projectedSeries);
  };

  output = (): OutputShape => {
    const { weights } = this.rule;
    let fourth = 0;
    let sloped = 0;
    for (let i = 0; i < weights.length; i++) {
      const square = ((this.values[i] ?? 0) - this.mean) ** 2;
      fourth += (weights[i] ?? 0) * square * square;
      sloped += (weights[i] ?? 0) * square * (this.slopes[i] ?? 0) ** 2;
    }
    const variance = this.second - this.mean ** 2;
    return { excess: fourth / variance ** 2 - 3, alignment: sloped / (this.slopeSecond * variance) };
  };

  private outputSeries(): HermiteSeries {
    this.series ??= new HermiteSeries(
      this.rule.coefficients(this.values),
      this.second,
      this.law.variance * this.slopeSecond,
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
function withClosedForm(of: ActivationOf, law: GaussianLaw): Kernel {
  const homogeneous = homogeneousForm(of, law);
  if (homogeneous !== null) {
    // The shape does not depend on the scale.
    const output = (): OutputShape => new QuadratureKernel(of, { mean: 0, variance: 1 }).output();
    return { ...homogeneous, output };
  }
  const form = closedForm(of, law);
  if (form === null) return new QuadratureKernel(of, law);
  let rare: QuadratureKernel | null = null;
  const quadrature = (): QuadratureKernel => (rare ??= new QuadratureKernel(of, law));
  return {
    ...form,
    radial: () => quadrature().radial(),
    projected: () => quadrature().projected(),
    output: () => quadrature().output(),
  };
}

function makeKernel(of: ActivationOf, law: GaussianLaw): Kernel {
  if (!Number.isFinite(law.variance) || !Number.isFinite(law.mean)) return lostKernel(law.variance);
  return law.variance > 0 ? withClosedForm(of, law) : pointKernel(of, law.mean);
}

/**
 * Layers at a fixed point, and configurations between which a visitor alternates, need the same expectations.
 */
const cache = new Map<string, Kernel>();
const KEPT = 1000;

/** The expectations of an activation under a law; its mean and variance count to 12 digits. */
export function kernelOf(of: ActivationOf, law: GaussianLaw): Kernel {
  const { activation, slope } = of;
  const key = `${activation} ${slope} ${law.mean.toPrecision(12)} ${law.variance.toPrecision(12)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const kernel = makeKernel(of, law);
  if (cache.size >= KEPT) cache.clear();
  cache.set(key, kernel);
  return kernel;
}
