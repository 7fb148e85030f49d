/** One row of the picture: a chart with a heading, a quiet caption, and one sentence for screen readers. */
import { useId } from "react";
import type { ReactNode } from "react";
import type { ChartTone } from "../../../charts/cell.ts";
import { cx } from "../../../ui/cx.ts";
import styles from "./ChartFrame.module.css";

interface ChartFrameProps {
  readonly title: string;
  /** After the title: a command about the chart. */
  readonly titleControl?: ReactNode;
  /** The direction of the signal through the chart. */
  readonly tone?: ChartTone;
  /** The content of the chart in one sentence. */
  readonly summary: string;
  readonly isBusy: boolean;
  /** Beside the title: legend or choices. */
  readonly aside?: ReactNode;
  readonly caption?: ReactNode;
  readonly children: ReactNode;
}

export function ChartFrame(props: ChartFrameProps) {
  const { title, titleControl, tone, summary, isBusy, aside, caption, children } = props;
  const captionId = useId();
  return (
    <figure
      className={styles.frame}
      aria-label={summary}
      aria-busy={isBusy}
      {...(caption === undefined ? {} : { "aria-describedby": captionId })}
    >
      <div className={styles.header}>
        <div className={styles.name}>
          <h2 className={styles.title}>{title}</h2>
          {tone !== undefined && (
            <span className={styles[tone]} aria-hidden="true">
              {tone === "forward" ? "→" : "←"}
            </span>
          )}
          {titleControl}
        </div>
        {caption !== undefined && (
          <figcaption id={captionId} className={styles.caption}>
            {caption}
          </figcaption>
        )}
        {aside !== undefined && (
          <div className={cx(styles.aside, caption === undefined && styles.wide)}>{aside}</div>
        )}
      </div>
      {children}
    </figure>
  );
}
