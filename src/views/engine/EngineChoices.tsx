/** The choice of engines, and why some are not used. Fetched after the first picture. */
import { useId, useState } from "react";
import { formatNumber } from "../../charts/format.ts";
import { useEnginesText } from "../../i18n/enginesText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { EngineAvailability, EnginePreference } from "../../store/state.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Part } from "../Part.tsx";
import { useServices } from "../services.ts";
import { diagnosticsPart } from "./diagnosticsLazy.ts";
import styles from "./EngineChoices.module.css";
import { engineName } from "./engineName.ts";
import { shownReport } from "./shownReport.ts";
import { preferenceOf, whySentence } from "./whyEngine.ts";

export function EngineChoices() {
  const t = useText();
  const e = useEnginesText();
  const engines = useAppStore((state) => state.engines);
  const preference = useAppStore((state) => state.enginePreference);
  const setEnginePreference = useAppStore((state) => state.setEnginePreference);
  const report = useAppStore(shownReport);
  const plan = useAppStore((state) => state.picture?.plan ?? null);
  const contest = useAppStore((state) => state.contest);
  const { predictEngines } = useServices();
  const name = useId();
  const [areDiagnosticsOpen, setAreDiagnosticsOpen] = useState(false);

  const { isTraining = false, predicted: ofTraining = [] } = report?.reason ?? {};
  const predicted = isTraining ? ofTraining : plan === null ? [] : predictEngines(plan);
  const why = report === null ? null : whySentence(report, contest, e);

  function describe({ preference: id, status, reason, raceMs }: EngineAvailability): string {
    const parts: string[] = [];
    if (reason !== null) parts.push(e(`reason.${reason}`));
    else if (status === "declined") parts.push(e("reason.failed"));
    else parts.push(status === "ready" ? e("ready") : e("unknown"));
    const time = predicted.find((candidate) => preferenceOf(candidate) === id);
    const predictedKey = isTraining ? "predicted.training" : "predicted";
    if (time !== undefined) parts.push(e(predictedKey, { milliseconds: formatNumber(time.ms) }));
    else if (raceMs !== null) parts.push(e("race", { milliseconds: formatNumber(raceMs) }));
    return parts.join(" · ");
  }

  const choice = (id: EnginePreference, description: string) => (
    <label key={id} className={styles.choice}>
      <input
        type="radio"
        name={name}
        value={id}
        checked={id === preference}
        onChange={() => setEnginePreference(id)}
      />
      <span className={styles.name}>{e(id)}</span>
      <span className={styles.description}>{description}</span>
    </label>
  );

  return (
    <>
      {report !== null && (
        <p className={styles.running}>
          {e("running")}: <strong>{engineName(report, e("reference"))}</strong>. {why}{" "}
          {report.flushesDenormals && e("denormals")}
        </p>
      )}
      <p className={styles.intro}>{e("intro")}</p>
      <div role="radiogroup" aria-label={t("engine.title")}>
        {choice("auto", e("auto.description"))}
        {engines.map((engine) => choice(engine.preference, describe(engine)))}
      </div>
      <Button variant="outline" onClick={() => setAreDiagnosticsOpen(true)}>
        {e("diagnostics")}
      </Button>
      <Dialog
        className={styles.wide}
        title={e("diagnostics")}
        isOpen={areDiagnosticsOpen}
        closeLabel={t("dialog.close")}
        onClose={() => setAreDiagnosticsOpen(false)}
      >
        <Part of={diagnosticsPart}>{({ Diagnostics }) => <Diagnostics />}</Part>
      </Dialog>
    </>
  );
}
