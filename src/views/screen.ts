/** What the opened link hides and locks: each part of the screen asks about itself. */
import type { ScreenPart } from "../store/state.ts";
import { useAppStore } from "../store/store.ts";

/** Whether a part is away. A frame of another page shows the experiment, not the program around it. */
export function useIsHidden(part: ScreenPart): boolean {
  return useAppStore(
    ({ screen: { mode, hide } }) =>
      hide.includes(part) || (mode === "embed" && (part === "header" || part === "controls")),
  );
}

/** Whether a part is shown and cannot be used. */
export function useIsLocked(part: ScreenPart): boolean {
  return useAppStore(({ screen }) => screen.lock.includes(part));
}
