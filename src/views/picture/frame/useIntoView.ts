/** Brings a part that has just been opened into sight: nothing opens below the fold. */
import { useEffect, useRef } from "react";

/** Room at the lower end of a phone's screen, where the controls' sheet has its handle. */
const HANDLE_PX = 64;

/** Scrolls no further than needed: what was looked at stays in sight as far as it can. */
function bring(element: HTMLElement, share: number): void {
  const { top, bottom } = element.getBoundingClientRect();
  const hidden = Math.min(bottom, top + share * innerHeight) - (innerHeight - HANDLE_PX);
  if (hidden <= 0) return;
  const main = element.closest("main");
  const isMainScrolled = main !== null && getComputedStyle(main).overflowY !== "visible";
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (isMainScrolled ? main : document.scrollingElement)?.scrollBy({
    top: hidden,
    behavior: isCalm ? "auto" : "smooth",
  });
}

/**
 * Follows a part of the screen: when it opens, not when the page opens with it, it comes into sight.
 * @param share of the window's height that is brought into sight, from the top of the part
 */
export function useIntoView(id: string, isOpen: boolean, share: number): void {
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    const isNew = isOpen && !wasOpen.current;
    wasOpen.current = isOpen;
    if (!isNew) return undefined;
    const gone = new AbortController();
    const { signal } = gone;
    const show = (): boolean => {
      const element = document.getElementById(id);
      if (element === null || element.clientHeight === 0) return false;
      // What is inside it may come later; a visitor who moves on is not pulled back.
      const growth = new ResizeObserver(() => bring(element, share));
      growth.observe(element);
      signal.addEventListener("abort", () => growth.disconnect());
      for (const type of ["wheel", "pointerdown", "keydown"])
        addEventListener(type, () => gone.abort(), { signal });
      return true;
    };
    if (!show()) {
      // The part may still be on its way.
      const arrival = new MutationObserver(() => {
        if (show()) arrival.disconnect();
      });
      arrival.observe(document.body, { childList: true, subtree: true });
      signal.addEventListener("abort", () => arrival.disconnect());
    }
    return () => gone.abort();
  }, [id, isOpen, share]);
}
