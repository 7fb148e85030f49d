/** The runs of a step. They start in the background when the step opens, so that the reveal need not wait. */
import { useEffect, useState } from "react";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { useMeasureLink } from "../background/measure.ts";
import type { MeasureLink } from "../background/measure.ts";
import type { LessonRun } from "../lessonLibrary.ts";
import { useServices } from "../services.ts";
import { trainLink } from "./trainLink.ts";

export type LessonRuns =
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly code: EngineErrorCode }
  | { readonly kind: "done"; readonly runs: readonly LessonRun[] };

async function measureAll(
  links: readonly string[],
  measureLink: MeasureLink,
  signal: AbortSignal,
): Promise<LessonRuns> {
  const measurements = await Promise.all(links.map((link) => measureLink(link, signal)));
  const failed = measurements.find((measurement) => measurement.kind === "failed");
  if (failed !== undefined) return failed;
  const runs = measurements.flatMap((measurement) =>
    measurement.kind === "done" ? [{ plan: measurement.plan, layers: measurement.result.layers }] : [],
  );
  return { kind: "done", runs };
}

/** Trains the links one after another: each has the engine to itself. */
async function trainAll(
  links: readonly string[],
  train: (link: string) => Promise<LessonRun>,
): Promise<LessonRuns> {
  const runs: LessonRun[] = [];
  try {
    for (const link of links) runs.push(await train(link));
    return { kind: "done", runs };
  } catch (error) {
    return { kind: "failed", code: errorCodeOf(error) };
  }
}

const RUNNING: LessonRuns = { kind: "running" };

/** @param links of one step; another step is another component */
export function useLessonRuns(
  links: readonly string[],
  isTrained: boolean,
): {
  readonly runs: LessonRuns;
  readonly retry: () => void;
} {
  const measureLink = useMeasureLink("high");
  const { train, configOf } = useServices();
  const [runs, setRuns] = useState(RUNNING);
  const [attempt, setAttempt] = useState(0);
  const key = links.join(" ");

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const all = key.split(" ");
    const running = isTrained
      ? trainAll(all, (link) => trainLink(train, configOf(link), signal))
      : measureAll(all, measureLink, signal);
    running.then(
      (ended) => {
        if (!controller.signal.aborted) setRuns(ended);
      },
      (error: unknown) => {
        reportError(error);
        setRuns({ kind: "failed", code: "failed" });
      },
    );
    return () => controller.abort();
  }, [key, isTrained, train, configOf, measureLink, attempt]);

  return {
    runs,
    retry() {
      setRuns(RUNNING);
      setAttempt(attempt + 1);
    },
  };
}
