/**
 * Chooses the engine of every run: WASM at once, and after a contest in the background the engine with the
 * least predicted time of those that pass the self-test. A failure demotes an engine, with a reason in the
 * result. This file knows nothing of the screen.
 */
import { errorCodeOf } from "../experiment/errorCode.ts";
import type { DeclinedEngine, EngineReason, EngineReport, PredictedTime } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { SharpnessRequest } from "../experiment/training/sharpness.ts";
import type { SnapshotSteps } from "../experiment/training/snapshot.ts";
import type { TrainRequest, TrainingRun } from "../experiment/training/trainRequest.ts";
import type { Contest } from "./contest.ts";
import type { CostModel } from "./cost/model.ts";
import type { ModelledEngine, Prediction, Predictor } from "./cost/predictor.ts";
import type { TrainingPredictor } from "./cost/trainingCost.ts";
import { EngineError, isUsedGpu } from "./engine.ts";
import type {
  ContestRecord,
  Engine,
  EngineAvailability,
  EngineChoice,
  EnginePreference,
  EngineMemory,
  EngineRun,
  RunOptions,
  SharpnessOptions,
  TrainOptions,
} from "./engine.ts";

/** Why an engine leaves one plan to another, and can still run the next one. */
const ABOUT_THE_PLAN: ReadonlySet<string> = new Set(["not-faithful", "unsupported"]);

const ENGINES: Readonly<Record<EngineChoice, Pick<DeclinedEngine, "engine" | "backend">>> = {
  wasm: { engine: "wasm", backend: null },
  "gpu-webgpu": { engine: "gpu", backend: "webgpu" },
  "gpu-webgl2": { engine: "gpu", backend: "webgl2" },
  reference: { engine: "reference", backend: null },
};

/** The device's memory of the contest. */
export interface ContestMemory {
  read(): string | null;
  write(text: string): void;
}

export interface EngineChooserOptions {
  readonly createEngine: (choice: EngineChoice) => Engine;
  readonly memory: ContestMemory;
  /** Version of the program. */
  readonly version: string;
  /** Changes with the program or the browser: a record with another fingerprint does not count. */
  readonly fingerprint: string;
  /** ISO 8601 */
  readonly now: () => string;
  /** Milliseconds of a clock that only measures durations. */
  readonly nowMs?: () => number;
  /** Of this device; by default one. */
  readonly cores?: number;
  /** The contest of engines: fetched after the first picture, which does not need it. */
  readonly loadContest?: () => Promise<Contest>;
}

/** The record is written again after so many runs that have corrected it. */
const REMEMBER_EVERY = 25;

async function loadContestHere(): Promise<Contest> {
  return (await import("./contest.ts")).createContest();
}

