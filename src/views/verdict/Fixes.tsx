/** Suggested fixes. Each button states the result of its trial run before it is pressed. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { useIsHidden, useLockOf } from "../screen.ts";
import styles from "./Fixes.module.css";
import type { FixWords } from "./verdictText.ts";

interface FixesProps {
  readonly fixes: readonly FixWords[];
  /** More may come: runs are under way. */
  readonly isBusy?: boolean;
}

export function Fixes({ fixes, isBusy = false }: FixesProps) {
  const changeConfig = useAppStore((state) => state.changeConfig);
  const refuses = useAppStore((state) => state.refuses);
  const lockOf = useLockOf();
  const t = useText();
  const isHidden = useIsHidden("fixes");
  if (isHidden) return null;
  return (
    <ul className={styles.fixes} aria-busy={isBusy}>
      {fixes.length > 0 && <li className={styles.label}>{t("verdict.try")}</li>}
      {fixes.map(({ name, promise, patch }) => (
        <li key={name}>
          <Button
            variant="outline"
            className={styles.fix}
            {...lockOf(patch, "fixes")}
            onClick={() => !refuses({}, "fixes") && changeConfig(patch)}
          >
            {name} <span className={styles.promise}>{promise}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
