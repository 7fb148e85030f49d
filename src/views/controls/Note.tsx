/** A small button beside a label, and the note it opens: formula with numbers, source, and purpose. */
import { useContext, useId, useState } from "react";
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import { InfoIcon } from "../../ui/icons.tsx";
import { Part } from "../Part.tsx";
import { notePart } from "./lazy.ts";
import { ExplainedContext } from "./More.tsx";
import type { NoteSubject } from "./noteSubject.ts";
import styles from "./Formula.module.css";

/**
 * A note's button, for beside the label of a control, and its body, for below it; both come with the group's
 * rarer settings. An open note stays open while the entry changes.
 * @param subject null where there is nothing to explain
 */
export function useNote(
  label: string,
  subject: NoteSubject | null,
): { readonly toggle: ReactNode; readonly body: ReactNode } {
  const t = useText();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const isExplained = useContext(ExplainedContext);
  if (subject === null || !isExplained) return { toggle: null, body: null };
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
    // The text is fetched when the first note is opened.
    body: isOpen ? (
      <div id={id} className={styles.formula}>
        <Part of={notePart}>{({ CatalogNote }) => <CatalogNote subject={subject} />}</Part>
      </div>
    ) : null,
  };
}
