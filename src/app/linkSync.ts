/**
 * Keeps the address bar and the store in step: the link follows the store, Back and
 * Forward step between openings.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import { decodeLink, encodeLink } from "../link/codec.ts";
import type { DecodedLink } from "../link/codec.ts";
import { lessonKeys, screenKeys } from "../link/view.ts";
import type { LinkScreen } from "../link/view.ts";
import type { AppStoreApi } from "../store/store.ts";

/**
 * Safari refuses more than 100 history calls in 30 s. Three calls a second stay below that, and suffice for a
 * drag.
 */
const REPLACE_EVERY_MS = 350;
/** Safari counts its calls over 30 s at most. */
const RETRY_AFTER_MS = 30_000;

export interface LinkSync {
  /** Opens the address of the page. */
  openAddress(): DecodedLink;
  /** Opens a link as a step that Back returns from, or in place of the present one. */
  openLink(link: string, isReplacing?: boolean): void;
  /** The whole address of a configuration, and of what it is compared with. */
  linkOf(config: ExperimentConfig, pins?: readonly ExperimentConfig[]): string;
  /** The whole address of a hash. */
  addressOf(hash: string): string;
  /** The whole address of the screen, a comparison included; an open lesson is not part of it. */
  currentLink(): string;
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

/** Connects a store with the browser's history. */
export function createLinkSync(store: AppStoreApi): LinkSync {
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** The hash the address bar shows, in its canonical form. */
  let shown = "";
  /**
   * Newest hash of each history entry of this visit: an entry may be left before the
   * address bar has caught up.
   */
  const newest = new Map<number, string>();
  let entry = typeof history.state === "number" ? history.state : 0;

  function hashNow(): string {
    const { config, pins, lesson, screen } = store.getState();
    return encodeLink(config, pins) + lessonKeys(lesson) + screenKeys(screen);
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
  function decodeAddress(): DecodedLink {
    const fromHash = decodeLink(newest.get(entry) ?? location.hash);
    return fromHash.hasState ? fromHash : decodeLink(location.search);
  }

  function openAddress(): DecodedLink {
    const decoded = decodeAddress();
    const { config, pins, adjustments, hasExperiment, view } = decoded;
    shown = encodeLink(config, pins) + lessonKeys(view.lesson) + screenKeys(view.screen);
    const lesson = view.lesson === null ? null : { ...view.lesson, isUnopened: !hasExperiment };
    store.getState().openConfig(config, adjustments, lesson, pins, view.screen);
    return decoded;
  }

  store.subscribe((state, before) => {
    const isSame = (key: "config" | "pins" | "lesson" | "screen"): boolean => state[key] === before[key];
    if (isSame("config") && isSame("pins") && isSame("lesson") && isSame("screen")) return;
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

  addEventListener("popstate", ({ state }: PopStateEvent) => {
    stopWaiting();
    if (typeof state === "number") entry = state;
    // A hash typed by hand makes an entry without a number.
    else writeHistory("replaceState", nextEntry());
    openAddress();
  });
  writeHistory("replaceState", entry);

  return {
    openAddress,
    openLink(experiment, isReplacing = false) {
      const { lesson, refuses } = store.getState();
      const { config, view } = decodeLink(experiment);
      // The teacher's own lesson brings its own experiments; any other experiment keeps to the link's locks.
      const isOwn = lesson !== null && view.lesson?.source === lesson.source;
      if (!isOwn && refuses(config, "header")) return;
      // The screen settings last for the visit: parts that a link hid stay hidden through presets and
      // lessons.
      const link = experiment + screenKeys(store.getState().screen);
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
    },
    linkOf: (config, pins) => addressOf(encodeLink(config, pins)),
    addressOf,
    currentLink() {
      const { config, pins } = store.getState();
      return addressOf(encodeLink(config, pins));
    },
    linkWith(screen, isWithLesson) {
      const { config, pins, lesson } = store.getState();
      const step = isWithLesson ? lessonKeys(lesson) : "";
      return addressOf(encodeLink(config, pins) + step + screenKeys(screen));
    },
  };
}
