/**
 * The view keys of a link, and its pairs of key and value: all that the page needs before the program has
 * loaded.
 */

/** Keys of the view of an experiment; never part of a preset. */
export interface LinkView {
  readonly language: "en" | "zh" | null;
  readonly theme: "light" | "dark" | "projector" | null;
  readonly lesson: LessonPlace | null;
  readonly lecture: LecturePlace | null;
  readonly screen: LinkScreen;
}

/** Parts of the screen that a link can hide or lock, in the order in which they are written. */
export const SCREEN_PARTS = [
  "header",
  "compare",
  "controls",
  "network",
  "weights",
  "layers",
  "normalisation",
  "data",
  "training",
  "seed",
  "verdict",
  "fixes",
  "signal",
  "activations",
  "gradients",
  "strips",
  "facts",
  "inspector",
] as const;
export type ScreenPart = (typeof SCREEN_PARTS)[number];

/** The screen that a link asks for: in a frame of another page or for a room, with parts hidden or locked. */
export interface LinkScreen {
  readonly mode: "embed" | "present" | null;
  /** The title over the presentation and beside the code; empty for none. */
  readonly title: string;
  /** Hidden parts. */
  readonly hide: readonly ScreenPart[];
  /** Parts that are visible and cannot be used; a part without controls cannot be locked. */
  readonly lock: readonly ScreenPart[];
}

/** A step of a lesson. */
export interface LessonPlace {
  /** Id of a lesson of the page, or a teacher's lesson, packed. */
  readonly source: string;
  /** Counted from 1. */
  readonly step: number;
}

/** An entry of a lecture list. */
export interface LecturePlace {
  /** The list, packed. */
  readonly source: string;
  /** Counted from 1. */
  readonly entry: number;
}

function decodeComponent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is not an escape; the text itself is then the best reading.
    return text;
  }
}

/** Most pairs that are read: ten times as many as a link can have keys, in four networks and on the page. */
const MOST_PAIRS = 4000;

/** Key and value pairs of a hash or query; the last of a repeated key wins. */
export function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  // Chat programs escape the leading # or add another one; both are removed.
  const body = text.replace(/^(?:[#?]|%23)+/i, "");
  // From one separator to the next: a link of megabytes is not cut into a list of its parts.
  let from = 0;
  for (let left = MOST_PAIRS; left > 0 && from < body.length;) {
    const separator = body.indexOf("&", from);
    const to = separator < 0 ? body.length : separator;
    // Some programs write `&amp;` for the separator.
    const start = body.startsWith("amp;", from) && from > 0 ? from + 4 : from;
    from = to + 1;
    const at = body.indexOf("=", start);
    if (at < 0) break;
    if (at <= start || at >= to) continue;
    pairs.set(decodeComponent(body.slice(start, at)), decodeComponent(body.slice(at + 1, to)));
    left--;
  }
  return pairs;
}

/** The view keys of a link; a value that is not allowed is ignored. */
export function viewOf(pairs: ReadonlyMap<string, string>): LinkView {
  const language = pairs.get("lang");
  const theme = pairs.get("theme");
  return {
    language: language === "en" || language === "zh" ? language : null,
    theme: theme === "light" || theme === "dark" || theme === "projector" ? theme : null,
    lesson: lessonOf(pairs),
    lecture: lectureOf(pairs),
    screen: screenOf(pairs),
  };
}

function screenOf(pairs: ReadonlyMap<string, string>): LinkScreen {
  const mode = pairs.get("mode");
  const partsOf = (key: string): ScreenPart[] => {
    const words: readonly string[] = (pairs.get(key) ?? "").split(",");
    return SCREEN_PARTS.filter((part) => words.includes(part));
  };
  return {
    mode: mode === "embed" || mode === "present" ? mode : null,
    title: titleOf(pairs.get("title") ?? ""),
    hide: partsOf("hide"),
    lock: partsOf("lock"),
  };
}

/** Longest title of a link, in characters. */
const LONGEST_TITLE = 60;
/** What is read of a title: room for the white space and the marks that are taken out. */
const LONGEST_RAW_TITLE = 4000;

/**
 * Text on one line: without control, direction and other invisible characters, and without lone surrogates.
 */
export function titleOf(text: string): string {
  const line = text
    .slice(0, LONGEST_RAW_TITLE)
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return Array.from(line).slice(0, LONGEST_TITLE).join("").trim();
}

/** The view keys of a screen, to be appended to a link; empty for the whole page. */
export function screenKeys({ mode, title, hide, lock }: LinkScreen): string {
  const listed = (parts: readonly ScreenPart[]): string =>
    SCREEN_PARTS.filter((part) => parts.includes(part)).join();
  // Chat programs end a link at some characters that need no escape.
  const words = encodeURIComponent(titleOf(title)).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  const keys = Object.entries({ mode: mode ?? "", title: words, hide: listed(hide), lock: listed(lock) });
  return keys.map(([key, text]) => (text === "" ? "" : `&${key}=${text}`)).join("");
}

/** All view keys, to be appended to a link. */
export function pageKeys({ language, theme, lesson, lecture, screen }: LinkView): string {
  const worn = `${language === null ? "" : `&lang=${language}`}${theme === null ? "" : `&theme=${theme}`}`;
  return lessonKeys(lesson) + lectureKeys(lecture) + screenKeys(screen) + worn;
}

/** Ids and packed lessons need no escapes, so that no program changes them on the way. */
const LESSON_SOURCE = /^[\w.-]+$/;

/** Largest number of letters of a lesson in a link. */
export const LONGEST_LESSON = 100_000;

/** Largest number of letters of a lecture in a link. */
export const LONGEST_LECTURE = 100_000;

/** A place counted from 1; the first where the text is none. */
function placeOf(text: string | undefined): number {
  const place = Number(text ?? 1);
  return Number.isInteger(place) && place >= 1 ? place : 1;
}

function lessonOf(pairs: ReadonlyMap<string, string>): LessonPlace | null {
  const source = pairs.get("lesson") ?? "";
  if (!LESSON_SOURCE.test(source)) return null;
  // A lesson that is cut here is reported as broken when it is opened.
  return { source: source.slice(0, LONGEST_LESSON), step: placeOf(pairs.get("step")) };
}

function lectureOf(pairs: ReadonlyMap<string, string>): LecturePlace | null {
  const source = pairs.get("lecture") ?? "";
  if (!LESSON_SOURCE.test(source)) return null;
  return { source: source.slice(0, LONGEST_LECTURE), entry: placeOf(pairs.get("entry")) };
}

/** The keys of an entry of a lecture, to be appended to a link; empty without a lecture. */
export function lectureKeys(place: LecturePlace | null): string {
  return place === null ? "" : `&lecture=${place.source}&entry=${place.entry}`;
}

/** The keys of a step of a lesson, to be appended to a link; empty outside a lesson. */
export function lessonKeys(place: LessonPlace | null): string {
  return place === null ? "" : `&lesson=${place.source}&step=${place.step}`;
}
