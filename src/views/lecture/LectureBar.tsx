/** The lecture list of an opened link, over the page: where one is in it, and the way through it. */
import { useState } from "react";
import { useLectureText } from "../../i18n/lectureText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import styles from "./LectureBar.module.css";
import { LectureDialog } from "./LectureDialog.tsx";
import { useLecture } from "./useLecture.ts";

export function LectureBar() {
  const t = useLectureText();
  const { lecture, isBroken, entry, go } = useLecture();
  const changeLecture = useAppStore((state) => state.changeLecture);
  const [isOpen, setOpen] = useState(false);
  const count = lecture?.entries.length ?? 0;
  const title = lecture?.entries[entry - 1]?.title ?? "";
  return (
    <section className={styles.bar} aria-label={t("title")}>
      {isBroken ? (
        <p role="alert">{t("broken")}</p>
      ) : (
        <p className={styles.what}>
          {lecture !== null && lecture.title !== "" && <strong>{lecture.title}</strong>}
          <span className={styles.place}>{count > 0 && t("place", { place: entry, count })}</span>
          <span>{title}</span>
        </p>
      )}
      <div className={styles.commands}>
        {!isBroken && (
          <>
            <Button variant="outline" disabled={entry <= 1} onClick={() => go(entry - 1)}>
              {t("previous")}
            </Button>
            <Button variant="outline" disabled={entry >= count} onClick={() => go(entry + 1)}>
              {t("next")}
            </Button>
            <Button onClick={() => setOpen(true)}>{t("list")}</Button>
          </>
        )}
        <Button isIcon aria-label={t("leave")} title={t("leave")} onClick={() => changeLecture(null)}>
          <CloseIcon />
        </Button>
      </div>
      <LectureDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </section>
  );
}
