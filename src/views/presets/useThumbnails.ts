/** Thumbnails of the entries in sight. Closing the gallery stops what still runs. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { useBackground } from "../../store/store.ts";
import { recall, useMeasureLink } from "../background/measure.ts";
import { useServices } from "../services.ts";
import { Thumbnailer } from "./thumbnails.ts";
import type { Thumbnail } from "./thumbnails.ts";

export interface Thumbnails {
  readonly subscribe: (listener: () => void) => () => void;
  readonly get: (item: GalleryItem) => Thumbnail | null;
  /** Watches whether an entry is in sight; the returned function stops watching. */
  readonly watch: (element: Element, item: GalleryItem) => () => void;
}

export function useThumbnails(): Thumbnails {
  const background = useBackground();
  const { configOf } = useServices();
  const measureLink = useMeasureLink("low");
  const [{ thumbnails, thumbnailer, disconnect }] = useState(() => {
    const listeners = new Set<() => void>();
    const items = new WeakMap<Element, GalleryItem>();
    const thumbnailer = new Thumbnailer({
      measureLink,
      recallLink: (link, budget) => recall(background, configOf(link), budget),
      onDone: () => {
        for (const listener of listeners) listener();
      },
    });
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const item = items.get(target);
        if (item === undefined) continue;
        if (isIntersecting) thumbnailer.want(item);
        else thumbnailer.unwant(item);
      }
    });
    const thumbnails: Thumbnails = {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      get: (item) => thumbnailer.get(item),
      watch(element, item) {
        items.set(element, item);
        observer.observe(element);
        return () => {
          observer.unobserve(element);
          thumbnailer.unwant(item);
        };
      },
    };
    return { thumbnails, thumbnailer, disconnect: () => observer.disconnect() };
  });
  useEffect(() => {
    thumbnailer.start();
    return () => thumbnailer.stop();
  }, [thumbnailer]);
  useEffect(() => disconnect, [disconnect]);
  return thumbnails;
}

/** One entry's thumbnail, null before it has been measured. */
export function useThumbnail({ subscribe, get }: Thumbnails, item: GalleryItem): Thumbnail | null {
  return useSyncExternalStore(subscribe, () => get(item));
}
