/**
 * The choice of an engine on made-up devices, against the times that the devices really take. The clock is
 * the devices' own, so nothing here depends on the speed of this machine.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { EngineReport } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { TrainRequest } from "../../experiment/training/trainRequest.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import {
  DEVICES,
  emptyMemory,
  PLAN_SHAPES,
  simulate,
  trueMs,
  trueTrainingMs,
} from "../../testing/simulatedDevice.ts";
import type { SimulatedDevice, Simulation } from "../../testing/simulatedDevice.ts";
import type { ContestMemory } from "../choose.ts";
import type { ModelledEngine } from "./predictor.ts";

/** Plans on either side of where the devices' engines change. */
const DRAGGED = [
  { depth: 2, width: 64 },
  { depth: 10, width: 128 },
  { depth: 10, width: 256 },
  { depth: 30, width: 512 },
];
/** How much longer than the best the chosen engine may take. */
const ALLOWED = 1.15;
/**
 * WASM keeps a training unless another engine is quicker by a tenth with the compiling of its kernels, which
 * the time of a later training does not have: 1.11, and the error of two models. Found: 1.153 at most.
 */
const ALLOWED_OF_TRAININGS = 1.2;

function requestFor(depth: number, width: number, gain = 1.4): RunRequest {
  return requestOf(planExperiment({ ...DEFAULT_CONFIG, depth, width, initializerParameters: { gain } }));
}

/** A training with snapshots at every tenth of its steps. */
function trainingFor(depth: number, width: number): TrainRequest {
  const training = planTraining({ ...DEFAULT_CONFIG, task: "spirals", depth, width, steps: 200 });
  if (training === null) throw new Error("no task");
  return { training, given: null, returnsParameters: false };
}
const EVERY = 20;

const choiceOf = ({ engine, backend }: Pick<EngineReport, "engine" | "backend">): ModelledEngine =>
  engine === "gpu" ? (backend === "webgpu" ? "gpu-webgpu" : "gpu-webgl2") : "wasm";

const engineIds = ({ engines }: SimulatedDevice): ModelledEngine[] =>
  Object.keys(engines) as ModelledEngine[];

async function runOn({ chooser, wait }: Simulation, request: RunRequest): Promise<ModelledEngine> {
  const { result } = await chooser.run(request);
  wait(1000);
  return choiceOf(result.report);
}

/** The time of an engine as a share of the best engine's. */
function shareOfBest(device: SimulatedDevice, chosen: ModelledEngine, request: RunRequest): number {
  const alive = engineIds(device).filter((id) => device.lostAt === undefined || id === "wasm");
  const best = Math.min(...alive.map((id) => trueMs(device, id, request)));
  return trueMs(device, chosen, request) / best;
}

