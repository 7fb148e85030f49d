/** One sentence in plain words over the charts. A shape and a word carry its tone, not colour alone. */
import { useLayoutEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useText } from "../../i18n/text.ts";
import { cx } from "../../ui/cx.ts";
import styles from "./Verdict.module.css";

export type VerdictTone = "good" | "warn" | "bad";

interface VerdictProps {
  readonly title: string;
  readonly sentence: string;
  /** The same sentence with its terms marked, once there is a glossary. */
  readonly marked?: ReactNode;
  /** Null while there is nothing to judge. */
  readonly tone: VerdictTone | null;
  /** The letter of the network in a comparison. */
  readonly letter?: string | null;
  /** A newer run is under way and will have its own verdict. */
  readonly isStale?: boolean;
  /** The buttons of the suggested fixes. */
  readonly children?: ReactNode;
}

/** A shape for a tone, so that colour alone does not carry it. */
export function ToneMark({ tone }: { readonly tone: VerdictTone | null }) {
  return (
    <svg className={styles.mark} viewBox="0 0 16 16" aria-hidden="true">
      {tone === "good" && <circle cx="8" cy="8" r="5" />}
      {tone === "warn" && <path d="M8 2.2 14.4 13.5H1.6z" />}
      {tone === "bad" && <path className={styles.solid} d="M8 2.2 14.4 13.5H1.6z" />}
    </svg>
  );
}

/** Whether the words go on below the lines that are kept free for them. */
function useIsCut(words: string, isWhole: boolean) {
  const ref = useRef<HTMLParagraphElement>(null);
  const [isCut, setIsCut] = useState(false);
  useLayoutEffect(() => {
    const text = ref.current;
    // All words in sight say nothing about the lines that they would have.
    if (text === null || isWhole) return;
    const measure = (): void => setIsCut(text.scrollHeight - text.clientHeight > text.clientHeight / 8);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(text);
    return () => observer.disconnect();
  }, [words, isWhole]);
  return { ref, isCut };
}

export function Verdict(props: VerdictProps) {
  const { title, sentence, marked, tone, letter = null, isStale = false, children } = props;
  const t = useText();
  const [isWhole, setIsWhole] = useState(false);
  const { ref, isCut } = useIsCut(`${title} ${sentence}`, isWhole);
  return (
    <section className={cx(styles.verdict, isStale && styles.stale)}>
      <div className={styles.place}>
        <p ref={ref} className={cx(styles.text, !isWhole && styles.kept)}>
          {letter !== null && <span className={styles.letter}>{letter}</span>}
          {/* Before the first verdict its place is kept: the title stands still. */}
          {(tone !== null || title !== "") && <ToneMark tone={tone} />}
          <strong className={styles.title}>{title}</strong>{" "}
          <span className={styles.sentence}>{marked ?? sentence}</span>
        </p>
        {(isCut || isWhole) && (
          <button
            type="button"
            className={styles.more}
            aria-expanded={isWhole}
            onClick={() => setIsWhole(!isWhole)}
          >
            {t(isWhole ? "verdict.less" : "verdict.more")}
          </button>
        )}
      </div>
      {children}
    </section>
  );
}
