/**
 * The contest of engines on this device: finds the engines that pass the self-test, and the fastest at a
 * small network. Fetched after the first picture, together with the self-test, the look at the GPUs and the
 * measuring of speed.
 *
 * Its work is bounded. WASM runs the self-test and at most four runs of the small network; a GPU runs as
 * many, and at most three seconds if it hangs. Long runs are not repeated. A GPU that computes on the
 * processor is not tried.
 */
import { errorCodeOf } from "../experiment/errorCode.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { EngineError } from "./engine.ts";
import type { Engine, EngineAvailability, EngineChoice, SelfCheck, SpeedFigures } from "./engine.ts";
import { adapterOf } from "./probeGpu.ts";
import type { GpuAdapter } from "./probeGpu.ts";
import { selfTest } from "./selfTest.ts";
import { measureSpeed } from "./speed/measureSpeed.ts";

/**
 * A GPU must beat WASM by this factor to replace it: a tie is not worth losing exact
 * NaN and denormal behaviour.
 */
const PROMOTION_FACTOR = 0.8;
/**
 * Longest time of one engine in all: compiling a GPU's kernels for the first time may take a second or two.
 */
const TRIAL_TIMEOUT_MS = 3000;
const THOROUGH_TIMEOUT_MS = 30_000;
/** Timed runs of one engine, after one untimed run. */
const RACE_RUNS = { most: 3, untilMs: 30 } as const;
/** Every run has a different gain, as when a slider is dragged, so no engine can reuse its last run. */
function raceRequest(run: number): RunRequest {
  const gain = 1.25 + run / 8;
  return requestOf(planExperiment({ ...DEFAULT_CONFIG, depth: 4, initializerParameters: { gain } }));
}

const GPU_CHOICES = ["gpu-webgpu", "gpu-webgl2"] as const;
type GpuChoice = (typeof GPU_CHOICES)[number];

/** The result of an engine's trial. */
export type Finding = Pick<EngineAvailability, "status" | "reason" | "raceMs" | "checks" | "adapter">;

export interface TrialOptions {
  /** Makes an instance for a trial: engines in use are not disturbed. */
  readonly createEngine: (choice: EngineChoice) => Engine;
  /**
   * The visitor waits for the result: engines that cannot win are also tried and tested, with a longer time
   * limit.
   */
  readonly isThorough: boolean;
  /** Called for each engine as soon as something is known of it. */
  readonly onFinding: (choice: EngineChoice, finding: Finding) => void;
}

/** Access to the device. */
export interface ContestPorts {
  readonly adapterOf: (choice: EngineChoice) => Promise<GpuAdapter | null>;
  readonly measureSpeed: () => Promise<SpeedFigures | null>;
}

type ContestOptions = TrialOptions & ContestPorts;

