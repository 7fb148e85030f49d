/** Links for teachers to the pages beside the instrument, which scripts/pages.ts makes of docs/. */
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { readersPage } from "../readersPage.ts";
import styles from "./LessonsList.module.css";

const PAPERS = ["plan", "model", "glossary", "lessons", "embed"] as const;
const NAMES = {
  plan: "lesson-plan",
  model: "model",
  glossary: "glossary",
  lessons: "lessons",
  embed: "embed",
} as const;

export function ForTeachers() {
  const t = useLessonsText();
  const language = useLanguage();
  return (
    <section className={styles.teachers}>
      <h3 className={styles.heading}>{t("teachers.title")}</h3>
      <dl className={styles.papers}>
        {PAPERS.map((paper) => (
          <div key={paper} className={styles.paper}>
            <dt>
              <a href={readersPage(NAMES[paper], language)} target="_blank" rel="noopener">
                {t(`teachers.${paper}`)}
              </a>
            </dt>
            <dd>{t(`teachers.${paper}.about`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
