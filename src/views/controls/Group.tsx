/** One group of controls with its heading. */
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import type { ScreenPart } from "../../store/state.ts";
import { useIsHidden, useIsLocked } from "../screen.ts";
import styles from "./Group.module.css";

interface GroupProps {
  /** Its name in links. */
  readonly part: ScreenPart;
  readonly title: string;
  /** Not drawn where the first control says the same word. */
  readonly isTitleHidden?: boolean;
  readonly children: ReactNode;
}

export function Group({ part, title, isTitleHidden = false, children }: GroupProps) {
  const t = useText();
  const isLocked = useIsLocked(part);
  const isPanelLocked = useIsLocked("controls");
  if (useIsHidden(part)) return null;
  return (
    <fieldset className={styles.group} disabled={isLocked || isPanelLocked}>
      <legend className={isTitleHidden ? "visuallyHidden" : styles.title}>{title}</legend>
      <div className={styles.rows}>
        {/* With the whole panel locked, it is said once, above. */}
        {isLocked && !isPanelLocked && <p className={styles.locked}>{t("lock.reason")}</p>}
        {children}
      </div>
    </fieldset>
  );
}
