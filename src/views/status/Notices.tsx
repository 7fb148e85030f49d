/** Notices of what a link or the device did not allow; one press dismisses each. */
import { useState } from "react";
import { usesGiven } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Part } from "../Part.tsx";
import { adjustmentPart } from "./lazy.ts";
import { modesPart } from "../present/lazy.ts";
import { weightsPart } from "../weights/lazy.ts";
import { useServices } from "../services.ts";
import styles from "./Notices.module.css";

function BudgetNotice() {
  const t = useText();
  const adjustments = useAppStore((state) => state.adjustments);
  const runFullSize = useAppStore((state) => state.runFullSize);
  // What is still cut after that button is beyond the memory of any run here.
  const isAtLimit = useAppStore((state) => state.isFullSizeAllowed);
  const cuts = adjustments.filter(({ reason }) => reason === "budget");
  if (cuts.length === 0) return null;
  return (
    <section className={styles.notice} aria-label={t("notice.budget")}>
      <output>
        {cuts
          .map(({ key, given, used }) =>
            t(
              isAtLimit
                ? "notice.limit"
                : key === "batch" || key === "depth"
                  ? `notice.budget.${key}`
                  : "notice.budget.other",
              {
                key: key === "batch" || key === "depth" ? t(`control.${key}`) : key,
                given,
                used,
              },
            ),
          )
          .join(" ")}
      </output>
      {!isAtLimit && (
        <Button variant="outline" onClick={runFullSize}>
          {t("notice.fullSize")}
        </Button>
      )}
    </section>
  );
}

const REFERENCE_REASONS = ["no-device", "no-worker", "timeout"] as const;

/** Says why the slow reference computes, where the visitor has not chosen it. */
function ReferenceNotice() {
  const t = useText();
  const report = useAppStore((state) => state.picture?.report ?? null);
  const preference = useAppStore((state) => state.enginePreference);
  const [isDismissed, setIsDismissed] = useState(false);
  if (report?.engine !== "reference" || preference === "reference" || isDismissed) return null;
  const code = report.declined.find(({ engine }) => engine === "wasm")?.code;
  const reason = REFERENCE_REASONS.find((known) => known === code) ?? "failed";
  const sentence = t("notice.reference", { reason: t(`notice.reference.${reason}`) });
  return (
    <section className={styles.notice} aria-label={t("engine.title")}>
      <output>{sentence}</output>
      <Button variant="outline" onClick={() => setIsDismissed(true)}>
        {t("notice.dismiss")}
      </Button>
    </section>
  );
}

function ProblemNotice() {
  const t = useText();
  const { problem, dismissProblem } = useServices();
  if (problem === null) return null;
  const sentence = typeof problem === "string" ? t(`problem.${problem}`) : problem.words;
  return (
    <section className={styles.notice} aria-label={sentence}>
      <p role="alert">{sentence}</p>
      <Button variant="outline" onClick={dismissProblem}>
        {t("notice.dismiss")}
      </Button>
    </section>
  );
}

export function Notices() {
  const hasAdjustments = useAppStore(({ adjustments }) =>
    adjustments.some(({ reason }) => reason !== "budget"),
  );
  const isGiven = useAppStore(({ config }) => usesGiven(config));
  const hasLocks = useAppStore((state) => state.screen.lock.length > 0);
  return (
    <>
      {hasLocks && <Part of={modesPart}>{({ LockNote }) => <LockNote />}</Part>}
      <ProblemNotice />
      <ReferenceNotice />
      <BudgetNotice />
      {isGiven && <Part of={weightsPart}>{({ GivenNotice }) => <GivenNotice />}</Part>}
      {hasAdjustments && <Part of={adjustmentPart}>{({ AdjustmentNotice }) => <AdjustmentNotice />}</Part>}
    </>
  );
}
