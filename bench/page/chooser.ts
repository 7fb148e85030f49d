/** The choice of engines on simulated devices, for the bench's table: no browser, no waiting. */
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import { planExperiment } from "../../src/experiment/plan.ts";
import type { RunResult } from "../../src/experiment/result.ts";
import { requestOf } from "../../src/experiment/runRequest.ts";
import type { RunRequest } from "../../src/experiment/runRequest.ts";
import type { TrainRequest } from "../../src/experiment/training/trainRequest.ts";
import { planTraining } from "../../src/experiment/training/trainingPlan.ts";
import {
  DEVICES,
  emptyMemory,
  PLAN_SHAPES,
  simulate,
  trueMs,
  trueTrainingMs,
} from "../../src/testing/simulatedDevice.ts";
import type { SimulatedDevice } from "../../src/testing/simulatedDevice.ts";

/** What became of 40 plans, or of the trainings of 40 networks. */
export interface ChosenFigures {
  /** Those that WASM, WebGPU and WebGL2 have after three runs. */
  readonly plans: Readonly<Record<"wasm" | "webgpu" | "webgl2", number>>;
  /** Time of the chosen engine over that of the best, after so many runs: the worst plan. */
  readonly worstShare: readonly number[];
}

export interface ChooserFigures extends ChosenFigures {
  readonly device: string;
  readonly training: ChosenFigures;
  /** Changes of engine while the depth goes from 1 to 100 and back at 256 units. */
  readonly changes: number;
  /** Runs that began on an engine and ended on another. */
  readonly failedRuns: number;
}

const RUNS = 3;

const requestFor = (depth: number, width: number): RunRequest =>
  requestOf(planExperiment({ ...DEFAULT_CONFIG, depth, width }));

/** A training of 200 steps with a snapshot every 20. */
function trainingFor(depth: number, width: number): TrainRequest {
  const training = planTraining({ ...DEFAULT_CONFIG, task: "spirals", depth, width, steps: 200 });
  if (training === null) throw new RangeError("a training without a task");
  return { training, given: null, returnsParameters: false };
}
const EVERY = 20;

const backendOf = ({ report }: Pick<RunResult, "report">): keyof ChooserFigures["plans"] =>
  report.backend === "webgpu" || report.backend === "webgl2" ? report.backend : "wasm";
const CHOICES = { wasm: "wasm", webgpu: "gpu-webgpu", webgl2: "gpu-webgl2" } as const;

/** The engines that a training can have in the long run. */
function survivors({ lostAt }: SimulatedDevice) {
  return (["wasm", "gpu-webgpu", "gpu-webgl2"] as const).filter(
    (id) => id === "wasm" || lostAt === undefined,
  );
}

async function measureTrainings(
  device: SimulatedDevice,
  visit: () => Promise<ReturnType<typeof simulate>>,
): Promise<ChosenFigures> {
  const plans = { wasm: 0, webgpu: 0, webgl2: 0 };
  const worstShare = Array<number>(RUNS + 1).fill(1);
  for (const { depth, width } of PLAN_SHAPES) {
    const { chooser } = await visit();
    const request = trainingFor(depth, width);
    const times = survivors(device).map((id) => trueTrainingMs(device, id, request, EVERY));
    for (let run = 0; run <= RUNS; run++) {
      const backend = backendOf(await chooser.train(request, { every: EVERY }));
      const share = trueTrainingMs(device, CHOICES[backend], request, EVERY) / Math.min(...times);
      worstShare[run] = Math.max(worstShare[run] ?? 1, share);
      if (run === RUNS) plans[backend]++;
    }
  }
  return { plans, worstShare };
}

async function measureDevice(device: SimulatedDevice): Promise<ChooserFigures> {
  const memory = emptyMemory();
  await simulate(device, memory).chooser.holdContest();
  const record = memory.read();
  const visit = async () => {
    const simulation = simulate(device, { read: () => record, write: () => undefined });
    await simulation.chooser.holdContest();
    return simulation;
  };
  const plans = { wasm: 0, webgpu: 0, webgl2: 0 };
  const worstShare = Array<number>(RUNS + 1).fill(1);
  let failedRuns = 0;
  for (const { depth, width } of PLAN_SHAPES) {
    const { chooser, wait } = await visit();
    const request = requestFor(depth, width);
    const best = Math.min(...survivors(device).map((id) => trueMs(device, id, request)));
    for (let run = 0; run <= RUNS; run++) {
      const { result } = await chooser.run(request);
      wait(1000);
      const backend = backendOf(result);
      const share = trueMs(device, CHOICES[backend], request) / best;
      worstShare[run] = Math.max(worstShare[run] ?? 1, share);
      if (result.report.declined.some(({ code }) => code !== "slower")) failedRuns++;
      if (run === RUNS) plans[backend]++;
    }
  }
  const { chooser, wait } = await visit();
  for (const depth of [100, 100, 100, 1, 1, 1]) {
    await chooser.run(requestFor(depth, 256));
    wait(1000);
  }
  const depths = Array.from({ length: 100 }, (_, index) => index + 1);
  let changes = 0;
  let before: string | null = null;
  for (const depth of [...depths, ...depths.toReversed()]) {
    const backend = backendOf((await chooser.run(requestFor(depth, 256))).result);
    wait(16);
    if (before !== null && backend !== before) changes++;
    before = backend;
  }
  const training = await measureTrainings(device, visit);
  return { device: device.name, plans, worstShare, changes, failedRuns, training };
}

/** Measures every simulated device. */
export async function measureChooser(): Promise<readonly ChooserFigures[]> {
  const figures: ChooserFigures[] = [];
  for (const device of DEVICES) figures.push(await measureDevice(device));
  return figures;
}
