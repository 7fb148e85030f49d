/**
 * What a claim consists of: the words in both languages, where it comes from, what is so, and, where it
 * can be measured, the experiments that test it. The verdict is worked out from the measurement each
 * time, never written down.
 */
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import type { LocalText } from "../../i18n/languages.ts";

export type Multilingual = LocalText;

/**
 * What the measurement says of a claim; `depends` where it holds in one of the tested
 * cases and fails in another.
 */
export type ClaimVerdict = "false" | "true" | "depends";

/** One experiment of a test. */
export interface ClaimLink {
  /** Hash of the share link. */
  readonly hash: string;
  /** What tells it from the other experiments of the claim. */
  readonly label: Multilingual;
}

/** A finished run of one of the links. */
export interface ClaimRun {
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
}

/** How a figure is written: a factor per layer, a number, a share as per cent, a whole number. */
export type FigureFormat = "factor" | "number" | "share" | "count";

export interface Figure {
  readonly label: Multilingual;
  readonly format: FigureFormat;
  readonly value: number;
}

export interface ClaimOutcome {
  readonly verdict: ClaimVerdict;
  readonly figures: readonly Figure[];
}

interface ClaimWords {
  readonly id: string;
  /**
   * `myth`: said in lectures, books, forums; `print`: a slip of the pen or the press;
   * `wording`: names and words only.
   */
  readonly group: "myth" | "print" | "wording";
  readonly claim: Multilingual;
  readonly source: Multilingual;
  readonly correct: Multilingual;
}

export interface MeasuredClaim extends ClaimWords {
  readonly kind: "measured";
  readonly links: readonly ClaimLink[];
  /** Judges finished runs of `links`, in their order. */
  readonly judge: (runs: readonly ClaimRun[]) => ClaimOutcome;
}

/** A claim about words: there is nothing to measure. */
export interface WordingClaim extends ClaimWords {
  readonly kind: "wording";
}

export type Claim = MeasuredClaim | WordingClaim;

export interface FigureSpec {
  readonly label: Multilingual;
  readonly format: FigureFormat;
  /** Reads the figure off the runs; never NaN for a finished run. */
  readonly read: (...runs: readonly ClaimRun[]) => number;
}

interface Measurement<Key extends string> {
  readonly links: readonly [ClaimLink, ...ClaimLink[]];
  readonly figures: Readonly<Record<Key, FigureSpec>>;
  /** The verdict from the figures; the plans say how far chance reaches. */
  readonly verdict: (figures: Readonly<Record<Key, number>>, ...plans: readonly Plan[]) => ClaimVerdict;
}

/** A claim with its measurement. */
export function measured<Key extends string>(
  words: ClaimWords,
  { links, figures, verdict }: Measurement<Key>,
): MeasuredClaim {
  return {
    ...words,
    kind: "measured",
    links,
    judge(runs) {
      const keys = Object.keys(figures) as Key[];
      const values = Object.fromEntries(keys.map((key) => [key, figures[key].read(...runs)])) as Record<
        Key,
        number
      >;
      const unread = keys.filter((key) => Number.isNaN(values[key]));
      // A comparison with NaN would pass for a verdict.
      if (unread.length > 0) throw new Error(`no value of ${unread.join(" ")} (expected numbers)`);
      return {
        verdict: verdict(values, ...runs.map(({ plan }) => plan)),
        figures: keys.map((key) => ({
          label: figures[key].label,
          format: figures[key].format,
          value: values[key],
        })),
      };
    },
  };
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
