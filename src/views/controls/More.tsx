/**
 * The controls of a group that few need, behind one press, and with them the buttons that explain the group's
 * settings. It opens by itself when a setting inside differs from its default, and the device remembers what
 * the visitor has opened.
 */
import { createContext, useId, useState } from "react";
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import type { ScreenPart } from "../../store/state.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { useServices } from "../services.ts";
import styles from "./Group.module.css";

/** Whether the settings of a group are explained by buttons of their own. */
export const ExplainedContext = createContext(true);

interface Openness {
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** @param isSet whether a setting inside differs from its default */
export function useMore(part: ScreenPart, isSet: boolean): Openness {
  const { openGroups } = useServices();
  const [isOpen, setIsOpen] = useState(() => isSet || openGroups.has(part));
  const [wasSet, setWasSet] = useState(isSet);
  // A link, a fix or an undo sets what is inside: that must be seen.
  if (isSet !== wasSet) {
    setWasSet(isSet);
    if (isSet) setIsOpen(true);
  }
  return {
    isOpen,
    toggle() {
      openGroups.set(part, !isOpen);
      setIsOpen(!isOpen);
    },
  };
}

interface MoreProps extends Openness {
  /** The subject: the accessible name, and the visible one where there is nothing else in the group. */
  readonly title: string;
  readonly isTitled?: boolean;
  readonly children: ReactNode;
}

export function More({ title, isTitled = false, isOpen, toggle, children }: MoreProps) {
  const t = useText();
  const id = useId();
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
