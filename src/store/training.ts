/**
 * Trains the network on the screen and keeps the steps of it. Fetched with the bar that shows them.
 *
 * Steps kept: every one up to step 20, then at even distances of log(step), at most 60 with the first and the
 * last; and the last 60 others at which the training was halted or shown one by one. A snapshot holds
 * sketches, a few kilobytes a tensor and never the tensor itself, so a training of any length takes the
 * memory of 120 runs.
 */
import { DEFAULT_BUDGET, fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { taskOf } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { errorCodeOf } from "../experiment/errorCode.ts";
import type { EngineReport } from "../experiment/result.ts";
import { drawnPoints, gridInputs, gridOf } from "../experiment/training/grid.ts";
import type { NotFinite, Snapshot } from "../experiment/training/snapshot.ts";
import { StepLimit } from "../experiment/training/stepLimit.ts";
import { isTrainable, planOfProbe, planTraining } from "../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../experiment/training/trainingPlan.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import { isWhole } from "./runLoop.ts";
import type { AppState, AppStore, Recording, TrainingSpeed } from "./state.ts";

/** Trains on an engine, and tells of it. */
export type Trainer = (
  request: TrainRequest,
  options: {
    readonly signal: AbortSignal;
    readonly every: readonly number[];
    readonly pictureEveryMs: number;
    readonly limit: StepLimit;
    readonly onSnapshot: (snapshot: Snapshot) => void;
    readonly onEngine: (report: EngineReport) => void;
  },
) => Promise<Pick<TrainingRun, "stopped" | "report" | "losses">>;

export interface TrainingPorts {
  readonly store: {
    readonly getState: () => AppStore;
    readonly subscribe: (listener: (state: AppState) => void) => () => void;
  };
  readonly train: Trainer;
  readonly nowMs: () => number;
}

/** The commands of the present training. */
export interface TrainingControl {
  readonly play: () => void;
  readonly pause: () => void;
  /** Does one step more, and halts. */
  readonly advance: () => void;
  readonly changeSpeed: (speed: TrainingSpeed) => void;
}

const MOST_KEPT = 60;
/** Steps kept beside the schedule. */
const MOST_EXTRA = 60;
/** Up to this step every one is kept. */
export const DENSE_STEPS = 20;
/** Least time between pictures while the training runs: 16 a second. */
const SHOW_EVERY_MS = 60;
/** An engine whose kept steps are further apart takes a snapshot in between. */
const PICTURE_EVERY_MS = 64;

/** The kept steps of a training, ascending, from 0 to its end. */
export function keptSteps(steps: number): readonly number[] {
  const dense = Math.min(DENSE_STEPS, steps);
  const rest = MOST_KEPT - 1 - dense;
  const spaced = Array.from({ length: rest }, (_, index) =>
    Math.round(dense * (steps / dense) ** ((index + 1) / rest)),
  );
  return [...new Set([...Array.from({ length: dense + 1 }, (_, step) => step), ...spaced])];
}

/** Shows a kept step; an index beyond them shows the nearest. */
export function showStep({ getState }: TrainingPorts["store"], index: number): void {
  const { recording, record } = getState();
  if (recording === null) return;
  const shown = Math.max(0, Math.min(recording.snapshots.length - 1, index));
  if (shown === recording.shown) return;
  record({ ...recording, shown });
}

/** Whether the whole picture of the present configuration is there, so that a training can begin from it. */
export function canTrain({ run, picture, recording, config }: AppState): boolean {
  const initial = recording?.initial ?? picture;
  return (
    taskOf(config) !== null &&
    isTrainable(config) &&
    run.kind === "done" &&
    initial !== null &&
    isWhole(initial)
  );
}

/**
 * Snapshots with a new one. A step that is told again is replaced, and so is a picture in passing; of the
 * steps kept beside the schedule the oldest go first.
 */
function withSnapshot(
  snapshots: readonly Snapshot[],
  next: Snapshot,
  isScheduled: (step: number) => boolean,
  halts: ReadonlySet<number>,
): readonly Snapshot[] {
  const last = snapshots.at(-1);
  const isPassing = last !== undefined && !isScheduled(last.step) && !halts.has(last.step);
  const isReplaced = last !== undefined && (last.step === next.step || isPassing);
  const kept = [...(isReplaced ? snapshots.slice(0, -1) : snapshots), next];
  const extra = kept.filter(({ step }) => !isScheduled(step));
  const [oldest] = extra;
  return extra.length > MOST_EXTRA ? kept.filter((snapshot) => snapshot !== oldest) : kept;
}

/** Index of the newest snapshot at or before a step. */
function indexAt(snapshots: readonly Snapshot[], step: number): number {
  return Math.max(
    0,
    snapshots.findLastIndex((snapshot) => snapshot.step <= step),
  );
}

const controls = new WeakMap<
  TrainingPorts["store"],
  { readonly id: number; readonly control: TrainingControl }
>();

/** The commands of the training on the screen; null where there is none under way. */
export function controlOf(store: TrainingPorts["store"]): TrainingControl | null {
  const known = controls.get(store);
  const { recording } = store.getState();
  return known !== undefined && known.id === recording?.id ? known.control : null;
}

let lastId = 0;

/** One network of a race; the first is the one on the screen. */
interface Lane {
  readonly config: ExperimentConfig;
  readonly training: TrainingPlan;
  readonly limit: StepLimit;
  snapshots: readonly Snapshot[];
  stopped: NotFinite | null;
  isOver: boolean;
}

/** The settings that decide which points a step learns from. */
const BATCH_KEYS = ["task", "table", "points", "noise", "seed", "miniBatch", "batch", "steps"] as const;

/** Whether two networks learn from the same batches, so that their losses can be compared step by step. */
export function haveSameBatches(a: ExperimentConfig, b: ExperimentConfig): boolean {
  return BATCH_KEYS.every((key) => a[key] === b[key]);
}

/** A round of a race should take about so long: networks are then never far apart, and seldom wait. */
const ROUND_MS = { least: 60, most: 240 } as const;

/**
 * Begins a training of the present configuration. It ends by itself when the configuration changes. Networks
 * that it is compared with train in lockstep where they learn from the same batches: none begins a round of
 * steps before all have done the last one.
 * @param start.until steps after which it halts; without it the training goes on to its end
 * @returns its commands; null where there is nothing to train
 */
export function startTraining(
  { store, train, nowMs }: TrainingPorts,
  { until = Infinity, speed = "full" }: { readonly until?: number; readonly speed?: TrainingSpeed } = {},
): TrainingControl | null {
  const state = store.getState();
  const initial = state.recording?.initial ?? state.picture;
  const fit = (own: ExperimentConfig): ExperimentConfig =>
    fitToBudget(own, state.isFullSizeAllowed ? HARD_BUDGET : DEFAULT_BUDGET);
  const config = fit(state.config);
  const training = planTraining(config);
  if (training === null || initial === null || !canTrain(state)) return null;
  const id = ++lastId;
  const controller = new AbortController();
  const schedule = keptSteps(training.steps);
  const scheduled = new Set(schedule);
  const halts = new Set<number>();
  const points = drawnPoints(training);
  const grid = gridOf(training, points);
  const laneOf = (own: ExperimentConfig, planned: TrainingPlan): Lane => ({
    config: own,
    training: planned,
    limit: new StepLimit(0),
    snapshots: [],
    stopped: null,
    isOver: false,
  });
  const main = laneOf(config, training);
  /** By pin; null where another data set is learnt. */
  const rivals = state.pins.map((pin): Lane | null => {
    const own = fit(pin);
    const planned = haveSameBatches(own, config) ? planTraining(own) : null;
    return planned === null ? null : laneOf(own, planned);
  });
  const lanes = [main, ...rivals.filter((lane) => lane !== null)];
  const isRace = lanes.length > 1;
  /** Steps that the visitor lets the training do. */
  let limit = Infinity;
  /** Step at which the networks of a race wait for each other, and the steps from the last such one. */
  let round = isRace ? 1 : Infinity;
  let span = 1;
  let roundMs = nowMs();
  let lastShownMs = -Infinity;
  let timer: ReturnType<typeof setInterval> | undefined;

  const newestOf = ({ snapshots }: Lane): number => snapshots.at(-1)?.step ?? 0;
  const newest = (): number => newestOf(main);
  const isHalted = (): boolean => lanes.every((lane) => lane.isOver || newestOf(lane) >= limit);

  function moveTo(next: number): void {
    limit = next;
    for (const lane of lanes) lane.limit.set(Math.min(limit, round));
  }

  /** Begins the next round of a race once the last network is there. */
  function goOnTogether(): void {
    if (!isRace || !lanes.every((lane) => lane.isOver || newestOf(lane) >= round)) return;
    const elapsedMs = nowMs() - roundMs;
    if (elapsedMs < ROUND_MS.least) span *= 2;
    else if (elapsedMs > ROUND_MS.most) span = Math.max(1, span >> 1);
    roundMs = nowMs();
    round += span;
    moveTo(limit);
  }

  function rivalsNow(): Recording["rivals"] {
    return rivals.map((lane, index) =>
      lane === null
        ? null
        : {
            config: lane.config,
            plan: planOfProbe(lane.training),
            snapshots: lane.snapshots,
            stopped: lane.stopped,
            initial: fresh.rivals[index]?.initial ?? null,
          },
    );
  }

  /** Changes the recording unless it is dropped. Where the newest step is shown, the picture follows. */
  function write(patch: Partial<Recording>): void {
    const { recording, record } = store.getState();
    if (recording?.id !== id) return;
    const { snapshots } = main;
    const isNewest = recording.shown >= recording.snapshots.length - 1;
    const shownStep = recording.snapshots[recording.shown]?.step ?? 0;
    const shown = isNewest ? Math.max(0, snapshots.length - 1) : indexAt(snapshots, shownStep);
    record({ ...recording, snapshots, rivals: rivalsNow(), ...patch, shown });
  }

  const statusNow = (): Recording["status"]["kind"] => {
    const { recording } = store.getState();
    return recording?.id === id ? recording.status.kind : "cancelled";
  };

  function stopTimer(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** Goes on at a speed: one step at each beat, or without a limit. */
  function go(at: TrainingSpeed): void {
    stopTimer();
    if (at === "full") {
      moveTo(Infinity);
      return;
    }
    // What is computed ahead of the beat was computed at another speed.
    if (limit === Infinity) moveTo(isRace ? round : newest());
    timer = setInterval(() => {
      if (isHalted()) moveTo(newest() + 1);
    }, 1000 / at);
  }

  const control: TrainingControl = {
    play() {
      if (statusNow() !== "paused") return;
      write({ status: { kind: "running" } });
      go(store.getState().recording?.speed ?? "full");
    },
    pause() {
      if (statusNow() !== "running") return;
      stopTimer();
      // The networks of a race halt at the same step.
      moveTo(isRace ? Math.min(limit, round) : 0);
      write({ status: { kind: "paused" } });
    },
    advance() {
      if (statusNow() === "running") control.pause();
      else if (statusNow() === "paused" && isHalted()) moveTo(newest() + 1);
    },
    changeSpeed(at) {
      write({ speed: at });
      if (statusNow() === "running") go(at);
    },
  };
  controls.set(store, { id, control });

  const fresh: Recording = {
    id,
    config,
    plan: planOfProbe(training),
    status: { kind: "running" },
    speed,
    schedule,
    snapshots: [],
    stopped: null,
    report: null,
    shown: 0,
    grid,
    initial,
    rivals: rivals.map((lane, index) =>
      lane === null
        ? null
        : {
            config: lane.config,
            plan: planOfProbe(lane.training),
            snapshots: [],
            stopped: null,
            initial: state.recording?.rivals[index]?.initial ?? state.pinned[index]?.picture ?? null,
          },
    ),
  };
  state.record(fresh);
  const unsubscribe = store.subscribe(({ recording }) => {
    if (recording?.id !== id) controller.abort();
  });
  if (until < training.steps) moveTo(until);
  else go(speed);

  function receive(lane: Lane, snapshot: Snapshot): void {
    const { step } = snapshot;
    if (step >= limit) halts.add(step);
    lane.snapshots = withSnapshot(lane.snapshots, snapshot, (at) => scheduled.has(at), halts);
    goOnTogether();
    if (step >= limit && isHalted()) {
      // A halt without a beat to go on at is a pause.
      write(timer === undefined ? { status: { kind: "paused" } } : {});
      return;
    }
    if (nowMs() - lastShownMs < SHOW_EVERY_MS) return;
    lastShownMs = nowMs();
    write({});
  }

  async function trainLane(lane: Lane): Promise<Pick<TrainingRun, "stopped" | "report">> {
    const isMain = lane === main;
    const trained = await train(
      {
        training: lane.training,
        given: null,
        returnsParameters: false,
        ...(isMain && grid !== null ? { grid: gridInputs(grid, points) } : {}),
      },
      {
        signal: controller.signal,
        every: schedule,
        pictureEveryMs: PICTURE_EVERY_MS,
        limit: lane.limit,
        onEngine(report) {
          // Another engine begins from the first step.
          lane.snapshots = [];
          if (isMain) write({ report });
        },
        onSnapshot: (snapshot) => receive(lane, snapshot),
      },
    );
    lane.isOver = true;
    lane.stopped = trained.stopped;
    goOnTogether();
    return trained;
  }

  const running = Promise.all(lanes.map(trainLane));
  const end = running.then(
    ([first]) => write({ status: { kind: "done" }, ...first }),
    (error: unknown) => {
      controller.abort();
      const code = errorCodeOf(error);
      write({ status: code === "cancelled" ? { kind: "cancelled" } : { kind: "failed", code } });
    },
  );
  void end.finally(() => {
    stopTimer();
    unsubscribe();
  });
  return control;
}