export interface EngineChooser {
  /** Runs on the chosen engine; falls back to the next one, with the reason in the result's report. */
  run(request: RunRequest, options?: RunOptions): Promise<EngineRun>;
  /** Runs on exactly this engine, or rejects. */
  runOn(choice: EngineChoice, request: RunRequest, options?: RunOptions): Promise<EngineRun>;
  /**
   * Trains on the engine with the least predicted time, and from the first step on the next one where that
   * fails; or on exactly the engine named.
   */
  train(request: TrainRequest, options?: TrainOptions, choice?: EngineChoice): Promise<TrainingRun>;
  /** Finds the sharpness as `train` trains. */
  sharpness(request: SharpnessRequest, options?: SharpnessOptions): Promise<number>;
  setPreference(preference: EnginePreference): void;
  /**
   * Tests and races the engines and promotes the fastest, or takes over the remembered result.
   * @param isThorough measures anew, and also tests engines that cannot win, on the visitor's request
   */
  holdContest(isThorough?: boolean): Promise<void>;
  /** Predicted times of a request on the engines that could run it, the best first; none before a contest. */
  predict(request: RunRequest): readonly PredictedTime[];
  /** The result of the newest contest, perhaps of an earlier visit; null before the first. */
  contest(): ContestRecord | null;
  /** Memory of the engine that the next run would use. */
  memory(): Promise<EngineMemory | null>;
  availability(): readonly EngineAvailability[];
  /** Called when availability or the promoted engine has changed. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/** The engines that could have had a run and were predicted to take longer, in the words of a report. */
function slowerThan(
  choice: EngineChoice,
  { predicted }: EngineReason,
  failed: readonly DeclinedEngine[],
): readonly DeclinedEngine[] {
  const isSame = (a: Pick<DeclinedEngine, "engine" | "backend">, b: typeof a): boolean =>
    a.engine === b.engine && a.backend === b.backend;
  return predicted
    .filter((time) => !isSame(time, ENGINES[choice]) && !failed.some((engine) => isSame(engine, time)))
    .map(({ engine, backend, ms }) => ({
      engine,
      backend,
      code: "slower",
      detail: `${ms} ms predicted`,
    }));
}

/** The report of an engine, with why it had the run and why others had not. */
function explained(
  report: EngineReport,
  choice: EngineChoice,
  reason: EngineReason,
  failed: readonly DeclinedEngine[],
): EngineReport {
  return {
    ...report,
    declined: [...failed, ...slowerThan(choice, reason, failed)],
    reason: failed.length > 0 ? { ...reason, code: "fallback" } : reason,
  };
}

/** Why an engine is passed over. @throws the error itself where no other engine could do better */
function failureOf(choice: EngineChoice, error: unknown): DeclinedEngine {
  const code = errorCodeOf(error);
  // If memory is too short for the WASM engine, it is too short for the slower reference.
  if (code === "cancelled" || (code === "out-of-memory" && choice === "wasm")) throw error;
  return { ...ENGINES[choice], code, detail: error instanceof Error ? error.message : String(error) };
}

/** Composes the engines into one. */
export function createEngineChooser(options: EngineChooserOptions): EngineChooser {
  const engines = new Map<EngineChoice, Engine>();
  const listeners = new Set<() => void>();
  const known = new Map<EngineChoice, EngineAvailability>();
  let preference: EnginePreference = "auto";
  /** The engine of the last run, or of the next where nothing is predicted. */
  let recent: EngineChoice = "wasm";
  let record: ContestRecord | null = null;
  let predictor: Predictor | null = null;
  /** Null until the first training that may have several engines. */
  let trainings: TrainingPredictor | null = null;
  /** Runs under way: a run that has waited for another says nothing of its engine. */
  let runsUnderWay = 0;
  let correctedRuns = 0;
  let contests: Promise<void> = Promise.resolve();
  const { loadContest = loadContestHere, nowMs = () => performance.now(), cores = 1 } = options;

  function note(choice: EngineChoice, patch: Partial<EngineAvailability>): void {
    known.set(choice, { ...availabilityOf(choice), ...patch });
    for (const listener of listeners) listener();
  }

  function availabilityOf(choice: EngineChoice): EngineAvailability {
    return (
      known.get(choice) ?? {
        preference: choice,
        engine: ENGINES[choice].engine,
        status: "unknown",
        reason: null,
        raceMs: null,
        model: null,
        checks: null,
        adapter: null,
      }
    );
  }

  function engineOf(choice: EngineChoice): Engine {
    let engine = engines.get(choice);
    if (engine === undefined) {
      engine = options.createEngine(choice);
      engines.set(choice, engine);
    }
    return engine;
  }

  /** Removes a failed engine, which is rebuilt when it is asked for again. */
  function drop(choice: EngineChoice): void {
    engines.get(choice)?.dispose();
    engines.delete(choice);
    if (choice !== "reference") predictor?.forget(choice);
  }

  /** The record with the models as the runs have corrected them. */
  function correctedRecord(found: ContestRecord): ContestRecord {
    const models = predictor?.models();
    return {
      ...found,
      engines: found.engines.map((engine) => ({
        ...engine,
        model: (engine.preference === "reference" ? null : models?.get(engine.preference)) ?? engine.model,
      })),
    };
  }

  function remember(found: ContestRecord): void {
    options.memory.write(`${options.fingerprint}\n${JSON.stringify(found)}`);
  }

  function observe(choice: EngineChoice, request: RunRequest, { result }: EngineRun, waitedMs: number): void {
    if (choice === "reference") return;
    predictor?.observe(choice, request, result, waitedMs);
    if (record === null || ++correctedRuns % REMEMBER_EVERY !== 0) return;
    record = correctedRecord(record);
    remember(record);
  }

  async function runOn(
    choice: EngineChoice,
    request: RunRequest,
    runOptions?: RunOptions,
  ): Promise<EngineRun> {
    const startMs = nowMs();
    const isAlone = runsUnderWay++ === 0;
    const engine = engineOf(choice);
    try {
      const run = await engine.run(request, runOptions);
      if (isAlone) observe(choice, request, run, nowMs() - startMs);
      if (availabilityOf(choice).status !== "ready") note(choice, { status: "ready", reason: null });
      return run;
    } catch (error) {
      giveUp(choice, engine, error);
      throw error;
    } finally {
      runsUnderWay--;
    }
  }

  /** Removes an engine that has failed, unless the plan or the visitor is the reason. */
  function giveUp(choice: EngineChoice, engine: Engine, error: unknown): void {
    const code = errorCodeOf(error);
    // Runs that waited in a removed engine fail with it; by then a fresh one may be in its place.
    if (code === "cancelled" || ABOUT_THE_PLAN.has(code) || engines.get(choice) !== engine) return;
    drop(choice);
    note(choice, { status: "declined", reason: code });
  }

  /** The record of an earlier visit by this program in this browser; null where that cannot be read. */
  async function remembered(): Promise<ContestRecord | null> {
    const text = options.memory.read();
    if (text === null) return null;
    // A first visit has nothing to read, so the checks are fetched only here. Unread is as good as nothing.
    const format = await import("./contestRecord.ts").catch(() => null);
    return format?.readContestRecord(text, options.fingerprint) ?? null;
  }

  /** Trains on exactly one engine. @param explain adds why it has the training */
  async function trainOn(
    choice: EngineChoice,
    request: TrainRequest,
    trainOptions: TrainOptions,
    explain: (report: EngineReport) => EngineReport = (report) => report,
  ): Promise<TrainingRun> {
    const engine = engineOf(choice);
    // Runs beside a training are slower than their engine.
    runsUnderWay++;
    try {
      if (engine.train === undefined) throw new EngineError("unsupported", `no training: ${choice}`);
      trainOptions.onEngine?.(explain(await engine.prepare()));
      const startMs = nowMs();
      const run = await engine.train(request, trainOptions);
      if (choice !== "reference")
        trainings?.observe(choice, request, trainOptions.every ?? Infinity, run, nowMs() - startMs);
      return { ...run, report: explain(run.report) };
    } catch (error) {
      giveUp(choice, engine, error);
      throw error;
    } finally {
      runsUnderWay--;
    }
  }

  /** The engines of a training in the order in which they are tried, and why the first is the first. */
  async function orderForTraining(
    request: TrainRequest,
    every: SnapshotSteps,
  ): Promise<{ order: readonly EngineChoice[]; reason: EngineReason }> {
    const isTraining = true as const;
    if (preference !== "auto")
      return { order: [preference], reason: { code: "preferred", predicted: [], isTraining } };
    if (predictor !== null && trainings === null) {
      // Without it, as where the page is offline, WASM trains.
      const cost = await import("./cost/trainingCost.ts").catch(() => null);
      trainings = cost?.createTrainingPredictor(predictor, cores) ?? null;
    }
    const predictions = trainings?.choose(request, every, candidates()) ?? [];
    const code = record === null ? "unmeasured" : predictions.length > 1 ? "quickest" : "only";
    return {
      order: predictions.slice(0, 1).map(({ choice }) => choice),
      reason: { code, predicted: predictions.map(timeOf), isTraining },
    };
  }

  async function train(
    request: TrainRequest,
    trainOptions: TrainOptions = {},
    named?: EngineChoice,
  ): Promise<TrainingRun> {
    if (named !== undefined) return trainOn(named, request, trainOptions);
    const { order, reason } = await orderForTraining(request, trainOptions.every ?? Infinity);
    const declined: DeclinedEngine[] = [];
    for (const choice of new Set<EngineChoice>([...order, "wasm", "reference"])) {
      try {
        return await trainOn(choice, request, trainOptions, (report) =>
          explained(report, choice, reason, declined),
        );
      } catch (error) {
        declined.push(failureOf(choice, error));
      }
    }
    throw new EngineError("failed", declined.map(({ detail }) => detail).join("; "));
  }

  async function sharpnessOn(
    choice: EngineChoice,
    request: SharpnessRequest,
    sharpnessOptions: SharpnessOptions,
  ): Promise<number> {
    const engine = engineOf(choice);
    if (engine.sharpness === undefined) throw new EngineError("failed", `no sharpness on ${choice}`);
    return engine.sharpness(request, sharpnessOptions);
  }

  async function sharpness(
    request: SharpnessRequest,
    sharpnessOptions: SharpnessOptions = {},
  ): Promise<number> {
    try {
      return await sharpnessOn("wasm", request, sharpnessOptions);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === "cancelled" || code === "out-of-memory") throw error;
      return sharpnessOn("reference", request, sharpnessOptions);
    }
  }

