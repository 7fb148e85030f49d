/**
 * Addresses of the pages for readers, relative to the page, so that they hold under any path and on a stick.
 */
import type { Language } from "../i18n/languages.ts";

/** Pages that exist in both languages. */
const TRANSLATED = ["lesson-plan", "model", "glossary"] as const;
export type ReadersPage = (typeof TRANSLATED)[number] | "lessons" | "embed" | "recorder";

/** The address of a page in the reader's language, or in English where it is not translated. */
export function readersPage(name: ReadersPage, language: Language): string {
  const isTranslated = TRANSLATED.some((translated) => translated === name);
  return `docs/${name}${isTranslated && language === "zh" ? ".zh" : ""}.html`;
}
