/** One campaign of the fuzzer: so many inputs of each kind from one seed. */
import lessonExample from "../../../docs/lesson-example.json" with { type: "json" };
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { chooserOf } from "./random.ts";
import type { Chooser } from "./random.ts";
import { lectureFaults, lessonFaults, messageFaults, packedFaults } from "./documentFaults.ts";
import { anyMessage, documentText } from "./documents.ts";
import { linkFaults, outOfRange } from "./linkFaults.ts";
import { anyLink, grammaticalLink, rawText } from "./links.ts";

export interface Outcome {
  readonly count: number;
  /** The first few faults, each with the input that caused it. */
  readonly faults: readonly string[];
  readonly faultCount: number;
}

/** Faults that a report shows. */
const MOST_SHOWN = 10;
/** Every so many links, their networks are planned too. */
const PLAN_EVERY = 50;

const LECTURE = {
  lecture: 1,
  title: "Signals",
  entries: [
    { title: "He", link: "#v=1&depth=30&seed=1" },
    { title: "A lesson", link: "#lesson=why_not_zeros&step=2" },
  ],
};

/** Inputs that a kind is made of, each a function of its index. */
type Try = (choose: Chooser, index: number) => { readonly input: unknown; readonly faults: string[] };

const shown = (input: unknown): string => {
  try {
    return (JSON.stringify(input) ?? typeof input).slice(0, 300);
  } catch {
    // A value that no JSON can say.
    return typeof input;
  }
};

/** The round trip of an experiment whose settings are all within their limits. */
function roundTripFaults(choose: Chooser): { input: string; faults: string[] } {
  const { config, pins } = decodeLink(grammaticalLink(choose));
  const link = encodeLink(config, pins);
  const { config: again, pins: pinsAgain, adjustments } = decodeLink(link);
  const faults = [again, ...pinsAgain].flatMap(outOfRange);
  if (adjustments.length > 0) faults.push("notices");
  if (encodeLink(again, pinsAgain) !== link) faults.push("another link");
  return { input: link, faults };
}

export const FUZZED = {
  links: (choose, index) => {
    const input = anyLink(choose);
    return { input, faults: linkFaults(input, { isPlanned: index % PLAN_EVERY === 0 }) };
  },
  roundTrips: roundTripFaults,
  lessons: (choose) => {
    const input = documentText(lessonExample, choose);
    return { input, faults: lessonFaults(input) };
  },
  lectures: (choose) => {
    const input = documentText(LECTURE, choose);
    return { input, faults: lectureFaults(input) };
  },
  messages: (choose) => {
    const input = anyMessage(choose);
    return { input, faults: messageFaults(input) };
  },
} as const satisfies Readonly<Record<string, Try>>;

/** Tries inputs `first` to `first + count - 1` of a kind: each depends on the seed and on its index alone. */
export function fuzz(kind: keyof typeof FUZZED, count: number, seed: number, first = 0): Outcome {
  const faults: string[] = [];
  let faultCount = 0;
  for (let index = first; index < first + count; index++) {
    const { input, faults: found } = FUZZED[kind](chooserOf(Math.imul(seed, 0x9e3779b1) ^ index), index);
    if (found.length === 0) continue;
    faultCount++;
    if (faults.length < MOST_SHOWN) faults.push(`${kind} ${index}: ${found[0] ?? ""}: ${shown(input)}`);
  }
  return { count, faults, faultCount };
}

/** Packed texts, which only asynchronous code reads. */
export async function fuzzPacked(count: number, seed: number): Promise<Outcome> {
  const faults: string[] = [];
  for (let index = 0; index < count; index++) {
    const choose = chooserOf(Math.imul(seed, 0x9e3779b1) ^ index);
    const input = `${choose.isChosen(0.9) ? "z." : ""}${rawText(choose).replaceAll(choose.isChosen(0.8) ? /[^\w-]/g : /\0/g, "")}`;
    for (const fault of await packedFaults(input)) faults.push(`packed ${index}: ${fault}: ${shown(input)}`);
  }
  return { count, faults: faults.slice(0, MOST_SHOWN), faultCount: faults.length };
}
