/**
 * A lecture: a list of links with titles, to be shown one after the other. It comes from a link or a file, so
 * it is checked before it is believed. Changes give a new list.
 */
import * as v from "valibot";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { MOST_UNPACKED_BYTES, packText, unpackText } from "../../link/packed.ts";
import { lectureKeys, lessonKeys, LONGEST_LECTURE, titleOf } from "../../link/view.ts";

export interface LectureEntry {
  /** Empty where the entry is named by its experiment. */
  readonly title: string;
  /** Hash of a share link, `#` included: an experiment or a step of a lesson, with its drawing. */
  readonly link: string;
}

export interface Lecture {
  readonly title: string;
  /** The first entry is what was on the screen when the presentation began, and no part of the list. */
  readonly hasStart: boolean;
  readonly entries: readonly LectureEntry[];
}

export const EMPTY_LECTURE: Lecture = { title: "", hasStart: false, entries: [] };

/** Most entries of a list, and the longest link of one: a lesson of a teacher's own is a long link. */
export const MOST_ENTRIES = 60;
const LONGEST_LINK = 50_000;

/** Why a text is no lecture. */
export type LectureProblem = "json" | "lecture" | "empty" | "long" | "link";

export type ReadLecture =
  | { readonly kind: "lecture"; readonly lecture: Lecture }
  /** @param entry from 1, where one entry is at fault */
  | { readonly kind: "problem"; readonly problem: LectureProblem; readonly entry: number | null };

/** The link of an entry without keys that belong to the page, or null where it opens nothing. */
export function entryLink(text: string): string | null {
  const hash = text.slice(Math.max(0, text.indexOf("#")));
  const { hasExperiment, view } = decodeLink(hash);
  if (!hash.startsWith("#") || (!hasExperiment && view.lesson === null)) return null;
  const keys = hash.slice(1).split("&");
  return `#${keys.filter((key) => !/^(?:lecture|entry|mode|title|hide|lock|lang|theme)=/.test(key)).join("&")}`;
}

const link = v.pipe(
  v.string("link"),
  v.maxLength(LONGEST_LINK, "long"),
  v.check((text) => entryLink(text) !== null, "link"),
);
const title = v.optional(v.pipe(v.string("lecture"), v.maxLength(1000, "long")), "");
const entry = v.object({ title, link }, "link");

const document = v.object(
  {
    lecture: v.literal(1, "lecture"),
    title,
    hasStart: v.optional(v.boolean("lecture"), false),
    entries: v.pipe(v.array(entry, "lecture"), v.minLength(1, "empty"), v.maxLength(MOST_ENTRIES, "long")),
  },
  "lecture",
);

const PROBLEMS: readonly string[] = ["lecture", "empty", "long", "link"] satisfies readonly LectureProblem[];
const isProblem = (text: string): text is LectureProblem => PROBLEMS.includes(text);

/** Reads a lecture from the text of a file. Total: it never throws. */
export function readLecture(text: string): ReadLecture {
  if (text.length > MOST_UNPACKED_BYTES) return { kind: "problem", problem: "long", entry: null };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // A picture, a lesson plan, half a file: whatever it is, it is no list.
    return { kind: "problem", problem: "json", entry: null };
  }
  const read = v.safeParse(document, json);
  if (!read.success) {
    const [issue] = read.issues;
    const at = issue.path?.find(({ type }) => type === "array")?.key;
    const problem = isProblem(issue.message) ? issue.message : "lecture";
    return { kind: "problem", problem, entry: typeof at === "number" ? at + 1 : null };
  }
  const { hasStart, entries } = read.output;
  return {
    kind: "lecture",
    lecture: {
      title: titleOf(read.output.title),
      hasStart,
      entries: entries.map((one) => ({ title: titleOf(one.title), link: entryLink(one.link) ?? "#" })),
    },
  };
}

/** The text of a file, or of a link before it is packed. */
export function writeLecture({ title: words, hasStart, entries }: Lecture): string {
  return JSON.stringify({ lecture: 1, title: words, ...(hasStart ? { hasStart } : {}), entries });
}

/** Packs a lecture for a link; null where it is too long for one. */
export async function packLecture(lecture: Lecture): Promise<string | null> {
  const packed = await packText(writeLecture(lecture));
  return packed.length > LONGEST_LECTURE ? null : packed;
}

/** The lecture of a link; null where the link is cut off or damaged. */
export async function unpackLecture(source: string): Promise<Lecture | null> {
  const text = await unpackText(source);
  if (text === null) return null;
  const read = readLecture(text);
  return read.kind === "lecture" ? read.lecture : null;
}

/** The list without what was on the screen when it was begun. */
export function ownPart(lecture: Lecture): Lecture {
  return lecture.hasStart ? { ...lecture, hasStart: false, entries: lecture.entries.slice(1) } : lecture;
}

/** What a link shows, whatever its drawing and the order of its keys: a step of a lesson, or experiments. */
function contentOf(text: string): string {
  const { config, pins, view } = decodeLink(text);
  return view.lesson === null ? encodeLink(config, pins) : lessonKeys(view.lesson);
}

/**
 * The lecture as a presentation that begins with what is on the screen: an entry of the list, or one before
 * it.
 * @returns the list, and the entry to begin with, from 1; null where there is no list
 */
export function begun(
  lecture: Lecture,
  screen: string,
): { readonly lecture: Lecture; readonly entry: number } | null {
  const own = ownPart(lecture);
  if (own.entries.length === 0) return null;
  const here = contentOf(screen);
  const at = own.entries.findIndex((one) => contentOf(one.link) === here);
  if (at >= 0) return { lecture: own, entry: at + 1 };
  return {
    lecture: { ...own, hasStart: true, entries: [{ title: "", link: screen }, ...own.entries] },
    entry: 1,
  };
}

/** Adds an entry at the end; a full list stays as it is. */
export function withEntry(lecture: Lecture, added: LectureEntry): Lecture {
  if (lecture.entries.length >= MOST_ENTRIES) return lecture;
  return { ...lecture, entries: [...lecture.entries, { ...added, title: titleOf(added.title) }] };
}

/** Removes an entry, by its index. */
export function withoutEntry(lecture: Lecture, index: number): Lecture {
  const entries = lecture.entries.filter((_, at) => at !== index);
  return { ...lecture, hasStart: lecture.hasStart && index !== 0, entries };
}

/**
 * Moves an entry to another place; places beyond the ends are the ends. What began the lecture stays first.
 */
export function withMoved(lecture: Lecture, from: number, to: number): Lecture {
  const moved = lecture.entries[from];
  const first = lecture.hasStart ? 1 : 0;
  if (moved === undefined || from < first) return lecture;
  const rest = lecture.entries.filter((_, at) => at !== from);
  const place = Math.min(rest.length, Math.max(first, to));
  return { ...lecture, entries: [...rest.slice(0, place), moved, ...rest.slice(place)] };
}

/** A title of the list, on one line. */
export const lectureTitle = titleOf;

/** Gives an entry a title. */
export function withTitle(lecture: Lecture, index: number, words: string): Lecture {
  const entries = lecture.entries.map((one, at) => (at === index ? { ...one, title: titleOf(words) } : one));
  return { ...lecture, entries };
}

/** The link of an entry as a place of its list. */
export function placedLink(entry: string, source: string, place: number): string {
  return entry + lectureKeys({ source, entry: place });
}
