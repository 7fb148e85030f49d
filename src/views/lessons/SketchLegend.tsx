/** The legend of a lesson's own chart. */
import type { ChartMetrics } from "../../charts/cell.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import legend from "../picture/signal/Legend.module.css";
import styles from "./SketchLegend.module.css";

export function SketchLegend({
  metrics,
  hasMeasured,
}: {
  readonly metrics: ChartMetrics;
  readonly hasMeasured: boolean;
}) {
  const t = useLessonsText();
  const size = 2.2 * metrics.markPx;
  return (
    <ul className={legend.legend}>
      <li>
        <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
          <path className={styles.point} d="M0 -4.5L4.5 0L0 4.5L-4.5 0z" />
        </svg>
        {t("sketch.legend")}
      </li>
      {hasMeasured && (
        <li>
          <svg width={size} height={size} viewBox="-5 -5 10 10" aria-hidden="true">
            <circle className={legend.forward} r="4.5" />
          </svg>
          {t("sketch.measured")}
        </li>
      )}
    </ul>
  );
}
