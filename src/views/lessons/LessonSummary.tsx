/** The end of a lesson: the predictions and how near they came, what to take home, and where to go on. */
import { useEffect, useLayoutEffect, useRef } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";
import { OPEN_STAGE } from "../stage.ts";
import type { Stage } from "../stage.ts";
import type { Lesson, LessonLibrary, LessonStep } from "../lessonLibrary.ts";
import { NO_ANSWER } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { LessonText } from "./LessonText.tsx";
import styles from "./LessonSummary.module.css";

interface LessonSummaryProps {
  readonly library: LessonLibrary;
  readonly lesson: Lesson;
  /** The lesson as links name it. */
  readonly source: string;
  /** By step, from 1. */
  readonly answers: Readonly<Record<number, Answer>>;
  readonly concealed: Stage["concealed"];
  readonly onStage: (stage: Stage | null) => void;
  readonly onGo: (step: number) => void;
}

/** One prediction: the step, what was predicted, and how near it came. */
function Prediction({
  step: { title, prediction },
  answer,
  onOpen,
}: {
  readonly step: LessonStep;
  readonly answer: Answer;
  readonly onOpen: () => void;
}) {
  const t = useLessonsText();
  const language = useLanguage();
  const isMade = answer.phase === "revealed";
  const chosen =
    prediction?.kind === "choice" ? prediction.options.find(({ id }) => id === answer.choice) : undefined;
  const outcome = isMade && answer.outcome !== null ? answer.outcome : null;
  return (
    <li className={styles.prediction} data-outcome={outcome ?? undefined}>
      <Button className={styles.step} onClick={onOpen}>
        {title[language]}
      </Button>
      {isMade && <span className={styles.answer}>{chosen?.text[language] ?? t("summary.sketch")}</span>}
      <strong className={styles.outcome}>
        {isMade ? t(outcome === null ? "summary.unjudged" : `summary.${outcome}`) : t("summary.open")}
      </strong>
    </li>
  );
}

/** What comes after this lesson; nothing after the last one, or after a teacher's own. */
function GoOn({ library, source }: Pick<LessonSummaryProps, "library" | "source">) {
  const t = useLessonsText();
  const language = useLanguage();
  const { openLink } = useServices();
  const index = library.lessons.findIndex(({ id }) => id === source);
  const next = index < 0 ? undefined : library.lessons[index + 1];
  if (next === undefined) return null;
  return (
    <section>
      <h3 className={styles.heading}>{t("summary.goOn")}</h3>
      <p>{next.summary[language]}</p>
      <Button
        variant="solid"
        className={styles.next}
        onClick={() => openLink(library.stepLink(next.id, next, 1))}
      >
        {t("panel.nextLesson", { title: next.title[language] })}
      </Button>
    </section>
  );
}

export function LessonSummary({
  library,
  lesson,
  source,
  answers,
  concealed,
  onStage,
  onGo,
}: LessonSummaryProps) {
  const t = useLessonsText();
  const language = useLanguage();
  const isByKeys = useAppStore(({ screen }) => screen.mode !== "present");
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    onStage({ ...OPEN_STAGE, question: "alone", concealed });
    return () => onStage(null);
  }, [concealed, onStage]);
  useEffect(() => {
    if (isByKeys) title.current?.focus();
  }, [isByKeys]);

  const predictions = lesson.steps.flatMap((step, index) =>
    step.prediction === undefined
      ? []
      : [{ step, place: index + 1, answer: answers[index + 1] ?? NO_ANSWER }],
  );
  const made = predictions.filter(({ answer }) => answer.phase === "revealed");
  const hits = made.filter(({ answer }) => answer.outcome === "right").length;
  return (
    <div className={styles.summary}>
      <h2 ref={title} className={styles.title} tabIndex={-1}>
        {lesson.title[language]}
      </h2>
      {predictions.length > 0 && (
        <section>
          <h3 className={styles.heading}>
            {made.length === 0 ? t("summary.none") : t("summary.hits", { hits, count: made.length })}
          </h3>
          <ol className={styles.predictions}>
            {predictions.map(({ step, place, answer }) => (
              <Prediction key={place} {...{ step, answer }} onOpen={() => onGo(place)} />
            ))}
          </ol>
        </section>
      )}
      <section>
        <h3 className={styles.heading}>{t("summary.takeHome")}</h3>
        <LessonText text={(lesson.takeHome ?? lesson.summary)[language]} />
      </section>
      <GoOn library={library} source={source} />
    </div>
  );
}
