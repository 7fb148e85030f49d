/** A sentence in which every term of the glossary explains itself by pointer, tap and keyboard. */
import type { Language } from "../../i18n/text.ts";
import { useOptional } from "../onDemand.ts";
import { glossaryPart } from "./lazy.ts";

interface TermsProps {
  readonly sentence: string;
  readonly language: Language;
}

export function Terms({ sentence, language }: TermsProps) {
  const glossary = useOptional(glossaryPart);
  if (glossary === null) return sentence;
  const pieces = glossary.piecesOf(sentence, language);
  const first = pieces.findIndex(({ term }) => term !== null);
  return pieces.map(({ text, term }, index) =>
    term === null ? (
      text
    ) : (
      // The pieces of one sentence never change places.
      <span key={index} title={term.meaning} data-term={term.entry} tabIndex={index === first ? 0 : -1}>
        {text}
      </span>
    ),
  );
}
