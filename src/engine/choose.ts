/**
 * Chooses the engine: WASM at once, later the engine that passes the self-test and wins a small race in the
 * background. A failure demotes an engine, with a reason in the result. This file knows nothing of the
 * screen.
 */
import { errorCodeOf } from "../experiment/errorCode.ts";
import type { DeclinedEngine } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { Contest } from "./contest.ts";
import { EngineError } from "./engine.ts";
import type {
  ContestRecord,
  Engine,
  EngineAvailability,
  EngineChoice,
  EnginePreference,
  EngineMemory,
  EngineRun,
  RunOptions,
} from "./engine.ts";

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
  /** The contest of engines: fetched after the first picture, which does not need it. */
  readonly loadContest?: () => Promise<Contest>;
}

async function loadContestHere(): Promise<Contest> {
  return (await import("./contest.ts")).createContest();
}

export interface EngineChooser {
  /** Runs on the chosen engine; falls back to the next one, with the reason in the result's report. */
  run(request: RunRequest, options?: RunOptions): Promise<EngineRun>;
  /** Runs on exactly this engine, or rejects. */
  runOn(choice: EngineChoice, request: RunRequest, options?: RunOptions): Promise<EngineRun>;
  setPreference(preference: EnginePreference): void;
  /**
   * Tests and races the engines and promotes the fastest, or takes over the remembered result.
   * @param isThorough measures anew, and also tests engines that cannot win, on the visitor's request
   */
  holdContest(isThorough?: boolean): Promise<void>;
  /** The result of the newest contest, perhaps of an earlier visit; null before the first. */
  contest(): ContestRecord | null;
  /** Memory of the engine that the next run would use. */
  memory(): Promise<EngineMemory | null>;
  availability(): readonly EngineAvailability[];
  /** Called when availability or the promoted engine has changed. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/** Composes the engines into one. */
export function createEngineChooser(options: EngineChooserOptions): EngineChooser {
  const engines = new Map<EngineChoice, Engine>();
  const listeners = new Set<() => void>();
  const known = new Map<EngineChoice, EngineAvailability>();
  let preference: EnginePreference = "auto";
  let promoted: EngineChoice = "wasm";
  let record: ContestRecord | null = null;
  let contests: Promise<void> = Promise.resolve();
  const { loadContest = loadContestHere } = options;

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
  }

  async function runOn(
    choice: EngineChoice,
    request: RunRequest,
    runOptions?: RunOptions,
  ): Promise<EngineRun> {
    try {
      const run = await engineOf(choice).run(request, runOptions);
      if (availabilityOf(choice).status !== "ready") note(choice, { status: "ready", reason: null });
      return run;
    } catch (error) {
      const code = errorCodeOf(error);
      // An engine that cannot carry this network's NaN can still run the next one.
      if (code !== "cancelled" && code !== "not-faithful") {
        drop(choice);
        note(choice, { status: "declined", reason: code });
      }
      throw error;
    }
  }

  /** The record of an earlier visit by this program in this browser; null where that cannot be read. */
  async function remembered(): Promise<ContestRecord | null> {
    const text = options.memory.read();
    if (text === null) return null;
    // A first visit has nothing to read, so the checks are fetched only here. Unread is as good as nothing.
    const format = await import("./contestRecord.ts").catch(() => null);
    return format?.readContestRecord(text, options.fingerprint) ?? null;
  }

  const allEngines = (): readonly EngineAvailability[] =>
    (Object.keys(ENGINES) as EngineChoice[]).map(availabilityOf);

  function adopt(found: ContestRecord): void {
    record = found;
    promoted = found.winner;
    for (const engine of found.engines) known.set(engine.preference, engine);
    for (const listener of listeners) listener();
  }

  async function measure(isThorough: boolean): Promise<void> {
    const earlier = isThorough ? null : await remembered();
    if (earlier?.winner === "wasm") {
      adopt(earlier);
      return;
    }
    const contest = await loadContest().catch(() => null);
    // The page is offline, or a newer version stands at this address. There is no result: the next visit
    // tries again.
    if (contest === null) return;
    const trial = { createEngine: options.createEngine, isThorough, onFinding: note };
    if (earlier !== null && (await contest.confirm(trial, earlier.winner))) {
      adopt({ ...earlier, engines: earlier.engines.map(({ preference: id }) => availabilityOf(id)) });
      return;
    }
    const startMs = performance.now();
    const { winner, isWorthRemembering, speed } = await contest.hold(trial);
    const { version, now } = options;
    const elapsedMs = performance.now() - startMs;
    adopt({ version, measuredAt: now(), elapsedMs, winner, engines: allEngines(), speed });
    if (isWorthRemembering) options.memory.write(`${options.fingerprint}\n${JSON.stringify(record)}`);
  }

  return {
    async run(request, runOptions) {
      const wanted = preference === "auto" ? promoted : preference;
      const declined: DeclinedEngine[] = [];
      for (const choice of new Set<EngineChoice>([wanted, "wasm", "reference"])) {
        try {
          const { result, captured } = await runOn(choice, request, runOptions);
          return { result: { ...result, report: { ...result.report, declined } }, captured };
        } catch (error) {
          const code = errorCodeOf(error);
          // If memory is too short for the WASM engine, it is too short for the slower reference.
          if (code === "cancelled" || (code === "out-of-memory" && choice === "wasm")) throw error;
          declined.push({
            ...ENGINES[choice],
            code,
            detail: error instanceof Error ? error.message : String(error),
          });
          if (choice === promoted && code !== "not-faithful") promoted = "wasm";
        }
      }
      throw new EngineError("failed", declined.map(({ detail }) => detail).join("; "));
    },
    runOn,
    setPreference(next) {
      preference = next;
    },
    holdContest(isThorough = false) {
      // Contests run one after another, whether or not the previous one failed.
      contests = contests.catch(() => undefined).then(() => measure(isThorough));
      return contests;
    },
    contest: () => record,
    memory: () => engineOf(preference === "auto" ? promoted : preference).memory(),
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
