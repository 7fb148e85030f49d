/** The kinds of subject that a note can have. */
import type { PlannedActivation } from "../../catalog/activations.ts";
import type { InitializerId } from "../../catalog/initializers.ts";
import type { GradientId, InputId } from "../../catalog/inputs.ts";
import type { NormalizationId } from "../../catalog/normalizations.ts";
import type { ResidualId } from "../../catalog/residuals.ts";

/** The entry a note is about. */
export type NoteSubject =
  | { readonly kind: "initializer"; readonly id: InitializerId }
  | { readonly kind: "activation"; readonly id: PlannedActivation }
  /** The gain of the initialiser, which depends on the activation. */
  | { readonly kind: "gain" }
  | { readonly kind: "normalisation"; readonly id: Exclude<NormalizationId, "none"> }
  | { readonly kind: "residual"; readonly id: Exclude<ResidualId, "none"> }
  | { readonly kind: "dropout"; readonly id: "keep" }
  | { readonly kind: "input"; readonly id: InputId }
  | { readonly kind: "gradient"; readonly id: GradientId };
