/** Whether a newer build waits on the device: kept until it is loaded or put off. */
import type { PendingUpdate } from "../views/services.ts";

export interface Updates {
  get(): PendingUpdate | null;
  subscribe(listener: () => void): () => void;
  /** Offers a newer build. @param load reloads the page as that build */
  offer(load: () => void): void;
}

export function createUpdates(): Updates {
  const listeners = new Set<() => void>();
  let pending: PendingUpdate | null = null;

  function change(update: PendingUpdate | null): void {
    pending = update;
    for (const listener of listeners) listener();
  }

  return {
    get: () => pending,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    offer: (load) => change({ load, dismiss: () => change(null) }),
  };
}
