/** Why the picture on the screen had its engine, as the badge says it. */
import type { EngineReason, EngineReport } from "../../experiment/result.ts";
import type { ContestRecord } from "../../store/state.ts";

/**
 * The reason of a report; null where it has none. A picture older than the contest had its engine before
 * anything was measured, and has it still where the contest has found no better one.
 */
export function reasonCodeOf(
  { reason }: EngineReport,
  contest: ContestRecord | null,
): EngineReason["code"] | null {
  if (reason?.code !== "unmeasured" || contest === null) return reason?.code ?? null;
  const hasRival = contest.engines.some(
    ({ engine, status, reason: fault }) => engine === "gpu" && status === "ready" && fault === null,
  );
  return hasRival ? "unmeasured" : "only";
}
