/**
 * Which engine computes: WASM at once, and in the background whatever passes the self-test and wins a small race.
 * A failure demotes with a reason that the result carries; nothing here knows the screen.
 */
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import type { DeclinedEngine, EngineErrorCode } from "../experiment/result.ts";
import { EngineError } from "./engine.ts";
import type {
  Engine,
  EngineAvailability,
  EngineChoice,
  EnginePreference,
  EngineRun,
  RunOptions,
} from "./engine.ts";

/** A GPU must beat WASM by this factor to replace it: a tie is not worth losing exact NaN and denormal behaviour. */
const PROMOTION_FACTOR = 0.8;
/** Longest time one engine may take in the background race before it counts as slower. */
const RACE_TIMEOUT_MS = 3000;
const RACE_REPETITIONS = 3;
const RACE_PLAN = planExperiment({ ...DEFAULT_CONFIG, depth: 6 });

const ENGINES: Readonly<Record<EngineChoice, Pick<DeclinedEngine, "engine" | "backend">>> = {
  wasm: { engine: "wasm", backend: null },
  "gpu-webgpu": { engine: "gpu", backend: "webgpu" },
  "gpu-webgl2": { engine: "gpu", backend: "webgl2" },
  reference: { engine: "reference", backend: null },
};
const GPU_CHOICES = ["gpu-webgpu", "gpu-webgl2"] as const;

/** What the calibration found, as it is remembered on the device. */
export interface CalibrationMemory {
  read(): string | null;
  write(text: string): void;
}

export interface EngineChooserOptions {
  readonly createEngine: (choice: EngineChoice) => Engine;
  /** Cheap look whether a GPU could answer at all, before a library is loaded for it. */
  readonly isWorthTrying: (choice: EngineChoice) => Promise<boolean>;
  readonly memory: CalibrationMemory;
  /** Changes with the program or the browser: what was remembered for another one does not count. */
  readonly fingerprint: string;
}

