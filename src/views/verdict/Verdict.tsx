/** One sentence in plain words over the pictures. Its tone is a shape and a word before it is a colour. */
import type { ReactNode } from "react";
import styles from "./Verdict.module.css";

export type VerdictTone = "good" | "warn" | "bad";

interface VerdictProps {
  readonly title: string;
  readonly sentence: string;
  readonly tone: VerdictTone;
  /** Buttons that say what they would change. */
  readonly children?: ReactNode;
}

function ToneMark({ tone }: { readonly tone: VerdictTone }) {
  return (
    <svg className={styles.mark} viewBox="0 0 16 16" aria-hidden="true">
      {tone === "good" && <circle cx="8" cy="8" r="5" />}
      {tone === "warn" && <path d="M8 2.2 14.4 13.5H1.6z" />}
      {tone === "bad" && <path className={styles.solid} d="M8 2.2 14.4 13.5H1.6z" />}
    </svg>
  );
}

export function Verdict({ title, sentence, tone, children }: VerdictProps) {
  return (
    <section className={styles.verdict}>
      <p className={styles.text}>
        <ToneMark tone={tone} />
        <strong className={styles.title}>{title}</strong> <span className={styles.sentence}>{sentence}</span>
      </p>
      {children}
    </section>
  );
}
