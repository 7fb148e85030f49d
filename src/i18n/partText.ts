/** Words that are fetched with a part of the page: a dictionary of both languages, read in the current one. */
import { fillIn } from "./languages.ts";
import type { Language, TextParameters } from "./languages.ts";
import { useLanguage } from "./text.ts";

export type PartMessages<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** The text of a key of a part's dictionary with its parameters put in. */
export type TranslatePart<Key extends string> = (key: Key, parameters?: TextParameters) => string;

/** A translator for a part's own words in a language, for what is not a component. */
export function partText<Key extends string>(
  messages: PartMessages<Key>,
  language: Language,
): TranslatePart<Key> {
  return (key, parameters = {}) => fillIn(messages[language][key], parameters);
}

/** The same in the language of the page. */
export function usePartText<Key extends string>(messages: PartMessages<Key>): TranslatePart<Key> {
  return partText(messages, useLanguage());
}
