/**
 * The sentence behind a term that is tapped or focused: the same words as on hover, with a link to the entry
 * in the glossary. Escape closes it, Enter goes to the link, and arrow keys lead from term to term.
 */
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useSymbolsText } from "../../i18n/symbolsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { readersPage } from "../readersPage.ts";
import styles from "./SymbolTip.module.css";
import { placeOf } from "./placeOf.ts";

const TIP_ID = "term-tip";
/** Elements whose press does something else. */
const ACTING = "button, a, input, select, label, summary, [role='button']";
/** A list of terms, within which the arrow keys move. */
const LIST = "ul, dl, table, figure, p";
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The term at a place; null where there is none. */
function termAt(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.closest(ACTING) !== null) return null;
  const found = target.closest<HTMLElement>("main [title]");
  return found === null || found.title === "" ? null : found;
}

const isInTip = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(`#${TIP_ID}`) !== null;

/** The term before or after another one in its list. */
function neighbourOf(from: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const terms = [...(from.closest(LIST)?.querySelectorAll<HTMLElement>("[data-term]") ?? [])];
  return terms[terms.indexOf(from) + by];
}

/** The term at hand, until a press elsewhere, Escape, scrolling, or until the focus leaves it. */
function useTermAtHand(): HTMLElement | null {
  const [term, setTerm] = useState<HTMLElement | null>(null);
  const [, setMoves] = useState(0);
  const current = useRef<HTMLElement | null>(null);
  useEffect(() => {
    function show(next: HTMLElement | null): void {
      if (next === current.current) return;
      current.current?.removeAttribute("aria-describedby");
      next?.setAttribute("aria-describedby", TIP_ID);
      current.current = next;
      setTerm(next);
    }
    const gone = new AbortController();
    const on = <Name extends keyof DocumentEventMap>(
      name: Name,
      listen: (event: DocumentEventMap[Name]) => void,
    ) => document.addEventListener(name, listen, { capture: true, signal: gone.signal });

    on("click", ({ target }) => {
      if (isInTip(target)) return;
      const pressed = termAt(target);
      show(pressed === current.current ? null : pressed);
    });
    on("focusin", ({ target }) => {
      // A press gives the focus too, and shows by itself.
      if (target instanceof HTMLElement && target.matches("[data-term]:focus-visible")) show(target);
    });
    on("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && !isInTip(relatedTarget)) show(null);
    });
    on("keydown", (event) => {
      const { current: at } = current;
      if (event.key === "Escape" && at !== null) {
        // Escape closes the tip only; what lies below it stays.
        event.stopPropagation();
        if (isInTip(document.activeElement)) at.focus();
        show(null);
        return;
      }
      const { activeElement: focused } = document;
      if (!(focused instanceof HTMLElement) || !focused.matches("[data-term]")) return;
      if (event.key === "Enter") {
        show(focused);
        // The link is there after the next drawing.
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`#${TIP_ID} a`)?.focus());
        return;
      }
      const by = STEPS[event.key];
      const next = by === undefined ? undefined : neighbourOf(focused, by);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      next.focus();
    });
    on("scroll", ({ target }) => {
      if (current.current === null || isInTip(target)) return;
      // The focus scrolls its term into sight, and the tip moves along.
      if (current.current === document.activeElement) setMoves((moves) => moves + 1);
      else show(null);
    });
    return () => {
      gone.abort();
      show(null);
    };
  }, []);
  return term;
}

export function TermTip() {
  const s = useSymbolsText();
  const language = useLanguage();
  const term = useTermAtHand();
  if (term === null || !term.isConnected) return null;
  const entry = term.dataset["term"];
  return createPortal(
    <div id={TIP_ID} role="tooltip" className={styles.tip} style={placeOf(term)}>
      <p className={styles.term}>
        {term.title}{" "}
        <a
          href={readersPage("glossary", language) + (entry === undefined ? "" : `#${entry}`)}
          target="_blank"
          rel="noopener"
        >
          {s("glossary")}
        </a>
      </p>
    </div>,
    document.body,
  );
}
