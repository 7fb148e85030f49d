/** The choice of engines on simulated devices, for the bench's table: no browser, no waiting. */
import { DEFAULT_CONFIG } from "../../src/experiment/config.ts";
import { planExperiment } from "../../src/experiment/plan.ts";
import type { RunResult } from "../../src/experiment/result.ts";
import { requestOf } from "../../src/experiment/runRequest.ts";
import type { RunRequest } from "../../src/experiment/runRequest.ts";
import { DEVICES, emptyMemory, PLAN_SHAPES, simulate, trueMs } from "../../src/testing/simulatedDevice.ts";
import type { SimulatedDevice } from "../../src/testing/simulatedDevice.ts";

export interface ChooserFigures {
  readonly device: string;
  /** Of the 40 plans, those that WASM, WebGPU and WebGL2 have after three runs. */
  readonly plans: Readonly<Record<"wasm" | "webgpu" | "webgl2", number>>;
  /** Time of the chosen engine over that of the best, after so many runs: the worst plan. */
  readonly worstShare: readonly number[];
  /** Changes of engine while the depth goes from 1 to 100 and back at 256 units. */
  readonly changes: number;
  /** Runs that began on an engine and ended on another. */
  readonly failedRuns: number;
}

const RUNS = 3;

const requestFor = (depth: number, width: number): RunRequest =>
  requestOf(planExperiment({ ...DEFAULT_CONFIG, depth, width }));

const backendOf = ({ report }: RunResult): keyof ChooserFigures["plans"] =>
  report.backend === "webgpu" || report.backend === "webgl2" ? report.backend : "wasm";
const CHOICES = { wasm: "wasm", webgpu: "gpu-webgpu", webgl2: "gpu-webgl2" } as const;

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
  const isLost = device.lostAt !== undefined;
  for (const { depth, width } of PLAN_SHAPES) {
    const { chooser, wait } = await visit();
    const request = requestFor(depth, width);
    const alive = (["wasm", "gpu-webgpu", "gpu-webgl2"] as const).filter((id) => id === "wasm" || !isLost);
    const best = Math.min(...alive.map((id) => trueMs(device, id, request)));
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
  return { device: device.name, plans, worstShare, changes, failedRuns };
}

/** Measures every simulated device. */
export async function measureChooser(): Promise<readonly ChooserFigures[]> {
  const figures: ChooserFigures[] = [];
  for (const device of DEVICES) figures.push(await measureDevice(device));
  return figures;
}
