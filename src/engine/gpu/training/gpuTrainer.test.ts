/**
 * Training over an interpreter of the kernels, in emulated float32, against PyTorch and the oracle; and what
 * it promises of its traffic, of its bits and of the device's memory.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { errorCodeOf } from "../../../experiment/errorCode.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import { updateRatio } from "../../../experiment/training/snapshot.ts";
import type { Snapshot } from "../../../experiment/training/snapshot.ts";
import { StepLimit } from "../../../experiment/training/stepLimit.ts";
import { trainReference } from "../../../experiment/training/trainReference.ts";
import type { TrainRequest } from "../../../experiment/training/trainRequest.ts";
import { planTraining } from "../../../experiment/training/trainingPlan.ts";
import { FAKE_GLOBALS, rigOf } from "../../../testing/gpu/rig.ts";
import type { Rig } from "../../../testing/gpu/rig.ts";
import { goldenBlocks, goldenTrainings } from "../../../testing/training/goldens.ts";
import { farFrom, goldenFaults } from "../../../testing/training/nearGolden.ts";
import { smallTable } from "../../../testing/training/table.ts";
import { trainingWork } from "./trainingWork.ts";

function expectNear(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, what: string): void {
  expect(farFrom(actual, expected, what)).toEqual([]);
}

const SMALL: Partial<ExperimentConfig> = {
  task: "spirals",
  depth: 3,
  width: 6,
  batch: 10,
  points: 20,
  miniBatch: 5,
  steps: 7,
};

function requestOfTraining(patch: Partial<ExperimentConfig> = {}): TrainRequest {
  const training = planTraining({ ...DEFAULT_CONFIG, ...SMALL, ...patch });
  if (training === null) throw new RangeError("no task");
  return { training, given: null, returnsParameters: true };
}

async function train({ engine }: Pick<Rig, "engine">, request: TrainRequest, every = Infinity) {
  const snapshots: Snapshot[] = [];
  const run = await engine.train?.(request, { every, onSnapshot: (shown) => snapshots.push(shown) });
  if (run === undefined) throw new RangeError("the engine does not train");
  return { run, snapshots };
}

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Each of them needs a kernel, or a way, that no other does. */
const SETTINGS: readonly (readonly [string, Partial<ExperimentConfig>])[] = [
  ["dropout and batch norm", { keepProbability: 0.8, normalization: "batch", gamma: 0.7, beta: 0.1 }],
  [
    "residual blocks and layer norm after",
    {
      residual: "plain",
      normalization: "layer",
      normalizationPosition: "after",
      depth: 6,
      activation: "tanh",
    },
  ],
  ["batch norm in evaluation", { normalization: "batch", batchStatistics: "running", optimizer: "momentum" }],
  ["RMS norm and values to be learnt", { normalization: "rms", task: "plane", optimizer: "nesterov" }],
  ["a table of classes", { task: "csv", table: smallTable("classes", 30, 2) }],
  ["shared weights", { sharing: "all", activation: "tanh", biasStd: 0.1, depth: 4 }],
  ["LSUV and Adam", { initializer: "lsuv", optimizer: "adam", learningRate: 0.001 }],
  [
    "a teacher, muP and clipping",
    { task: "teacher", parametrization: "mup", clip: { kind: "norm", value: 0.1 } },
  ],
  [
    "biases that are drawn, all points at once",
    { biasStd: 0.3, schedule: "cosine", weightDecay: 0.1, optimizer: "adamw", miniBatch: 20 },
  ],
  [
    "pre-norm blocks of gated layers",
    {
      block: "pre",
      gate: "glu",
      normalization: "rms",
      depth: 8,
      expansion: 2,
      activation: "silu",
      optimizer: "adam",
    },
  ],
  ["DeepNorm", { block: "deepnorm", normalization: "layer", depth: 6, activation: "gelu" }],
  [
    "post-norm blocks with batch norm in evaluation",
    {
      block: "post",
      normalization: "batch",
      batchStatistics: "running",
      depth: 6,
      branch: "depth",
      optimizer: "momentum",
    },
  ],
  ["RMSprop, gradients cut by value", { optimizer: "rmsprop", clip: { kind: "value", value: 0.01 } }],
];

