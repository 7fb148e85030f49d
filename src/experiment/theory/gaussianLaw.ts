/**
 * Expectations of an activation under a Gaussian, as an interface: closed forms and quadrature implement it.
 */

/** y ~ N(mean, variance). */
export interface GaussianLaw {
  readonly mean: number;
  readonly variance: number;
}

/** A function h of two normals of correlation c. */
export interface PairMoments {
  /** E[h]. */
  readonly mean: number;
  /** E[x h], x the standard normal behind y. */
  readonly first: number;
  /** E[h^2]. */
  readonly second: number;
  /** E[h(y) h(y')]. */
  readonly at: (c: number) => number;
}

/** phi under y ~ N(mean, variance). */
export interface GaussianExpectation {
  /** E[phi]. */
  readonly mean: number;
  /** E[phi^2]. */
  readonly second: number;
  /** E[phi'^2]. */
  readonly derivativeSecond: number;
  /** E[phi(y) phi(y')]. */
  readonly overlap: (c: number) => number;
  /** E[phi'(y) phi'(y')]. */
  readonly derivativeOverlap: (c: number) => number;
  /** phi phi', the gradient of phi^2 / 2: the gradient of a loss that depends on the length of the output. */
  readonly radial: () => PairMoments;
  /** x phi', x = (y - mean) / std: the part of the gradient that a normalisation by the std projects out. */
  readonly projected: () => PairMoments;
  /** For a normalisation of the output. */
  readonly output: () => OutputShape;
}

/** The shape of a = phi(y) about its mean. */
export interface OutputShape {
  /** Excess kurtosis. */
  readonly excess: number;
  /** E[phi'^2 (a - E a)^2] / (E[phi'^2] Var a): how far large derivatives and large outputs coincide. */
  readonly alignment: number;
}
