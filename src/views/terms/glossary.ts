/** The glossary of the docs, as data: which words of a sentence are terms, and what they mean. */
import english from "../../../docs/glossary.md?raw";
import chinese from "../../../docs/glossary.zh.md?raw";
import type { Language } from "../../i18n/text.ts";

export interface Term {
  /** Address of its row in the page of the glossary: its English words, joined by hyphens. */
  readonly entry: string;
  readonly meaning: string;
}

/** A term as a name on the screen writes it. */
interface NamedTerm extends Term {
  readonly text: string;
}

/** A piece of a sentence: a term with its meaning, or the words between terms. */
export interface Piece {
  readonly text: string;
  readonly term: Term | null;
}

const TEXTS: Readonly<Record<Language, string>> = { en: english, zh: chinese };
/** Words that a sentence of the verdict needs for itself, and that nobody looks up. */
const PLAIN: ReadonlySet<string> = new Set(
  (
    "batch,mean,unit,weight,block,branch,fan,frequency,gate,he,head,holds,input,kaiming,law,layer,length,limit,noise," +
    "point,position,query,rate,role,scale,shape,share,slope,statistics,step,task,theory,token,update," +
    "单元,批,权重,均值,块,分支,扇数,频率,门控,注意力头,输出层,保持,输入,法则,层,长度,界限,噪声,数据点,数据点数," +
    "位置,查询,角色,尺度,形状,占比,斜率,负斜率,统计量,步,步数,任务,理论,词元,更新量"
  ).split(","),
);
const isPlain = (word: string): boolean => PLAIN.has(word.toLowerCase());
/** A name is no longer than this; what is longer is a sentence. */
const LONGEST_NAME = 100;

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
    for (const word of wordsOf(own)) terms.set(word.toLowerCase(), { entry, meaning });
  }
  return terms;
}

/** A plural counts as its word; Chinese has no spaces between words. */
function patternOf(words: readonly string[], language: Language): RegExp {
  const choice = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("|");
  return language === "en" ? new RegExp(`\\b(?:${choice})(?=(?:e?s)?\\b)`, "giu") : new RegExp(choice, "giu");
}

interface Glossary {
  readonly terms: ReadonlyMap<string, Term>;
  /** The terms of a sentence. */
  readonly inSentences: RegExp;
  /** Those of a name, where plain words count too. */
  readonly inNames: RegExp;
}

const known = new Map<Language, Glossary>();

function glossaryOf(language: Language): Glossary {
  const found = known.get(language);
  if (found !== undefined) return found;
  const terms = termsOf(language);
  const words = [...terms.keys()];
  const glossary = {
    terms,
    inSentences: patternOf(
      words.filter((word) => !isPlain(word)),
      language,
    ),
    inNames: patternOf(words, language),
  };
  known.set(language, glossary);
  return glossary;
}

/** A text in pieces. Each term is one where it first occurs. */
function split(text: string, terms: Glossary["terms"], pattern: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  const seen = new Set<string>();
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [word] = match;
    const term = terms.get(word.toLowerCase());
    if (term === undefined || seen.has(term.entry)) continue;
    seen.add(term.entry);
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), term: null });
    pieces.push({ text: word, term });
    end = match.index + word.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), term: null });
  return pieces;
}

/** A sentence in pieces: its terms, and the words between them. */
export function piecesOf(sentence: string, language: Language): readonly Piece[] {
  const { terms, inSentences } = glossaryOf(language);
  return split(sentence, terms, inSentences);
}

/** The terms of a name; plain words count where there is nothing else. */
export function termsOfName(name: string, language: Language): readonly NamedTerm[] {
  if (name.length > LONGEST_NAME) return [];
  const { terms, inNames } = glossaryOf(language);
  const all = split(name, terms, inNames).flatMap(({ text, term }) =>
    term === null ? [] : [{ text, ...term }],
  );
  const special = all.filter(({ text }) => !isPlain(text));
  return special.length === 0 ? all : special;
}

/**
 * The meaning of a name that stands by itself, such as the label of a control or the title of a chart. Of a
 * name with several terms each is explained, and the entry is that of the first. Null for a name without a
 * term, and for sentences.
 */
export function explanationOf(name: string, language: Language): Term | null {
  const [first, ...more] = termsOfName(name, language);
  if (first === undefined) return null;
  const { entry } = first;
  if (more.length === 0) return { entry, meaning: first.meaning };
  const colon = language === "en" ? ": " : "：";
  const lines = [first, ...more].map(({ text, meaning }) => text + colon + meaning);
  return { entry, meaning: lines.join("\n") };
}
