/** The report that the badge is about: of the training under way, or else of the picture on the screen. */
import type { EngineReport } from "../../experiment/result.ts";
import type { AppState } from "../../store/state.ts";

export function shownReport({
  recording,
  picture,
}: Pick<AppState, "recording" | "picture">): EngineReport | null {
  const trains = recording?.status.kind === "running" ? recording.report : null;
  return trains ?? picture?.report ?? null;
}
