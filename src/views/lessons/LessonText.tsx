/** The text of a lesson: paragraphs, formulas between dollar signs, and numbers of the run. Never markup. */
import { Fragment } from "react";
import { formatFactor, formatNumber, formatShare } from "../../charts/format.ts";
import { Formula } from "../formula/Formula.tsx";
import type { LessonFigure } from "../lessonLibrary.ts";
import styles from "./LessonText.module.css";

export type Figures = ReadonlyMap<string, LessonFigure>;

const NO_FIGURES: Figures = new Map();
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function figureText({ format, value }: LessonFigure): string {
  switch (format) {
    case "factor":
      return formatFactor(value);
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
function figureTex(figure: LessonFigure): string {
  return figureText(figure)
    .replace(/×10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, minus: string, digits: string) => {
      const exponent = Array.from(digits, (digit) => SUPERSCRIPT.indexOf(digit)).join("");
      return String.raw`\cdot 10^{${minus === "" ? "" : "-"}${exponent}}`;
    })
    .replace("−", "-")
    .replace("∞", String.raw`\infty`)
    .replace(/\u202f?%/, String.raw`\,\%`)
    .replace("NaN", String.raw`\text{NaN}`);
}

function fill(text: string, figures: Figures, write: (figure: LessonFigure) => string): string {
  return text.replace(/\{\{([\w.@]+)\}\}/g, (placeholder, name: string) => {
    const figure = figures.get(name);
    return figure === undefined ? placeholder : write(figure);
  });
}

/** Words and formulas of one paragraph. */
function Inline({ text, figures }: { readonly text: string; readonly figures: Figures }) {
  return text.split(/(\$[^$]+\$)/).map((part, index) => {
    if (!part.startsWith("$") || part.length < 3) {
      return <Fragment key={index}>{fill(part, figures, figureText)}</Fragment>;
    }
    const tex = fill(part.slice(1, -1), figures, figureTex);
    return <Formula key={index} tex={tex} scope="lesson" isInline />;
  });
}

export function LessonText({
  text,
  figures = NO_FIGURES,
}: {
  readonly text: string;
  readonly figures?: Figures;
}) {
  return text.split(/\n\s*\n/).map((paragraph, index) => {
    const display = /^\s*\$\$([\s\S]+)\$\$\s*$/.exec(paragraph)?.[1];
    if (display === undefined) {
      return (
        <p key={index} className={styles.paragraph}>
          <Inline text={paragraph} figures={figures} />
        </p>
      );
    }
    const tex = fill(display, figures, figureTex);
    return (
      <p key={index} className={styles.display}>
        {/* Formulas break only where the author allows it: two thin columns of text leave no other place. */}
        <Formula tex={String.raw`\displaystyle ${tex}`} scope="lesson" />
      </p>
    );
  });
}
