/**
 * Judges of choices, over the named figures of the runs: which option holds is decided
 * by measurement each time.
 */
import { readFigure } from "./figures.ts";
import type { ChoicePrediction, LessonRun } from "./lesson.ts";

type Judge = ChoicePrediction["judge"];

/** Options in ascending ranges of a number: the first whose upper end it does not exceed. */
type Ranges = readonly (readonly [upTo: number, option: string])[];

/** No option: what a judge says of a number that is not there. */
const UNDECIDED = "";

function optionAt(value: number, ranges: Ranges): string {
  return ranges.find(([upTo]) => value <= upTo)?.[1] ?? UNDECIDED;
}

/** By the range a figure lies in. */
export function byFigure(name: string, ...ranges: Ranges): Judge {
  return (...runs) => optionAt(readFigure(name, runs).value, ranges);
}

/** By the range the ratio of two figures lies in. */
export function byRatio(over: string, under: string, ...ranges: Ranges): Judge {
  return (...runs) => optionAt(readFigure(over, runs).value / readFigure(under, runs).value, ranges);
}

/** The option whose run keeps the signal best: the factor per layer nearest to 1, on a log scale. */
export function bySteadiest(name: "forward" | "backward", ...options: readonly string[]): Judge {
  return (...runs: readonly LessonRun[]) => {
    const drifts = options.map((_, run) => Math.abs(Math.log(readFigure(`${run + 1}.${name}`, runs).value)));
    return options[drifts.indexOf(Math.min(...drifts))] ?? UNDECIDED;
  };
}
