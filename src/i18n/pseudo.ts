/**
 * The pseudo-language of development and tests, `lang=pseudo`: every text in brackets, with accents, at twice
 * its length. It shows clipped, overlapping and untranslated text at a glance. No build contains it.
 */

const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from("aceginorsuyzACEINOSUZ", (letter, index) => [
    letter,
    Array.from("áçéğíñóřšúýžÁÇÉÍÑÓŠÚŽ")[index] ?? letter,
  ]),
);

/** Placeholders, numbers of a run and formulas stay as they are. */
const KEPT = /(\{\{[^}]*\}\}|\{\w+\}|\$\$?[^$]+\$\$?)/;

/** A single word up to this length is doubled without a break, as compounds of other languages are. */
const COMPOUND_LENGTH = 8;

const accented = (text: string): string => Array.from(text, (letter) => ACCENTED[letter] ?? letter).join("");

/** A text at twice its length: `Depth` becomes `[DépthDépth]`. Paragraphs stay paragraphs. */
export function lengthen(text: string): string {
  return text
    .split(/(\n+)/)
    .map((paragraph) => double(paragraph))
    .join("");
}

function double(paragraph: string): string {
  const pieces = paragraph.split(KEPT);
  // Kept text must not appear twice: it would be another experiment's number, or another formula.
  const words = pieces
    .filter((_, index) => index % 2 === 0)
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
  if (!/\p{L}/u.test(words)) return paragraph;
  const isCompound = pieces.length === 1 && words.length <= COMPOUND_LENGTH && !words.includes(" ");
  const once = pieces.map((piece, index) => (index % 2 === 1 ? piece : accented(piece))).join("");
  return `[${once}${isCompound ? "" : " "}${accented(words)}]`;
}

/** Whether this visit asks for it. */
export function isPseudo(): boolean {
  return typeof location === "object" && /[#&?]lang=pseudo\b/.test(location.href);
}
