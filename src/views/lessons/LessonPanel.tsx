/** The lesson player: finds the lesson the address names, walks through its steps and remembers progress. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import type { OpenLesson } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";
import { OPEN_STAGE } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { NO_ANSWER } from "./answer.ts";
import type { Answer, AnswerChange } from "./answer.ts";
import { CopyStepLink } from "./CopyStepLink.tsx";
import { LessonFooter } from "./LessonFooter.tsx";
import { LessonSummary } from "./LessonSummary.tsx";
import type { Lesson, LessonLibrary } from "../lessonLibrary.ts";
import styles from "./LessonPanel.module.css";
import { readProgress, withStep } from "./progress.ts";
import { StepView } from "./StepView.tsx";

interface LessonPanelProps {
  readonly library: LessonLibrary;
  readonly controlsId: string;
  readonly areControlsOpen: boolean;
  readonly onControls: (isOpen: boolean) => void;
  readonly onStage: (stage: Stage | null) => void;
}

type Found = Awaited<ReturnType<LessonLibrary["findLesson"]>>;

/** The lesson of a source; null while it is being looked for. */
function useFoundLesson(library: LessonLibrary, source: string): Found | null {
  const [found, setFound] = useState<{ readonly source: string; readonly found: Found } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void library.findLesson(source).then((result) => {
      if (isWanted) setFound({ source, found: result });
    });
    return () => {
      isWanted = false;
    };
  }, [library, source]);
  return found?.source === source ? found.found : null;
}

/** Shown when the lesson cannot be found; the charts stay uncovered. */
function Missing({
  text,
  onStage,
}: {
  readonly text: string;
  readonly onStage: LessonPanelProps["onStage"];
}) {
  useLayoutEffect(() => {
    onStage(OPEN_STAGE);
    return () => onStage(null);
  }, [onStage]);
  return (
    <p className={styles.missing} role="alert">
      {text}
    </p>
  );
}

type Answers = Readonly<Record<number, Answer>>;

/** Answers in the lessons of an open lecture, by source: another entry may come between. */
const lectureAnswers = new Map<string, Answers>();

/** Answers to the steps of a lesson. A lecture keeps them until the page is left; a visit begins anew. */
function useAnswers(source: string) {
  const isLecture = useAppStore((state) => state.lecture !== null);
  const [answers, setAnswers] = useState<Answers>(() => (isLecture && lectureAnswers.get(source)) || {});
  useEffect(() => {
    if (isLecture) lectureAnswers.set(source, answers);
  }, [isLecture, source, answers]);
  return [answers, setAnswers] as const;
}

interface PlayerProps extends LessonPanelProps {
  readonly place: OpenLesson;
  readonly lesson: Lesson;
}

function Player(props: PlayerProps) {
  const { library, lesson, place, controlsId, areControlsOpen, onControls, onStage } = props;
  const t = useLessonsText();
  const language = useLanguage();
  const { openLink, lessonMemory } = useServices();
  const [answers, setAnswers] = useAnswers(place.source);
  const [firstStep] = useState(place.step);
  const step = lesson.steps[place.step - 1];
  // Behind the last step stands the summary.
  const isSummary = place.step === lesson.steps.length + 1;
  const answer = answers[place.step] ?? NO_ANSWER;
  const isOpen = step?.prediction !== undefined && answer.phase !== "revealed";
  const { source, isUnopened } = place;

  useEffect(() => {
    if (isUnopened) openLink(library.stepLink(source, lesson, place.step), true);
  }, [isUnopened, openLink, library, source, lesson, place.step]);

  const remember = useCallback(
    (at: number, isDone: boolean): void => {
      const progress = readProgress(lessonMemory.read());
      lessonMemory.write(JSON.stringify(withStep(progress, lesson.id, at, isDone)));
    },
    [lessonMemory, lesson.id],
  );

  const { step: at } = place;
  const onAnswer = useCallback(
    (change: AnswerChange): void => {
      setAnswers((all) => {
        const newest = all[at] ?? NO_ANSWER;
        return { ...all, [at]: { ...newest, ...(typeof change === "function" ? change(newest) : change) } };
      });
    },
    [at, setAnswers],
  );
  const isRevealed = answer.phase === "revealed";
  const concealed = useMemo(
    () =>
      library.secretsOf(
        lesson.steps,
        Math.min(at, lesson.steps.length) - 1,
        (index) => answers[index + 1]?.phase === "revealed",
      ),
    [library, lesson, at, answers],
  );
  // Progress is kept for the next visit, however the step was reached, and as soon as it is done.
  useEffect(() => {
    if (step !== undefined) remember(at, isRevealed);
  }, [step, at, isRevealed, remember]);

  function go(to: number): void {
    // A step without a prediction is done when it has been read, and one with a prediction when it is
    // revealed.
    if (!isOpen) remember(place.step, true);
    onControls(false);
    openLink(library.stepLink(source, lesson, to));
  }

  if (step === undefined && !isSummary) return <Missing text={t("panel.beyond")} onStage={onStage} />;
  return (
    <>
      <header className={styles.header}>
        <p className={styles.lesson}>{lesson.title[language]}</p>
        <p className={styles.place}>
          {isSummary ? t("summary.title") : t("panel.step", { step: place.step, steps: lesson.steps.length })}
        </p>
        <progress
          className={styles.progress}
          max={lesson.steps.length}
          value={place.step}
          aria-hidden="true"
        />
      </header>
      <div
        className={styles.body}
        key={place.step}
        tabIndex={0}
        role="group"
        aria-label={step?.title[language] ?? t("summary.title")}
      >
        {step === undefined ? (
          <LessonSummary {...{ library, lesson, answers, concealed, onStage }} source={source} onGo={go} />
        ) : (
          <>
            <StepView
              {...{ library, step, concealed, answer, onStage }}
              isOpened={!isUnopened}
              isEntered={place.step !== firstStep || Object.keys(answers).length > 0}
              onAnswer={onAnswer}
              onTry={() => {
                if (step.task?.link !== undefined) {
                  openLink(library.stepLink(source, lesson, place.step, step.task.link));
                }
                onControls(true);
              }}
              onReturn={() => openLink(library.stepLink(source, lesson, place.step))}
            />
            <div className={styles.tools}>
              {!isOpen && (
                <Button
                  aria-expanded={areControlsOpen}
                  aria-controls={controlsId}
                  onClick={() => onControls(!areControlsOpen)}
                >
                  {t(areControlsOpen ? "panel.controlsClose" : "panel.controls")}
                </Button>
              )}
              <CopyStepLink link={library.placeLink(source, place.step)} />
            </div>
          </>
        )}
      </div>
      <LessonFooter step={place.step} steps={lesson.steps.length} isOpen={isOpen} onGo={go} />
    </>
  );
}

export function LessonPanel(props: LessonPanelProps) {
  const place = useAppStore((state) => state.lesson);
  return place === null ? null : <PlacedLesson {...props} place={place} />;
}

function PlacedLesson(props: LessonPanelProps & { readonly place: OpenLesson }) {
  const t = useLessonsText();
  const page = useText();
  const found = useFoundLesson(props.library, props.place.source);
  if (found === null) return <p className={styles.missing}>{page("part.loading")}</p>;
  if (found.kind !== "lesson") return <Missing text={t(`panel.${found.kind}`)} onStage={props.onStage} />;
  return <Player key={props.place.source} {...props} lesson={found.lesson} />;
}
