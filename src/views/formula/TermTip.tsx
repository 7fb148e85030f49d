/**
 * The sentence behind a term that is tapped or focused: the same words as on hover, with a link to the entry
 * in the glossary. Escape closes it, Enter goes to the link, and arrow keys lead from term to term.
 */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useSymbolsText } from "../../i18n/symbolsText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { useOptional } from "../onDemand.ts";
import { readersPage } from "../readersPage.ts";
import { glossaryPart } from "../terms/lazy.ts";
import { controlOfLabel, explainName } from "../terms/names.ts";
import type { TermElement } from "../terms/names.ts";
import styles from "./SymbolTip.module.css";
import { placeOf } from "./placeOf.ts";

const TIP_ID = "term-tip";
/** Elements whose press does something else. */
const ACTING = "button, a, input, select, label, summary, [role='button']";
/** A list of terms, within which the arrow keys move. */
const LIST = "ul, dl, table, figure, p";
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Whether a press on an element does something else than to explain it. */
function isActing(target: Element): boolean {
  const acting = target.closest(ACTING);
  return acting !== null && (acting !== target || controlOfLabel(acting) === null);
}

/** The term at a place; null where there is none. */
function termAt(target: EventTarget | null): TermElement | null {
  if (!(target instanceof Element) || isActing(target)) return null;
  const found = target.closest<TermElement>("[data-term], main [title]");
  return found === null || titleOf(found) === "" ? null : found;
}

const titleOf = (term: TermElement): string => term.getAttribute("title") ?? "";

const isInTip = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(`#${TIP_ID}`) !== null;

/** Whether a term is the label of a control. */
const isLabelOf = (term: Element | null, control: EventTarget | null): boolean =>
  control !== null && controlOfLabel(term) === control;

/** The term before or after another one in its list. */
function neighbourOf(from: TermElement, by: 1 | -1): TermElement | undefined {
  const terms = [...(from.closest(LIST)?.querySelectorAll<TermElement>("[data-term]") ?? [])];
  return terms[terms.indexOf(from) + by];
}

/** The term at hand, until a press elsewhere, Escape, scrolling, or until the focus leaves it. */
function useTermAtHand(): TermElement | null {
  const [term, setTerm] = useState<TermElement | null>(null);
  const [, setMoves] = useState(0);
  const current = useRef<TermElement | null>(null);
  const language = useLanguage();
  const glossary = useOptional(glossaryPart);
  const explain = useEffectEvent((target: EventTarget | null): void => {
    if (glossary === null || !(target instanceof Element) || isActing(target)) return;
    explainName(target, language, glossary.explanationOf);
  });
  useEffect(() => {
    function show(next: TermElement | null): void {
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

    on("pointerover", ({ target, pointerType }) => {
      explain(target);
      // What is drawn shows no hint by itself.
      if (pointerType === "mouse" && target instanceof SVGElement && target.matches("[data-term]"))
        show(target);
    });
    on("pointerout", ({ target, relatedTarget }) => {
      if (target instanceof SVGElement && target === current.current && !isInTip(relatedTarget)) show(null);
    });
    on("click", ({ target }) => {
      // The press of a label is followed by one of its control.
      if (isInTip(target) || isLabelOf(current.current, target)) return;
      explain(target);
      const pressed = termAt(target);
      show(pressed === current.current && !(pressed instanceof SVGElement) ? null : pressed);
    });
    on("focusin", ({ target }) => {
      // A press gives the focus too, and shows by itself.
      if (target instanceof HTMLElement && target.matches("[data-term]:focus-visible")) show(target);
    });
    on("focusout", ({ relatedTarget }) => {
      if (isInTip(relatedTarget) || isLabelOf(current.current, relatedTarget)) return;
      if (relatedTarget instanceof Element) show(null);
    });
    on("keydown", (event) => {
      const { current: at } = current;
      if (event.key === "Escape" && at !== null) {
        // Escape closes the tip only; what lies below it stays, a dialog too.
        event.stopPropagation();
        event.preventDefault();
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
    // A term that was pressed before these words had come has the focus.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement.matches("[data-term]")) show(activeElement);
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
        {titleOf(term)}{" "}
        <a
          href={readersPage("glossary", language) + (entry === undefined ? "" : `#${entry}`)}
          target="_blank"
          rel="noopener"
        >
          {s("glossary")}
        </a>
      </p>
    </div>,
    // Above a dialog nothing is seen but what is in it.
    term.closest("dialog") ?? document.body,
  );
}
