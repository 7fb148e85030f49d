/** The prediction of a step: drawn in the chart or chosen here, locked, and only then revealed. */
import { useId } from "react";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, RedoIcon, UndoIcon } from "../../ui/icons.tsx";
import { cx } from "../../ui/cx.ts";
import { drawn, redone, undone } from "./answer.ts";
import type { Answer, AnswerChange } from "./answer.ts";
import type { Prediction } from "../lessonLibrary.ts";
import type { LessonRuns } from "./useLessonRuns.ts";
import styles from "./LessonStep.module.css";

interface PredictionFormProps {
  readonly prediction: Prediction;
  readonly answer: Answer;
  readonly onAnswer: (change: AnswerChange) => void;
  readonly onReveal: () => void;
  readonly runs: LessonRuns;
  /** Id of the right option, once revealed. */
  readonly right: string | null;
}

function Options({
  prediction,
  answer,
  onAnswer,
  right,
}: Omit<PredictionFormProps, "prediction" | "runs" | "onReveal"> & {
  readonly prediction: Extract<Prediction, { kind: "choice" }>;
}) {
  const language = useLanguage();
  const name = useId();
  return (
    <div className={styles.options}>
      {prediction.options.map(({ id, text }) => (
        <label key={id} className={cx(styles.option, id === right && styles.right)}>
          <input
            type="radio"
            name={name}
            value={id}
            checked={answer.choice === id}
            disabled={answer.phase !== "open"}
            onChange={() => onAnswer({ choice: id })}
          />
          <span>{text[language]}</span>
          {id === right && <CheckIcon />}
        </label>
      ))}
    </div>
  );
}

/** Takes strokes back and draws them again; the keys of Undo press these while they are there. */
function Strokes({ answer, onAnswer }: Pick<PredictionFormProps, "answer" | "onAnswer">) {
  const t = useLessonsText();
  const isMade = answer.anchors !== null;
  if (!isMade && answer.past.length + answer.future.length === 0) return null;
  return (
    <>
      <Button
        isIcon
        data-key="u"
        aria-label={t("predict.undo")}
        title={t("predict.undo")}
        disabled={answer.past.length === 0}
        onClick={() => onAnswer(undone)}
      >
        <UndoIcon />
      </Button>
      <Button
        isIcon
        data-key="U"
        aria-label={t("predict.redo")}
        title={t("predict.redo")}
        disabled={answer.future.length === 0}
        onClick={() => onAnswer(redone)}
      >
        <RedoIcon />
      </Button>
      {isMade && (
        <Button onClick={() => onAnswer((newest) => drawn(newest, null, false))}>{t("predict.clear")}</Button>
      )}
    </>
  );
}

/** Locks, unlocks and reveals. The main button stays the same element and keeps the focus. */
function Actions({ prediction, answer, onAnswer, onReveal, runs }: Omit<PredictionFormProps, "right">) {
  const t = useLessonsText();
  const isMade = prediction.kind === "choice" ? answer.choice !== null : answer.anchors !== null;
  const isLocked = answer.phase === "locked";
  const isWaiting = isLocked ? runs.kind !== "done" : !isMade;
  const name = !isLocked ? "predict.lock" : runs.kind === "done" ? "predict.reveal" : "predict.measuring";
  return (
    <div className={styles.actions}>
      <Button
        variant="solid"
        className={styles.main}
        aria-disabled={isWaiting}
        onClick={() => {
          if (isWaiting) return;
          if (isLocked) onReveal();
          else onAnswer({ phase: "locked" });
        }}
      >
        {t(name)}
      </Button>
      {isLocked && <Button onClick={() => onAnswer({ phase: "open" })}>{t("predict.change")}</Button>}
      {!isLocked && prediction.kind === "sketch" && <Strokes {...{ answer, onAnswer }} />}
      <span className={styles.quiet} role="status">
        {isLocked && t("predict.locked")}
      </span>
    </div>
  );
}

/** A run that did not finish, and a button for another one. */
export function Failure({ code, onRetry }: { readonly code: EngineErrorCode; readonly onRetry: () => void }) {
  const t = useLessonsText();
  const page = useText();
  return (
    <div className={styles.actions} role="alert">
      <span>
        {t("predict.failed")} {page(`error.${code}`)}
      </span>
      <Button variant="outline" onClick={onRetry}>
        {t("predict.retry")}
      </Button>
    </div>
  );
}

export function PredictionForm(props: PredictionFormProps) {
  const { prediction, answer, onAnswer, right } = props;
  const t = useLessonsText();
  return (
    <fieldset className={styles.prediction}>
      <legend className={styles.legend}>{t("predict.title")}</legend>
      {prediction.kind === "choice" ? (
        <Options {...{ prediction, answer, onAnswer, right }} />
      ) : (
        answer.phase === "open" && <p>{t("predict.draw")}</p>
      )}
      {answer.phase !== "revealed" && <Actions {...props} />}
    </fieldset>
  );
}
