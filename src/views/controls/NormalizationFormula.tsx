/** The formula of the chosen normalisation; x is its input, z or phi(z). */
import { FRESH_RUNNING_STATISTICS, normalizations } from "../../catalog/normalizations.ts";
import { useText } from "../../i18n/text.ts";
import { Formula } from "../formula/Formula.tsx";
import styles from "./Formula.module.css";
import { useSettings } from "./useConfig.ts";

const INPUT_TEX = { before: "x = z", after: String.raw`x = \varphi(z)` } as const;

export function NormalizationFormula() {
  const t = useText();
  const { config } = useSettings(
    "normalization",
    "batchStatistics",
    "normalizationPosition",
    "evaluationBatches",
    "normMomentum",
  );
  const entry = normalizations.find(({ id }) => id === config.normalization);
  const { evaluationBatches: batches, normMomentum: momentum } = config;
  const isAveraged = config.normalization === "batch" && batches > 0;
  const isRunning = config.normalization === "batch" && !isAveraged && config.batchStatistics === "running";
  const own: readonly string[] = entry?.tex ?? [];
  // Averaged statistics are not this batch's: only the line that uses them holds.
  const ofBatch = isAveraged ? own.slice(-1) : own;
  const lines = isRunning ? FRESH_RUNNING_STATISTICS.tex : ofBatch;
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const input = INPUT_TEX[config.normalizationPosition];
  return (
    <div className={styles.formula}>
      {[String.raw`${input}, \quad ${first}`, ...rest].map((tex) => (
        <Formula key={tex} className={styles.tex} tex={tex} scope="normalisation" />
      ))}
      {isRunning && <p className={styles.numbers}>{t("statistics.running.note")}</p>}
      {isAveraged && <p className={styles.numbers}>{t("statistics.averaged.note", { batches, momentum })}</p>}
    </div>
  );
}
