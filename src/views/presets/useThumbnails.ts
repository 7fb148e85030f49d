/** Thumbnails of the entries in sight. Closing the gallery stops what still runs. */
import { useContext, useEffect, useState, useSyncExternalStore } from "react";
import { AppStoreContext } from "../../store/store.ts";
import { useServices } from "../services.ts";
import type { PresetItem } from "../services.ts";
import { createThumbnailQueue } from "./thumbnails.ts";
import type { Thumbnail } from "./thumbnails.ts";

/** What has been measured during this visit, by link. */
const kept = new Map<string, Thumbnail>();

export interface Thumbnails {
  readonly subscribe: (listener: () => void) => () => void;
  readonly get: (item: PresetItem) => Thumbnail | null;
  /** Watches whether an entry is in sight; the function returned ends it. */
  readonly watch: (element: Element, item: PresetItem) => () => void;
}

export function useThumbnails(): Thumbnails {
  const store = useContext(AppStoreContext);
  const { measure } = useServices();
  const [{ thumbnails, queue, disconnect }] = useState(() => {
    if (store === null) throw new Error("missing AppStoreContext (expected a provider above)");
    const listeners = new Set<() => void>();
    const items = new WeakMap<Element, PresetItem>();
    const queue = createThumbnailQueue({
      measure,
      store,
      kept,
      onDone: () => {
        for (const listener of listeners) listener();
      },
    });
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const item = items.get(target);
        if (item === undefined) continue;
        if (isIntersecting) queue.want(item);
        else queue.unwant(item);
      }
    });
    const thumbnails: Thumbnails = {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      get: ({ link }) => kept.get(link) ?? null,
      watch(element, item) {
        items.set(element, item);
        observer.observe(element);
        return () => {
          observer.unobserve(element);
          queue.unwant(item);
        };
      },
    };
    return { thumbnails, queue, disconnect: () => observer.disconnect() };
  });
  useEffect(() => {
    queue.start();
    return queue.stop;
  }, [queue]);
  useEffect(() => disconnect, [disconnect]);
  return thumbnails;
}

/** One entry's thumbnail, null before it has been measured. */
export function useThumbnail({ subscribe, get }: Thumbnails, item: PresetItem): Thumbnail | null {
  return useSyncExternalStore(subscribe, () => get(item));
}
