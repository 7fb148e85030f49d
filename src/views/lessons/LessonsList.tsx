/** All lessons with the progress in each, and the entry for a teacher's own lesson. */
import { useState } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";
import { ForTeachers } from "./ForTeachers.tsx";
import type { Lesson, LessonLibrary } from "../lessonLibrary.ts";
import styles from "./LessonsList.module.css";
import { OwnLesson } from "./OwnLesson.tsx";
import { progressOf, readProgress } from "./progress.ts";
import type { LessonProgress } from "./progress.ts";

interface LessonsListProps {
  readonly library: LessonLibrary;
  /** Closes the list and opens a step. */
  readonly onOpen: (link: string) => void;
}

/** The step to go on from: the step last seen, or the first one when all are done. */
function nextStep({ steps }: Lesson, { at, done }: LessonProgress): number {
  return done.length >= steps.length || at > steps.length ? 1 : at;
}

function Entry({
  lesson,
  progress,
  onOpen,
}: {
  readonly lesson: Lesson;
  readonly progress: LessonProgress;
  readonly onOpen: () => void;
}) {
  const t = useLessonsText();
  const language = useLanguage();
  const steps = lesson.steps.length;
  const done = progress.done.filter((step) => step <= steps).length;
  return (
    <li>
      <button type="button" className={styles.lesson} onClick={onOpen}>
        <span className={styles.title}>{lesson.title[language]}</span>
        <span className={styles.summary}>{lesson.summary[language]}</span>
        <span className={styles.facts}>
          {t("list.facts", { minutes: lesson.minutes, steps })}
          {done > 0 && ` · ${done === steps ? t("list.finished") : t("list.done", { done, steps })}`}
        </span>
      </button>
    </li>
  );
}

export function LessonsList({ library, onOpen }: LessonsListProps) {
  const t = useLessonsText();
  const { lessonMemory } = useServices();
  const [progress, setProgress] = useState(() => readProgress(lessonMemory.read()));
  const [isErased, setIsErased] = useState(false);
  const hasProgress = Object.keys(progress).length > 0;

  function erase(): void {
    lessonMemory.write("{}");
    setProgress({});
    setIsErased(true);
  }

  return (
    <>
      <ol className={styles.list}>
        {library.lessons.map((lesson) => {
          const known = progressOf(progress, lesson.id);
          return (
            <Entry
              key={lesson.id}
              lesson={lesson}
              progress={known}
              onOpen={() => onOpen(library.stepLink(lesson.id, lesson, nextStep(lesson, known)))}
            />
          );
        })}
      </ol>
      <p className={styles.progress} role="status">
        {isErased ? t("list.erased") : t("list.note")}
        {hasProgress && (
          <Button variant="outline" onClick={erase}>
            {t("list.erase")}
          </Button>
        )}
      </p>
      <ForTeachers />
      <OwnLesson library={library} onOpen={onOpen} />
    </>
  );
}
