/** The formula under the pointer, the keyboard focus or the finger. */
import { useEffect, useState } from "react";

export const TIP_ID = "symbol-tip";

/** Time to move the pointer from a formula onto its tip (WCAG 1.4.13: hoverable). */
const GRACE_MS = 200;

const formulaAt = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest("[data-formula]") : null;
const isInTip = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(`#${TIP_ID}`) !== null;

/**
 * Listens on the document, so that formulas cost nothing but an attribute. Null while no formula is at hand.
 */
export function useFormulaAtHand(): Element | null {
  const [formula, setFormula] = useState<Element | null>(null);
  const [, setMoves] = useState(0);

  useEffect(() => {
    let current: Element | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function show(next: Element | null): void {
      clearTimeout(timer);
      if (next === current) return;
      current?.removeAttribute("aria-describedby");
      next?.setAttribute("aria-describedby", TIP_ID);
      current = next;
      setFormula(next);
    }
    const gone = new AbortController();
    const on = <Name extends keyof DocumentEventMap>(
      name: Name,
      listen: (event: DocumentEventMap[Name]) => void,
    ) => document.addEventListener(name, listen, { capture: true, passive: true, signal: gone.signal });

    on("pointerover", ({ pointerType, target }) => {
      if (pointerType !== "mouse") return;
      const next = formulaAt(target);
      if (next !== null) show(next);
      else {
        clearTimeout(timer);
        if (current !== null && !isInTip(target) && document.activeElement !== current) {
          timer = setTimeout(() => show(null), GRACE_MS);
        }
      }
    });
    on("focusin", ({ target }) => show(formulaAt(target)));
    on("focusout", ({ relatedTarget }) => {
      if (relatedTarget === null) show(null);
    });
    on("click", ({ target }) => {
      if (!isInTip(target)) show(formulaAt(target));
    });
    on("keydown", (event) => {
      if (event.key !== "Escape" || current === null) return;
      // Escape closes the tip only; a sheet or lesson below it stays open.
      event.stopPropagation();
      show(null);
    });
    on("scroll", ({ target }) => {
      if (current === null || isInTip(target)) return;
      // Focus scrolls a formula into sight, and its tip moves along; a scroll moves the pointer's formula
      // away.
      if (current === document.activeElement) setMoves((moves) => moves + 1);
      else show(null);
    });
    // The pointer may have been on a formula before the tip was loaded.
    show(formulaAt(document.activeElement) ?? document.querySelector("[data-formula]:hover"));
    addEventListener("resize", () => show(null), { signal: gone.signal });
    return () => {
      gone.abort();
      show(null);
    };
  }, []);

  return formula;
}
