/**
 * Values divided by their root mean square lie on a sphere; their law is not Gaussian. With d independent
 * values behind the statistics a Gaussian is a point of the sphere times a radius R with E R^2 = 1, Var R^2 =
 * 2/d. To first order, E_sphere = (1 - (1/d) v^2 d^2/dv^2) E_Gauss, v the variance. For ReLU's mean, for
 * example, the factor is 1 + 1/(4 d).
 */
import { gaussianExpectation } from "./gaussianExpectation.ts";
import type { GaussianLaw, GaussianExpectation, PairMoments } from "./gaussianLaw.ts";
import type { LayerPlan } from "../plan.ts";

/** Relative step in v: its square is the relative error of the correction, itself of order 1/d. */
const STEP = 0.1;

/**
 * The correction needs few digits. With few of them, layers that differ by epsilon share the same
 * expectations.
 */
const DIGITS = 3;

/** A value at v (1 - STEP), v and v (1 + STEP). */
type At<Value> = readonly [below: Value, at: Value, above: Value];

/**
 * The expectations of an activation of normalised values.
 * @param law the Gaussian law before the correction; its mean is beta
 * @param correction 1/d where epsilon is 0, less where epsilon adds to the variance
 */
export function sphericalExpectation(
  of: Pick<LayerPlan, "activation" | "activationParameter">,
  law: GaussianLaw,
  correction: number,
): GaussianExpectation {
  const exact = gaussianExpectation(of, law);
  if (!(correction > 0) || !(law.variance > 0)) return exact;
  const mean = Number(law.mean.toPrecision(DIGITS));
  const variance = Number(law.variance.toPrecision(DIGITS));
  const near = (factor: number): GaussianExpectation =>
    gaussianExpectation(of, { mean, variance: variance * factor });
  const around: At<GaussianExpectation> = [near(1 - STEP), near(1), near(1 + STEP)];
  const correct = (value: number, [below, at, above]: At<number>): number =>
    value - (correction * (below - 2 * at + above)) / STEP ** 2;
  const average = (read: (gaussian: GaussianExpectation) => number): number =>
    correct(read(exact), [read(around[0]), read(around[1]), read(around[2])]);
  /** Of a function with an explicit factor R^power, apart from its dependence on y. */
  const pairs = (read: (gaussian: GaussianExpectation) => PairMoments, power: number): PairMoments => {
    const own = read(exact);
    const [below, at, above] = [read(around[0]), read(around[1]), read(around[2])];
    const join = (get: (part: PairMoments) => number, degree: number): number =>
      correct(get(own), [
        (1 - STEP) ** (degree / 2) * get(below),
        get(at),
        (1 + STEP) ** (degree / 2) * get(above),
      ]);
    return {
      mean: join((part) => part.mean, power),
      // x lies on the sphere too: it grows with R.
      first: join((part) => part.first, power + 1),
      second: join((part) => part.second, 2 * power),
      at: (c) => join((part) => part.at(c), 2 * power),
    };
  };
  return {
    mean: average((gaussian) => gaussian.mean),
    second: average((gaussian) => gaussian.second),
    derivativeSecond: average((gaussian) => gaussian.derivativeSecond),
    overlap: (c) => average((gaussian) => gaussian.overlap(c)),
    derivativeOverlap: (c) => average((gaussian) => gaussian.derivativeOverlap(c)),
    radial: () => pairs((gaussian) => gaussian.radial(), 0),
    projected: () => pairs((gaussian) => gaussian.projected(), 1),
    output: exact.output,
  };
}
