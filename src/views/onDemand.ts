/**
 * Code and data that the first screen does not need: fetched when they are first shown, or
 * before, in idle time. Not React's lazy: that remembers a failure for ever, and a fetch that
 * failed once may work the next time.
 */
import { useEffect, useState } from "react";

export interface OnDemand<T> {
  /** What has been fetched, null before. */
  now(): T | null;
  /** Fetches once; after a failure the next call tries again. */
  load(): Promise<T>;
}

/** Wraps an `import()`. */
export function onDemand<T>(fetch: () => Promise<T>): OnDemand<T> {
  let loaded: T | null = null;
  let loading: Promise<T> | null = null;
  return {
    now: () => loaded,
    load() {
      loading ??= fetch().then(
        (value) => (loaded = value),
        (error: unknown) => {
          loading = null;
          throw error;
        },
      );
      return loading;
    },
  };
}

/**
 * Fetches a part when the component is first shown: at once what is there already,
 * null while it is on its way.
 */
export function useOnDemand<T extends object>(part: OnDemand<T>): T | "failed" | null {
  const [loaded, setLoaded] = useState<T | "failed" | null>(() => part.now());
  useEffect(() => {
    if (part.now() !== null) return;
    let isWanted = true;
    part.load().then(
      (value) => {
        if (isWanted) setLoaded(value);
      },
      () => {
        if (isWanted) setLoaded("failed");
      },
    );
    return () => {
      isWanted = false;
    };
  }, [part]);
  return loaded;
}

/** The same for what nothing waits for: null as well where it could not be fetched. */
export function useOptional<T extends object>(part: OnDemand<T>): T | null {
  const loaded = useOnDemand(part);
  return loaded === "failed" ? null : loaded;
}