describe.each(DEVICES)("on a device: $name", (device) => {
  let record: string | null = null;
  beforeAll(async () => {
    const memory = emptyMemory();
    await simulate(device, memory).chooser.holdContest();
    record = memory.read();
  });

  /** A later visit to the same device. */
  async function visit(): Promise<Simulation> {
    const memory: ContestMemory = { read: () => record, write: () => undefined };
    const simulation = simulate(device, memory);
    await simulation.chooser.holdContest();
    return simulation;
  }

  it("finds the engine for each of 40 plans within three runs", async () => {
    const shares = new Map<string, number>();
    for (const { depth, width } of PLAN_SHAPES) {
      const simulation = await visit();
      const request = requestFor(depth, width);
      for (let run = 0; run < 3; run++) await runOn(simulation, request);
      const chosen = await runOn(simulation, request);
      shares.set(`${depth} x ${width}`, shareOfBest(device, chosen, request));
    }
    expect(shares.size).toBe(40);
    expect([...shares].filter(([, share]) => share > ALLOWED)).toEqual([]);
  });

  it("finds it for one plan after another in one visit", async () => {
    const simulation = await visit();
    for (const { depth, width } of PLAN_SHAPES.toReversed()) {
      const request = requestFor(depth, width);
      for (let run = 0; run < 3; run++) await runOn(simulation, request);
      const chosen = await runOn(simulation, request);
      expect(shareOfBest(device, chosen, request), `${depth} x ${width}`).toBeLessThan(ALLOWED);
    }
  });

  it("finds the engine for a training of each of 40 networks within three trainings", async () => {
    const shares = new Map<string, number>();
    const alive = engineIds(device).filter((id) => device.lostAt === undefined || id === "wasm");
    for (const { depth, width } of PLAN_SHAPES) {
      const { chooser } = await visit();
      const request = trainingFor(depth, width);
      const best = Math.min(...alive.map((id) => trueTrainingMs(device, id, request, EVERY)));
      for (let run = 0; run < 3; run++) await chooser.train(request, { every: EVERY });
      const chosen = choiceOf((await chooser.train(request, { every: EVERY })).report);
      shares.set(`${depth} x ${width}`, trueTrainingMs(device, chosen, request, EVERY) / best);
    }
    expect(shares.size).toBe(40);
    expect([...shares].filter(([, share]) => share > ALLOWED_OF_TRAININGS)).toEqual([]);
  });

  /** The changes of engine in a row of runs. */
  async function changesIn(simulation: Simulation, requests: readonly RunRequest[]): Promise<number> {
    let changes = 0;
    let before: ModelledEngine | null = null;
    for (const request of requests) {
      const choice = choiceOf((await simulation.chooser.run(request)).result.report);
      simulation.wait(16);
      if (before !== null && choice !== before) changes++;
      before = choice;
    }
    return changes;
  }

  it.each([64, 256, 1024])("does not flicker while the depth of %i units is dragged", async (width) => {
    const simulation = await visit();
    // What the contest did not know has been found out.
    for (const depth of [100, 1])
      for (let run = 0; run < 3; run++) await runOn(simulation, requestFor(depth, width));
    const depths = Array.from({ length: 100 }, (_, index) => index + 1);
    const deeper = depths.map((depth) => requestFor(depth, width));
    expect(await changesIn(simulation, deeper)).toBeLessThanOrEqual(1);
    expect(await changesIn(simulation, deeper.toReversed())).toBeLessThanOrEqual(1);
  });

  it.each(DRAGGED)(
    "does not flicker while the gain of $depth x $width is dragged",
    async ({ depth, width }) => {
      const simulation = await visit();
      for (let run = 0; run < 3; run++) await runOn(simulation, requestFor(depth, width));
      const gains = Array.from({ length: 60 }, (_, step) => requestFor(depth, width, 1 + step / 60));
      expect(await changesIn(simulation, gains)).toBeLessThanOrEqual(1);
    },
  );
});

