/** The languages and how their words are fetched. Free of React: the page asks for its words before anything else. */
import type { Messages, TextKey } from "./en.ts";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in every language of the page: a missing one does not compile. */
export type LocalText = Readonly<Record<Language, string>>;

export type TextParameters = Readonly<Record<string, string | number>>;

/** A text with its parameters put in; an unknown parameter stays visible as `{name}`. */
export function fillIn(text: string, parameters: TextParameters): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : placeholder,
  );
}

/** The text of a key with its parameters put in. */
export type Translate = (key: TextKey, parameters?: TextParameters) => string;

/** A language whose words are here. */
export interface Text {
  readonly language: Language;
  readonly t: Translate;
}

/** Each language is a file of its own, so that a visit fetches the words of one. */
async function fetchMessages(language: Language): Promise<Messages> {
  switch (language) {
    case "en":
      return (await import("./en.ts")).en;
    case "zh":
      return (await import("./zh.ts")).zh;
    default:
      return language satisfies never;
  }
}

/** Fetches the words of a language. Rejects where they cannot be had; asking again tries again. */
export async function loadText(language: Language): Promise<Text> {
  const messages = await fetchMessages(language);
  return { language, t: (key, parameters = {}) => fillIn(messages[key], parameters) };
}
