/**
 * The language a visit begins in: the link's, else this device's, else the browser's. It is known before the
 * program has loaded.
 */
import { LANGUAGES } from "../i18n/languages.ts";
import type { Language } from "../i18n/languages.ts";
import { pairsOf, viewOf } from "../link/view.ts";
import { deviceMemory, readChoice } from "./preferences.ts";

function browserLanguage(): Language {
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) &&
    !(navigator.languages[0] ?? "").toLowerCase().startsWith("en")
    ? "zh"
    : "en";
}

/**
 * The first language of this visit. A link's language holds for this visit; a choice made on the page is
 * remembered.
 */
export function firstLanguage(): Language {
  const { hash, search } = location;
  return (
    viewOf(pairsOf(hash)).language ??
    viewOf(pairsOf(search)).language ??
    readChoice(deviceMemory, "language", LANGUAGES) ??
    browserLanguage()
  );
}
