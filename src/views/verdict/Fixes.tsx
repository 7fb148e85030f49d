/** What to try next. Each button says what theory expects of it before it is pressed. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { useIsHidden } from "../screen.ts";
import styles from "./Fixes.module.css";
import type { FixWords } from "./verdictText.ts";

export function Fixes({ fixes }: { readonly fixes: readonly FixWords[] }) {
  const changeConfig = useAppStore((state) => state.changeConfig);
  const t = useText();
  // A fix may turn any control, so one that is locked locks them.
  const isLocked = useAppStore(({ screen }) => screen.lock.some((part) => part !== "header"));
  const isHidden = useIsHidden("fixes");
  if (isHidden) return null;
  return (
    <ul className={styles.fixes}>
      {fixes.map(({ name, promise, patch }) => (
        <li key={name}>
          <Button
            variant="outline"
            className={styles.fix}
            disabled={isLocked}
            title={isLocked ? t("lock.reason") : undefined}
            onClick={() => changeConfig(patch)}
          >
            {name} <span className={styles.promise}>{promise}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
