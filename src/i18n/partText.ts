/** Words fetched with a lazy view: a dictionary of both languages, read in the current one. */
import { fillIn } from "./languages.ts";
import type { Language, TextParameters } from "./languages.ts";
import { useLanguage } from "./text.ts";

/** The text of a key of a lazy view's dictionary with its parameters put in. */
export type TranslatePart<Key extends string> = (key: Key, parameters?: TextParameters) => string;

interface PartText<Key extends string> {
  /** The dictionary itself. */
  readonly messages: Readonly<Record<Language, Readonly<Record<Key, string>>>>;
  /** The translator of a language, for code outside components; the same function on every call. */
  readonly inLanguage: (language: Language) => TranslatePart<Key>;
  /** The translator of the current language; the same function as long as the language stays. */
  readonly useText: () => TranslatePart<Key>;
}

/**
 * Makes translators of a lazy view's dictionary. The English words are the source of the keys: a text that is
 * missing in the other language does not compile.
 */
export function definePartText<Key extends string>(messages: {
  readonly en: Readonly<Record<Key, string>>;
  readonly zh: Readonly<Record<NoInfer<Key>, string>>;
}): PartText<Key> {
  const translatorOf =
    (language: Language): TranslatePart<Key> =>
    (key, parameters = {}) =>
      fillIn(messages[language][key], parameters);
  const translators = { en: translatorOf("en"), zh: translatorOf("zh") };
  return {
    messages,
    inLanguage: (language) => translators[language],
    useText: () => translators[useLanguage()],
  };
}
