/** Something fetched when it is first wanted. Not React's lazy: that remembers a failure for ever. */
import { useEffect, useState } from "react";

/**
 * What `load` gives: null until it has come, or while it is not wanted; "failed" when it cannot be had, until it is wanted anew.
 * @param load the same function as long as the same thing is meant
 */
export function useLoaded<T extends object>(load: () => Promise<T>, isWanted = true): T | "failed" | null {
  const [loaded, setLoaded] = useState<T | "failed" | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    load().then(
      (result) => {
        if (!isGone) setLoaded(result);
      },
      () => {
        if (!isGone) setLoaded("failed");
      },
    );
    return () => {
      isGone = true;
    };
  }, [load, isWanted]);
  return loaded;
}
