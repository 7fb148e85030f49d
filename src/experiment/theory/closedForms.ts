/**
 * Activations with Gaussian expectations in closed form: straight halves (Cho, Saul 2009, order 1), erf
 * (Williams 1998), GELU (by Stein's lemma; Tsuchida, Pearce, van der Heide, Roosta, Gallagher 2021) and sine.
 * v is the variance, c the correlation.
 */
import { activationById } from "../../catalog/activations.ts";
import type { LayerPlan } from "../plan.ts";
import type { GaussianLaw, GaussianExpectation, PairMoments } from "./gaussianLaw.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "activationParameter">;
type Form = Omit<GaussianExpectation, "radial" | "projected" | "output">;

const TWO_OVER_PI = 2 / Math.PI;

function clip(c: number): number {
  return Math.min(1, Math.max(-1, c));
}

/** sqrt(1 - c^2) without cancellation near 1. */
function complement(c: number): number {
  return Math.sqrt((1 - c) * (1 + c));
}

/**
 * h(x) = scale times (right x for x > 0, left x for x < 0): h = A x + D |x|, and E|x||y| = (2/pi)
 * (sqrt(1 - c^2) + c asin c).
 */
function straightHalves(right: number, left: number, scale: number): PairMoments {
  const odd = (right + left) / 2;
  const even = (right - left) / 2;
  const square = scale * scale;
  return {
    mean: scale * even * Math.sqrt(TWO_OVER_PI),
    first: scale * odd,
    second: (square * (right * right + left * left)) / 2,
    at: (correlation) => {
      const c = clip(correlation);
      return square * (odd * odd * c + even * even * TWO_OVER_PI * (complement(c) + c * Math.asin(c)));
    },
  };
}

/** Whether phi(s x) = s phi(x) for s > 0, so that the length of the input does not matter. */
export function isHomogeneous({ activation }: Pick<LayerPlan, "activation">): boolean {
  return activationById(activation).isHomogeneous === true;
}

/** Linear, ReLU and leaky ReLU around 0; null for all others. */
export function homogeneousForm(
  { activation, activationParameter }: ActivationOf,
  law: GaussianLaw,
): Omit<GaussianExpectation, "output"> | null {
  if (law.mean !== 0 || !(law.variance < Infinity) || !isHomogeneous({ activation })) return null;
  const { df } = activationById(activation);
  const [right, left] = [df(1, activationParameter), df(-1, activationParameter)];
  const std = Math.sqrt(law.variance);
  const output = straightHalves(right, left, std);
  const odd = (right + left) / 2;
  const even = (right - left) / 2;
  return {
    mean: output.mean,
    second: output.second,
    derivativeSecond: (right * right + left * left) / 2,
    overlap: output.at,
    // E[sign x sign y] = (2/pi) asin c.
    derivativeOverlap: (c) => odd * odd + even * even * TWO_OVER_PI * Math.asin(clip(c)),
    radial: () => straightHalves(right * right, left * left, std),
    projected: () => straightHalves(right, left, 1),
  };
}

/** E erf erf = (2/pi) asin(2 v c / (1 + 2 v)). */
function erfForm(v: number): Form {
  const overlap = (c: number): number => TWO_OVER_PI * Math.asin((2 * v * clip(c)) / (1 + 2 * v));
  const derivativeOverlap = (c: number): number =>
    (2 * TWO_OVER_PI) / Math.sqrt((1 + 2 * v * (1 - clip(c))) * (1 + 2 * v * (1 + clip(c))));
  return { mean: 0, second: overlap(1), derivativeSecond: derivativeOverlap(1), overlap, derivativeOverlap };
}

/**
 * Let D = 1 / (2 pi sqrt(r)) = E[N(x) N(y)], r = (1 + v)^2 - v^2 c^2, and let G = E[Phi(x) Phi(y)] be the
 * gates. Stein's lemma, applied twice, gives E[x Phi(x) y Phi(y)] = v^2 D S / (1 + v) + v c G with S = 1 +
 * c^2 + v (1 - c^2), and its derivative by v c, E[phi' phi'] = G + D c v (3 + 5 v + 2 v^2 (1 - c^2)) / ((1 +
 * v) r). All terms of both are positive for c > 0, so no digits are lost at any v.
 */
function geluForm(v: number): Form {
  const parts = (correlation: number) => {
    const c = clip(correlation);
    const apart = (1 - c) * (1 + c);
    const root = 1 + 2 * v + v * v * apart;
    const density = 1 / (2 * Math.PI * Math.sqrt(root));
    // 1/4 + asin(v c / (1 + v)) / 2 pi, as an angle that is exact at both ends.
    const gates = Math.atan2(Math.sqrt(root), -v * c) / (2 * Math.PI);
    return { c, apart, root, density, gates };
  };
  const overlap = (correlation: number): number => {
    const { c, apart, density, gates } = parts(correlation);
    return v * (v * density * ((1 + c * c + v * apart) / (1 + v)) + c * gates);
  };
  const derivativeOverlap = (correlation: number): number => {
    const { c, apart, root, density, gates } = parts(correlation);
    return gates + (density * c * v * (3 + 5 * v + 2 * v * v * apart)) / ((1 + v) * root);
  };
  return {
    mean: v / Math.sqrt(2 * Math.PI * (1 + v)),
    second: overlap(1),
    derivativeSecond: derivativeOverlap(1),
    overlap,
    derivativeOverlap,
  };
}

/** sin u sin u' = (cos(u - u') - cos(u + u')) / 2, and E cos(m + s x) = exp(-s^2 / 2) cos m. */
function sineForm(mean: number, v: number): Form {
  const apart = (c: number): number => Math.exp(-v * (1 - clip(c))) / 2;
  const together = (c: number): number => (Math.cos(2 * mean) * Math.exp(-v * (1 + clip(c)))) / 2;
  const isCentered = mean === 0;
  const overlap = (c: number): number =>
    // exp(-v) sinh(v c) has no cancellation where v is small.
    isCentered && v < 1 ? Math.exp(-v) * Math.sinh(v * clip(c)) : apart(c) - together(c);
  const derivativeOverlap = (c: number): number => apart(c) + together(c);
  return {
    mean: Math.exp(-v / 2) * Math.sin(mean),
    second: overlap(1),
    derivativeSecond: derivativeOverlap(1),
    overlap,
    derivativeOverlap,
  };
}

/** sin(p x): the argument is scaled, and so is the derivative. */
function scaledSineForm(mean: number, v: number, p: number): Form {
  const form = sineForm(p * mean, p * p * v);
  return {
    ...form,
    derivativeSecond: p * p * form.derivativeSecond,
    derivativeOverlap: (c) => p * p * form.derivativeOverlap(c),
  };
}

/** The closed form of an activation without straight halves; null where there is none. */
export function closedForm(
  { activation, activationParameter }: ActivationOf,
  { mean, variance }: GaussianLaw,
): Form | null {
  if (!(variance < Infinity)) return null;
  const kind = activationById(activation).closedForm;
  if (kind === "sine") return scaledSineForm(mean, variance, activationParameter);
  if (kind === undefined || mean !== 0) return null;
  switch (kind) {
    case "erf":
      return erfForm(variance);
    case "gelu":
      // At such a variance the bend around 0 has a share of 1e-15, and v^3 would overflow below.
      if (variance > 1e30)
        return homogeneousForm({ activation: "relu", activationParameter: 0 }, { mean, variance });
      return geluForm(variance);
    default:
      return kind satisfies never;
  }
}
