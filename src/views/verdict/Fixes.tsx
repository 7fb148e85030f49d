/** What to try next. Each button says what theory expects of it before it is pressed. */
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./Fixes.module.css";
import type { FixWords } from "./verdictText.ts";

export function Fixes({ fixes }: { readonly fixes: readonly FixWords[] }) {
  const changeConfig = useAppStore((state) => state.changeConfig);
  return (
    <ul className={styles.fixes}>
      {fixes.map(({ name, promise, patch }) => (
        <li key={name}>
          <Button variant="outline" className={styles.fix} onClick={() => changeConfig(patch)}>
            {name} <span className={styles.promise}>{promise}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
