/**
 * The lessons of the page, a teacher's lesson from a link or a file, and their links: all data of the lesson
 * player.
 */
import { isPacked, MOST_UNPACKED_BYTES, packText, unpackText } from "../../link/packed.ts";
import { lessonKeys, LONGEST_LESSON } from "../../link/view.ts";
import { readLesson } from "./format/lessonDocument.ts";
import type { ReadLesson } from "./format/lessonDocument.ts";
import type { Lesson } from "./format/lesson.ts";
import { lessons } from "./lessons.ts";

export { numbersOf, layerValues } from "./format/numbers.ts";
export { linksOf } from "./format/lesson.ts";
export { secretsOf } from "./format/secrets.ts";
export { lessons } from "./lessons.ts";

/** A lesson, or the reason why there is none. */
export type FoundLesson =
  { readonly kind: "lesson"; readonly lesson: Lesson } | { readonly kind: "unknown" | "broken" };

/** The lesson that a link names; never rejects. */
export async function findLesson(source: string): Promise<FoundLesson> {
  if (!isPacked(source)) {
    const lesson = lessons.find(({ id }) => id === source);
    return lesson === undefined ? { kind: "unknown" } : { kind: "lesson", lesson };
  }
  const text = await unpackText(source);
  if (text === null) return { kind: "broken" };
  const read = readLesson(text);
  return read.kind === "lesson" ? read : { kind: "broken" };
}

/** A lesson with its link, or its errors. */
export type OpenedDocument =
  | Extract<ReadLesson, { readonly kind: "errors" }>
  | { readonly kind: "packed"; readonly source: string; readonly lesson: Lesson };

/** Reads a teacher's lesson and packs it without white space, so that the link contains all of it. */
export async function openDocument(text: string): Promise<OpenedDocument> {
  const read = readLesson(text);
  if (read.kind === "errors") return read;
  const written = JSON.stringify(JSON.parse(text));
  const source = await packText(written);
  // A link that cannot be read back would open nothing.
  if (source.length > LONGEST_LESSON || new Blob([written]).size > MOST_UNPACKED_BYTES) {
    return { kind: "errors", errors: [{ path: "", problem: "address", detail: String(LONGEST_LESSON) }] };
  }
  return { kind: "packed", source, lesson: read.lesson };
}

/** The link of a step: its experiment and its position. The summary keeps the experiment of the last step. */
export function stepLink(source: string, lesson: Lesson, step: number, link?: string): string {
  const { steps } = lesson;
  const experiment = link ?? (step === steps.length + 1 ? steps.at(-1) : steps[step - 1])?.link ?? "#";
  return experiment + lessonKeys({ source, step });
}

/** The shortest link to a step, which implies its experiment. */
export function placeLink(source: string, step: number): string {
  return `#${lessonKeys({ source, step }).slice(1)}`;
}
