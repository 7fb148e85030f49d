/** Progress of a measurement, its way to stop, and its files. */
import { useJacobianText } from "../../i18n/jacobianText.ts";
import { Button } from "../../ui/Button.tsx";
import study from "../compare/study.module.css";
import styles from "./Jacobian.module.css";
import type { MeasuredSpectrum } from "./useSpectrum.ts";

interface BarProps {
  readonly measured: MeasuredSpectrum;
  /** Whether there is nothing to save yet. */
  readonly isEmpty: boolean;
  readonly progress: string;
  readonly onCsv: () => void;
  readonly onSvg: () => void;
}

export function MeasureBar({ measured, isEmpty, progress, onCsv, onSvg }: BarProps) {
  const t = useJacobianText();
  const { done, isOver, isStopped, hasFailed, setStopped } = measured;
  const isHalted = isStopped || hasFailed;
  return (
    <div className={styles.bar}>
      <Button variant="outline" disabled={isEmpty} onClick={onCsv}>
        {t("csv")}
      </Button>
      <Button variant="outline" disabled={isEmpty} onClick={onSvg}>
        {t("svg")}
      </Button>
      {!isOver && (
        <span className={study.progress}>
          <progress aria-label={t("title")} max={1} value={done} />
          {progress}
          <Button variant="outline" onClick={() => setStopped(!isHalted)}>
            {t(isHalted ? "goOn" : "stop")}
          </Button>
        </span>
      )}
      {hasFailed && <span role="alert">{t("failed")}</span>}
    </div>
  );
}
