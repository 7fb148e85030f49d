/** The marks of the signal chart with their meaning: shape, colour and arrow say the same thing. */
import { memo } from "react";
import type { TheoryGap } from "../../../experiment/theory/gap.ts";
import { useText } from "../../../i18n/text.ts";
import { Part } from "../../Part.tsx";
import { term } from "../../term.ts";
import { gapPart } from "./lazy.ts";
import styles from "./Legend.module.css";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

export const Legend = memo(function Legend({
  hasBatch,
  hasStream,
  hasLimit,
  hasTheory,
  gap,
  metrics,
}: {
  readonly hasBatch: boolean;
  readonly hasStream: boolean;
  /** Some spreads are below what float32 can tell apart. */
  readonly hasLimit: boolean;
  readonly hasTheory: boolean;
  /** The reason why there is no theory, in its place. */
  readonly gap: TheoryGap;
  readonly metrics: PictureMetrics;
}) {
  const t = useText();
  const size = 2.2 * metrics.markPx;
  return (
    <ul className={styles.legend}>
      <li {...term(t("legend.forward.title"), "standard-deviation-std", true)}>
        <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
          <circle className={styles.forward} r="4.5" />
        </svg>
        {t("legend.forward")}
      </li>
      {hasBatch && (
        <li {...term(t("legend.batch.title"), "batch-std", false)}>
          <svg width={1.6 * size} height={size} viewBox="-8 -5 16 10" aria-hidden="true">
            <path className={styles.batchLine} d="M-8 0H8" />
            <circle className={styles.batch} r="3.2" />
          </svg>
          {t("legend.batch")}
        </li>
      )}
      <li {...term(t("legend.backward.title"), "rms-root-mean-square", false)}>
        <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
          <rect className={styles.backward} x="-4" y="-4" width="8" height="8" />
        </svg>
        {t("legend.backward")}
      </li>
      {hasStream && (
        <li title={t("legend.stream.title")}>
          <svg width={2.2 * size} height={size} viewBox="0 -5 22 10" aria-hidden="true">
            <path className={styles.stream} d="M0 0H11" />
            <path className={styles.streamBack} d="M11 0H22" />
          </svg>
          {t("legend.stream")}
        </li>
      )}
      {hasLimit && (
        <li {...term(t("legend.limit.title"), "number-format", false)}>
          <svg width={2.2 * size} height={size} viewBox="0 -5 22 10" aria-hidden="true">
            <path className={styles.limit} d="M1 0H22" />
          </svg>
          {t("legend.limit")}
        </li>
      )}
      {hasTheory && (
        <li {...term(t("legend.theory.title"), "infinite-width", false)}>
          <svg width={2.6 * size} height={size} viewBox="0 -5 26 10" aria-hidden="true">
            <rect className={styles.band} y="-4" width="26" height="8" />
            <path className={styles.theory} d="M0 0H26" />
          </svg>
          {t("legend.theory")}
        </li>
      )}
      {gap !== null && (
        <li>
          <Part of={gapPart}>{({ GapReason }) => <GapReason {...{ gap, hasTheory }} />}</Part>
        </li>
      )}
    </ul>
  );
});
