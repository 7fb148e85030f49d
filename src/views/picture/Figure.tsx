/** One row of the picture: a figure with a heading, a quiet caption, and one sentence for those who do not see it. */
import { useId } from "react";
import type { ReactNode } from "react";
import styles from "./Figure.module.css";

interface FigureProps {
  readonly title: string;
  /** One sentence that says what the figure shows. */
  readonly summary: string;
  readonly isBusy: boolean;
  /** Beside the title: legend or choices. */
  readonly aside?: ReactNode;
  readonly caption?: ReactNode;
  readonly children: ReactNode;
}

export function Figure({ title, summary, isBusy, aside, caption, children }: FigureProps) {
  const captionId = useId();
  return (
    <figure
      className={styles.figure}
      aria-label={summary}
      aria-busy={isBusy}
      {...(caption === undefined ? {} : { "aria-describedby": captionId })}
    >
      <div className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        {caption !== undefined && (
          <figcaption id={captionId} className={styles.caption}>
            {caption}
          </figcaption>
        )}
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      {children}
    </figure>
  );
}
