/** The state of the run where it matters: lasting progress, a stop, a failure with a next step. */
import { useText } from "../../i18n/text.ts";
import type { Translate } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import styles from "./RunStatusBar.module.css";
import { useDelayed } from "./useDelayed.ts";

/** Shorter runs are not shown. */
const PATIENCE_MS = 300;

/**
 * Rounded so that it does not flicker, and by no more than a sixth: whole seconds, from a minute and a half
 * on half minutes, from ten on whole ones.
 */
function remainingText(remainingMs: number, t: Translate): string {
  const seconds = Math.max(1, Math.round(remainingMs / 1000));
  return seconds < 90
    ? t("run.remaining.seconds", { seconds })
    : t("run.remaining.minutes", {
        minutes: seconds < 600 ? Math.round(seconds / 30) / 2 : Math.round(seconds / 60),
      });
}

export function RunStatusBar() {
  const t = useText();
  const run = useAppStore((state) => state.run);
  const hasPicture = useAppStore((state) => state.picture !== null);
  const cancelRun = useAppStore((state) => state.cancelRun);
  const retryRun = useAppStore((state) => state.retryRun);
  const isLong = useDelayed(run.kind === "running", PATIENCE_MS);
  if (run.kind === "running") {
    if (!isLong) return null;
    const percent = Math.round(100 * run.progress);
    return (
      <div className={cx(styles.bar, styles.quiet)}>
        <div
          className={styles.progress}
          role="progressbar"
          aria-label={t("run.progress")}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <div className={styles.done} style={{ transform: `scaleX(${run.progress})` }} />
        </div>
        <span className={styles.text}>
          {t("run.running")} {percent}
          {"\u202f"}%{run.remainingMs !== null && <>, {remainingText(run.remainingMs, t)}</>}
        </span>
        <Button variant="outline" data-key="x" onClick={cancelRun}>
          {t("run.cancel")}
        </Button>
      </div>
    );
  }
  // Before the first picture the verdict's place says it, at full size.
  if (hasPicture && (run.kind === "failed" || run.kind === "cancelled")) {
    return (
      <div
        className={cx(styles.bar, run.kind === "cancelled" && styles.quiet)}
        role={run.kind === "failed" ? "alert" : "status"}
      >
        <span className={styles.text}>
          {run.kind === "failed" ? t(`error.${run.code}`) : t("run.cancelled")}
        </span>
        <Button variant="outline" onClick={retryRun}>
          {t("run.retry")}
        </Button>
      </div>
    );
  }
  return null;
}
