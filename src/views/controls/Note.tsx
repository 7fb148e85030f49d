/** A small button beside a label, and the note it opens: formula with numbers, source, and what the entry was made for. */
import { useId, useState } from "react";
import type { ReactNode } from "react";
import type { ActivationId } from "../../catalog/activations.ts";
import type { InitializerId } from "../../catalog/initializers.ts";
import type { GradientId, InputId } from "../../catalog/inputs.ts";
import type { NormalizationId } from "../../catalog/normalizations.ts";
import type { ResidualId } from "../../catalog/residuals.ts";
import { useText } from "../../i18n/text.ts";
import { InfoIcon } from "../../ui/icons.tsx";
import { Part } from "../Part.tsx";
import { notePart } from "../parts.ts";
import styles from "./Formula.module.css";

/** The entry a note is about. */
export type NoteSubject =
  | { readonly kind: "initializer"; readonly id: InitializerId }
  | { readonly kind: "activation"; readonly id: ActivationId }
  | { readonly kind: "normalisation"; readonly id: Exclude<NormalizationId, "none"> }
  | { readonly kind: "residual"; readonly id: Exclude<ResidualId, "none"> }
  | { readonly kind: "dropout"; readonly id: "keep" }
  | { readonly kind: "input"; readonly id: InputId }
  | { readonly kind: "gradient"; readonly id: GradientId };

/**
 * A note's button, for beside the label of a control, and its body, for below it. Open it stays open while the entry changes.
 * @param subject null where there is nothing to explain
 */
export function useNote(
  label: string,
  subject: NoteSubject | null,
): { readonly toggle: ReactNode; readonly body: ReactNode } {
  const t = useText();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  if (subject === null) return { toggle: null, body: null };
  const name = t("note.toggle", { label });
  return {
    toggle: (
      <button
        type="button"
        className={styles.toggle}
        aria-label={name}
        title={name}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <InfoIcon />
      </button>
    ),
    // Fetched when the first note is opened.
    body: isOpen ? (
      <div id={id} className={styles.formula}>
        <Part of={notePart}>{({ CatalogueNote }) => <CatalogueNote subject={subject} />}</Part>
      </div>
    ) : null,
  };
}
