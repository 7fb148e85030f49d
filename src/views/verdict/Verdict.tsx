/** One sentence in plain words over the charts. A shape and a word carry its tone, not colour alone. */
import type { ReactNode } from "react";
import { cx } from "../../ui/cx.ts";
import styles from "./Verdict.module.css";

export type VerdictTone = "good" | "warn" | "bad";

interface VerdictProps {
  readonly title: string;
  readonly sentence: string;
  /** Null while there is nothing to judge. */
  readonly tone: VerdictTone | null;
  /** A newer run is under way and will have its own verdict. */
  readonly isStale?: boolean;
  /** The buttons of the suggested fixes. */
  readonly children?: ReactNode;
}

/** A shape for a tone, so that colour alone does not carry it. */
export function ToneMark({ tone }: { readonly tone: VerdictTone }) {
  return (
    <svg className={styles.mark} viewBox="0 0 16 16" aria-hidden="true">
      {tone === "good" && <circle cx="8" cy="8" r="5" />}
      {tone === "warn" && <path d="M8 2.2 14.4 13.5H1.6z" />}
      {tone === "bad" && <path className={styles.solid} d="M8 2.2 14.4 13.5H1.6z" />}
    </svg>
  );
}

export function Verdict({ title, sentence, tone, isStale = false, children }: VerdictProps) {
  return (
    <section className={cx(styles.verdict, isStale && styles.stale)}>
      <p className={styles.text}>
        {tone !== null && <ToneMark tone={tone} />}
        <strong className={styles.title}>{title}</strong> <span className={styles.sentence}>{sentence}</span>
      </p>
      {children}
    </section>
  );
}
