/** The shape of an activation's entry. The entries stand in activations.ts. */

/** A number that belongs to one catalogue entry, with its range and its place in the link. */
export interface ParameterSpec<Key extends string = string> {
  readonly key: Key;
  /** Symbol in the formula, as TeX. */
  readonly symbol: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** A logarithmic slider speaks in factors; zero is then reached by the number field. */
  readonly isLogarithmic?: boolean;
}

/**
 * The kind of curve, on which the verdict and its suggestions depend. A rectifier fades to the left and grows
 * without bound to the right, so it drops about half of the power. A bounded activation saturates on both
 * sides. A self-normalising one has a law made for it.
 */
export type ActivationFamily = "linear" | "rectifier" | "self_normalizing" | "bounded";

/** Activations with curved parts whose Gaussian expectations are known in closed form. */
export type ClosedFormKind = "erf" | "gelu" | "sine";

export interface ActivationEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  readonly family: ActivationFamily;
  /** phi(x) as TeX. */
  readonly tex: string;
  /** phi'(x) as TeX. */
  readonly derivativeTex: string;
  readonly parameter?: ParameterSpec<"slope"> & { readonly default: number };
  /**
   * phi and phi' in float64: the truth the kernels are tested against. `p` is the
   * parameter (0 when there is none).
   */
  readonly f: (x: number, p: number) => number;
  readonly df: (x: number, p: number) => number;
  /** The same two in the kernel language of expression.ts. */
  readonly kernel: { readonly f: string; readonly df: string };
  /** Points where phi' jumps; quadrature and gradient checks step around them. */
  readonly kinks: readonly number[];
  /**
   * Period of a phi that repeats itself; quadrature must follow its turns, and it saturates nowhere for good.
   */
  readonly period?: number;
  /**
   * Whether phi(s x) = s phi(x) for every s > 0: straight halves that meet at 0. He's law is exact for
   * them, and the length of an input changes nothing but the length of its output.
   */
  readonly isHomogeneous?: boolean;
  /** The closed form of the Gaussian expectations; without one they are integrated. */
  readonly closedForm?: ClosedFormKind;
  /** Slope of the straight negative half that He's law allows for; 0 where there is none. */
  readonly negativeSlope?: (p: number) => number;
  /** max |phi'|: a value counts as saturated where |phi'| < 0.06 of it. */
  readonly maxSlope: (p: number) => number;
  /** The gain frameworks recommend with this activation, if they name one (PyTorch calculate_gain). */
  readonly recommendedGain: ((p: number) => number) | null;
  readonly source: string;
}
