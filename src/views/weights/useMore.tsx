/** A long list a piece at a time: thousands of lines would hold up the page. */
import { useState } from "react";
import type { ReactNode } from "react";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./WeightsContent.module.css";

const PIECE = 100;

export function useMore<T>(list: readonly T[]): { readonly shown: readonly T[]; readonly more: ReactNode } {
  const t = useWeightsText();
  const [count, setCount] = useState(PIECE);
  const rest = list.length - count;
  const more = rest > 0 && (
    <p className={styles.more}>
      <Button variant="outline" onClick={() => setCount(count + PIECE)}>
        {t("more", { count: Math.min(PIECE, rest) })}
      </Button>
    </p>
  );
  return { shown: list.slice(0, count), more };
}
