/**
 * Names on the screen that explain themselves: labels, titles and headings whose words stand in the glossary.
 * They carry no mark of their own; the glossary is asked when one is pointed at or pressed.
 */
import type { Language } from "../../i18n/text.ts";
import type { explanationOf } from "./glossary.ts";

/** Elements that hold a name rather than a sentence. A heading that takes the focus is a text's title. */
const NAMES = "label, legend, h2:not([tabindex]), h3, h4, dt, th, caption, figcaption, strong, span, text";
const CHOICES: ReadonlySet<string> = new Set(["radio", "checkbox", "file"]);

/** An element with a term; the titles of axes are drawn. */
export type TermElement = HTMLElement | SVGElement;

/** The label of a slider, a list or a field: a press gives that the focus, and explains its name. */
export function controlOfLabel(element: Element | null): HTMLElement | null {
  if (!(element instanceof HTMLLabelElement)) return null;
  const { control } = element;
  return control instanceof HTMLInputElement && CHOICES.has(control.type) ? null : control;
}

/** What an element was explained by: its words and their language. */
const explained = new WeakMap<Element, string>();

/** Gives a named element its hint and its entry, or takes them off when its words have none. */
export function explainName(
  target: EventTarget | null,
  language: Language,
  meaningOf: typeof explanationOf,
): void {
  const isName =
    (target instanceof HTMLElement || target instanceof SVGElement) &&
    target.matches(NAMES) &&
    target.childElementCount === 0;
  if (!isName) return;
  const known = explained.get(target);
  // A hint of its own says more of the place where it stands.
  if (known === undefined && target.closest("[title], [contenteditable]") !== null) return;
  const words = `${language} ${target.textContent}`;
  if (words === known) return;
  const term = meaningOf(target.textContent, language);
  if (term === null) {
    if (known === undefined) return;
    explained.delete(target);
    target.removeAttribute("title");
    delete target.dataset["term"];
    return;
  }
  explained.set(target, words);
  target.setAttribute("title", term.meaning);
  target.dataset["term"] = term.entry;
}
