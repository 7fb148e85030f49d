/** Runs a claim's experiments in their order and judges them. */
import type { EngineErrorCode } from "../../experiment/result.ts";
import type { ClaimOutcomeItem, Measure, Measurement, MeasuredClaimItem } from "../services.ts";

export type ClaimRunOutcome =
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | {
      readonly kind: "done";
      readonly outcome: ClaimOutcomeItem;
      readonly runs: readonly Extract<Measurement, { readonly kind: "done" }>[];
    };

/** @throws when the judge cannot read its figures, a mistake in the data */
export async function runClaim(
  { links, judge }: MeasuredClaimItem,
  measure: Measure,
  signal: AbortSignal,
): Promise<ClaimRunOutcome> {
  const measurements = await Promise.all(links.map(({ hash }) => measure(hash, signal)));
  const failed = measurements.find((measurement) => measurement.kind === "failed");
  if (failed !== undefined) return failed;
  const runs = measurements.filter((measurement) => measurement.kind === "done");
  return {
    kind: "done",
    outcome: judge(runs.map(({ plan, result }) => ({ plan, layers: result.layers }))),
    runs,
  };
}
