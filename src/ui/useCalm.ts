/**
 * A value that changes no more often than it is worth drawing: what need not follow a finger
 * leaves the frame to what must.
 */
import { startTransition, useEffect, useRef, useState } from "react";

/**
 * The newest value, or one of at most `everyMs` ago. A change after a quiet while comes through at once, in a
 * task of its own; the last of a burst always does.
 */
export function useCalm<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const lastMs = useRef(-Infinity);
  useEffect(() => {
    if (Object.is(value, shown)) return;
    const waitMs = Math.max(0, lastMs.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      lastMs.current = performance.now();
      startTransition(() => setShown(() => value));
    }, waitMs);
    return () => clearTimeout(timer);
  }, [value, shown, everyMs]);
  return shown;
}
