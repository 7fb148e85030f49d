/** The symbols of a step's formulas in one list, because formulas within sentences are no tab stops. */
import { useSymbolsText } from "../../i18n/symbolsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { SymbolList } from "../formula/SymbolList.tsx";
import { symbolsIn } from "../formula/symbols.ts";
import { readersPage } from "../readersPage.ts";
import styles from "./LessonText.module.css";

/** Formulas between dollar signs, single or double. */
const FORMULA = /\$\$?([^$]+)\$\$?/g;

export function LessonSymbols({ texts }: { readonly texts: readonly string[] }) {
  const s = useSymbolsText();
  const language = useLanguage();
  const formulas = texts.flatMap((text) =>
    Array.from(text.matchAll(FORMULA), ([, tex = ""]) => tex.replace(/\{\{[^}]*\}\}/g, "")),
  );
  const symbols = symbolsIn(formulas, "lesson").filter(({ meaning }) => meaning !== null);
  if (symbols.length === 0) return null;
  return (
    <details className={styles.symbols}>
      <summary>{s("inStep")}</summary>
      <SymbolList symbols={symbols} />
      <p className={styles.glossary}>
        <a href={readersPage("glossary", language)} target="_blank" rel="noopener">
          {s("glossary")}
        </a>
      </p>
    </details>
  );
}
