/**
 * A teacher's lesson: JSON of the same shape as the lessons of the page, checked by valibot. Reading is
 * total: for any text the answer is a lesson or a list of errors with their places, the first problem of each
 * place. It never treats a text as markup or code.
 */
import * as v from "valibot";
import type { LocalText } from "../../../i18n/languages.ts";
import { decodeLink } from "../../../link/codec.ts";
import { isNumberName, numbersIn } from "./numbers.ts";
import { SKETCH_QUANTITIES } from "./lesson.ts";
import type { Lesson } from "./lesson.ts";

/** The kind of an error; the screen has a sentence for each. */
export type DocumentProblem =
  | "json"
  | "object"
  | "list"
  | "text"
  | "long"
  | "address"
  | "number"
  | "link"
  | "unknown"
  | "run"
  | "word"
  | "options"
  | "answer";

export interface DocumentError {
  /** The place, as `steps[2].link`; empty for the whole document. */
  readonly path: string;
  readonly problem: DocumentProblem;
  /** The expected or found value, for the sentence. */
  readonly detail: string;
}

export type ReadLesson =
  | { readonly kind: "lesson"; readonly lesson: Lesson }
  | { readonly kind: "errors"; readonly errors: readonly DocumentError[] };

const MOST_STEPS = 40;
const MOST_OPTIONS = 8;
const MOST_LINKS = 6;
const MOST_LETTERS = 6000;
/** More errors would only fill the screen. */
const MOST_ERRORS = 12;

type Json = Readonly<Record<string, unknown>>;

/** The message of a check: the problem, then its detail behind a space. */
function says(problem: DocumentProblem, detail = ""): string {
  return `${problem} ${detail}`;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const anyObject = v.custom<Json>(isObject, says("object"));

/**
 * Puts undefined in place of missing keys: the check of a key's value then says what is expected, where
 * valibot would have one message for all missing keys of an object.
 */
const withKeys = (...keys: readonly string[]) =>
  v.transform((source: Json): Json => ({
    ...Object.fromEntries(keys.map((key) => [key, undefined])),
    ...source,
  }));

/** A list, with its length checked before any entry is read. */
const listOf = <Item extends v.GenericSchema>(item: Item, least: number, most: number) =>
  v.pipe(
    v.custom<readonly unknown[]>(
      (value) => Array.isArray(value) && value.length >= least && value.length <= most,
      says("list", `${least}..${most}`),
    ),
    v.array(item),
  );

const numberWithin = (low: number, high: number) =>
  v.custom<number>(
    (value) => typeof value === "number" && value >= low && value <= high,
    says("number", `${low}..${high}`),
  );

const isWords = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** A string, or one for each language; a missing language takes the words of the other. */
function wordsOf(value: unknown): LocalText {
  const { en, zh } = isObject(value) ? value : { en: value, zh: value };
  const [first = "", second = first] = [en, zh].filter(isWords);
  return { en: first, zh: second };
}

const localText = v.pipe(
  v.unknown(),
  v.transform(wordsOf),
  v.check(({ en }) => en !== "", says("text")),
  v.check(({ en, zh }) => Math.max(en.length, zh.length) <= MOST_LETTERS, says("long", String(MOST_LETTERS))),
);

/** The numbers that a text names, in any language. */
const namesIn = ({ en, zh }: LocalText): readonly string[] => [
  ...new Set([...numbersIn(en), ...numbersIn(zh)]),
];

/** A text may name only numbers that exist: an error would otherwise show only in class. */
const explanation = v.pipe(
  localText,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const name of namesIn(dataset.value)) {
      if (!isNumberName(name)) addIssue({ message: says("unknown", `{{${name}}}`) });
    }
  }),
);

const hashOf = (link: string): string => link.slice(Math.max(0, link.indexOf("#")));

/** A share link, whole or from its `#` on. Its adjustments are reported when it is opened. */
const link = v.pipe(
  v.custom<string>(
    (value) =>
      typeof value === "string" && hashOf(value).startsWith("#") && decodeLink(hashOf(value)).hasExperiment,
    says("link"),
  ),
  v.transform((address) => {
    // View keys would open another lesson or language.
    const keys = hashOf(address).slice(1).split("&");
    return `#${keys.filter((key) => !/^(?:lesson|step|lang|theme)=/.test(key)).join("&")}`;
  }),
);

const decades = v.pipe(
  v.custom<readonly unknown[]>((value) => Array.isArray(value) && value.length === 2, says("list", "2..2")),
  v.tuple([numberWithin(-40, 38), numberWithin(-39, 40)]),
  v.forward(
    v.check(
      ([low, high]) => high >= low + 1,
      ({ input: [low] }) => says("number", `${low + 1}..40`),
    ),
    [1],
  ),
);

