/**
 * Says that a preview has fewer inputs than asked for, while a control moves and the full batch is too slow.
 */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import styles from "./PreviewNote.module.css";

export function PreviewNote() {
  const t = useText();
  const shown = useAppStore((state) => state.picture?.batch ?? 0);
  const wanted = useAppStore((state) => state.picture?.plan.batch ?? 0);
  if (shown >= wanted) return null;
  return <p className={styles.note}>{t("run.preview", { shown, wanted })}</p>;
}
