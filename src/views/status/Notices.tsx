/** What a link or the device did not allow, said once and put away with one press. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Part } from "../Part.tsx";
import { modesPart } from "../parts.ts";
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

function AdjustmentNotice() {
  const t = useText();
  const adjustments = useAppStore((state) => state.adjustments);
  const dismissAdjustments = useAppStore((state) => state.dismissAdjustments);
  const others = adjustments.filter(({ reason }) => reason !== "budget");
  if (others.length === 0) return null;
  const title = t(others.some(({ reason }) => reason === "newer") ? "notice.newer" : "notice.adjusted");
  const rows = others.filter(({ reason }) => reason !== "newer");
  return (
    <section className={styles.notice} aria-label={title}>
      <div className={styles.body}>
        <output className={styles.title}>{title}</output>
        {rows.length > 0 && (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("notice.setting")}</th>
                <th scope="col">{t("notice.given")}</th>
                <th scope="col">{t("notice.used")}</th>
                <th scope="col">{t("notice.allowed")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, given, used, allowed }, index) => (
                <tr key={`${key}-${index}`}>
                  <th scope="row">{key}</th>
                  <td>{given}</td>
                  <td>{used}</td>
                  <td>{allowed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Button variant="outline" onClick={dismissAdjustments}>
        {t("notice.dismiss")}
      </Button>
    </section>
  );
}

function ProblemNotice() {
  const t = useText();
  const { problem, dismissProblem } = useServices();
  if (problem === null) return null;
  const sentence = t(`problem.${problem}`);
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
  const hasLocks = useAppStore((state) => state.screen.lock.length > 0);
  return (
    <>
      {hasLocks && <Part of={modesPart}>{({ LockNote }) => <LockNote />}</Part>}
      <ProblemNotice />
      <BudgetNotice />
      <AdjustmentNotice />
    </>
  );
}
