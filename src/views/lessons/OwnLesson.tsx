/**
 * A teacher's own lesson: a file or pasted JSON, checked here, and opened under a link that holds all of it.
 */
import { useId, useRef, useState } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { Button } from "../../ui/Button.tsx";
import type { DocumentError, LessonLibrary } from "../lessonLibrary.ts";
import styles from "./LessonsList.module.css";

interface OwnLessonProps {
  readonly library: LessonLibrary;
  readonly onOpen: (link: string) => void;
}

function Errors({ errors }: { readonly errors: readonly DocumentError[] }) {
  const t = useLessonsText();
  return (
    <div className={styles.errors} role="alert">
      <p>{t("own.wrong")}</p>
      <ul>
        {errors.map(({ path, problem, detail }, index) => (
          <li key={index}>
            {path !== "" && <code className={styles.path}>{path}: </code>}
            {t(`problem.${problem}`, { detail })}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function OwnLesson({ library, onOpen }: OwnLessonProps) {
  const t = useLessonsText();
  const [text, setText] = useState("");
  const [errors, setErrors] = useState<readonly DocumentError[]>([]);
  const file = useRef<HTMLInputElement>(null);
  const areaId = useId();

  async function open(document: string): Promise<void> {
    const read = await library.openDocument(document);
    if (read.kind === "errors") setErrors(read.errors);
    else onOpen(library.stepLink(read.source, read.lesson, 1));
  }

  async function openFile(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    const document = await chosen.text();
    setText(document);
    await open(document);
  }

  return (
    <section className={styles.own}>
      <h3 className={styles.heading}>{t("own.title")}</h3>
      <p>{t("own.intro")}</p>
      <label className={styles.label} htmlFor={areaId}>
        {t("own.paste")}
      </label>
      <textarea
        id={areaId}
        className={styles.area}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setErrors([]);
        }}
      />
      <div className={styles.actions}>
        <Button variant="outline" onClick={() => file.current?.click()}>
          {t("own.file")}
        </Button>
        <Button variant="outline" disabled={text.trim() === ""} onClick={() => void open(text)}>
          {t("own.open")}
        </Button>
      </div>
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={t("own.file")}
        onChange={(event) => void openFile(event.target.files?.[0])}
      />
      {errors.length > 0 && <Errors errors={errors} />}
    </section>
  );
}
