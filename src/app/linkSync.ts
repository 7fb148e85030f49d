/** Keeps the address bar and the store in step: the link follows the store, Back and Forward step between openings. */
import type { ExperimentConfig } from "../experiment/config.ts";
import { decodeLink, encodeLink } from "../link/codec.ts";
import type { DecodedLink } from "../link/codec.ts";
import type { AppStoreApi } from "../store/store.ts";

/** Safari refuses more than 100 history calls in 30 s; four a second stay below, and a drag needs no more. */
const REPLACE_EVERY_MS = 350;

export interface LinkSync {
  /** Opens the address of the page. */
  openAddress(): DecodedLink;
  /** Opens a link as a step that Back returns from. */
  openLink(link: string): void;
  /** The whole address of a configuration. */
  linkOf(config: ExperimentConfig): string;
}

/** Connects a store with the browser's history. */
export function createLinkSync(store: AppStoreApi): LinkSync {
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** The hash the address bar shows, in its canonical form. */
  let shown = "";

  const hashNow = (): string => encodeLink(store.getState().config);

  function replaceNow(): void {
    timer = null;
    const hash = hashNow();
    if (hash === shown) return;
    shown = hash;
    history.replaceState(null, "", hash);
  }

  /** State in the hash, or the same keys in the query, which some programs turn a hash into. */
  function decodeAddress(): DecodedLink {
    const fromHash = decodeLink(location.hash);
    return fromHash.hasState ? fromHash : decodeLink(location.search);
  }

  function openAddress(): DecodedLink {
    const decoded = decodeAddress();
    shown = encodeLink(decoded.config);
    store.getState().openConfig(decoded.config, decoded.adjustments);
    return decoded;
  }

  store.subscribe((state, before) => {
    if (state.config === before.config || hashNow() === shown) return;
    timer ??= setTimeout(replaceNow, REPLACE_EVERY_MS);
  });
  addEventListener("popstate", () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    openAddress();
  });

  return {
    openAddress,
    openLink(link) {
      // What the visitor leaves must be what Back returns to.
      if (timer !== null) clearTimeout(timer);
      replaceNow();
      history.pushState(null, "", link);
      openAddress();
    },
    linkOf: (config) => new URL(encodeLink(config), location.href.split(/[?#]/)[0]).href,
  };
}