describe.each(["webgpu", "webgl2"] as const)("training on %s", (backend) => {
  // Each block on one of the two: they differ in how values lie, and not in their order.
  const blocks = goldenBlocks.filter((_, index) => (index % 2 === 0) === (backend === "webgpu"));

  it.each([...goldenTrainings, ...blocks])("gives PyTorch's numbers: $id", async (golden) => {
    const { training, given } = golden;
    const rig = rigOf(backend);
    const { run, snapshots } = await train(rig, { training, given, returnsParameters: true }, 1);
    expect(run.stopped).toBeNull();
    expect(run.report).toMatchObject({ engine: "gpu", backend });
    const ratios = snapshots.map(({ layers }) => layers.map(updateRatio));
    const validation = snapshots.at(-1)?.validation ?? NaN;
    expect(goldenFaults(golden, { ...run, ratios, validation })).toEqual([]);
    // Nothing of it stays on the device but the drawn masks of snapshots.
    const masked = training.plan.layers.filter(({ keepProbability }) => keepProbability < 1);
    expect(rig.library.alive()).toBe(masked.length);
  });

  it.each(SETTINGS)("follows the oracle, and sends what was known before: %s", async (_what, patch) => {
    // Places that are no whole number of batches.
    const grid = Float32Array.from({ length: 26 }, (_, index) => (index - 13) / 7);
    const { inputUnits } = requestOfTraining(patch).training.plan;
    const request = { ...requestOfTraining(patch), ...(inputUnits === 2 ? { grid } : {}) };
    const shown: Snapshot[] = [];
    const expected = trainReference(request.training, {
      every: 4,
      ...(inputUnits === 2 ? { grid } : {}),
      onEvent: (event) => event.kind === "snapshot" && shown.push(event.snapshot),
    });
    const { run, snapshots } = await train(rigOf(backend), request, 4);
    expectNear(run.losses, expected.losses, "losses");
    expect(snapshots.map(({ step }) => step)).toEqual([0, 4, 7]);
    for (const [index, { validation, loss, layers, outputs }] of shown.entries()) {
      if (outputs !== undefined) expectNear(snapshots[index]?.outputs, outputs, "outputs");
      expectNear([snapshots[index]?.validation ?? NaN], [validation], "validation");
      expectNear([snapshots[index]?.loss ?? NaN], [loss ?? NaN], "probe");
      const stdsOf = ({ layers: own }: Pick<Snapshot, "layers">) =>
        own.map(({ tensors }) => tensors.activation?.std ?? NaN);
      expectNear(stdsOf({ layers: snapshots[index]?.layers ?? [] }), stdsOf({ layers }), "std");
      for (const [at, layer] of layers.entries()) {
        const own = snapshots[index]?.layers[at];
        expect(own?.dormantUnits).toBe(layer.dormantUnits);
        const [mine = NaN, its = NaN] = [own?.lostUpdates?.bfloat16, layer.lostUpdates?.bfloat16];
        expect(Number.isNaN(mine)).toBe(Number.isNaN(its));
        // One weight of a small layer may lie at a boundary.
        if (!Number.isNaN(its)) expect(Math.abs(mine - its)).toBeLessThan(0.1);
      }
    }
    for (const [index, { weights, biases, gain }] of expected.layers.entries()) {
      expectNear(run.layers[index]?.gain, gain, `gain ${index}`);
      // Of layers that share their weights, only the first one's are learnt.
      if (request.training.plan.layers[index]?.weightsFrom !== index) continue;
      expectNear(run.layers[index]?.weights, weights, `weights ${index}`);
      expectNear(run.layers[index]?.biases, biases, `biases ${index}`);
    }
    // How often LSUV looks at a layer only the run itself can tell.
    if (patch.initializer === "lsuv") return;
    const { flops, ...sent } = trainingWork(request, 4, backend);
    expect(flops).toBeGreaterThan(0);
    expect(run.traffic).toEqual({ ...sent, compiled: expect.any(Number) as unknown });
  });

  it("begins with what a run gives, to the bit", async () => {
    for (const patch of [{}, { keepProbability: 0.8, normalization: "batch" }] as const) {
      const request = requestOfTraining({ ...patch, steps: 1 });
      const rig = rigOf(backend);
      const { result } = await rig.engine.run(requestOf(request.training.plan));
      const { snapshots } = await train(rig, request);
      expect(snapshots[0]?.loss).toBe(result.loss);
      expect(snapshots[0]?.layers.map(({ tensors }) => tensors)).toEqual(
        result.layers.map(({ tensors }) => tensors),
      );
    }
  });

  it("gives the same bits again, with more snapshots and beside runs, and compiles nothing again", async () => {
    const request = requestOfTraining({ optimizer: "adam", normalization: "batch" });
    const rig = rigOf(backend);
    const { run } = await train(rig, request);
    expect(run.traffic?.compiled).toBeGreaterThan(0);
    const training = train(rig, request, 3);
    const { result } = await rig.engine.run(requestOf(request.training.plan, { measure: [] }));
    expect(result.layers).toHaveLength(3);
    const shown = (await training).run;
    expect(shown.losses).toEqual(run.losses);
    expect(shown.layers).toEqual(run.layers);
    expect((await train(rig, request)).run.traffic?.compiled).toBe(0);
  });

  it("stops at a value that is not finite, and says where", async () => {
    const request = requestOfTraining({ task: "curve", learningRate: 1e6, steps: 40, activation: "relu" });
    const rig = rigOf(backend);
    const { run } = await train(rig, request);
    const { stopped } = trainReference(request.training, {});
    expect(run.losses.length).toBeLessThan(40);
    // The oracle is float64 and breaks later; from float32 on the loss grows with every step.
    expect(run.stopped?.step).toBeLessThanOrEqual(stopped?.step ?? 40);
    expect(run.stopped?.step).toBe(run.losses.length - 1);
    expect(["weight", "pre_activation", "activation"]).toContain(run.stopped?.tensor);
    expect(run.losses.subarray(0, -1).every(Number.isFinite)).toBe(true);
  });

  it("waits at a limit with a snapshot, and has the same bits", async () => {
    const rig = rigOf(backend);
    const request = requestOfTraining();
    const { losses } = (await train(rig, request)).run;
    const limit = new StepLimit(3);
    const steps: number[] = [];
    const run = await rig.engine.train?.(request, {
      limit,
      onSnapshot: ({ step }) => {
        steps.push(step);
        limit.set(step + 2);
      },
    });
    expect(steps).toEqual([0, 2, 4, 6, 7]);
    expect(run?.losses).toEqual(losses);
  });

  it("frees the device when it is cancelled, and trains again", async () => {
    const controller = new AbortController();
    const rig = rigOf(backend);
    const request = requestOfTraining({ steps: 100_000 });
    const ended = rig.engine
      .train?.(request, { signal: controller.signal, onSnapshot: () => controller.abort() })
      .then(
        () => "trained",
        (error: unknown) => errorCodeOf(error),
      );
    expect(await ended).toBe("cancelled");
    // Its turn comes when the device is free.
    await rig.engine.run(requestOf(request.training.plan, { measure: [] }));
    const { run } = await train(rig, requestOfTraining({ steps: 2 }));
    expect(run.losses).toHaveLength(2);
  });

  it("leaves a norm that may divide by 0 to the processor", async () => {
    const request = requestOfTraining({ normalization: "batch", epsilon: 0 });
    await expect(train(rigOf(backend), request)).rejects.toMatchObject({ code: "unsupported" });
  });
});

describe("a device that goes away", () => {
  it("ends the training with its code", async () => {
    const rig = rigOf("webgl2");
    const run = rig.engine.train?.(requestOfTraining(), {
      onSnapshot: () => {
        rig.context.isLost = true;
      },
    });
    await expect(run).rejects.toMatchObject({ code: "context-lost" });
  });
});
