/** Words by key in the language of the reader. Parameters are put in as they are; numbers come formatted. */
import { createContext, useContext } from "react";
import { en } from "./en.ts";
import type { Messages, TextKey } from "./en.ts";
import { zh } from "./zh.ts";

export type { TextKey };

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

const messages: Readonly<Record<Language, Messages>> = { en, zh };

export type TextParameters = Readonly<Record<string, string | number>>;

/** A text with its parameters put in; an unknown parameter stays visible as `{name}`. */
export function fillIn(text: string, parameters: TextParameters): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : placeholder,
  );
}

/** The text of a key with its parameters put in. */
export function translate(language: Language, key: TextKey, parameters: TextParameters = {}): string {
  return fillIn(messages[language][key], parameters);
}

/** The language of the page; provided by the root view. */
export const LanguageContext = createContext<Language>("en");

/** A translator for the current language. */
export type Translate = (key: TextKey, parameters?: TextParameters) => string;

const translators: Readonly<Record<Language, Translate>> = {
  en: (key, parameters) => translate("en", key, parameters),
  zh: (key, parameters) => translate("zh", key, parameters),
};

/** The translator of the current language; the same function as long as the language stays. */
export function useText(): Translate {
  return translators[useContext(LanguageContext)];
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
