/**
 * The type of a claim: the words in both languages, the source, the correct statement, and, where it can be
 * measured, the experiments that test it. The verdict is computed from the measurement each time, never
 * stored.
 */
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import type { LocalText } from "../../i18n/languages.ts";

export type Multilingual = LocalText;

/** The outcome for a claim; `depends` where it holds in one of the tested cases and fails in another. */
export type ClaimVerdict = "false" | "true" | "depends";

/** One experiment of a test. */
export interface ClaimLink {
  /** Hash of the share link. */
  readonly hash: string;
  /** The label that separates it from the other experiments of the claim. */
  readonly label: Multilingual;
}

/** A finished run of one of the links. */
export interface ClaimRun {
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
}

/**
 * The format of a number: a factor per layer, the same as what is passed on in per cent, a plain number, a
 * share as per cent, a whole number.
 */
export type NumberFormat = "factor" | "percent" | "number" | "share" | "count";

export interface ClaimNumber {
  /** The name under which the correct statement uses it, as `{{backward}}`. */
  readonly key: string;
  readonly label: Multilingual;
  readonly format: NumberFormat;
  readonly value: number;
}

export interface ClaimOutcome {
  readonly verdict: ClaimVerdict;
  readonly numbers: readonly ClaimNumber[];
}

interface ClaimWords {
  readonly id: string;
  /** `myth`: from lectures, books, forums; `print`: an error in print; `wording`: names and words only. */
  readonly group: "myth" | "print" | "wording";
  readonly claim: Multilingual;
  readonly source: Multilingual;
  /** Numbers of the measurement stand in it by their keys, so that they are those beside it. */
  readonly correct: Multilingual;
}

export interface MeasuredClaim extends ClaimWords {
  readonly kind: "measured";
  readonly links: readonly ClaimLink[];
  /** The same experiments with other seeds; draw 0 has the seeds of the links. */
  readonly linksOfDraw: (draw: number) => readonly string[];
  /** Judges finished runs of `links`, in their order. */
  readonly judge: (runs: readonly ClaimRun[]) => ClaimOutcome;
}

/** A claim about words: there is nothing to measure. */
export interface WordingClaim extends ClaimWords {
  readonly kind: "wording";
}

export type Claim = MeasuredClaim | WordingClaim;

export interface NumberSpec {
  readonly label: Multilingual;
  readonly format: NumberFormat;
  /** Computes the number from the runs; never NaN for a finished run. */
  readonly read: (...runs: readonly ClaimRun[]) => number;
}

interface Measurement<Key extends string> {
  readonly links: readonly [ClaimLink, ...ClaimLink[]];
  readonly numbers: Readonly<Record<Key, NumberSpec>>;
  /** The verdict from the numbers; the plans give the reach of chance. */
  readonly verdict: (numbers: Readonly<Record<Key, number>>, ...plans: readonly Plan[]) => ClaimVerdict;
}

/** A claim with its measurement. */
export function measured<Key extends string>(
  words: ClaimWords,
  { links, numbers, verdict }: Measurement<Key>,
): MeasuredClaim {
  return {
    ...words,
    kind: "measured",
    links,
    linksOfDraw: (draw) => links.map(({ hash }) => drawOf(hash, draw)),
    judge(runs) {
      const keys = Object.keys(numbers) as Key[];
      const values = Object.fromEntries(keys.map((key) => [key, numbers[key].read(...runs)])) as Record<
        Key,
        number
      >;
      const unread = keys.filter((key) => Number.isNaN(values[key]));
      // Comparisons with NaN are false, which would look like a verdict.
      if (unread.length > 0) throw new Error(`no value of ${unread.join(" ")} (expected numbers)`);
      return {
        verdict: verdict(values, ...runs.map(({ plan }) => plan)),
        numbers: keys.map((key) => ({
          key,
          label: numbers[key].label,
          format: numbers[key].format,
          value: values[key],
        })),
      };
    },
  };
}

/** The link of another draw: the seed of the claim's own link, moved on. */
export function drawOf(hash: string, draw: number): string {
  return hash.replace(/seed=(\d+)/, (_, seed: string) => `seed=${Number(seed) + draw}`);
}

/** The names of the numbers in a text. */
export function numbersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/\{\{(\w+)\}\}/g), ([, key = ""]) => key);
}

/** A claim about words. */
export function wording(words: Omit<ClaimWords, "group">): WordingClaim {
  return { ...words, group: "wording", kind: "wording" };
}

/** The verdict on a claim that one measurement can refute. */
export function falseIf(isRefuted: boolean): ClaimVerdict {
  return isRefuted ? "false" : "true";
}

/** The verdict on a general claim tried on several cases. */
export function holdsIn(...cases: readonly boolean[]): ClaimVerdict {
  if (cases.every(Boolean)) return "true";
  return cases.some(Boolean) ? "depends" : "false";
}
