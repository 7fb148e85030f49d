/**
 * Trains the network on the screen and keeps the steps of it. Fetched with the bar that shows them.
 *
 * Steps kept: every one up to step 20, then at even distances of log(step), at most 60 with the first and the
 * last. A snapshot holds sketches, a few kilobytes a tensor and never the tensor itself, so a training of any
 * length takes the memory of 60 runs.
 */
import { DEFAULT_BUDGET, fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { errorCodeOf } from "../experiment/errorCode.ts";
import type { EngineReport } from "../experiment/result.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import { planOfProbe, planTraining } from "../experiment/training/trainingPlan.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import { isWhole } from "./runLoop.ts";
import type { AppState, AppStore, Picture, Recording } from "./state.ts";

/** Trains on an engine, and tells of it. */
export type Trainer = (
  request: TrainRequest,
  options: {
    readonly signal: AbortSignal;
    readonly every: readonly number[];
    readonly onSnapshot: (snapshot: Snapshot) => void;
    readonly onEngine: (report: EngineReport) => void;
  },
) => Promise<Pick<TrainingRun, "stopped" | "report">>;

export interface TrainingPorts {
  readonly store: {
    readonly getState: () => AppStore;
    readonly subscribe: (listener: (state: AppState) => void) => () => void;
  };
  readonly train: Trainer;
  readonly nowMs: () => number;
}

const MOST_KEPT = 60;
/** Up to this step every one is kept. */
export const DENSE_STEPS = 20;
/** Least time between pictures while the training runs. */
const SHOW_EVERY_MS = 60;

/** The kept steps of a training, ascending, from 0 to its end. */
export function keptSteps(steps: number): readonly number[] {
  const dense = Math.min(DENSE_STEPS, steps);
  const rest = MOST_KEPT - 1 - dense;
  const spaced = Array.from({ length: rest }, (_, index) =>
    Math.round(dense * (steps / dense) ** ((index + 1) / rest)),
  );
  return [...new Set([...Array.from({ length: dense + 1 }, (_, step) => step), ...spaced])];
}

/** The picture of the chosen step; at step 0 the one of the ordinary run. */
export function pictureAt({ config, plan, snapshots, shown, initial, report }: Recording): Picture {
  const snapshot = snapshots[shown];
  if (snapshot === undefined || snapshot.step === 0) return initial;
  const { step, layers, loss } = snapshot;
  return {
    config,
    plan: { ...plan, key: `${plan.key}@${step}`, trainedSteps: step },
    layers: layers.map((result) => ({ result, isStale: false })),
    isComplete: true,
    batch: plan.batch,
    isPreview: false,
    report,
    loss,
    elapsedMs: initial.elapsedMs,
  };
}

/** Shows a kept step; an index beyond them shows the nearest. */
export function showStep({ getState }: TrainingPorts["store"], index: number): void {
  const { recording, record } = getState();
  if (recording === null) return;
  const shown = Math.max(0, Math.min(recording.snapshots.length - 1, index));
  if (shown === recording.shown) return;
  const next = { ...recording, shown };
  record(next, pictureAt(next));
}

/** Whether the whole picture of the present configuration is there, so that a training can begin from it. */
export function canTrain({ run, picture, recording, config }: AppState): boolean {
  const initial = recording?.initial ?? picture;
  return config.task !== "none" && run.kind === "done" && initial !== null && isWhole(initial);
}

let lastId = 0;

/**
 * Begins a training of the present configuration. It ends by itself when the configuration changes.
 * @returns how to stop it, which keeps the steps so far; null where there is nothing to train
 */
export function startTraining({ store, train, nowMs }: TrainingPorts): (() => void) | null {
  const state = store.getState();
  const initial = state.recording?.initial ?? state.picture;
  const config = fitToBudget(state.config, state.isFullSizeAllowed ? HARD_BUDGET : DEFAULT_BUDGET);
  const training = planTraining(config);
  if (training === null || initial === null || !canTrain(state)) return null;
  const id = ++lastId;
  const controller = new AbortController();
  const schedule = keptSteps(training.steps);
  let snapshots: Snapshot[] = [];
  let lastShownMs = -Infinity;

  /** Changes the recording unless it is dropped. Where the newest step is shown, the picture follows. */
  function write(patch: Partial<Recording>): void {
    const { recording, record } = store.getState();
    if (recording?.id !== id) return;
    const isNewest = recording.shown >= recording.snapshots.length - 1;
    const next = { ...recording, snapshots, ...patch };
    const shown = isNewest ? Math.max(0, snapshots.length - 1) : recording.shown;
    const shownNext = { ...next, shown };
    record(shownNext, pictureAt(shownNext));
  }

  const fresh: Recording = {
    id,
    config,
    plan: planOfProbe(training),
    status: { kind: "running" },
    schedule,
    snapshots,
    stopped: null,
    report: null,
    shown: 0,
    initial,
  };
  state.record(fresh, initial);
  const unsubscribe = store.subscribe(({ recording }) => {
    if (recording?.id !== id) controller.abort();
  });
  const { signal } = controller;
  const running = train(
    { training, given: null, returnsParameters: false },
    {
      signal,
      every: schedule,
      onEngine(report) {
        // Another engine begins from the first step.
        snapshots = [];
        write({ report });
      },
      onSnapshot(snapshot) {
        snapshots = [...snapshots, snapshot];
        if (nowMs() - lastShownMs < SHOW_EVERY_MS) return;
        lastShownMs = nowMs();
        write({});
      },
    },
  );
  const end = running.then(
    ({ stopped, report }) => write({ status: { kind: "done" }, stopped, report }),
    (error: unknown) => {
      const code = errorCodeOf(error);
      write({ status: code === "cancelled" ? { kind: "cancelled" } : { kind: "failed", code } });
    },
  );
  void end.finally(unsubscribe);
  return () => controller.abort();
}
