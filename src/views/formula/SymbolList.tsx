/** Symbols with their meanings, and their values where there are some. */
import { useSymbolsText } from "../../i18n/symbolsText.ts";
import { plainTex } from "../../ui/plainTex.ts";
import { Tex } from "../../ui/Tex.tsx";
import type { SymbolValues } from "./formulas.ts";
import styles from "./SymbolTip.module.css";
import type { FormulaSymbol } from "./symbols.ts";

interface SymbolListProps {
  readonly symbols: readonly FormulaSymbol[];
  readonly values?: SymbolValues | undefined;
}

export function SymbolList({ symbols, values = {} }: SymbolListProps) {
  const s = useSymbolsText();
  return (
    <dl className={styles.symbols}>
      {symbols.map(({ tex, meaning }) => {
        if (meaning === null) return null;
        const value = values[meaning];
        return (
          <div key={meaning} className={styles.symbol}>
            <dt>
              <Tex tex={tex} fallback={plainTex(tex)} />
            </dt>
            <dd>{value === undefined ? s(meaning) : s("value", { meaning: s(meaning), value })}</dd>
          </div>
        );
      })}
    </dl>
  );
}
