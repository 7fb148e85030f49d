/**
 * One row of buttons that lead through the steps. A presentation has such a row already: its bar goes through
 * the steps, or through the lecture list, where the lesson's own steps are a matter of the lesson.
 */
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./LessonPanel.module.css";

interface LessonFooterProps {
  /** From 1; one beyond the last is the summary. */
  readonly step: number;
  readonly steps: number;
  /** A prediction is still open. */
  readonly isOpen: boolean;
  readonly onGo: (step: number) => void;
}

export function LessonFooter({ step, steps, isOpen, onGo }: LessonFooterProps) {
  const t = useLessonsText();
  const closeLesson = useAppStore((state) => state.closeLesson);
  const isPresent = useAppStore(({ screen }) => screen.mode === "present");
  const isInLecture = useAppStore(({ lecture }) => lecture !== null);
  const isSummary = step > steps;
  if (isPresent) {
    if (!isInLecture || isSummary) return null;
    return (
      <footer className={styles.footer}>
        <Button className={styles.next} onClick={() => onGo(step + 1)}>
          {step === steps ? t("summary.title") : t("panel.goOn", { step: step + 1, steps })}
        </Button>
      </footer>
    );
  }
  return (
    <footer className={styles.footer}>
      <Button variant="outline" disabled={step === 1} onClick={() => onGo(step - 1)}>
        {t("panel.back")}
      </Button>
      {isSummary ? (
        <Button variant="outline" className={styles.next} onClick={closeLesson}>
          {t("panel.finish")}
        </Button>
      ) : (
        <Button variant={isOpen ? "outline" : "solid"} className={styles.next} onClick={() => onGo(step + 1)}>
          {t("panel.next")}
        </Button>
      )}
    </footer>
  );
}
