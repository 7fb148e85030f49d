/** Who computes: a quiet line below the controls, and behind it the choice and why others are not used. */
import { useId, useState } from "react";
import { formatNumber } from "../../charts/format.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { EngineAvailability, EnginePreference } from "../../store/state.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import styles from "./EngineBadge.module.css";
import { engineName } from "./engineName.ts";

function EngineChoices() {
  const t = useText();
  const engines = useAppStore((state) => state.engines);
  const preference = useAppStore((state) => state.enginePreference);
  const setEnginePreference = useAppStore((state) => state.setEnginePreference);
  const report = useAppStore((state) => state.picture?.report ?? null);
  const name = useId();

  function describe({ status, reason, raceMs }: EngineAvailability): string {
    const parts: string[] = [];
    if (status === "declined") parts.push(reason === null ? t("reason.failed") : t(`reason.${reason}`));
    else parts.push(status === "ready" ? t("engine.ready") : t("engine.unknown"));
    if (raceMs !== null) parts.push(t("engine.race", { milliseconds: formatNumber(raceMs) }));
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
      <span className={styles.name}>{t(`engine.${id}`)}</span>
      <span className={styles.description}>{description}</span>
    </label>
  );

  return (
    <>
      <p className={styles.intro}>{t("engine.intro")}</p>
      <div role="radiogroup" aria-label={t("engine.title")}>
        {choice("auto", t("engine.auto.description"))}
        {engines.map((engine) => choice(engine.preference, describe(engine)))}
      </div>
      {report !== null && (
        <p className={styles.intro}>
          {t("engine.running")}: {engineName(report, t("engine.reference"))}
          {report.flushesDenormals && <> — {t("engine.denormals")}</>}
        </p>
      )}
    </>
  );
}

export function EngineBadge() {
  const t = useText();
  const report = useAppStore((state) => state.picture?.report ?? null);
  const [isOpen, setIsOpen] = useState(false);
  const name = report === null ? t("engine.none") : engineName(report, t("engine.reference"));
  return (
    <>
      <Button
        className={styles.badge}
        aria-label={t("engine.badge", { engine: name })}
        onClick={() => setIsOpen(true)}
      >
        {name}
      </Button>
      <Dialog
        title={t("engine.title")}
        isOpen={isOpen}
        closeLabel={t("dialog.close")}
        onClose={() => setIsOpen(false)}
      >
        <EngineChoices />
      </Dialog>
    </>
  );
}
