/**
 * Keeps the address bar and the store in step: the link follows the store, Back and
 * Forward step between openings.
 */
import { STORY_LINK } from "../content/story.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { decodeLink, encodeLink } from "../link/codec.ts";
import type { DecodedLink } from "../link/codec.ts";
import { lessonKeys, pageKeys, pairsOf, screenKeys } from "../link/view.ts";
import type { LecturePlace, LinkScreen, LinkView } from "../link/view.ts";
import type { AppStoreApi } from "../store/store.ts";
import { fetchFor } from "./linkParts.ts";
import { drawingKeys, drawingOf } from "../store/viewSettings.ts";
import type { ViewState } from "../store/viewSettings.ts";

/**
 * Safari refuses more than 100 history calls in 30 s. Three calls a second stay below that, and suffice for a
 * drag.
 */
const REPLACE_EVERY_MS = 350;
/** Safari counts its calls over 30 s at most. */
const RETRY_AFTER_MS = 30_000;

export interface LinkSync {
  /** Opens the address with which the page was loaded. */
  openFirst(): void;
  /** Opens a link as a step that Back returns from, or in place of the present one. */
  openLink(link: string, isReplacing?: boolean): void;
  /** The whole address of a configuration, and of what it is compared with. */
  linkOf(config: ExperimentConfig, pins?: readonly ExperimentConfig[]): string;
  /** The whole address of a hash. */
  addressOf(hash: string): string;
  /** The whole address of the screen, a comparison included; an open lesson is not part of it. */
  currentLink(): string;
  /** The hash of the screen with the open step of the lesson, as an entry of a lecture holds it. */
  screenHash(): string;
  /** The same address for sharing, alone or with the open step of the lesson. */
  linkWith(screen: LinkScreen, isWithLesson: boolean): string;
}

/**
 * Writes the history, unless the browser refuses: Safari throws a SecurityError after too many calls, and
 * some frames allow none. The page then goes on with an address bar that lags behind the experiment.
 * @returns whether it was written
 */
