/** A short fade when a choice replaces a drawing: never during a drag, and never with reduced motion. */
import { useEffect, useRef } from "react";
import type { RefObject } from "react";

const FADE_MS = 200;

/** @param choice the chosen value; every change of it fades the element in once */
export function useFade(choice: string): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const shown = useRef(choice);
  useEffect(() => {
    if (shown.current === choice) return;
    shown.current = choice;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    ref.current?.animate({ opacity: [0.3, 1] }, { duration: FADE_MS, easing: "ease-out" });
  }, [choice]);
  return ref;
}
