/**
 * Every backend of this machine by the product's own means: the thorough contest, which tests and times all
 * engines, and what the cost models then predict.
 */
import { createEngineChooser } from "../../src/engine/choose.ts";
import type { ContestRecord } from "../../src/engine/engine.ts";
import { createWorkerEngine } from "../../src/engine/worker/client.ts";
import { startEngineWorker } from "../../src/engine/worker/script.ts";
import type { PredictedTime } from "../../src/experiment/result.ts";
import { requestOf } from "../../src/experiment/runRequest.ts";
import type { Trial } from "./contestant.ts";
import { planOf } from "./trialPlan.ts";

export interface Backends {
  readonly record: ContestRecord | null;
  /** For each trial, the predicted times of the engines that would be used. */
  readonly predicted: readonly (readonly PredictedTime[])[];
}

/** @param trials whose times are predicted */
export async function measureBackends(trials: readonly Trial[]): Promise<Backends> {
  const chooser = createEngineChooser({
    createEngine: (choice) => createWorkerEngine(choice, startEngineWorker),
    memory: { read: () => null, write: () => undefined },
    version: "bench",
    fingerprint: "bench",
    now: () => "2026-01-01T00:00:00.000Z",
    cores: navigator.hardwareConcurrency,
  });
  await chooser.holdContest(true);
  const predicted = trials.map((trial) => chooser.predict(requestOf(planOf(trial))));
  const record = chooser.contest();
  chooser.dispose();
  return { record, predicted };
}
