/** The test of one claim: idle, running, done or failed. Closing the list stops what still runs or waits. */
import { useEffect, useRef, useState } from "react";
import type { ClaimOutcome, MeasuredClaim } from "../../content/claims/claim.ts";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { useMeasureLink } from "../background/measure.ts";
import { runClaim } from "./runClaim.ts";

export type ClaimTestState =
  | { readonly kind: "idle" }
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | { readonly kind: "done"; readonly outcome: ClaimOutcome };

export function useClaimTest(claim: MeasuredClaim): {
  readonly state: ClaimTestState;
  readonly start: () => void;
} {
  const measureLink = useMeasureLink("high");
  const [state, setState] = useState<ClaimTestState>({ kind: "idle" });
  const controllerRef = useRef<AbortController | null>(null);

  useEffect(() => () => controllerRef.current?.abort(), []);

  function start(): void {
    if (state.kind === "running") return;
    const controller = new AbortController();
    controllerRef.current = controller;
    setState({ kind: "running" });
    runClaim(claim, measureLink, controller.signal).then(
      (ended) => {
        if (!controller.signal.aborted) setState(ended);
      },
      (error: unknown) => {
        // A judge that cannot read its numbers is a mistake in the data: report it, and keep the list usable.
        reportError(error);
        setState({ kind: "failed", code: "failed" });
      },
    );
  }

  return { state, start };
}
