/** Says what the opened link locks, and that a change was refused for that reason. */
import { usePresentText } from "../../i18n/presentText.ts";
import type { ScreenPart } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { ACTING } from "../screenParts.ts";
import styles from "../status/Notices.module.css";

/** Screen parts that only show have nothing to lock, whatever a link says. */
const ACTS: ReadonlySet<ScreenPart> = new Set(ACTING);

export function LockNote() {
  const p = usePresentText();
  const { mode, lock } = useAppStore((state) => state.screen);
  const refused = useAppStore((state) => state.refused);
  // A presentation and a frame show no controls, so the note waits for the first refused change.
  const locked = refused.length > 0 ? refused : mode === null ? lock.filter((part) => ACTS.has(part)) : [];
  const parts = locked.map((part) => p(`part.${part}`)).join(p("separator"));
  return (
    <output className={locked.length > 0 ? styles.lock : undefined}>
      {locked.length > 0 && p(refused.length > 0 ? "lock.refused" : "lock.locks", { parts })}
    </output>
  );
}
