/**
 * All the player of lessons needs: the lessons of the page, a teacher's own from a link or
 * a file, and their links.
 */
import { isPacked, MOST_UNPACKED_BYTES, packText, unpackText } from "../../link/packed.ts";
import { lessonKeys, LONGEST_LESSON } from "../../link/view.ts";
import { readLesson } from "./format/lessonDocument.ts";
import type { ReadLesson } from "./format/lessonDocument.ts";
import type { Lesson } from "./format/lesson.ts";
import { lessons } from "./lessons.ts";

export { figuresOf, layerValues } from "./format/figures.ts";
export { linksOf } from "./format/lesson.ts";
export { lessons } from "./lessons.ts";

/** A lesson that is there, or why it is not. */
export type FoundLesson =
  { readonly kind: "lesson"; readonly lesson: Lesson } | { readonly kind: "unknown" | "broken" };

/** The lesson a link names; never rejects. */
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

/** A lesson under an address of its own, or what is wrong with it. */
export type OpenedDocument =
  | Extract<ReadLesson, { readonly kind: "errors" }>
  | { readonly kind: "packed"; readonly source: string; readonly lesson: Lesson };

/** Reads a teacher's lesson and packs it, white space left out, so that its address holds all of it. */
export async function openDocument(text: string): Promise<OpenedDocument> {
  const read = readLesson(text);
  if (read.kind === "errors") return read;
  const written = JSON.stringify(JSON.parse(text));
  const source = await packText(written);
  // An address that cannot be read back would open nothing.
  if (source.length > LONGEST_LESSON || new Blob([written]).size > MOST_UNPACKED_BYTES) {
    return { kind: "errors", errors: [{ path: "", problem: "address", detail: String(LONGEST_LESSON) }] };
  }
  return { kind: "packed", source, lesson: read.lesson };
}

/** The link of a step: its experiment and its place. */
export function stepLink(source: string, lesson: Lesson, step: number, link?: string): string {
  const experiment = link ?? lesson.steps[step - 1]?.link ?? "#";
  return experiment + lessonKeys({ source, step });
}

/** The shortest link to a step: it brings its own experiment. */
export function placeLink(source: string, step: number): string {
  return `#${lessonKeys({ source, step }).slice(1)}`;
}
