/** Runs a claim's experiments in order and judges them. */
import type { ClaimOutcome, MeasuredClaim } from "../../content/claims/claim.ts";
import type { EngineErrorCode } from "../../experiment/result.ts";
import type { Measured, MeasureLink } from "../background/measure.ts";

export interface JudgedClaim {
  readonly kind: "done";
  readonly outcome: ClaimOutcome;
  readonly runs: readonly Measured[];
}

export type ClaimRunOutcome = { readonly kind: "failed"; readonly code: EngineErrorCode } | JudgedClaim;

/** @throws when the judge cannot read its numbers, which is a mistake in the data */
export function judgeClaim({ judge }: MeasuredClaim, runs: readonly Measured[]): JudgedClaim {
  const outcome = judge(runs.map(({ plan, result }) => ({ plan, layers: result.layers })));
  return { kind: "done", outcome, runs };
}

/**
 * One draw of a claim's experiments. Rejects when the judge cannot read its numbers.
 * @param draw 0 for the seeds of the links, then further ones
 */
export async function runClaim(
  claim: MeasuredClaim,
  measureLink: MeasureLink,
  signal: AbortSignal,
  draw = 0,
): Promise<ClaimRunOutcome> {
  const measurements = await Promise.all(claim.linksOfDraw(draw).map((hash) => measureLink(hash, signal)));
  const failed = measurements.find((measurement) => measurement.kind === "failed");
  if (failed !== undefined) return failed;
  return judgeClaim(
    claim,
    measurements.filter((measurement) => measurement.kind === "done"),
  );
}
