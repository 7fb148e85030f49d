/**
 * Judges of choices, over the named numbers of the runs: the measurement decides each time which option is
 * right.
 */
import { readNumber } from "./numbers.ts";
import type { ChoicePrediction, LessonRun } from "./lesson.ts";

type Judge = ChoicePrediction["judge"];

/** Options in ascending ranges of a number: the first whose upper end it does not exceed. */
type Ranges = readonly (readonly [upTo: number, option: string])[];

/** No option: the answer for a number that does not exist. */
const UNDECIDED = "";

function optionAt(value: number, ranges: Ranges): string {
  return ranges.find(([upTo]) => value <= upTo)?.[1] ?? UNDECIDED;
}

/** By the range that contains a number. */
export function byNumber(name: string, ...ranges: Ranges): Judge {
  return (...runs) => optionAt(readNumber(name, runs).value, ranges);
}

/** By the range that contains the ratio of two numbers. */
export function byRatio(over: string, under: string, ...ranges: Ranges): Judge {
  return (...runs) => optionAt(readNumber(over, runs).value / readNumber(under, runs).value, ranges);
}

/** The option whose run preserves the signal best: the factor per layer nearest to 1, on a log scale. */
export function bySteadiest(name: "forward" | "backward", ...options: readonly string[]): Judge {
  return (...runs: readonly LessonRun[]) => {
    const drifts = options.map((_, run) => Math.abs(Math.log(readNumber(`${run + 1}.${name}`, runs).value)));
    return options[drifts.indexOf(Math.min(...drifts))] ?? UNDECIDED;
  };
}