describe("an engine that fails or disappoints", () => {
  const deviceOf = (name: string): SimulatedDevice => {
    const device = DEVICES.find((candidate) => candidate.name === name);
    if (device === undefined) throw new Error(`unknown device: ${name}`);
    return device;
  };
  const LARGE = requestFor(50, 512);

  it("costs one run when its device is lost in the middle, and has no further one", async () => {
    const simulation = simulate(deviceOf("lost in its second run"), emptyMemory());
    await simulation.chooser.holdContest();
    const reports: EngineReport[] = [];
    for (let run = 0; run < 5; run++) {
      reports.push((await simulation.chooser.run(LARGE)).result.report);
      simulation.wait(1000);
    }
    expect(reports.map(choiceOf)).toEqual(["gpu-webgpu", "wasm", "wasm", "wasm", "wasm"]);
    expect(reports.map(({ declined }) => declined.map(({ code }) => code))).toEqual([
      ["slower"],
      ["context-lost"],
      [],
      [],
      [],
    ]);
    expect(reports.map(({ reason }) => reason?.code)).toEqual([
      "quickest",
      "fallback",
      "only",
      "only",
      "only",
    ]);
  });

  it("costs one training when its device is lost in it, and says so", async () => {
    const simulation = simulate(deviceOf("lost in its second run"), emptyMemory());
    await simulation.chooser.holdContest();
    const request = trainingFor(30, 512);
    const begun: EngineReport[] = [];
    const reports: EngineReport[] = [];
    for (let run = 0; run < 3; run++)
      reports.push(
        (await simulation.chooser.train(request, { onEngine: (report) => begun.push(report) })).report,
      );
    // The second training begins on the device, and once more on WASM.
    expect(begun.map(choiceOf)).toEqual(["gpu-webgpu", "gpu-webgpu", "wasm", "wasm"]);
    expect(begun.map(({ reason }) => reason?.code)).toEqual(["quickest", "quickest", "fallback", "only"]);
    expect(reports.map(choiceOf)).toEqual(["gpu-webgpu", "wasm", "wasm"]);
    expect(reports[1]?.declined.map(({ code }) => code)).toEqual(["context-lost"]);
    expect(reports[0]?.reason).toMatchObject({
      isTraining: true,
      predicted: [
        { engine: "gpu", backend: "webgpu" },
        { engine: "wasm", backend: null },
      ],
    });
  });

  it("leaves the predictions of runs as they are when a training is quick or slow", async () => {
    const simulation = simulate(deviceOf("integrated GPU, WebGPU and WebGL2"), emptyMemory());
    await simulation.chooser.holdContest();
    const before = simulation.chooser.predict(LARGE);
    for (let run = 0; run < 3; run++) await simulation.chooser.train(trainingFor(50, 512));
    expect(simulation.chooser.predict(LARGE)).toEqual(before);
  });

  it("has the engine that the visitor prefers, in trainings too", async () => {
    const simulation = simulate(deviceOf("slow GPU"), emptyMemory());
    simulation.chooser.setPreference("gpu-webgpu");
    const { report } = await simulation.chooser.train(trainingFor(2, 16));
    expect(choiceOf(report)).toBe("gpu-webgpu");
    expect(report.reason?.code).toBe("preferred");
  });

  it("is found out within three runs", async () => {
    const simulation = simulate(deviceOf("five times slower than in the contest"), emptyMemory());
    await simulation.chooser.holdContest();
    const request = requestFor(10, 256);
    const chosen: ModelledEngine[] = [];
    for (let run = 0; run < 4; run++) chosen.push(await runOn(simulation, request));
    // The first run compiles, and one slow run might be a hiccup.
    expect(chosen).toEqual(["gpu-webgpu", "gpu-webgpu", "gpu-webgpu", "wasm"]);
  });

  it("is remembered as it was found: the next visit does not try it again", async () => {
    const device = deviceOf("five times slower than in the contest");
    const memory = emptyMemory();
    const simulation = simulate(device, memory);
    await simulation.chooser.holdContest();
    const request = requestFor(10, 256);
    for (let run = 0; run < 30; run++) await runOn(simulation, request);
    const next = simulate(device, memory);
    await next.chooser.holdContest();
    expect(await runOn(next, request)).toBe("wasm");
  });

  it("compiles for a width that stays, and not for every width of a drag", async () => {
    const integrated = deviceOf("integrated GPU, WebGPU and WebGL2").engines["gpu-webgpu"];
    const wasm = deviceOf("no GPU").engines.wasm;
    if (integrated === undefined || wasm === undefined) throw new Error("a device has no engine");
    const engines = { wasm, "gpu-webgpu": { ...integrated, shapeMs: 300 } };
    const simulation = simulate({ name: "compiles slowly", engines }, emptyMemory());
    await simulation.chooser.holdContest();
    const dragged = new Set<ModelledEngine>();
    for (let width = 200; width < 300; width++) {
      dragged.add(choiceOf((await simulation.chooser.run(requestFor(10, width))).result.report));
      simulation.wait(16);
    }
    expect([...dragged]).toEqual(["wasm"]);
    const rested: ModelledEngine[] = [];
    for (let run = 0; run < 60; run++) rested.push(await runOn(simulation, requestFor(10, 300)));
    expect(rested[0]).toBe("wasm");
    expect(rested.at(-1)).toBe("gpu-webgpu");
  });
});
