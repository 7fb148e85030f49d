/** The type of an activation's entry. The entries are in activations.ts. */

/** A number that belongs to one catalogue entry, with its range and its place in the link. */
export interface ParameterSpec<Key extends string = string> {
  readonly key: Key;
  /** Symbol in the formula, as TeX. */
  readonly symbol: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Whether the slider is logarithmic; the number field then reaches zero. */
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

/** phi(x) and phi'(x) as TeX. */
export interface ActivationFormulas {
  readonly tex: string;
  readonly derivativeTex: string;
}

export interface ActivationEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  readonly family: ActivationFamily;
  /** The formulas of a typed activation; notes.ts has those of the catalogue. */
  readonly formulas?: ActivationFormulas;
  /** A slope is common to all activations of a network that have one; a frequency is the sine's own. */
  readonly parameter?: ParameterSpec<"slope" | "frequency"> & { readonly default: number };
  /**
   * phi and phi' in float64: the reference for the SIMD kernels. `p` is the parameter (0 when there is none).
   */
  readonly f: (x: number, p: number) => number;
  readonly df: (x: number, p: number) => number;
  /** The same two in the expression language of expression.ts. */
  readonly expression: { readonly f: string; readonly df: string };
  /** Points where phi' jumps; quadrature and gradient checks step around them. */
  readonly kinks: readonly number[];
  /** Period of a periodic phi: quadrature must follow its oscillations, and no flat part lasts. */
  readonly period?: (p: number) => number;
  /**
   * Whether phi(s x) = s phi(x) for every s > 0: two straight halves that meet at 0. He's law is exact for
   * such a phi, and the length of an input affects only the length of its output.
   */
  readonly isHomogeneous?: boolean;
  /** The closed form of the Gaussian expectations; without one they are integrated numerically. */
  readonly closedForm?: ClosedFormKind;
  /** Derivative on the straight negative half, as in He's law; 0 where there is none. */
  readonly negativeSlope?: (p: number) => number;
  /** max |phi'|, or |phi'(1)| where it has no end: a value counts as saturated where |phi'| < 0.06 of it. */
  readonly maxDerivative: (p: number) => number;
  /** The gain frameworks recommend with this activation, if they name one (PyTorch calculate_gain). */
  readonly recommendedGain: ((p: number) => number) | null;
}
