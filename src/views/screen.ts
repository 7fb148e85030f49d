/** The screen parts that the opened link hides and locks; each screen part asks for itself. */
import type { ReactNode } from "react";
import type { ExperimentConfig } from "../experiment/config.ts";
import { useText } from "../i18n/text.ts";
import { lockedBy } from "../store/locks.ts";
import type { ScreenPart } from "../store/state.ts";
import { useAppStore } from "../store/store.ts";

/** A frame of another page shows the experiment without the program around it. */
const NOT_IN_FRAMES: readonly ScreenPart[] = ["header", "controls", "inspector"];

/** Whether a screen part is hidden; panels that open from the facts under the charts go with these. */
export function useIsHidden(part: ScreenPart): boolean {
  return useAppStore(
    ({ screen: { mode, hide } }) =>
      hide.includes(part) ||
      (part === "inspector" && hide.includes("facts")) ||
      (mode === "embed" && NOT_IN_FRAMES.includes(part)),
  );
}

/** Shows a screen part unless the link hides it. */
export function Shown({ part, children }: { readonly part: ScreenPart; readonly children: ReactNode }) {
  return !useIsHidden(part) && children;
}

/** Whether a screen part is shown and cannot be used. */
export function useIsLocked(part: ScreenPart): boolean {
  return useAppStore(({ screen }) => screen.lock.includes(part));
}

/**
 * The attributes of a button whose change may be locked: it says so with the reason, and keeps the focus; the
 * store refuses the change and says so in words.
 */
export function useLockOf(): (
  patch: Partial<ExperimentConfig>,
  command?: ScreenPart,
) => { readonly "aria-disabled"?: true; readonly title?: string } {
  const t = useText();
  const lock = useAppStore((state) => state.screen.lock);
  // Where nothing is locked, nothing depends on the configuration, so a button is not drawn again while a
  // slider moves.
  const config = useAppStore((state) => (state.screen.lock.length > 0 ? state.config : null));
  return (patch, command) =>
    config !== null && lockedBy(lock, config, patch, command).length > 0
      ? { "aria-disabled": true, title: t("lock.reason") }
      : {};
}
