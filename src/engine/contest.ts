/**
 * The contest of engines on this device: finds the engines that pass the self-test, and fits the cost model
 * of each to small runs of several sizes. Fetched after the first picture, together with the self-test, the
 * look at the GPUs and the measuring of speed.
 *
 * Its work is bounded. An engine makes at most four runs of each size, and begins no further size once they
 * have taken a fifth of a second; a GPU that hangs is given up after three seconds. Long runs are not
 * repeated. A GPU that computes on the processor is not tried.
 */
import { errorCodeOf } from "../experiment/errorCode.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { TensorId } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { fitModel, predictMs } from "./cost/model.ts";
import type { CostModel, TimedWork } from "./cost/model.ts";
import { experiencedMs, TAKE_OVER, workOn } from "./cost/predictor.ts";
import type { ModelledEngine } from "./cost/predictor.ts";
import { EngineError, isUsedGpu } from "./engine.ts";
import type {
  ContestRecord,
  Engine,
  EngineAvailability,
  EngineChoice,
  SelfCheck,
  MeasuredSpeed,
} from "./engine.ts";
import { adapterOf } from "./probeGpu.ts";
import type { GpuAdapter } from "./probeGpu.ts";
import { selfTest } from "./selfTest.ts";
import { measureSpeed } from "./speed/measureSpeed.ts";

/**
 * Longest time of one engine in all: compiling a GPU's kernels for the first time may take a second or two.
 */
const TRIAL_TIMEOUT_MS = 3000;
const THOROUGH_TIMEOUT_MS = 30_000;
/** Timed runs of one size, after one that compiles kernels and lays out memory. */
const RACE_RUNS = { most: 3, untilMs: 30 } as const;
/** An engine begins no further size after this. */
const SIZES_UNTIL_MS = 200;

/** A size of the contest. */
interface Size {
  readonly depth: number;
  readonly width: number;
  /** The tensors to measure; all when absent. */
  readonly measure?: readonly TensorId[];
}

/** The size that is shown as the race: most of its time is products and measuring. */
const RACE: Size = { depth: 4, width: 256 };
/** What sizes tell: the start, a layer or launch, and products apart from what is read back and measured. */
const SMALL_SIZES: readonly Size[] = [
  { depth: 1, width: 16 },
  { depth: 24, width: 16 },
];
const UNMEASURED: Size = { ...RACE, measure: [] };
/** Products of 256 units are too small to fill a GPU. */
const LARGE: Size = { depth: 4, width: 512 };

/** Every run has a different gain, as when a slider is dragged, so no engine can reuse its last run. */
function raceRequest({ depth, width, measure }: Size, run: number): RunRequest {
  const initializerParameters = { gain: 1.25 + run / 8 };
  const plan = planExperiment({ ...DEFAULT_CONFIG, depth, width, batch: width, initializerParameters });
  return requestOf(plan, measure === undefined ? {} : { measure });
}

/**
 * Depths and widths between which the experiments of visitors lie. An engine that is the quickest at none
 * of them is not used.
 */
const DEPTHS = [1, 10, 100];
const WIDTHS = [16, 64, 256, 1024];

const GPU_CHOICES = ["gpu-webgpu", "gpu-webgl2"] as const;
type GpuChoice = (typeof GPU_CHOICES)[number];

/** The result of an engine's trial. */
export type Finding = Pick<
  EngineAvailability,
  "status" | "reason" | "raceMs" | "model" | "checks" | "adapter"
>;

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
  readonly nowMs: () => number;
  /** Of this device. */
  readonly cores: number;
}

/** Access to the device. */
export interface ContestPorts {
  readonly adapterOf: (choice: EngineChoice) => Promise<GpuAdapter | null>;
  readonly measureSpeed: () => Promise<MeasuredSpeed | null>;
  readonly selfTest: typeof selfTest;
}

type ContestOptions = TrialOptions & ContestPorts;

