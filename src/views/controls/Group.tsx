/** One group of controls with its heading. */
import type { ReactNode } from "react";
import styles from "./Group.module.css";

interface GroupProps {
  readonly title: string;
  /** Not drawn where the first control says the same word. */
  readonly isTitleHidden?: boolean;
  readonly children: ReactNode;
}

export function Group({ title, isTitleHidden = false, children }: GroupProps) {
  return (
    <fieldset className={styles.group}>
      <legend className={isTitleHidden ? "visuallyHidden" : styles.title}>{title}</legend>
      <div className={styles.rows}>{children}</div>
    </fieldset>
  );
}
