/** What the marks of the signal chart mean: shape, colour and arrow say the same thing. */
import { useText } from "../../i18n/text.ts";
import styles from "./Legend.module.css";
import type { PictureMetrics } from "./useChartMetrics.ts";

export function Legend({
  hasTheory,
  metrics,
}: {
  readonly hasTheory: boolean;
  readonly metrics: PictureMetrics;
}) {
  const t = useText();
  const size = 2.2 * metrics.markPx;
  return (
    <ul className={styles.legend}>
      <li>
        <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
          <circle className={styles.forward} r="4.5" />
        </svg>
        {t("legend.forward")}
      </li>
      <li>
        <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
          <rect className={styles.backward} x="-4" y="-4" width="8" height="8" />
        </svg>
        {t("legend.backward")}
      </li>
      {hasTheory && (
        <li>
          <svg width={2.6 * size} height={size} viewBox="0 -5 26 10" aria-hidden="true">
            <rect className={styles.band} y="-4" width="26" height="8" />
            <path className={styles.theory} d="M0 0H26" />
          </svg>
          {t("legend.theory")}
        </li>
      )}
    </ul>
  );
}
