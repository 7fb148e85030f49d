/**
 * A made-up device: engines whose runs take as long as given delays and rates say, on a clock of their own.
 * Nothing is computed and nothing waits. It proves the choice of engines on devices that are not at hand.
 */
import type { EngineKind, EngineBackend } from "../experiment/result.ts";
import type { Plan } from "../experiment/plan.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { SnapshotSteps } from "../experiment/training/snapshot.ts";
import type { TrainRequest } from "../experiment/training/trainRequest.ts";
import { createEngineChooser } from "../engine/choose.ts";
import type { ContestMemory, EngineChooser } from "../engine/choose.ts";
import { createContest } from "../engine/contest.ts";
import type { EngineWork } from "../engine/cost/model.ts";
import { workOn } from "../engine/cost/predictor.ts";
import type { ModelledEngine } from "../engine/cost/predictor.ts";
import { trainingWorkOn } from "../engine/cost/trainingCost.ts";
import { layerShapes } from "../engine/cost/work.ts";
import { EngineError } from "../engine/engine.ts";
import type { Engine } from "../engine/engine.ts";
import { NO_TRAFFIC } from "../engine/gpu/device/traffic.ts";

/** The true speed of an engine. */
export interface SimulatedSpeed {
  readonly startMs: number;
  readonly launchMs: number;
  /** Products, 1e9 operations a second. */
  readonly gigaflops: number;
  /** Reading back and measuring, 1e9 bytes a second. */
  readonly gigabytes: number;
  /** Layers narrower than this do not fill the device: its rate falls in proportion. */
  readonly fullWidth?: number;
  /** Compiling the kernels of a layer shape. */
  readonly shapeMs?: number;
  /** Factor of the times of its trainings, of which the contest says nothing; 1 by default. */
  readonly training?: number;
}

export interface SimulatedDevice {
  readonly name: string;
  readonly engines: Readonly<Partial<Record<ModelledEngine, SimulatedSpeed>>>;
  /** Factor of the times of real runs: the contest was told something else. */
  readonly slowdown?: Readonly<Partial<Record<ModelledEngine, number>>>;
  /** Share of its true time that a GPU reports. */
  readonly reported?: number;
  /** The run of a GPU, counted from 1 after the contest, in the middle of which its device is lost. */
  readonly lostAt?: number;
  /** Greatest relative deviation of one run's time. */
  readonly noise?: number;
}

const CORES = 4;
const KINDS: Readonly<Record<ModelledEngine, { engine: EngineKind; backend: EngineBackend }>> = {
  wasm: { engine: "wasm", backend: "simd" },
  "gpu-webgpu": { engine: "gpu", backend: "webgpu" },
  "gpu-webgl2": { engine: "gpu", backend: "webgl2" },
};

/** Time of a request on an engine in the long run: kernels compiled, no deviation. Milliseconds. */
export function trueMs(device: SimulatedDevice, choice: ModelledEngine, request: RunRequest): number {
  return timeOf(device, choice, request.plan, workOn(choice, request, CORES));
}

/** The same of a training. @param every the steps that have a snapshot */
export function trueTrainingMs(
  device: SimulatedDevice,
  choice: ModelledEngine,
  request: TrainRequest,
  every: SnapshotSteps,
): number {
  const work = trainingWorkOn(choice, request, every, CORES);
  return (device.engines[choice]?.training ?? 1) * timeOf(device, choice, request.training.plan, work);
}

function timeOf(
  { engines, slowdown }: SimulatedDevice,
  choice: ModelledEngine,
  plan: Plan,
  { launches, flops, bytes }: EngineWork,
): number {
  const speed = engines[choice];
  if (speed === undefined) return Infinity;
  const width = Math.max(...plan.layers.map(({ units }) => units));
  const fill = Math.min(1, width / (speed.fullWidth ?? 1));
  const productsMs = flops / (1e6 * speed.gigaflops * fill);
  const bytesMs = bytes / (1e6 * speed.gigabytes);
  return (slowdown?.[choice] ?? 1) * (speed.startMs + launches * speed.launchMs + productsMs + bytesMs);
}

/** A chooser on a device, and what became of its runs. */
export interface Simulation {
  readonly chooser: EngineChooser;
  readonly nowMs: () => number;
  /** Lets time pass. */
  readonly wait: (ms: number) => void;
}

/**
 * Puts a chooser on a device.
 * @param memory of the device; with the record of an earlier contest the chooser begins with that
 */
