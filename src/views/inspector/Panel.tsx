/** A panel of the inspector: a heading, a drawing, and a line about it. */
import { useId } from "react";
import type { ReactNode } from "react";
import styles from "./Inspector.module.css";

interface PanelFrameProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}

export function Panel({ title, children, note }: PanelFrameProps) {
  const titleId = useId();
  return (
    <section className={styles.panel} aria-labelledby={titleId}>
      <h3 id={titleId} className={styles.heading}>
        {title}
      </h3>
      {children}
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </section>
  );
}
