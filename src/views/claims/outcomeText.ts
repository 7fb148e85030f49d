/** The numbers of a tested claim as they are read, in the list and in the words beside it. Pure. */
import type { ClaimNumber, ClaimOutcome } from "../../content/claims/claim.ts";
import { formatFactor, formatNumber, formatPercent, formatShare } from "../../charts/format.ts";

/** Words for a factor of growth: `3.42 times`. */
export type Times = (factor: string) => string;

/** From here on a factor is a number of times; below, it is what is left or passed on, in per cent. */
const GROWTH = 1.095;

function numberText({ format, value }: Pick<ClaimNumber, "format" | "value">, times: Times): string {
  switch (format) {
    case "factor":
      return value < GROWTH ? formatPercent(value) : times(formatFactor(value));
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

export interface NumberOfDraws {
  readonly key: string;
  readonly label: ClaimNumber["label"];
  /** The median of the draws. */
  readonly text: string;
  /** The least and the largest of several draws that differ; null otherwise. */
  readonly range: readonly [least: string, most: string] | null;
}

/** Each number over the draws of a test; none before the first draw. */
export function numbersOfDraws(draws: readonly ClaimOutcome[], times: Times): readonly NumberOfDraws[] {
  const [first] = draws;
  if (first === undefined) return [];
  return first.numbers.map(({ key, label, format }, index) => {
    const values = draws.map(({ numbers }) => numbers[index]?.value ?? NaN).sort((a, b) => a - b);
    const text = (value: number | undefined): string => numberText({ format, value: value ?? NaN }, times);
    // Of an even number it is the lower one, so that it is a number that has been measured.
    const median = text(values[Math.floor((values.length - 1) / 2)]);
    const [least, most] = [text(values[0]), text(values.at(-1))];
    return { key, label, text: median, range: least === most ? null : [least, most] };
  });
}

/** A statement with the numbers that stand beside it. */
export function filled(text: string, numbers: readonly NumberOfDraws[]): string {
  return text.replace(
    /\{\{(\w+)\}\}/g,
    (placeholder, key: string) => numbers.find((number) => number.key === key)?.text ?? placeholder,
  );
}

/** The verdict of most draws, and how many of them agree with it. */
export function verdictOf(draws: readonly ClaimOutcome[]): {
  readonly verdict: ClaimOutcome["verdict"];
  readonly agreeing: number;
} {
  const count = (verdict: ClaimOutcome["verdict"]): number =>
    draws.filter((draw) => draw.verdict === verdict).length;
  const [verdict] = (["false", "true", "depends"] as const).toSorted((a, b) => count(b) - count(a));
  return { verdict: verdict ?? "false", agreeing: count(verdict ?? "false") };
}