  const allEngines = (): readonly EngineAvailability[] =>
    (Object.keys(ENGINES) as EngineChoice[]).map(availabilityOf);

  async function adopt(found: ContestRecord): Promise<void> {
    const models = new Map<ModelledEngine, CostModel>();
    for (const { preference: choice, model, status, reason } of found.engines)
      if (choice !== "reference" && model !== null && status === "ready" && reason === null)
        models.set(choice, model);
    // Without it, as where the page is offline, WASM goes on.
    const cost = await import("./cost/predictor.ts").catch(() => null);
    predictor = cost?.createPredictor(models, cores) ?? null;
    trainings = null;
    record = found;
    for (const engine of found.engines) known.set(engine.preference, engine);
    for (const listener of listeners) listener();
    // An engine opens its device before it has its first run, which need not wait for that then.
    for (const choice of models.keys())
      if (choice !== "wasm")
        void engineOf(choice)
          .prepare()
          .catch(() => undefined);
  }

  async function measure(isThorough: boolean): Promise<void> {
    const earlier = isThorough ? null : await remembered();
    if (earlier !== null && !earlier.engines.some(isUsedGpu)) {
      await adopt(earlier);
      return;
    }
    const contest = await loadContest().catch(() => null);
    // The page is offline, or a newer version stands at this address. There is no result: the next visit
    // tries again.
    if (contest === null) return;
    const trial = { createEngine: options.createEngine, isThorough, onFinding: note, nowMs, cores };
    const still = earlier === null ? null : await contest.confirm(trial, earlier);
    if (still !== null) {
      await adopt(still);
      return;
    }
    const startMs = nowMs();
    const { winner, isWorthRemembering, speed } = await contest.hold(trial);
    const { version, now } = options;
    const elapsedMs = nowMs() - startMs;
    const held = { version, measuredAt: now(), elapsedMs, winner, engines: allEngines(), speed };
    await adopt(held);
    if (isWorthRemembering) remember(held);
  }

