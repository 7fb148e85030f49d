/** The test of one claim: idle, running, done or failed. Closing the list stops what still runs or waits. */
import { useEffect, useRef, useState } from "react";
import type { ClaimOutcome, MeasuredClaim } from "../../content/claims/claim.ts";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { useMeasureLink } from "../background/measure.ts";
import { runClaim } from "./runClaim.ts";

export interface ClaimTestState {
  readonly kind: "idle" | "running" | "failed" | "done";
  /** The outcome of each draw so far: the first has the seeds of the links, and each further one others. */
  readonly draws: readonly ClaimOutcome[];
  readonly code: EngineErrorCode;
}

/** Draws of the first press, and of each further one. */
const FIRST = 1;
const FURTHER = 4;

export function useClaimTest(claim: MeasuredClaim): {
  readonly state: ClaimTestState;
  readonly start: () => void;
} {
  const measureLink = useMeasureLink("high");
  const [state, setState] = useState<ClaimTestState>({ kind: "idle", draws: [], code: "failed" });
  const controllerRef = useRef<AbortController | null>(null);

  useEffect(() => () => controllerRef.current?.abort(), []);

  async function test(before: readonly ClaimOutcome[], signal: AbortSignal): Promise<void> {
    const draws = [...before];
    const wanted = before.length + (before.length === 0 ? FIRST : FURTHER);
    while (draws.length < wanted) {
      const ended = await runClaim(claim, measureLink, signal, draws.length);
      if (signal.aborted) return;
      if (ended.kind === "failed") {
        setState({ kind: "failed", draws, code: ended.code });
        return;
      }
      draws.push(ended.outcome);
      setState({ kind: draws.length < wanted ? "running" : "done", draws: [...draws], code: "failed" });
    }
  }

  function start(): void {
    if (state.kind === "running") return;
    const controller = new AbortController();
    controllerRef.current = controller;
    setState({ ...state, kind: "running" });
    test(state.draws, controller.signal).catch((error: unknown) => {
      // A judge that cannot read its numbers is a mistake in the data: report it, and keep the list usable.
      reportError(error);
      setState({ kind: "failed", draws: state.draws, code: "failed" });
    });
  }

  return { state, start };
}
