/** Work in the background gives way to the page's own experiment. */
import type { AppStoreApi } from "../../store/store.ts";

export function isBusy(store: AppStoreApi): boolean {
  return store.getState().run.kind === "running";
}

/** Resolves when nothing of the page's own is computed, or the signal is aborted. */
export function whenIdle(store: AppStoreApi, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (!isBusy(store) || signal.aborted) {
      resolve();
      return;
    }
    const unsubscribe = store.subscribe(() => {
      if (isBusy(store)) return;
      unsubscribe();
      resolve();
    });
    signal.addEventListener("abort", () => {
      unsubscribe();
      resolve();
    });
  });
}