export interface ContestResult {
  readonly winner: EngineChoice;
  /** A result without WASM, the opponent of the GPUs, is not worth remembering. */
  readonly isWorthRemembering: boolean;
  readonly speed: MeasuredSpeed | null;
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

/** Times one size. @returns the median time, and how much longer the first run took */
async function race(engine: Engine, size: Size, { nowMs }: ContestOptions) {
  const times: number[] = [];
  const waits: number[] = [];
  let totalMs = 0;
  async function time(run: number): Promise<number> {
    const startMs = nowMs();
    const { elapsedMs } = (await engine.run(raceRequest(size, run))).result;
    const waitedMs = nowMs() - startMs;
    totalMs += waitedMs;
    waits.push(waitedMs - elapsedMs);
    return elapsedMs;
  }
  const firstMs = await time(0);
  const warmMs = totalMs;
  while (times.length < RACE_RUNS.most && totalMs - warmMs < RACE_RUNS.untilMs)
    times.push(await time(times.length + 1));
  const ms = median(times);
  return { ms: experiencedMs(ms, waits), compilingMs: Math.max(0, firstMs - ms), warmMs, totalMs };
}

/** Times sizes until they have taken long enough. @returns the time of the first size, and the model */
async function raceSizes(
  engine: Engine,
  choice: ModelledEngine,
  sizes: readonly Size[],
  options: ContestOptions,
): Promise<{ readonly raceMs: number; readonly model: CostModel }> {
  const runs: TimedWork[] = [];
  const firsts: number[] = [];
  let spentMs = 0;
  for (const size of sizes) {
    if (spentMs > SIZES_UNTIL_MS) break;
    const { ms, compilingMs, warmMs, totalMs } = await race(engine, size, options);
    runs.push({ work: workOn(choice, raceRequest(size, 1), options.cores), ms });
    firsts.push(compilingMs);
    // Compiling is no sign of a slow GPU.
    spentMs += choice === "wasm" ? totalMs : totalMs - warmMs;
  }
  // The first run of all also loads the library and opens the device.
  const shapeMs = choice === "wasm" ? 0 : median(firsts);
  return { raceMs: runs[0]?.ms ?? NaN, model: fitModel(runs, shapeMs) };
}

/** Whether an engine is clearly the quickest of some experiment. @param rivals the other engines' models */
export function winsSomewhere(
  choice: ModelledEngine,
  model: CostModel,
  rivals: ReadonlyMap<ModelledEngine, CostModel>,
  cores: number,
): boolean {
  return DEPTHS.some((depth) =>
    WIDTHS.some((width) => {
      const request = requestOf(planExperiment({ ...DEFAULT_CONFIG, depth, width }));
      const msOf = (id: ModelledEngine, of: CostModel): number => predictMs(of, workOn(id, request, cores));
      const ms = msOf(choice, model);
      return [...rivals].every(([rival, of]) => ms < TAKE_OVER * msOf(rival, of));
    }),
  );
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
  let finding: Finding = {
    status: "ready",
    reason: null,
    raceMs: null,
    model: null,
    checks: null,
    adapter,
  };
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

const UNTRIED = { raceMs: null, model: null, checks: null } as const;

/** Looks for a GPU, and tries it if it is one. @param work see `tryEngine` */
async function tryGpu(
  options: ContestOptions,
  choice: GpuChoice,
  adapter: GpuAdapter | null,
  work: Parameters<typeof tryEngine>[3],
): Promise<Finding> {
  if (adapter !== null && (options.isThorough || !adapter.isSoftware))
    return tryEngine(options, choice, adapter.name, work);
  const finding: Finding =
    adapter === null
      ? { ...UNTRIED, status: "declined", reason: "no-device", adapter: null }
      : { ...UNTRIED, status: "ready", reason: "software", adapter: adapter.name };
  options.onFinding(choice, finding);
  return finding;
}

/** Finds out whether a GPU that has won before still computes the right numbers. */
async function confirmGpu(options: ContestOptions, choice: GpuChoice): Promise<Finding> {
  const adapter = await options.adapterOf(choice);
  return tryGpu(options, choice, adapter, async (engine, onCheck) => {
    await engine.prepare();
    await options.selfTest(engine, onCheck);
    return {};
  });
}

/**
 * Tests the GPUs of a record before they are used again.
 * @returns the record as it is now; null when none of its GPUs still works
 */
async function confirmRecord(options: ContestOptions, record: ContestRecord): Promise<ContestRecord | null> {
  const engines: EngineAvailability[] = [];
  for (const engine of record.engines) {
    const choice = GPU_CHOICES.find((candidate) => candidate === engine.preference);
    if (choice === undefined || !isUsedGpu(engine)) {
      engines.push(engine);
      continue;
    }
    const { status, reason, checks, adapter } = await confirmGpu(options, choice);
    engines.push({ ...engine, status, reason, checks, adapter });
  }
  return engines.some(isUsedGpu) ? { ...record, engines } : null;
}

/** Tests and races all available engines. */
async function holdContest(options: ContestOptions): Promise<ContestResult> {
  const { isThorough, cores, onFinding } = options;
  const adapters = new Map<GpuChoice, GpuAdapter | null>();
  for (const choice of GPU_CHOICES) adapters.set(choice, await options.adapterOf(choice));
  const isTried = (adapter: GpuAdapter | null): boolean =>
    adapter !== null && (isThorough || !adapter.isSoftware);
  // Where there is nothing to compare it with, the model of WASM need not tell products from measuring.
  const wasmSizes = [RACE, ...SMALL_SIZES, ...([...adapters.values()].some(isTried) ? [UNMEASURED] : [])];
  const wasm = await tryEngine(options, "wasm", null, async (engine, onCheck) => {
    await options.selfTest(engine, onCheck);
    return raceSizes(engine, "wasm", wasmSizes, options);
  });
  const speed = wasm.status === "ready" ? await options.measureSpeed() : null;
  const models = new Map<ModelledEngine, CostModel>();
  // Where WASM does not work, any GPU that passes the self-test is better.
  if (wasm.model !== null) models.set("wasm", wasm.model);
  const findings = new Map<GpuChoice, Finding>();
  for (const choice of GPU_CHOICES) {
    const finding = await tryGpu(options, choice, adapters.get(choice) ?? null, async (engine, onCheck) => {
      await engine.prepare();
      const raced = await raceSizes(engine, choice, [RACE, ...SMALL_SIZES, UNMEASURED, LARGE], options);
      const isWinner = winsSomewhere(choice, raced.model, models, cores);
      // The numbers of an engine that never wins are not used: it is tested only in a thorough contest.
      if (isWinner || isThorough) await options.selfTest(engine, onCheck);
      return { ...raced, reason: isWinner ? null : "slower" };
    });
    findings.set(choice, finding);
    if (finding.status === "ready" && finding.reason === null && finding.model !== null)
      models.set(choice, finding.model);
  }
  // The second GPU may have left the first without a size to win.
  const [first] = GPU_CHOICES;
  const firstModel = models.get(first);
  const rivals = new Map([...models].filter(([id]) => id !== first));
  if (firstModel !== undefined && !winsSomewhere(first, firstModel, rivals, cores)) {
    models.delete(first);
    onFinding(first, { ...(findings.get(first) ?? wasm), reason: "slower" });
  }
  const request = raceRequest(RACE, 1);
  let winner: ModelledEngine = "wasm";
  let least = Infinity;
  for (const [choice, model] of models) {
    const ms = predictMs(model, workOn(choice, request, cores));
    if (ms >= least * (choice === "wasm" ? 1 : TAKE_OVER)) continue;
    [winner, least] = [choice, ms];
  }
  return { winner, isWorthRemembering: wasm.model !== null, speed };
}

export interface Contest {
  readonly hold: (options: TrialOptions) => Promise<ContestResult>;
  /** Tests remembered GPUs again; null when none of them still works. */
  readonly confirm: (options: TrialOptions, record: ContestRecord) => Promise<ContestRecord | null>;
}

/** The contest on this device, or on a made-up one. */
export function createContest(ports: ContestPorts = { adapterOf, measureSpeed, selfTest }): Contest {
  return {
    hold: (options) => holdContest({ ...options, ...ports }),
    confirm: (options, record) => confirmRecord({ ...options, ...ports }, record),
  };
}