  /** The engines that a contest has found fit, as they are now. */
  const candidates = (): readonly ModelledEngine[] =>
    allEngines().flatMap(({ preference: choice, status, reason }) => {
      if (choice === "reference") return [];
      const isFit = choice === "wasm" ? status !== "declined" : status === "ready" && reason === null;
      return isFit ? [choice] : [];
    });

  /** Three digits: a prediction is worth no more. */
  const timeOf = ({ choice, ms }: Prediction): PredictedTime => ({
    ...ENGINES[choice],
    ms: Number(ms.toPrecision(3)),
  });

  /** The engines of a run in the order in which they are tried, and why the first is the first. */
  function orderFor(request: RunRequest): { order: readonly EngineChoice[]; reason: EngineReason } {
    if (preference !== "auto") return { order: [preference], reason: { code: "preferred", predicted: [] } };
    const predictions = predictor?.choose(request, candidates(), nowMs()) ?? [];
    const predicted = predictions.map(timeOf);
    const code = record === null ? "unmeasured" : predictions.length > 1 ? "quickest" : "only";
    return { order: predictions.slice(0, 1).map(({ choice }) => choice), reason: { code, predicted } };
  }

  return {
    async run(request, runOptions) {
      const { order, reason } = orderFor(request);
      const declined: DeclinedEngine[] = [];
      for (const choice of new Set<EngineChoice>([...order, "wasm", "reference"])) {
        try {
          const { result, captured } = await runOn(choice, request, runOptions);
          recent = choice;
          const report = explained(result.report, choice, reason, declined);
          return { result: { ...result, report }, captured };
        } catch (error) {
          declined.push(failureOf(choice, error));
        }
      }
      throw new EngineError("failed", declined.map(({ detail }) => detail).join("; "));
    },
    runOn,
    train,
    sharpness,
    setPreference(next) {
      preference = next;
    },
    holdContest(isThorough = false) {
      // Contests run one after another, whether or not the previous one failed.
      contests = contests.catch(() => undefined).then(() => measure(isThorough));
      return contests;
    },
    contest: () => record,
    predict: (request) => predictor?.predict(request, candidates()).map(timeOf) ?? [],
    memory: () => engineOf(preference === "auto" ? recent : preference).memory(),
    availability: allEngines,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      for (const choice of engines.keys()) drop(choice);
    },
  };
}
