/** One claim's test: idle, running, done or failed. Leaving the list stops what still runs or waits. */
import { useEffect, useRef, useState } from "react";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { useServices } from "../services.ts";
import type { ClaimOutcomeItem, Measure, MeasuredClaimItem } from "../services.ts";

export type ClaimTestState =
  | { readonly kind: "idle" }
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | { readonly kind: "done"; readonly outcome: ClaimOutcomeItem };

/** Runs the claim's experiments in their order and judges them. */
async function testClaim(
  { links, judge }: MeasuredClaimItem,
  measure: Measure,
  signal: AbortSignal,
): Promise<ClaimTestState> {
  const measurements = await Promise.all(links.map(({ hash }) => measure(hash, signal)));
  const failed = measurements.find((measurement) => measurement.kind === "failed");
  if (failed !== undefined) return failed;
  const runs = measurements.flatMap((measurement) =>
    measurement.kind === "done" ? [{ plan: measurement.plan, layers: measurement.result.layers }] : [],
  );
  return { kind: "done", outcome: judge(runs) };
}

export function useClaimTest(claim: MeasuredClaimItem): {
  readonly state: ClaimTestState;
  readonly start: () => void;
} {
  const { measure } = useServices();
  const [state, setState] = useState<ClaimTestState>({ kind: "idle" });
  const controllerRef = useRef<AbortController | null>(null);

  useEffect(() => () => controllerRef.current?.abort(), []);

  function start(): void {
    if (state.kind === "running") return;
    const controller = new AbortController();
    controllerRef.current = controller;
    setState({ kind: "running" });
    testClaim(claim, measure, controller.signal).then(
      (ended) => {
        if (!controller.signal.aborted) setState(ended);
      },
      (error: unknown) => {
        // A judge that cannot read its figures is a mistake in the data: said aloud, and the list lives on.
        reportError(error);
        setState({ kind: "failed", code: "failed" });
      },
    );
  }

  return { state, start };
}
