/** The text of a lesson: paragraphs, formulas between dollar signs, and numbers of the run. Never markup. */
import { formatFactor, formatNumber, formatPercent, formatShare } from "../../charts/format.ts";
import { useLanguage } from "../../i18n/text.ts";
import { Formula } from "../formula/Formula.tsx";
import type { LessonNumber } from "../lessonLibrary.ts";
import { Terms } from "../terms/Terms.tsx";
import styles from "./LessonText.module.css";

export type Numbers = ReadonlyMap<string, LessonNumber>;

const NO_NUMBERS: Numbers = new Map();
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function numberText({ format, value }: LessonNumber): string {
  switch (format) {
    case "factor":
      return formatFactor(value);
    case "percent":
      return formatPercent(value);
    case "number":
      return formatNumber(value);
    case "share":
      return formatShare(value);
    case "count":
      return formatNumber(value, 6);
    default:
      return format satisfies never;
  }
}

/** A number inside a formula: its power of ten, its signs and its per cent as TeX. */
function numberTex(number: LessonNumber): string {
  return numberText(number)
    .replace(/×10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, minus: string, digits: string) => {
      const exponent = Array.from(digits, (digit) => SUPERSCRIPT.indexOf(digit)).join("");
      return String.raw`\cdot 10^{${minus === "" ? "" : "-"}${exponent}}`;
    })
    .replace("−", "-")
    .replace("∞", String.raw`\infty`)
    .replace(/\u202f?%/, String.raw`\,\%`)
    .replace("NaN", String.raw`\text{NaN}`);
}

function fill(text: string, numbers: Numbers, write: (number: LessonNumber) => string): string {
  return text.replace(/\{\{([\w.@]+)\}\}/g, (placeholder, name: string) => {
    const number = numbers.get(name);
    return number === undefined ? placeholder : write(number);
  });
}

/** Words and formulas of one paragraph. */
function Inline({ text, numbers }: { readonly text: string; readonly numbers: Numbers }) {
  const language = useLanguage();
  return text.split(/(\$[^$]+\$)/).map((part, index) => {
    if (!part.startsWith("$") || part.length < 3) {
      return <Terms key={index} sentence={fill(part, numbers, numberText)} language={language} />;
    }
    const tex = fill(part.slice(1, -1), numbers, numberTex);
    return <Formula key={index} tex={tex} scope="lesson" isInline />;
  });
}

export function LessonText({
  text,
  numbers = NO_NUMBERS,
}: {
  readonly text: string;
  readonly numbers?: Numbers;
}) {
  return text.split(/\n\s*\n/).map((paragraph, index) => {
    const display = /^\s*\$\$([\s\S]+)\$\$\s*$/.exec(paragraph)?.[1];
    if (display === undefined) {
      return (
        <p key={index} className={styles.paragraph}>
          <Inline text={paragraph} numbers={numbers} />
        </p>
      );
    }
    const tex = fill(display, numbers, numberTex);
    return (
      <p key={index} className={styles.display}>
        {/* Formulas break only where the author allows it: two thin columns of text leave no other place. */}
        <Formula tex={String.raw`\displaystyle ${tex}`} scope="lesson" />
      </p>
    );
  });
}
