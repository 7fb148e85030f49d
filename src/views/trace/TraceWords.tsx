/** The words and commands of a trace in the bar of training: what was recorded, and the way back. */
import { formatNumber } from "../../charts/format.ts";
import { joinSentences } from "../../i18n/languages.ts";
import { useTraceText } from "../../i18n/traceText.ts";
import type { Recording } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "../training/TrainingBar.module.css";

export function TraceWords({ recording }: { readonly recording: Recording }) {
  const t = useTraceText();
  const closeRecording = useAppStore((state) => state.closeRecording);
  const { snapshots, shown, plan } = recording;
  const { model = "", framework = "" } = plan.recorded ?? {};
  const snapshot = snapshots[shown];
  const steps = snapshots.at(-1)?.step ?? 0;
  return (
    <>
      <div className={styles.buttons}>
        <Button variant="outline" onClick={closeRecording}>
          {t("close")}
        </Button>
      </div>
      <p className={styles.numbers}>
        <strong>{t("step", { step: snapshot?.step ?? 0, steps })}</strong>
        <span className={styles.lossKey}>
          {snapshot?.loss == null ? t("noLoss") : t("loss", { value: formatNumber(snapshot.loss) })}
        </span>
      </p>
      <p className={styles.note}>
        {joinSentences(
          joinSentences(t("origin", { model, framework }), t("snapshots", { count: snapshots.length })),
          t("settings"),
        )}
      </p>
    </>
  );
}
