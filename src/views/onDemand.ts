/**
 * Code and data outside the first screen: fetched when first shown, or before, in idle time. React's lazy is
 * not used because it remembers a failure for ever; a failed fetch may work the next time.
 */
import { useEffect, useState } from "react";

export interface OnDemand<T> {
  /** The fetched value; null before. */
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
 * Fetches a lazy view when the component is first shown. Null while it loads; a fetched one is there at once.
 */
export function useOnDemand<T extends object>(part: OnDemand<T>): T | "failed" | null {
  const [loaded, setLoaded] = useState<T | "failed" | null>(() => part.now());
  useEffect(() => {
    // One that has come since is there at once.
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

/** The same for optional views: null as well where the fetch has failed. */
export function useOptional<T extends object>(part: OnDemand<T>): T | null {
  const loaded = useOnDemand(part);
  return loaded === "failed" ? null : loaded;
}