export function simulate(device: SimulatedDevice, memory: ContestMemory): Simulation {
  let clockMs = 0;
  let isContest = false;
  let gpuRuns = 0;
  let noiseState = 1;
  /** The same deviations in every simulation: a linear congruential generator (Park, Miller 1988). */
  const deviation = (): number => {
    noiseState = (noiseState * 48_271) % 2_147_483_647;
    return 1 + (device.noise ?? 0) * ((2 * noiseState) / 2_147_483_647 - 1);
  };

  function createEngine(choice: ModelledEngine): Engine {
    const speed = device.engines[choice];
    const report = {
      ...KINDS[choice],
      precision: "float32",
      workers: 1,
      flushesDenormals: false,
      declined: [],
    } as const;
    const shapes = new Set<string>();
    const absent = (): Promise<never> => Promise.reject(new EngineError("no-device", "made up without it"));
    if (speed === undefined)
      return { prepare: absent, run: absent, memory: () => Promise.resolve(null), dispose: () => undefined };
    return {
      prepare: () => Promise.resolve(report),
      run(request) {
        const fresh = [...layerShapes(request)].filter((shape) => !shapes.has(shape));
        for (const shape of fresh) shapes.add(shape);
        const told = isContest ? { ...device, slowdown: {} } : device;
        const ms = deviation() * trueMs(told, choice, request) + fresh.length * (speed.shapeMs ?? 0);
        if (!isContest && choice !== "wasm" && ++gpuRuns >= (device.lostAt ?? Infinity)) {
          clockMs += ms / 2;
          return Promise.reject(new EngineError("context-lost", "made up to be lost"));
        }
        clockMs += ms;
        const elapsedMs = ms * (choice === "wasm" ? 1 : (device.reported ?? 1));
        return Promise.resolve({
          result: {
            planKey: request.plan.key,
            report,
            batch: request.plan.batch,
            layers: [],
            loss: null,
            reusedLayers: 0,
            traffic: null,
            elapsedMs,
          },
          captured: null,
        });
      },
      train(request, { every = Infinity } = {}) {
        const ms = deviation() * trueTrainingMs(device, choice, request, every);
        if (choice !== "wasm" && ++gpuRuns >= (device.lostAt ?? Infinity)) {
          clockMs += ms / 2;
          return Promise.reject(new EngineError("context-lost", "made up to be lost"));
        }
        clockMs += ms;
        const losses = new Float64Array(request.training.steps);
        const traffic = choice === "wasm" ? {} : { traffic: NO_TRAFFIC };
        return Promise.resolve({ losses, stopped: null, layers: [], report, ...traffic, elapsedMs: ms });
      },
      memory: () => Promise.resolve(null),
      dispose: () => undefined,
    };
  }

  const contest = createContest({
    adapterOf: (choice) =>
      Promise.resolve(
        choice !== "reference" && device.engines[choice] !== undefined
          ? { name: device.name, isSoftware: false }
          : null,
      ),
    measureSpeed: () => Promise.resolve(null),
    selfTest: () => Promise.resolve(),
  });
  const chooser = createEngineChooser({
    createEngine: (choice) => {
      if (choice === "reference") throw new Error("a simulated device has no reference");
      return createEngine(choice);
    },
    memory,
    version: "1.0.0",
    fingerprint: "simulated",
    now: () => "2026-01-02T03:04:05.000Z",
    nowMs: () => clockMs,
    cores: CORES,
    loadContest: () =>
      Promise.resolve({
        ...contest,
        async hold(options) {
          isContest = true;
          const found = await contest.hold(options);
          isContest = false;
          return found;
        },
      }),
  });
  return { chooser, nowMs: () => clockMs, wait: (ms) => (clockMs += ms) };
}

/** A memory without a record. */
export function emptyMemory(): ContestMemory {
  let text: string | null = null;
  return { read: () => text, write: (written) => (text = written) };
}

const WASM: SimulatedSpeed = {
  startMs: 0.4,
  launchMs: 0.05,
  gigaflops: 50,
  gigabytes: 2.5,
  training: 0.7,
};
/** A workstation's GPU behind a slow bus, or with a browser that reads back slowly. */
const SLOW_READING: SimulatedSpeed = {
  startMs: 3,
  launchMs: 0.05,
  gigaflops: 10_000,
  gigabytes: 1.2,
  fullWidth: 512,
};
const INTEGRATED: SimulatedSpeed = {
  startMs: 1.5,
  launchMs: 0.1,
  gigaflops: 1000,
  gigabytes: 3,
  fullWidth: 256,
  training: 1.4,
};
const SLOW: SimulatedSpeed = { startMs: 10, launchMs: 0.5, gigaflops: 60, gigabytes: 0.5 };
const WEBGL2: SimulatedSpeed = { startMs: 1, launchMs: 0.16, gigaflops: 700, gigabytes: 2, fullWidth: 256 };

/** Devices that differ in what decides. */
export const DEVICES: readonly SimulatedDevice[] = [
  { name: "no GPU", engines: { wasm: WASM } },
  { name: "fast GPU, slow reading", engines: { wasm: WASM, "gpu-webgpu": SLOW_READING }, noise: 0.05 },
  {
    name: "integrated GPU, WebGPU and WebGL2",
    engines: { wasm: WASM, "gpu-webgpu": INTEGRATED, "gpu-webgl2": WEBGL2 },
    noise: 0.05,
  },
  { name: "slow GPU", engines: { wasm: WASM, "gpu-webgpu": SLOW }, noise: 0.05 },
  {
    name: "lost in its second run",
    engines: { wasm: WASM, "gpu-webgpu": INTEGRATED },
    lostAt: 2,
    noise: 0.05,
  },
  {
    name: "five times slower than in the contest",
    engines: { wasm: WASM, "gpu-webgpu": INTEGRATED },
    slowdown: { "gpu-webgpu": 5 },
    noise: 0.05,
  },
  {
    name: "reports a tenth of its time",
    engines: { wasm: WASM, "gpu-webgpu": INTEGRATED },
    reported: 0.1,
    noise: 0.05,
  },
  {
    name: "WASM three times slower than in the contest",
    engines: { wasm: WASM, "gpu-webgpu": INTEGRATED },
    slowdown: { wasm: 3 },
    noise: 0.05,
  },
];

/** 40 plans, from 1 layer of 16 units to 100 layers of 1024. */
export const PLAN_SHAPES = [1, 2, 5, 10, 20, 30, 50, 100].flatMap((depth) =>
  [16, 64, 256, 512, 1024].map((width) => ({ depth, width })),
);
