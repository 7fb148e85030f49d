/** Progress of a study, its way to stop, and its files. */
import type { ReactNode } from "react";
import { useState } from "react";
import { useCoordinatesText } from "../../i18n/coordinatesText.ts";
import { Button } from "../../ui/Button.tsx";
import study from "../compare/study.module.css";
import type { Trainings } from "../background/useTrainings.ts";
import { useServices } from "../services.ts";
import styles from "./CoordinateCheck.module.css";
import { drawingFile } from "./saveDrawing.tsx";

interface StudyBarProps {
  readonly trainings: Trainings<unknown>;
  /** Name of the files without their end. */
  readonly fileName: string;
  readonly csv: () => string;
  /** The drawing as a file shows it. */
  readonly drawing: () => ReactNode;
  readonly children?: ReactNode;
}

export function StudyBar({ trainings, fileName, csv, drawing, children }: StudyBarProps) {
  const t = useCoordinatesText();
  const { saveFile } = useServices();
  const [hasNoDrawing, setHasNoDrawing] = useState(false);
  const { found, doneCount, isStopped, setStopped } = trainings;
  const failedCount = found.filter((one) => one === null).length;
  function saveDrawing(): void {
    try {
      saveFile(`${fileName}.svg`, "image/svg+xml", drawingFile(drawing()));
      setHasNoDrawing(false);
    } catch {
      setHasNoDrawing(true);
    }
  }
  return (
    <div className={styles.bar}>
      {children}
      <Button
        variant="outline"
        disabled={doneCount === 0}
        onClick={() => saveFile(`${fileName}.csv`, "text/csv", csv())}
      >
        {t("csv")}
      </Button>
      <Button variant="outline" disabled={doneCount === 0} onClick={saveDrawing}>
        {t("svg")}
      </Button>
      {doneCount < found.length && (
        <span className={study.progress}>
          <progress aria-label={t("title")} max={found.length} value={doneCount} />
          {t("progress", { done: doneCount, total: found.length })}
          <Button variant="outline" onClick={() => setStopped(!isStopped)}>
            {t(isStopped ? "goOn" : "stop")}
          </Button>
        </span>
      )}
      {failedCount > 0 && <span role="alert">{t("failed", { count: failedCount })}</span>}
      {hasNoDrawing && <span role="alert">{t("svgFailed")}</span>}
    </div>
  );
}
