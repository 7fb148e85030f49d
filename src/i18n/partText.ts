/** Words that are fetched with a part of the page: a dictionary of both languages, read in the current one. */
import { fillIn } from "./languages.ts";
import type { Language, TextParameters } from "./languages.ts";
import { useLanguage } from "./text.ts";

export type PartMessages<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** The text of a key of a part's dictionary with its parameters put in. */
export type TranslatePart<Key extends string> = (key: Key, parameters?: TextParameters) => string;

/** A translator for a part's own words. */
export function usePartText<Key extends string>(messages: PartMessages<Key>): TranslatePart<Key> {
  const language = useLanguage();
  return (key, parameters = {}) => fillIn(messages[language][key], parameters);
}
