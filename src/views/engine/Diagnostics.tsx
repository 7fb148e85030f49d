/**
 * The diagnostics of the engines: correctness, speed and memory, measured again on demand, copied as text.
 */
import { useEffect, useState } from "react";
import { useDiagnosticsText } from "../../i18n/diagnosticsText.ts";
import { useEnginesText } from "../../i18n/enginesText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { EngineMemory } from "../../store/state.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";
import styles from "./Diagnostics.module.css";
import { ChecksTable, EnginesTable, PresentList, SpeedChart } from "./DiagnosticsSections.tsx";
import { diagnosisText, readDiagnosis } from "./diagnosis.ts";
import type { Words } from "./diagnosis.ts";

/** Only Chromium reports this, under a name that no standard has. */
function pageBytes(): number | null {
  const memory: unknown = Reflect.get(performance, "memory");
  if (typeof memory !== "object" || memory === null) return null;
  const bytes: unknown = Reflect.get(memory, "usedJSHeapSize");
  return typeof bytes === "number" ? bytes : null;
}

function useEngineMemory(planKey: string | null): EngineMemory | null {
  const { engineMemory } = useServices();
  const [memory, setMemory] = useState<EngineMemory | null>(null);
  useEffect(() => {
    let isWanted = true;
    const show = (value: EngineMemory | null): void => {
      if (isWanted) setMemory(value);
    };
    engineMemory().then(show, () => show(null));
    return () => {
      isWanted = false;
    };
  }, [engineMemory, planKey]);
  return memory;
}

export function Diagnostics() {
  const d = useDiagnosticsText();
  const e = useEnginesText();
  const language = useLanguage();
  const { measureEngines } = useServices();
  const report = useAppStore((state) => state.picture?.report ?? null);
  const planKey = useAppStore((state) =>
    state.picture?.isComplete === true ? state.picture.plan.key : null,
  );
  const engines = useAppStore((state) => state.engines);
  const contest = useAppStore((state) => state.contest);
  const memory = useEngineMemory(planKey);
  const [isMeasuring, setIsMeasuring] = useState(false);
  const [outcome, setOutcome] = useState<"copied" | "copy.failed" | null>(null);

  const dates = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeStyle: "short",
  });
  const words: Words = { d, e, formatDate: (iso) => dates.format(new Date(iso)) };
  // Browsers that guard privacy may not report it.
  const { hardwareConcurrency: cores = null } = navigator as Partial<Navigator>;
  const diagnosis = readDiagnosis({ report, engines, contest, memory, pageBytes: pageBytes(), cores }, words);

  function measure(): void {
    setIsMeasuring(true);
    setOutcome(null);
    void measureEngines().finally(() => setIsMeasuring(false));
  }

  function copy(): void {
    navigator.clipboard.writeText(diagnosisText(diagnosis, words, navigator.userAgent)).then(
      () => setOutcome("copied"),
      () => setOutcome("copy.failed"),
    );
  }

  return (
    <div className={styles.diagnostics} aria-busy={isMeasuring}>
      <div className={styles.head}>
        <p className={styles.now}>
          {d("now")}: <strong>{diagnosis.now}</strong>
        </p>
        <p className={styles.about}>{diagnosis.contest}</p>
        <div className={styles.commands}>
          {/* The button is not disabled while it measures: a disabled button would drop the focus. */}
          <Button variant="outline" aria-disabled={isMeasuring} onClick={isMeasuring ? undefined : measure}>
            {d(isMeasuring ? "measuring" : "measure")}
          </Button>
          <Button variant="outline" onClick={copy}>
            {d("copy")}
          </Button>
          <output className={styles.about}>{outcome !== null && d(outcome)}</output>
        </div>
      </div>
      <SpeedChart speed={diagnosis.speed} />
      <PresentList items={diagnosis.present} />
      <EnginesTable rows={diagnosis.engines} />
      <ChecksTable checks={diagnosis.checks} />
    </div>
  );
}