const sketch = v.object({
  kind: v.literal("sketch"),
  quantity: v.picklist(SKETCH_QUANTITIES, says("word", SKETCH_QUANTITIES.join(", "))),
  decades: v.optional(decades, [-4, 2]),
});

const option = v.pipe(
  anyObject,
  withKeys("id", "text"),
  v.object({
    id: v.custom<string>((id) => typeof id === "string" && id !== "", says("text")),
    text: localText,
  }),
);

const idsOf = (options: readonly { readonly id: string }[]): readonly string[] => options.map(({ id }) => id);

const choice = v.pipe(
  v.object({
    kind: v.literal("choice"),
    options: listOf(option, 2, MOST_OPTIONS),
    answer: v.unknown(),
  }),
  v.forward(
    v.check(({ options }) => new Set(idsOf(options)).size === options.length, says("options")),
    ["options"],
  ),
  v.forward(
    v.check(
      ({ options, answer }) => typeof answer === "string" && idsOf(options).includes(answer),
      ({ input }) => says("answer", idsOf(input.options).join(", ")),
    ),
    ["answer"],
  ),
  v.transform(({ kind, options, answer }) => ({
    kind,
    options,
    judge: () => String(answer),
  })),
);

const prediction = v.pipe(
  anyObject,
  withKeys("kind", "quantity", "options", "answer"),
  v.variant("kind", [choice, sketch], says("word", "choice, sketch")),
);

/** A text alone is a task too, in one language or in both. */
const task = v.pipe(
  v.unknown(),
  v.transform((value) => (isObject(value) ? { ...value, text: value["text"] ?? value } : { text: value })),
  v.object({ text: localText, link: v.exactOptional(link) }),
);

/** A name of a run that the step does not have; undefined where every run is there. */
const strayName = (text: LocalText, runs: number): string | undefined =>
  namesIn(text).find((name) => isNumberName(name) && Number(/^(\d)\./.exec(name)?.[1] ?? 1) > runs);

const step = v.pipe(
  anyObject,
  withKeys("title", "text", "link", "explanation"),
  v.object({
    title: localText,
    text: localText,
    link,
    others: v.optional(listOf(link, 0, MOST_LINKS), []),
    prediction: v.exactOptional(prediction),
    asks: v.exactOptional(v.picklist(["forward", "backward"], says("word", "forward, backward"))),
    shows: v.exactOptional(v.picklist(["forward"], says("word", "forward"))),
    explanation,
    task: v.exactOptional(task),
  }),
  v.forward(
    v.partialCheck(
      [["others"], ["explanation"]],
      ({ others, explanation: text }) => strayName(text, 1 + others.length) === undefined,
      ({ input }) => says("run", `{{${strayName(input.explanation, 1 + input.others.length)}}}`),
    ),
    ["explanation"],
  ),
);

const lessonText = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
    try {
      return JSON.parse(dataset.value);
    } catch (error) {
      addIssue({ message: says("json", error instanceof Error ? error.message : "") });
      return NEVER;
    }
  }),
  anyObject,
  withKeys("title", "steps"),
  v.object({
    id: v.fallback(v.optional(v.string()), undefined),
    title: localText,
    summary: v.exactOptional(localText),
    minutes: v.optional(numberWithin(1, 240), 10),
    steps: listOf(step, 1, MOST_STEPS),
    takeHome: v.exactOptional(localText),
  }),
);

/** A place as a teacher counts: entries of lists from 1. */
function placeOf(path: readonly { readonly key: unknown }[] = []): string {
  const steps = path.map(({ key }) => (typeof key === "number" ? `[${key + 1}]` : `.${String(key)}`));
  return steps.join("").replace(/^\./, "");
}

function errorOf({ message, path }: v.BaseIssue<unknown>): DocumentError {
  const cut = message.indexOf(" ");
  // Every message here is made by `says`.
  const problem = message.slice(0, cut) as DocumentProblem;
  return { path: placeOf(path), problem, detail: message.slice(cut + 1) };
}

/** A teacher's lessons keep their progress apart from those of the page. */
const OWN = "own:";

/** Reads a lesson from the text of a file. Total: it never throws. */
export function readLesson(text: string): ReadLesson {
  const read = v.safeParse(lessonText, text);
  if (!read.success) return { kind: "errors", errors: read.issues.slice(0, MOST_ERRORS).map(errorOf) };
  const { id, title, summary = title, ...rest } = read.output;
  return {
    kind: "lesson",
    lesson: { id: OWN + (id ?? title.en).slice(0, 80), title, summary, ...rest },
  };
}
