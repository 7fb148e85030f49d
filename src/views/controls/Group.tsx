/** One group of controls with its heading. */
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import type { ScreenPart } from "../../store/state.ts";
import { cx } from "../../ui/cx.ts";
import { DisabledContext } from "../../ui/disabled.ts";
import { useIsHidden, useIsLocked } from "../screen.ts";
import styles from "./Group.module.css";

interface GroupProps {
  /** The group's name in links. */
  readonly part: ScreenPart;
  readonly title: string;
  /** The heading is not drawn where the first control has the same word. */
  readonly isTitleHidden?: boolean;
  /** Its name opens it: closed groups stand close to each other. */
  readonly isFolded?: boolean;
  readonly children: ReactNode;
}

export function Group({ part, title, isTitleHidden = false, isFolded = false, children }: GroupProps) {
  const t = useText();
  const isLocked = useIsLocked(part);
  const isPanelLocked = useIsLocked("controls");
  const isShut = isLocked || isPanelLocked;
  if (useIsHidden(part)) return null;
  return (
    <fieldset className={cx(styles.group, isFolded && styles.folded, isShut && styles.shut)}>
      <legend className={isTitleHidden ? "visuallyHidden" : styles.title}>{title}</legend>
      <div className={styles.rows}>
        {/* When the whole panel is locked, one note above it says so. */}
        {isLocked && !isPanelLocked && <p className={styles.locked}>{t("lock.reason")}</p>}
        <DisabledContext value={isShut}>{children}</DisabledContext>
      </div>
    </fieldset>
  );
}
