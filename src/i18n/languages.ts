/**
 * The languages and how their words are fetched. Free of React: the page asks for its words before anything
 * else.
 */
import type { CatalogNames, Messages, TextKey } from "./en.ts";
import { isPseudo, lengthen } from "./pseudo.ts";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in every language of the page; a missing one does not compile. */
export type LocalText = Readonly<Record<Language, string>>;

export type TextParameters = Readonly<Record<string, string | number>>;

/** A text with its parameters put in; an unknown parameter stays visible as `{name}`. */
export function fillIn(text: string, parameters: TextParameters): string {
  const shown = import.meta.env.DEV && isPseudo() ? lengthen(text) : text;
  return shown.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : placeholder,
  );
}

/** Joins sentences to one text. A space separates Latin ones; Chinese punctuation brings its own space. */
export function joinSentences(...sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== "")
    .reduce((text, sentence) => (/[。：]$/.test(text) || text === "" ? text : `${text} `) + sentence, "");
}

/** The text of a key with its parameters put in. */
export interface Translate {
  (key: TextKey, parameters?: TextParameters): string;
  /** The name of a catalogue entry, given its English label; most names are the same in every language. */
  readonly nameOf: (label: string) => string;
}

/** A language whose words are loaded. */
export interface Text {
  readonly language: Language;
  readonly t: Translate;
}

/** Each language is a separate file, so that a visit fetches the words of one. */
async function fetchMessages(
  language: Language,
): Promise<{ readonly messages: Messages; readonly names: CatalogNames }> {
  switch (language) {
    case "en":
      return { messages: (await import("./en.ts")).en, names: {} };
    case "zh": {
      const { zh, zhNames } = await import("./zh.ts");
      return { messages: zh, names: zhNames };
    }
    default:
      return language satisfies never;
  }
}

/** Fetches the words of a language. It rejects where the fetch fails; the next call tries again. */
export async function loadText(language: Language): Promise<Text> {
  const { messages, names } = await fetchMessages(language);
  const translate = (key: TextKey, parameters: TextParameters = {}): string =>
    fillIn(messages[key], parameters);
  return { language, t: Object.assign(translate, { nameOf: (label: string) => names[label] ?? label }) };
}
