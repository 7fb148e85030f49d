/** What to try next. Each button says what theory expects of it before it is pressed. */
import { formatFactor } from "../../charts/format.ts";
import type { Fix } from "../../experiment/fixes.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./Fixes.module.css";

/** Factors closer to one than this are told as one direction only. */
const SAME = 0.005;

export function Fixes({ fixes }: { readonly fixes: readonly Fix[] }) {
  const t = useText();
  const changeConfig = useAppStore((state) => state.changeConfig);

  function promise({ forwardFactor, backwardFactor }: Fix): string {
    if (forwardFactor === null || backwardFactor === null) return "";
    const forward = formatFactor(forwardFactor);
    const backward = formatFactor(backwardFactor);
    return Math.abs(Math.log(forwardFactor / backwardFactor)) < SAME
      ? t("fix.promise", { factor: forward })
      : t("fix.promise.both", { forward, backward });
  }

  return (
    <ul className={styles.fixes}>
      {fixes.map((fix) => (
        <li key={fix.id}>
          <Button variant="outline" className={styles.fix} onClick={() => changeConfig(fix.patch)}>
            {t(`fix.${fix.id}`)} <span className={styles.promise}>{promise(fix)}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
