/** The outcome of a step: how near the prediction was, and the explanation with the numbers of this run. */
import { useEffect, useMemo, useRef } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import type { Answer } from "./answer.ts";
import type { LessonLibrary, LessonRun, LessonStep, Prediction } from "../lessonLibrary.ts";
import { LessonText } from "./LessonText.tsx";
import { scoreOf } from "./outcomeOf.ts";
import { scoreText } from "./scoreText.ts";
import styles from "./LessonStep.module.css";

function SketchOutcome({
  prediction,
  answer,
  measured,
}: {
  readonly prediction: Extract<Prediction, { kind: "sketch" }>;
  readonly answer: Answer;
  readonly measured: readonly number[];
}) {
  const t = useLessonsText();
  const score = scoreOf(prediction, answer, measured);
  if (score === null) return <p>{t("score.none")}</p>;
  const { title, sentences } = scoreText(t, score, prediction.quantity);
  return (
    <p>
      <strong>{title}</strong> {sentences.join(" ")}
    </p>
  );
}

function ChoiceOutcome({
  prediction,
  answer,
  right,
}: {
  readonly prediction: Extract<Prediction, { kind: "choice" }>;
  readonly answer: Answer;
  readonly right: string;
}) {
  const t = useLessonsText();
  const language = useLanguage();
  const option = prediction.options.find(({ id }) => id === right);
  return (
    <p>
      <strong>
        {answer.choice === right
          ? t("choice.right")
          : t("choice.wrong", { answer: option?.text[language].replace(/[.。]$/, "") ?? "–" })}
      </strong>
    </p>
  );
}

interface OutcomeProps {
  readonly library: LessonLibrary;
  readonly step: LessonStep;
  readonly answer: Answer;
  readonly runs: readonly LessonRun[];
  readonly right: string | null;
  readonly measured: readonly number[] | null;
}

export function Outcome({ library, step, answer, runs, right, measured }: OutcomeProps) {
  const language = useLanguage();
  const { prediction, explanation } = step;
  const text = explanation[language];
  const numbers = useMemo(() => library.numbersOf(text, runs), [library, text, runs]);
  const outcome = useRef<HTMLDivElement>(null);
  const isAnswered = prediction !== undefined;
  // The button of the reveal is gone; its result takes the focus, in sight and for screen readers.
  useEffect(() => {
    if (!isAnswered) return;
    outcome.current?.focus();
    // On a phone the lesson covers the lower half, so the chart with the sketch scrolls into the upper half,
    // once the verdict that comes with the reveal has taken its place above.
    if (!matchMedia("(max-width: 720px)").matches) return;
    const frame = requestAnimationFrame(() => {
      const chart =
        document.querySelector("main figure:has([data-sketch])") ?? document.querySelector("main figure");
      chart?.scrollIntoView({ block: "start" });
    });
    return () => cancelAnimationFrame(frame);
  }, [isAnswered]);
  return (
    <div ref={outcome} className={styles.outcome} tabIndex={-1}>
      <div role="status">
        {prediction?.kind === "sketch" && measured !== null && (
          <SketchOutcome {...{ prediction, answer, measured }} />
        )}
        {prediction?.kind === "choice" && right !== null && (
          <ChoiceOutcome {...{ prediction, answer, right }} />
        )}
      </div>
      <LessonText text={text} numbers={numbers} />
    </div>
  );
}
