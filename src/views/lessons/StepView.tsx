/** One step: the question, the prediction, its outcome, and suggestions to try freely. */
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import type { Stage } from "../stage.ts";
import type { Answer, AnswerChange } from "./answer.ts";
import type { LessonLibrary, LessonStep } from "../lessonLibrary.ts";
import { LessonSymbols } from "./LessonSymbols.tsx";
import { LessonText } from "./LessonText.tsx";
import { outcomeOf } from "./outcomeOf.ts";
import { Outcome } from "./Outcome.tsx";
import { Failure, PredictionForm } from "./PredictionForm.tsx";
import styles from "./LessonStep.module.css";
import { useLessonRuns } from "./useLessonRuns.ts";
import { useLessonStage } from "./useLessonStage.tsx";

interface StepViewProps {
  readonly library: LessonLibrary;
  readonly step: LessonStep;
  /** The directions that stay hidden for now; the same list while they stay. */
  readonly concealed: Stage["concealed"];
  readonly answer: Answer;
  /** The same function while the step stays. */
  readonly onAnswer: (change: AnswerChange) => void;
  /**
   * Whether the step's experiment has been chosen: before that, the page shows the experiment from before the
   * lesson.
   */
  readonly isOpened: boolean;
  /** The visitor came from another step, so the title takes the focus. */
  readonly isEntered: boolean;
  readonly onStage: (stage: Stage | null) => void;
  readonly onTry: () => void;
  readonly onReturn: () => void;
}

export function StepView(props: StepViewProps) {
  const { library, step, concealed, answer, onAnswer, isOpened, isEntered, onStage, onTry, onReturn } = props;
  const t = useLessonsText();
  const language = useLanguage();
  const { runs, retry } = useLessonRuns(library.linksOf(step), step.isTrained === true);
  const { prediction, task } = step;
  const isRevealed = prediction === undefined || answer.phase === "revealed";
  const config = useAppStore((state) => state.config);
  const plan = useMemo(() => planExperiment(fitToBudget(config, DEFAULT_BUDGET)), [config]);
  const shown = [step.explanation, ...(task === undefined ? [] : [task.text])];
  const done = runs.kind === "done" ? runs.runs : null;
  const isOwnExperiment = done === null || done[0]?.plan.key === plan.key;
  const changeView = useAppStore((state) => state.changeView);
  const trainedStep = step.isTrained === true && isRevealed && isOpened ? config.steps : 0;
  // The page trains its own network once the result may be seen; its bar does that for the step of a link.
  useEffect(() => {
    if (trainedStep > 0) changeView({ trainedStep });
  }, [trainedStep, changeView]);
  const measured = useMemo(() => {
    const [run] = done ?? [];
    return isRevealed && run !== undefined && prediction?.kind === "sketch"
      ? library.layerValues(prediction.quantity, run)
      : null;
  }, [library, done, isRevealed, prediction]);
  const right = useMemo(
    () => (isRevealed && done !== null && prediction?.kind === "choice" ? prediction.judge(...done) : null),
    [done, isRevealed, prediction],
  );
  function reveal(): void {
    if (prediction === undefined || done === null) return;
    onAnswer((newest) => ({ phase: "revealed", outcome: outcomeOf(library, prediction, newest, done) }));
  }
  const stage = useLessonStage({
    step,
    isRevealed,
    concealed,
    answer,
    sketchLayers: isOpened && isOwnExperiment ? plan.layers.length : null,
    measured,
    onAnswer,
  });

  // The charts stand outside this screen part. They must be hidden before they are painted, and the step
  // before must have released them by then.
  useLayoutEffect(() => {
    onStage(stage);
    return () => onStage(null);
  }, [stage, onStage]);

  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isEntered) title.current?.focus();
  }, [isEntered]);

  return (
    <>
      <div className={styles.question}>
        <h2 ref={title} className={styles.title} tabIndex={-1}>
          {step.title[language]}
        </h2>
        <LessonText text={step.text[language]} />
      </div>
      {prediction !== undefined && !(isRevealed && prediction.kind === "sketch") && (
        <PredictionForm {...{ prediction, answer, onAnswer, runs, right }} onReveal={reveal} />
      )}
      {runs.kind === "failed" && <Failure code={runs.code} onRetry={retry} />}
      {isRevealed && done !== null && <Outcome {...{ library, step, answer, right, measured }} runs={done} />}
      {isRevealed && task !== undefined && (
        <section className={styles.task}>
          <h3 className={styles.legend}>{t("task.title")}</h3>
          <LessonText text={task.text[language]} />
          <div className={styles.actions}>
            <Button variant="outline" onClick={onTry}>
              {t("task.try")}
            </Button>
          </div>
        </section>
      )}
      {!isOwnExperiment && (
        <div className={styles.actions}>
          <Button variant="outline" onClick={onReturn}>
            {t("panel.return")}
          </Button>
        </div>
      )}
      <LessonSymbols texts={[step.text, ...(isRevealed ? shown : [])].map((text) => text[language])} />
    </>
  );
}