export interface EngineChooser {
  /** Runs on the chosen engine; falls back to the next one, with the reason in the result's report. */
  run(plan: Plan, options?: RunOptions): Promise<EngineRun>;
  /** Runs on exactly this engine, or rejects. */
  runOn(choice: EngineChoice, plan: Plan, options?: RunOptions): Promise<EngineRun>;
  setPreference(preference: EnginePreference): void;
  /** Probes, tests and races the GPU engines; promotes a winner. */
  calibrate(): Promise<void>;
  availability(): readonly EngineAvailability[];
  /** Called when availability or the promoted engine has changed. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function codeOf(error: unknown): EngineErrorCode {
  return error instanceof EngineError ? error.code : "failed";
}

type SelfTest = (engine: Engine) => Promise<void>;

/** The self-test and the float64 reference it compares with: fetched after the first picture, which needs neither. */
async function loadSelfTest(): Promise<SelfTest | null> {
  try {
    return (await import("./selfTest.ts")).selfTest;
  } catch {
    // Offline, or a newer version stands at this address: untested engines stay out of use.
    return null;
  }
}

/** Composes the engines into one. */
export function createEngineChooser(options: EngineChooserOptions): EngineChooser {
  const engines = new Map<EngineChoice, Engine>();
  const listeners = new Set<() => void>();
  const known = new Map<EngineChoice, EngineAvailability>();
  let preference: EnginePreference = "auto";
  let promoted: EngineChoice = "wasm";

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

  /** An engine that failed is rebuilt when it is asked for again. */
  function drop(choice: EngineChoice): void {
    engines.get(choice)?.dispose();
    engines.delete(choice);
  }

  async function runOn(choice: EngineChoice, plan: Plan, runOptions?: RunOptions): Promise<EngineRun> {
    try {
      const run = await engineOf(choice).run(plan, runOptions);
      if (availabilityOf(choice).status !== "ready") note(choice, { status: "ready", reason: null });
      return run;
    } catch (error) {
      const code = codeOf(error);
      // An engine that cannot carry this network's NaN stays good for the next one.
      if (code !== "cancelled" && code !== "not-faithful") {
        drop(choice);
        note(choice, { status: "declined", reason: code });
      }
      throw error;
    }
  }

  async function race(engine: Engine): Promise<number> {
    const times: number[] = [];
    const signal = AbortSignal.timeout(RACE_TIMEOUT_MS);
    await engine.run(RACE_PLAN, { signal });
    for (let i = 0; i < RACE_REPETITIONS; i++) {
      const startMs = performance.now();
      await engine.run(RACE_PLAN, { signal });
      times.push(performance.now() - startMs);
    }
    return median(times);
  }

  /** Infinity where WASM does not answer: any GPU that passes the self-test is then better. */
  async function raceWasm(): Promise<number> {
    try {
      const raceMs = await race(engineOf("wasm"));
      note("wasm", { status: "ready", raceMs });
      return raceMs;
    } catch (error) {
      note("wasm", { status: "declined", reason: codeOf(error) });
      return Infinity;
    }
  }

  /** Tests and races one GPU engine, an instance of its own: the ones in use are not disturbed. */
  async function tryGpu(choice: EngineChoice, selfTest: SelfTest, wasmMs: number): Promise<number | null> {
    if (!(await options.isWorthTrying(choice))) {
      note(choice, { status: "declined", reason: "no-device" });
      return null;
    }
    const trial = options.createEngine(choice);
    try {
      await trial.prepare();
      await selfTest(trial);
      const raceMs = await race(trial);
      const isFaster = raceMs < PROMOTION_FACTOR * wasmMs;
      note(choice, { status: "ready", reason: isFaster ? null : "slower", raceMs });
      return isFaster ? raceMs : null;
    } catch (error) {
      // The race's own time limit arrives as a cancel.
      const code = codeOf(error);
      note(
        choice,
        code === "cancelled" ? { status: "ready", reason: "slower" } : { status: "declined", reason: code },
      );
      return null;
    } finally {
      trial.dispose();
    }
  }

  function remembered(): EngineChoice | null {
    const [fingerprint, choice] = (options.memory.read() ?? "").split("\n");
    if (fingerprint !== options.fingerprint) return null;
    return GPU_CHOICES.find((candidate) => candidate === choice) ?? (choice === "wasm" ? "wasm" : null);
  }

  async function calibrate(): Promise<void> {
    const memory = remembered();
    if (memory === "wasm") return;
    const selfTest = await loadSelfTest();
    // Nothing was found out, so nothing is remembered: the next visit tries again.
    if (selfTest === null) return;
    const wasmMs = await raceWasm();
    let best: { choice: EngineChoice; ms: number } = { choice: "wasm", ms: Infinity };
    for (const choice of GPU_CHOICES) {
      const ms = await tryGpu(choice, selfTest, wasmMs);
      if (ms !== null && ms < best.ms) best = { choice, ms };
    }
    promoted = best.choice;
    // A verdict without its opponent is not worth remembering.
    if (wasmMs < Infinity) options.memory.write(`${options.fingerprint}\n${promoted}`);
    for (const listener of listeners) listener();
  }

  return {
    async run(plan, runOptions) {
      const wanted = preference === "auto" ? promoted : preference;
      const declined: DeclinedEngine[] = [];
      for (const choice of new Set<EngineChoice>([wanted, "wasm", "reference"])) {
        try {
          const { result, captured } = await runOn(choice, plan, runOptions);
          return { result: { ...result, report: { ...result.report, declined } }, captured };
        } catch (error) {
          const code = codeOf(error);
          // Memory the WASM engine cannot have, the slower reference cannot have either.
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
    calibrate,
    availability: () => (Object.keys(ENGINES) as EngineChoice[]).map(availabilityOf),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      for (const choice of engines.keys()) drop(choice);
    },
  };
}