function writeHistory(method: "pushState" | "replaceState", entry: number, hash?: string): boolean {
  try {
    history[method](entry, "", hash);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** A link with the drawing that it asks for. */
type WholeLink = DecodedLink & { readonly drawing: ViewState; readonly isStory?: boolean };

function decodeWhole(text: string): WholeLink {
  return { ...decodeLink(text), drawing: drawingOf(pairsOf(text)) };
}

/** Language and theme that a link has asked for. */
type Worn = Pick<LinkView, "language" | "theme">;

export interface LinkSyncPorts {
  /** Obeys an opened address. */
  readonly wear: (worn: Worn) => void;
  /** The language and the theme that are still those of a link. */
  readonly worn: () => Worn;
}

/** Connects a store with the browser's history. */
export function createLinkSync(store: AppStoreApi, { wear, worn }: LinkSyncPorts): LinkSync {
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** The hash the address bar shows, in its canonical form. */
  let shown = "";
  /**
   * Newest hash of each history entry of this visit: an entry may be left before the
   * address bar has caught up.
   */
  const newest = new Map<number, string>();
  let entry = typeof history.state === "number" ? history.state : 0;
  /** The data of one's own that were on the screen last: links lack them. */
  let brought: Pick<ExperimentConfig, "table" | "given"> = { table: null, given: null };

  /** The experiment as it is drawn, with what it is compared with. */
  function pictureHash(): string {
    const { config, pins, view, lesson } = store.getState();
    // Beside a lesson the key `step` is the lesson's.
    const drawing = lesson === null ? view : { ...view, trainedStep: 0 };
    return encodeLink(config, pins) + drawingKeys(drawing);
  }

  function lectureNow(): LecturePlace | null {
    const { lecture, entry } = store.getState();
    return lecture === null ? null : { source: lecture, entry };
  }

  function hashNow(): string {
    const { lesson, screen } = store.getState();
    return pictureHash() + pageKeys({ lesson, lecture: lectureNow(), screen, ...worn() });
  }

  const addressOf = (hash: string): string => new URL(hash, location.href.split(/[?#]/)[0]).href;

  function stopWaiting(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function replaceNow(): void {
    stopWaiting();
    const hash = hashNow();
    if (hash === shown) return;
    if (writeHistory("replaceState", entry, hash)) shown = hash;
    else retryLater();
  }

  /** Writes the address once Safari's count of calls has expired. */
  function retryLater(): void {
    shown = "";
    timer ??= setTimeout(replaceNow, RETRY_AFTER_MS);
  }

  /**
   * Reads the state from the hash, or from the same keys in the query, which some programs turn a hash into.
   */
  function decodeAddress(): WholeLink {
    const fromHash = decodeWhole(newest.get(entry) ?? location.hash);
    const isLink = fromHash.hasState || drawingKeys(fromHash.drawing) !== "";
    if (isLink) return fromHash;
    const fromQuery = decodeWhole(location.search);
    const isEmpty = location.hash.length <= 1 && !fromQuery.hasState;
    return isEmpty ? { ...decodeWhole(STORY_LINK), isStory: true } : fromQuery;
  }

  /** @param isFirst nothing was on the screen before */
  function openAddress(isFirst = false): void {
    const whole = decodeAddress();
    const { adjustments, hasExperiment, view, drawing, isStory = false } = whole;
    const config = { ...whole.config, ...brought };
    const pins = whole.pins.map((pin) => ({ ...pin, ...brought }));
    wear(view);
    shown = encodeLink(config, pins) + drawingKeys(drawing) + pageKeys(view);
    const lesson = view.lesson === null ? null : { ...view.lesson, isUnopened: !hasExperiment };
    // The network of a lesson belongs to its step: Undo is for what was changed since.
    const isStart = isFirst || lesson !== null;
    const { lecture, screen } = view;
    store.getState().openConfig(config, {
      adjustments,
      lesson,
      pins,
      lecture,
      screen,
      view: drawing,
      isStart,
      isStory,
    });
    if (!isStory) return;
    // The empty address becomes that of the experiment on the screen.
    shown = "";
    replaceNow();
  }

  store.subscribe((state, before) => {
    const { table, given } = state.config;
    brought = { table: table ?? brought.table, given: given ?? brought.given };
    const written = ["config", "pins", "lesson", "lecture", "entry", "screen", "view"] as const;
    if (written.every((key) => state[key] === before[key])) return;
    const hash = hashNow();
    if (hash === shown) return;
    newest.set(entry, hash);
    timer ??= setTimeout(replaceNow, REPLACE_EVERY_MS);
  });
  /** A new entry follows the present one; entries ahead of it are gone from the history. */
  function nextEntry(): number {
    entry += 1;
    for (const key of newest.keys()) if (key >= entry) newest.delete(key);
    return entry;
  }

  /** Goes on once a link can be read: a typed activation needs its parser, which is fetched for it. */
  function whenReadable(link: string, goOn: () => void): void {
    const fetched = fetchFor(link);
    if (fetched === null) goOn();
    else void fetched.then(goOn);
  }

  function openNow(experiment: string, isReplacing = false): void {
    const { lesson, refuses } = store.getState();
    const { config, view, drawing } = decodeWhole(experiment);
    // The teacher's own lesson brings its own experiments; any other experiment keeps to the link's locks.
    const isOwn = lesson !== null && view.lesson?.source === lesson.source;
    if (!isOwn && refuses(config, "header")) return;
    // The screen settings last for the visit: parts that a link hid stay hidden through presets and
    // lessons.
    const { screen, view: present } = store.getState();
    // So does the drawing, unless the link has one of its own; an entry of a lecture always has. The step
    // of a training does not: it belongs to one experiment.
    const isEntry = view.lecture !== null;
    const own = !isEntry && drawingKeys(drawing) === "" ? drawingKeys({ ...present, trainedStep: 0 }) : "";
    // And so does the lecture: a link that is none of its entries is an aside.
    const lecture = isEntry ? null : lectureNow();
    const link = experiment + own + pageKeys({ lesson: null, lecture, screen, ...worn() });
    if (isReplacing) stopWaiting();
    // Back must return to the experiment that the visitor leaves.
    else replaceNow();
    const isWritten = isReplacing
      ? writeHistory("replaceState", entry, link)
      : writeHistory("pushState", entry + 1, link);
    if (isWritten && !isReplacing) nextEntry();
    if (isWritten) newest.delete(entry);
    else newest.set(entry, link);
    openAddress();
    if (!isWritten) retryLater();
  }

  addEventListener("popstate", ({ state }: PopStateEvent) => {
    stopWaiting();
    if (typeof state === "number") entry = state;
    // A hash typed by hand makes an entry without a number.
    else writeHistory("replaceState", nextEntry());
    whenReadable(location.href, openAddress);
  });
  writeHistory("replaceState", entry);

  return {
    openFirst: () => openAddress(true),
    openLink: (experiment, isReplacing) => whenReadable(experiment, () => openNow(experiment, isReplacing)),
    linkOf: (config, pins) => addressOf(encodeLink(config, pins)),
    addressOf,
    currentLink: () => addressOf(pictureHash()),
    screenHash: () => pictureHash() + lessonKeys(store.getState().lesson),
    linkWith(screen, isWithLesson) {
      const step = isWithLesson ? lessonKeys(store.getState().lesson) : "";
      return addressOf(pictureHash() + step + screenKeys(screen));
    },
  };
}
