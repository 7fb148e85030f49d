/**
 * What a presentation asks of the browser: the whole screen, and that it stays lit. Both are
 * extras: it works without.
 */
import { useEffect, useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  document.addEventListener("fullscreenchange", onChange);
  return () => document.removeEventListener("fullscreenchange", onChange);
}

/** Nothing is lost where the browser says no: the page stays in its window. */
const stay = (): void => undefined;

/** Enters or leaves the full screen, where there is one: with the whole page, or with one element of it. */
export function toggleFullScreen(
  isWanted: boolean,
  element: Element | null = document.documentElement,
): void {
  if (!document.fullscreenEnabled || (document.fullscreenElement !== null) === isWanted) return;
  const change = isWanted ? element?.requestFullscreen() : document.exitFullscreen();
  change?.catch(stay);
}

/**
 * Whether a press has just been made: without one no browser gives the full screen. Older ones do not say.
 */
export function isByPress(): boolean {
  return "userActivation" in navigator && navigator.userActivation.isActive;
}

/** Whether the page fills the screen. */
export function useIsFullScreen(): boolean {
  return useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
}

/**
 * Keeps the screen lit while the component is there. The browser lets go when the page is
 * hidden, so it is asked again.
 */
export function useWakeLock(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    function request(): void {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then((granted) => {
        lock = granted;
        if (isOver) void granted.release();
      }, stay);
    }
    request();
    document.addEventListener("visibilitychange", request);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", request);
      void lock?.release();
    };
  }, []);
}
