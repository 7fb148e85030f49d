/**
 * The sentence behind a term that is pressed: the same words as on hover, for fingers, with a link to the
 * glossary. Every element with a title is a term, unless it has an action of its own.
 */
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useSymbolsText } from "../../i18n/symbolsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { readersPage } from "../readersPage.ts";
import styles from "./SymbolTip.module.css";
import { placeOf } from "./placeOf.ts";

/** Elements whose press does something else. */
const ACTING = "button, a, input, select, label, summary, [role='button']";

/** The term that was pressed; null where there is none. */
function termAt(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.closest(ACTING) !== null) return null;
  const term = target.closest<HTMLElement>("main [title]");
  return term === null || term.title === "" ? null : term;
}

/** The pressed term, until the next press elsewhere, Escape, or scrolling. */
function usePressedTerm(): HTMLElement | null {
  const [term, setTerm] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const press = ({ target }: MouseEvent): void => {
      if (target instanceof Element && target.closest("[data-term-tip]") !== null) return;
      setTerm((before) => {
        const now = termAt(target);
        return now === before ? null : now;
      });
    };
    const leave = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") setTerm(null);
    };
    const close = (): void => setTerm(null);
    addEventListener("click", press);
    addEventListener("keydown", leave);
    addEventListener("scroll", close, { capture: true, passive: true });
    return () => {
      removeEventListener("click", press);
      removeEventListener("keydown", leave);
      removeEventListener("scroll", close, { capture: true });
    };
  }, []);
  return term;
}

export function TermTip() {
  const s = useSymbolsText();
  const language = useLanguage();
  const term = usePressedTerm();
  if (term === null || !term.isConnected) return null;
  return createPortal(
    <div role="tooltip" data-term-tip className={styles.tip} style={placeOf(term)}>
      <p className={styles.term}>
        {term.title}{" "}
        <a href={readersPage("glossary", language)} target="_blank" rel="noopener">
          {s("glossary")}
        </a>
      </p>
    </div>,
    document.body,
  );
}
