/** Words by key in the language of the reader. Parameters are put in as they are; numbers come formatted. */
import { createContext, useContext } from "react";
import type { TextKey } from "./en.ts";
import type { Language, Text, Translate } from "./languages.ts";

export type { Language, Text, TextKey, Translate };

/** The words of the page; provided by the root view. */
export const TextContext = createContext<Text | null>(null);

/** The words of the page. @throws when used outside their provider, a programmer's error */
function usePageText(): Text {
  const text = useContext(TextContext);
  if (text === null) throw new Error("missing TextContext (expected a provider above)");
  return text;
}

/** The translator of the current language; the same function as long as the language stays. */
export function useText(): Translate {
  return usePageText().t;
}

/** The language of the page. */
export function useLanguage(): Language {
  return usePageText().language;
}

const TAGS: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };

const integerFormats: Readonly<Record<Language, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat(TAGS.en, { maximumFractionDigits: 0 }),
  zh: new Intl.NumberFormat(TAGS.zh, { maximumFractionDigits: 0 }),
};

/** A count with the separators of the language. */
export function formatInteger(language: Language, value: number): string {
  return integerFormats[language].format(value);
}
