/**
 * Mean-field maps of one activation at infinite width: how the squared length q and the correlation c of two
 * inputs move through a layer with weight variance sigma_w^2 / n and bias variance sigma_b^2, their fixed
 * points and the depth scales at which they are reached (Poole et al. 2016, Schoenholz et al. 2017).
 */
import { GaussianRule } from "./quadrature.ts";

/**
 * phi and phi' with the points where phi' jumps. A periodic phi is followed up to
 * sqrt(q) of about one period.
 */
export interface Nonlinearity {
  readonly f: (x: number) => number;
  readonly df: (x: number) => number;
  readonly kinks: readonly number[];
}

/** Variances of a layer, sigma_w^2 and sigma_b^2. */
export interface LayerVariances {
  readonly weight: number;
  readonly bias: number;
}

/** q of the next layer: sigma_w^2 E[phi(sqrt(q) x)^2] + sigma_b^2. */
export function lengthMap({ f, kinks }: Nonlinearity, { weight, bias }: LayerVariances, q: number): number {
  return weight * new GaussianRule(0, Math.sqrt(q), kinks).expect((z) => f(z) ** 2) + bias;
}

/**
 * chi = sigma_w^2 E[phi'(sqrt(q) x)^2]: factor of the squared gradient per layer, and
 * derivative of the c map at 1.
 */
export function gradientFactor({ df, kinks }: Nonlinearity, { weight }: LayerVariances, q: number): number {
  return weight * new GaussianRule(0, Math.sqrt(q), kinks).expect((z) => df(z) ** 2);
}

/**
 * E[h(u) h(v)] for u, v normal with variance q and correlation c, by nested quadrature that respects kinks.
 */
export function correlatedExpectation(
  h: (z: number) => number,
  kinks: readonly number[],
  q: number,
  c: number,
): number {
  const std = Math.sqrt(q);
  const outer = new GaussianRule(0, std, kinks);
  const innerStd = std * Math.sqrt(Math.max(0, 1 - c * c));
  if (innerStd === 0) return outer.expect((u) => h(u) * h(c * u));
  return outer.expect((u) => h(u) * new GaussianRule(c * u, innerStd, kinks).expect(h));
}

/** Correlation after the next layer, for inputs whose lengths stay at q. */
export function correlationMap(
  { f, kinks }: Nonlinearity,
  variances: LayerVariances,
  q: number,
  c: number,
): number {
  const overlap = variances.weight * correlatedExpectation(f, kinks, q, c) + variances.bias;
  return overlap / lengthMap({ f, df: f, kinks }, variances, q);
}

/** Fixed point q* reached from q = 1; 0 or Infinity where the length vanishes or explodes. */
export function lengthFixedPoint(phi: Nonlinearity, variances: LayerVariances): number {
  let q = 1;
  for (let step = 0; step < 10_000; step++) {
    const next = lengthMap(phi, variances, q);
    if (next < 1e-30) return 0;
    if (next > 1e30) return Infinity;
    if (Math.abs(next - q) <= 1e-14 * next) return next;
    q = next;
  }
  return q;
}

/** Where a layer stands between order and chaos. */
export interface Phase {
  readonly q: number;
  readonly chi: number;
  /** Stable correlation of two inputs at great depth. */
  readonly c: number;
  /** Depth over which q and c settle, in layers; Infinity at the edge of chaos. */
  readonly lengthScale: number;
  readonly correlationScale: number;
}

function depthScale(factor: number): number {
  return Math.abs(factor - 1) < 1e-9 ? Infinity : -1 / Math.log(Math.abs(factor));
}

/**
 * The phase of a layer law, for activations whose length map has a positive finite fixed point.
 * Error: about 1e-7 of each number.
 */
export function phaseOf(phi: Nonlinearity, variances: LayerVariances): Phase {
  const q = lengthFixedPoint(phi, variances);
  const chi = gradientFactor(phi, variances, q);
  const step = 1e-4 * q;
  const lengthDerivative =
    (lengthMap(phi, variances, q + step) - lengthMap(phi, variances, q - step)) / (2 * step);
  const c = chi <= 1 ? 1 : correlationFixedPoint(phi, variances, q);
  const correlationDerivative =
    c === 1 ? chi : variances.weight * correlatedExpectation(phi.df, phi.kinks, q, c);
  return {
    q,
    chi,
    c,
    lengthScale: depthScale(lengthDerivative),
    correlationScale: depthScale(correlationDerivative),
  };
}

/**
 * The stable fixed point below 1 of the correlation map where chi > 1, by bisection: the
 * map is above c below it.
 */
function correlationFixedPoint(phi: Nonlinearity, variances: LayerVariances, q: number): number {
  let low = 0;
  let high = 1 - 1e-6;
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (correlationMap(phi, variances, q, middle) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** E[phi^2] and E[phi'^2] at E[z^2] = q. */
export type LengthMoments = (q: number) => { readonly second: number; readonly derivativeSecond: number };

/**
 * A small length: for every activation of the catalogue q -> E[phi^2] bends at most once between it and 0.
 */
const NEAR_ZERO = 1e-3;

/**
 * sigma_w^2 on the edge of chaos, chi(q*) = 1, for a bias variance, and its q*.
 * chi = 1 gives sigma_w^2 = 1 / E[phi'^2] for any q, so only q = E[phi^2] / E[phi'^2] + sigma_b^2 remains to
 * solve.
 * @returns null where no q between 1e-9 and 1e9 solves it, as for ReLU with biases, or only the limit q = 0
 *   does and lengths flow away from it, as for GELU, SiLU and Mish without biases
 */
export function solveEdgeOfChaos(
  moments: LengthMoments,
  bias: number,
): { readonly weight: number; readonly q: number } | null {
  const at = (logQ: number) => {
    const q = Math.exp(logQ);
    const { second, derivativeSecond } = moments(q);
    return { q, weight: 1 / derivativeSecond, excess: (second / derivativeSecond + bias) / q - 1 };
  };
  let low = Math.log(1e-9);
  let high = Math.log(1e9);
  // Homogeneous activations without biases are critical at every length.
  const unit = at(0);
  if (Math.abs(unit.excess) < 1e-12) return unit;
  const limit = at(low);
  // Critical at q = 0, which is an answer only where small lengths do not grow from there.
  if (limit.excess < 0) return limit.weight * moments(NEAR_ZERO).second <= NEAR_ZERO ? limit : null;
  if (at(high).excess > 0) return null;
  // 41 / 2^55 is a rounding of ln q.
  for (let step = 0; step < 55; step++) {
    const middle = (low + high) / 2;
    if (at(middle).excess > 0) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

/** `solveEdgeOfChaos` by quadrature. */
export function edgeOfChaos(phi: Nonlinearity, bias: number): ReturnType<typeof solveEdgeOfChaos> {
  return solveEdgeOfChaos((q) => {
    const rule = new GaussianRule(0, Math.sqrt(q), phi.kinks);
    return {
      second: rule.expect((z) => phi.f(z) ** 2),
      derivativeSecond: rule.expect((z) => phi.df(z) ** 2),
    };
  }, bias);
}
