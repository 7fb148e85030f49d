/** The glossary of the docs, as data: which words of a sentence are terms, and what they mean. */
import english from "../../../docs/glossary.md?raw";
import chinese from "../../../docs/glossary.zh.md?raw";
import type { Language } from "../../i18n/text.ts";

export interface Term {
  /** Address of its row in the page of the glossary: its English words, joined by hyphens. */
  readonly entry: string;
  readonly meaning: string;
}

/** A piece of a sentence: a term with its meaning, or the words between terms. */
export interface Piece {
  readonly text: string;
  readonly term: Term | null;
}

const TEXTS: Readonly<Record<Language, string>> = { en: english, zh: chinese };
/** Words that a sentence of the verdict needs for itself, and that nobody looks up. */
const PLAIN: ReadonlySet<string> = new Set(["batch", "mean", "unit", "weight", "单元", "批", "权重", "均值"]);

const cellsOf = (line: string): readonly string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Spellings of a term in its cell: `RMS, root mean square`, `单元、神经元`. */
const wordsOf = (cell: string): readonly string[] => cell.split(/, |、/);

/** Rows of the glossary, by the words of its language in lower case. */
function termsOf(language: Language): ReadonlyMap<string, Term> {
  const rows = TEXTS[language].split("\n").filter((line) => /^\| [^-]/.test(line));
  const terms = new Map<string, Term>();
  for (const row of rows.slice(1)) {
    const [own = "", other = "", meaning = ""] = cellsOf(row);
    const entry = (language === "en" ? own : other)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "");
    for (const word of wordsOf(own)) if (!PLAIN.has(word)) terms.set(word.toLowerCase(), { entry, meaning });
  }
  return terms;
}

/** A plural counts as its word; Chinese has no spaces between words. */
function patternOf(terms: ReadonlyMap<string, Term>, language: Language): RegExp {
  const words = [...terms.keys()].toSorted((a, b) => b.length - a.length);
  const choice = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join("|");
  return language === "en" ? new RegExp(`\\b(?:${choice})(?=s?\\b)`, "giu") : new RegExp(choice, "giu");
}

const known = new Map<Language, { readonly terms: ReadonlyMap<string, Term>; readonly pattern: RegExp }>();

function glossaryOf(language: Language) {
  const found = known.get(language);
  if (found !== undefined) return found;
  const terms = termsOf(language);
  const glossary = { terms, pattern: patternOf(terms, language) };
  known.set(language, glossary);
  return glossary;
}

/** A sentence in pieces. Each term is one where it first occurs. */
export function piecesOf(sentence: string, language: Language): readonly Piece[] {
  const { terms, pattern } = glossaryOf(language);
  const pieces: Piece[] = [];
  const seen = new Set<string>();
  let end = 0;
  for (const match of sentence.matchAll(pattern)) {
    const [text] = match;
    const term = terms.get(text.toLowerCase());
    if (term === undefined || seen.has(term.entry)) continue;
    seen.add(term.entry);
    if (match.index > end) pieces.push({ text: sentence.slice(end, match.index), term: null });
    pieces.push({ text, term });
    end = match.index + text.length;
  }
  if (end < sentence.length) pieces.push({ text: sentence.slice(end), term: null });
  return pieces;
}
