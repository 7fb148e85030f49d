/**
 * The controls of a group that few need, behind one press. It opens by itself when a setting inside differs
 * from its default, and the device remembers what the visitor has opened.
 */
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import type { ScreenPart } from "../../store/state.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { useServices } from "../services.ts";
import styles from "./Group.module.css";

interface MoreProps {
  readonly part: ScreenPart;
  /** The subject: the accessible name, and the visible one where there is nothing else in the group. */
  readonly title: string;
  readonly isTitled?: boolean;
  /** Whether a setting inside differs from its default. */
  readonly isSet: boolean;
  readonly children: ReactNode;
}

export function More({ part, title, isTitled = false, isSet, children }: MoreProps) {
  const t = useText();
  const { openGroups } = useServices();
  const id = useId();
  const [isOpen, setIsOpen] = useState(() => isSet || openGroups.has(part));
  const [wasSet, setWasSet] = useState(isSet);
  // A link, a fix or an undo sets what is inside: that must be seen.
  if (isSet !== wasSet) {
    setWasSet(isSet);
    if (isSet) setIsOpen(true);
  }

  function toggle(): void {
    openGroups.set(part, !isOpen);
    setIsOpen(!isOpen);
  }

  return (
    <>
      <button
        type="button"
        className={styles.more}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        {...(isTitled ? {} : { "aria-label": t("controls.moreOf", { group: title }) })}
        onClick={toggle}
      >
        <ChevronIcon />
        {isTitled ? title : t("controls.more")}
      </button>
      {isOpen && (
        <div id={id} className={styles.rows}>
          {children}
        </div>
      )}
    </>
  );
}
