/** What the opened link hides and locks: each part of the screen asks about itself. */
import type { ReactNode } from "react";
import type { ExperimentConfig } from "../experiment/config.ts";
import { useText } from "../i18n/text.ts";
import { lockedBy } from "../store/locks.ts";
import type { ScreenPart } from "../store/state.ts";
import { useAppStore } from "../store/store.ts";

/** A frame of another page shows the experiment, not the program around it. */
const NOT_IN_FRAMES: readonly ScreenPart[] = ["header", "controls", "inspector"];

/** Whether a part is away; what opens from the facts under the figures goes with them. */
export function useIsHidden(part: ScreenPart): boolean {
  return useAppStore(
    ({ screen: { mode, hide } }) =>
      hide.includes(part) ||
      (part === "inspector" && hide.includes("facts")) ||
      (mode === "embed" && NOT_IN_FRAMES.includes(part)),
  );
}

/** Shows a part unless the link hides it. */
export function Shown({ part, children }: { readonly part: ScreenPart; readonly children: ReactNode }) {
  return !useIsHidden(part) && children;
}

/** Whether a part is shown and cannot be used. */
export function useIsLocked(part: ScreenPart): boolean {
  return useAppStore(({ screen }) => screen.lock.includes(part));
}

/**
 * What a button gets whose change may be locked: it says that it is and why, and keeps the focus; the store
 * refuses the change and says so in words.
 */
export function useLockOf(): (
  patch: Partial<ExperimentConfig>,
  command?: ScreenPart,
) => { readonly "aria-disabled"?: true; readonly title?: string } {
  const t = useText();
  const lock = useAppStore((state) => state.screen.lock);
  // Where nothing is locked, nothing follows from the configuration, and a button stays as it
  // is while a slider moves.
  const config = useAppStore((state) => (state.screen.lock.length > 0 ? state.config : null));
  return (patch, command) =>
    config !== null && lockedBy(lock, config, patch, command).length > 0
      ? { "aria-disabled": true, title: t("lock.reason") }
      : {};
}