export interface ContestResult {
  readonly winner: EngineChoice;
  /** A result without WASM, the opponent of the GPUs, is not worth remembering. */
  readonly isWorthRemembering: boolean;
  readonly speed: SpeedFigures | null;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Settles as the work does, or rejects with code `timeout`. */
async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EngineError("timeout", "the trial took too long")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Median time of the small network. */
async function race(engine: Engine): Promise<number> {
  const times: number[] = [];
  // The first run compiles kernels and lays out memory.
  await engine.run(raceRequest(0));
  let totalMs = 0;
  while (times.length < RACE_RUNS.most && totalMs < RACE_RUNS.untilMs) {
    const startMs = performance.now();
    await engine.run(raceRequest(times.length + 1));
    const elapsedMs = performance.now() - startMs;
    times.push(elapsedMs);
    totalMs += elapsedMs;
  }
  return median(times);
}

/** Tries an engine. @param work returns the time of its race, or null when none was wanted */
async function tryEngine(
  { createEngine, onFinding, isThorough }: ContestOptions,
  choice: EngineChoice,
  adapter: string | null,
  work: (engine: Engine, onCheck: (check: SelfCheck) => void) => Promise<Partial<Finding>>,
): Promise<Finding> {
  const checks: SelfCheck[] = [];
  const trial = createEngine(choice);
  let finding: Finding = { status: "ready", reason: null, raceMs: null, checks: null, adapter };
  try {
    const limitMs = isThorough ? THOROUGH_TIMEOUT_MS : TRIAL_TIMEOUT_MS;
    const shown = await inTime(
      work(trial, (check) => checks.push(check)),
      limitMs,
    );
    finding = { ...finding, ...shown };
  } catch (error) {
    const code = errorCodeOf(error);
    finding = { ...finding, status: "declined", reason: code };
  } finally {
    trial.dispose();
  }
  finding = { ...finding, checks: checks.length > 0 ? checks : null };
  onFinding(choice, finding);
  return finding;
}

/** Looks for a GPU, and tries it if it is one. @param work see `tryEngine` */
async function tryGpu(
  options: ContestOptions,
  choice: GpuChoice,
  work: Parameters<typeof tryEngine>[3],
): Promise<Finding> {
  const adapter = await options.adapterOf(choice);
  if (adapter !== null && (options.isThorough || !adapter.isSoftware))
    return tryEngine(options, choice, adapter.name, work);
  const finding: Finding =
    adapter === null
      ? { status: "declined", reason: "no-device", raceMs: null, checks: null, adapter: null }
      : { status: "ready", reason: "software", raceMs: null, checks: null, adapter: adapter.name };
  options.onFinding(choice, finding);
  return finding;
}

/** Whether a GPU that has won before still computes the right numbers. */
async function confirmWinner(options: ContestOptions, choice: EngineChoice): Promise<boolean> {
  const known = GPU_CHOICES.find((candidate) => candidate === choice);
  if (known === undefined) return choice === "wasm";
  const { status, reason } = await tryGpu(options, known, async (engine, onCheck) => {
    await engine.prepare();
    await selfTest(engine, onCheck);
    return {};
  });
  return status === "ready" && reason === null;
}

/** Tests and races all available engines. */
async function holdContest(options: ContestOptions): Promise<ContestResult> {
  const wasm = await tryEngine(options, "wasm", null, async (engine, onCheck) => {
    await selfTest(engine, onCheck);
    return { raceMs: await race(engine) };
  });
  // Where WASM does not work, any GPU that passes the self-test is better.
  const wasmMs = wasm.raceMs ?? Infinity;
  const speed = wasm.status === "ready" ? await options.measureSpeed() : null;
  let best: { readonly winner: EngineChoice; readonly ms: number } = { winner: "wasm", ms: Infinity };
  for (const choice of GPU_CHOICES) {
    const { status, reason, raceMs } = await tryGpu(options, choice, async (engine, onCheck) => {
      await engine.prepare();
      const ms = await race(engine);
      const isFaster = ms < PROMOTION_FACTOR * wasmMs;
      // A loser's numbers are not used: it is tested only in a thorough contest.
      if (isFaster || options.isThorough) await selfTest(engine, onCheck);
      return { raceMs: ms, reason: isFaster ? null : "slower" };
    });
    if (status === "ready" && reason === null && raceMs !== null && raceMs < best.ms)
      best = { winner: choice, ms: raceMs };
  }
  return { winner: best.winner, isWorthRemembering: wasmMs < Infinity, speed };
}

export interface Contest {
  readonly hold: (options: TrialOptions) => Promise<ContestResult>;
  readonly confirm: (options: TrialOptions, choice: EngineChoice) => Promise<boolean>;
}

/** The contest on this device, or on a made-up one. */
export function createContest(ports: ContestPorts = { adapterOf, measureSpeed }): Contest {
  return {
    hold: (options) => holdContest({ ...options, ...ports }),
    confirm: (options, choice) => confirmWinner({ ...options, ...ports }, choice),
  };
}
