/** The outcome of a step: how near the prediction was, and the explanation with the numbers of this run. */
import { useEffect, useMemo, useRef } from "react";
import { formatFactor, formatNumber } from "../../charts/format.ts";
import { scoreSketch, sketchLine } from "../../charts/sketch.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import type { LessonsTranslate } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import type { Answer } from "./answer.ts";
import type { LessonLibrary, LessonRun, LessonStep, Prediction, SketchQuantity } from "../lessonLibrary.ts";
import { LessonText } from "./LessonText.tsx";
import styles from "./LessonStep.module.css";

/** Up to these distances, in decades or in shares, a line is very close, or has the trend. */
const CLOSE = { log: Math.log10(1.5), share: 0.05 };
const FAIR = { log: Math.log10(5), share: 0.15 };

/** Heights that stand for no line, where drawing never began; the form does not let it be locked. */
const NO_START = 0;

/** The distance in the terms of the axis it was drawn on. */
function distanceText(t: LessonsTranslate, quantity: SketchQuantity, distance: number): string {
  if (quantity === "cosine") return t("score.number", { distance: formatNumber(distance, 2) });
  return quantity === "std" || quantity === "gradient"
    ? t("score.factor", { factor: formatFactor(10 ** distance) })
    : t("score.points", { points: Math.round(100 * distance) });
}

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
  const kind = prediction.quantity === "std" || prediction.quantity === "gradient" ? "log" : "share";
  const truth = kind === "log" ? measured.map(Math.log10) : measured;
  const { distance, skipped } = scoreSketch(sketchLine(answer.anchors ?? [], NO_START), truth);
  if (Number.isNaN(distance)) return <p>{t("score.none")}</p>;
  const word = distance <= CLOSE[kind] ? "close" : distance <= FAIR[kind] ? "fair" : "far";
  return (
    <p>
      <strong>{t(`score.${word}`)}</strong> {distanceText(t, prediction.quantity, distance)}
      {skipped > 0 && ` ${t("score.skipped", { count: skipped })}`}
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
  const figures = useMemo(() => library.figuresOf(text, runs), [library, text, runs]);
  const outcome = useRef<HTMLDivElement>(null);
  const isAnswered = prediction !== undefined;
  // The button of the reveal is gone; its result takes the focus, in sight and for screen readers.
  useEffect(() => {
    if (!isAnswered) return;
    outcome.current?.focus();
    // On a phone the lesson covers the lower half, so its chart scrolls into the upper half.
    if (matchMedia("(max-width: 720px)").matches) {
      document.querySelector("main figure")?.scrollIntoView({ block: "start" });
    }
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
      <LessonText text={text} figures={figures} />
    </div>
  );
}
