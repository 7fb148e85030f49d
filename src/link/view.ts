/**
 * What a link says about the screen, and the pairs it is made of: all that the page needs to know
 * before the program is there.
 */

/** Keys that only say how to look at an experiment; never part of a preset. */
export interface LinkView {
  readonly language: "en" | "zh" | null;
  readonly theme: "light" | "dark" | "projector" | null;
  readonly lesson: LessonPlace | null;
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

/**
 * What a link makes of the screen: in a frame of another page or for a room, with parts away or shown only.
 */
export interface LinkScreen {
  readonly mode: "embed" | "present" | null;
  /** What the class sees over the presentation and beside the code; empty for none. */
  readonly title: string;
  /** Parts that are not shown. */
  readonly hide: readonly ScreenPart[];
  /** Parts that are shown and cannot be used; what only shows has nothing to lock. */
  readonly lock: readonly ScreenPart[];
}

/** A step of a lesson. */
export interface LessonPlace {
  /** Id of a lesson of the page, or a teacher's own lesson, packed. */
  readonly source: string;
  /** Counted from 1. */
  readonly step: number;
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is not an escape; the text itself is the best reading of it.
    return text;
  }
}

/** Key and value pairs of a hash or query; the last of a repeated key wins. */
export function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  // Chat programs escape the leading # or add their own; both are taken off.
  const body = text.replace(/^(?:[#?]|%23)+/i, "");
  for (const part of body.split(/&(?:amp;)?/)) {
    const at = part.indexOf("=");
    if (at > 0) pairs.set(decodeComponent(part.slice(0, at)), decodeComponent(part.slice(at + 1)));
  }
  return pairs;
}

/** The view keys of a link; what is not one of the values allowed counts as not said. */
export function viewOf(pairs: ReadonlyMap<string, string>): LinkView {
  const language = pairs.get("lang");
  const theme = pairs.get("theme");
  return {
    language: language === "en" || language === "zh" ? language : null,
    theme: theme === "light" || theme === "dark" || theme === "projector" ? theme : null,
    lesson: lessonOf(pairs),
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

/**
 * Text on one line: without control, direction and other unseen characters, and without halves of characters.
 */
export function titleOf(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return Array.from(line).slice(0, LONGEST_TITLE).join("").trim();
}

/** The keys of a screen, to be put behind a link; nothing for the whole page. */
export function screenKeys({ mode, title, hide, lock }: LinkScreen): string {
  const listed = (parts: readonly ScreenPart[]): string =>
    SCREEN_PARTS.filter((part) => parts.includes(part)).join();
  // Chat programs end a link at some signs that need no escape.
  const words = encodeURIComponent(titleOf(title)).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  const keys = Object.entries({ mode: mode ?? "", title: words, hide: listed(hide), lock: listed(lock) });
  return keys.map(([key, text]) => (text === "" ? "" : `&${key}=${text}`)).join("");
}

/** Ids and packed lessons need no escapes, so that no program on the way changes them. */
const LESSON_SOURCE = /^[\w.-]+$/;

/** No link can carry more of a lesson than this many letters. */
export const LONGEST_LESSON = 100_000;

function lessonOf(pairs: ReadonlyMap<string, string>): LessonPlace | null {
  const source = pairs.get("lesson") ?? "";
  const step = Number(pairs.get("step") ?? 1);
  if (!LESSON_SOURCE.test(source)) return null;
  // What is cut off is found broken where the lesson is opened, and said there.
  return { source: source.slice(0, LONGEST_LESSON), step: Number.isInteger(step) && step >= 1 ? step : 1 };
}

/** The keys of a step of a lesson, to be put behind a link; nothing outside a lesson. */
export function lessonKeys(place: LessonPlace | null): string {
  return place === null ? "" : `&lesson=${place.source}&step=${place.step}`;
}
