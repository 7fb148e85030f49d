/**
 * A teacher's lesson: JSON of the same shape as the lessons of the page. The reader is total: for any text
 * the answer is a lesson or a list of errors with their places. It never treats a text as markup or code.
 */
import type { LocalText } from "../../../i18n/languages.ts";
import { decodeLink } from "../../../link/codec.ts";
import { numbersIn, isNumberName } from "./numbers.ts";
import { SKETCH_QUANTITIES } from "./lesson.ts";
import type { Lesson, LessonStep, LessonTask, Prediction } from "./lesson.ts";

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
  | "figure"
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

/** Reads values and collects errors. */
class Reader {
  readonly errors: DocumentError[] = [];

  fail(path: string, problem: DocumentProblem, detail = ""): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push({ path, problem, detail });
  }

  object(value: unknown, path: string): Json {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
    this.fail(path, "object");
    return {};
  }

  list(value: unknown, path: string, least: number, most: number): readonly unknown[] {
    if (Array.isArray(value) && value.length >= least && value.length <= most) return value as unknown[];
    this.fail(path, "list", `${least}..${most}`);
    return [];
  }

  /** A string, or one for each language; a missing language takes the words of the other. */
  text(value: unknown, path: string): LocalText {
    const { en, zh } = typeof value === "string" ? { en: value, zh: value } : this.object(value, path);
    const words = [en, zh].filter((word): word is string => typeof word === "string" && word.trim() !== "");
    const [first = "", second = first] = words;
    if (first === "") this.fail(path, "text");
    if (words.some((word) => word.length > MOST_LETTERS)) this.fail(path, "long", String(MOST_LETTERS));
    const isEnglishMissing = typeof en !== "string" || en.trim() === "";
    return isEnglishMissing ? { en: first, zh: first } : { en: first, zh: second };
  }

  number(value: unknown, path: string, low: number, high: number): number {
    if (typeof value === "number" && value >= low && value <= high) return value;
    this.fail(path, "number", `${low}..${high}`);
    return low;
  }

  word<Word extends string>(value: unknown, path: string, words: readonly [Word, ...Word[]]): Word {
    const found = words.find((word) => word === value);
    if (found === undefined) this.fail(path, "word", words.join(", "));
    return found ?? words[0];
  }

  /** A share link, whole or from its `#` on. Its adjustments are reported when it is opened. */
  link(value: unknown, path: string): string {
    const hash = typeof value === "string" ? value.slice(Math.max(0, value.indexOf("#"))) : "";
    if (!hash.startsWith("#") || !decodeLink(hash).hasExperiment) this.fail(path, "link");
    // View keys would open another lesson or language.
    const keys = hash.slice(1).split("&");
    return `#${keys.filter((key) => !/^(?:lesson|step|lang|theme)=/.test(key)).join("&")}`;
  }
}

function readPrediction(reader: Reader, value: unknown, path: string): Prediction {
  const source = reader.object(value, path);
  if (reader.word(source["kind"], `${path}.kind`, ["choice", "sketch"]) === "sketch") {
    const quantity = reader.word(source["quantity"], `${path}.quantity`, SKETCH_QUANTITIES);
    if (source["decades"] === undefined) return { kind: "sketch", quantity, decades: [-4, 2] };
    const [low, high] = reader.list(source["decades"], `${path}.decades`, 2, 2);
    const lowest = reader.number(low, `${path}.decades[1]`, -40, 38);
    return {
      kind: "sketch",
      quantity,
      decades: [lowest, reader.number(high, `${path}.decades[2]`, lowest + 1, 40)],
    };
  }
  const options = reader.list(source["options"], `${path}.options`, 2, MOST_OPTIONS).map((option, index) => {
    const at = `${path}.options[${index + 1}]`;
    const { id, text } = reader.object(option, at);
    if (typeof id !== "string" || id === "") reader.fail(`${at}.id`, "text");
    return { id: typeof id === "string" ? id : "", text: reader.text(text, `${at}.text`) };
  });
  const ids = options.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) reader.fail(`${path}.options`, "options");
  const { answer } = source;
  if (typeof answer !== "string" || !ids.includes(answer))
    reader.fail(`${path}.answer`, "answer", ids.join(", "));
  return { kind: "choice", options, judge: () => String(answer) };
}

/** A text may name only numbers that exist: an error would otherwise show only in class. */
function checkNumbers(reader: Reader, text: LocalText, path: string, runs: number): void {
  const names = new Set([...numbersIn(text.en), ...numbersIn(text.zh)]);
  for (const name of names) {
    if (!isNumberName(name)) reader.fail(path, "figure", `{{${name}}}`);
    else if (Number(/^(\d)\./.exec(name)?.[1] ?? 1) > runs) reader.fail(path, "run", `{{${name}}}`);
  }
}

function readTask(reader: Reader, value: unknown, path: string): LessonTask {
  const { text, link } = typeof value === "string" ? { text: value } : reader.object(value, path);
  // A text for each language, without a link, is a task too.
  const words = text ?? value;
  return {
    text: reader.text(words, `${path}.text`),
    ...(link === undefined ? {} : { link: reader.link(link, `${path}.link`) }),
  };
}

function readStep(reader: Reader, value: unknown, path: string): LessonStep {
  const source = reader.object(value, path);
  const others =
    source["others"] === undefined ? [] : reader.list(source["others"], `${path}.others`, 0, MOST_LINKS);
  const explanation = reader.text(source["explanation"], `${path}.explanation`);
  checkNumbers(reader, explanation, `${path}.explanation`, 1 + others.length);
  return {
    title: reader.text(source["title"], `${path}.title`),
    text: reader.text(source["text"], `${path}.text`),
    link: reader.link(source["link"], `${path}.link`),
    others: others.map((link, index) => reader.link(link, `${path}.others[${index + 1}]`)),
    ...(source["prediction"] === undefined
      ? {}
      : { prediction: readPrediction(reader, source["prediction"], `${path}.prediction`) }),
    ...(source["shows"] === undefined
      ? {}
      : { shows: reader.word(source["shows"], `${path}.shows`, ["forward"]) }),
    ...(source["asks"] === undefined
      ? {}
      : { asks: reader.word(source["asks"], `${path}.asks`, ["forward", "backward"]) }),
    explanation,
    ...(source["task"] === undefined ? {} : { task: readTask(reader, source["task"], `${path}.task`) }),
  };
}

/** A teacher's lessons keep their progress apart from those of the page. */
const OWN = "own:";

/** Reads a lesson from the text of a file. Total: it never throws. */
export function readLesson(text: string): ReadLesson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    return { kind: "errors", errors: [{ path: "", problem: "json", detail }] };
  }
  const reader = new Reader();
  const source = reader.object(json, "");
  const title = reader.text(source["title"], "title");
  const summary = source["summary"] === undefined ? title : reader.text(source["summary"], "summary");
  const minutes = source["minutes"] === undefined ? 10 : reader.number(source["minutes"], "minutes", 1, 240);
  const steps = reader
    .list(source["steps"], "steps", 1, MOST_STEPS)
    .map((step, index) => readStep(reader, step, `steps[${index + 1}]`));
  if (reader.errors.length > 0) return { kind: "errors", errors: reader.errors };
  const id = typeof source["id"] === "string" ? source["id"] : title.en;
  return { kind: "lesson", lesson: { id: OWN + id.slice(0, 80), title, summary, minutes, steps } };
}
