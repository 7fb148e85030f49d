/** What measures Jacobians aside from the page: how it is asked, and what it answers. */
import type { JacobianDensity, JacobianMoments } from "../theory/jacobianLaw.ts";
import type { Plan } from "../plan.ts";
import type { LineFound } from "./line.ts";
import type { InputSpectrum } from "./spectrum.ts";

/** What theory says of a plan's singular values. */
export interface SpectrumLaw {
  /** Null where the network is no plain chain, or its weights have another law. */
  readonly moments: JacobianMoments | null;
  /** Null there, and where layers differ in width. */
  readonly density: JacobianDensity | null;
}

/** Singular values at some inputs of a plan's batch, or what happens along a line through two of them. */
export const JACOBIAN_PARTS = ["spectrum", "line"] as const;
export type JacobianPart = (typeof JACOBIAN_PARTS)[number];

export interface JacobianRequest {
  readonly part: JacobianPart;
  readonly plan: Plan;
  /** Inputs from the first of the batch on, and how many of them are known already. */
  readonly inputs: number;
  readonly known: number;
}

/** Parts of the answer, as they come; the last one is `end`. */
export type JacobianAnswer =
  | { readonly kind: "law"; readonly law: SpectrumLaw }
  /** @property done share of the work */
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "input"; readonly spectrum: InputSpectrum }
  | { readonly kind: "line"; readonly line: LineFound }
  | { readonly kind: "end" };

/**
 * Measures in a worker of its own.
 * @param onAnswer receives every part but the last
 * @throws when the worker fails; the reason of the signal when it aborts
 */
export type MeasureJacobian = (
  request: JacobianRequest,
  onAnswer: (answer: JacobianAnswer) => void,
  signal: AbortSignal,
) => Promise<void>;
