/** Training on SIMD kernels against PyTorch and the oracle, and its promises on bits and cancelling. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { errorCodeOf } from "../../../experiment/errorCode.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import { referenceSharpness } from "../../../experiment/training/sharpnessReference.ts";
import { StepLimit } from "../../../experiment/training/stepLimit.ts";
import { updateRatio } from "../../../experiment/training/snapshot.ts";
import type { Snapshot } from "../../../experiment/training/snapshot.ts";
import { trainReference } from "../../../experiment/training/trainReference.ts";
import type { TrainRequest } from "../../../experiment/training/trainRequest.ts";
import { planTraining } from "../../../experiment/training/trainingPlan.ts";
import { goldenBlocks, goldenTrainings } from "../../../testing/training/goldens.ts";
import { farFrom, goldenFaults } from "../../../testing/training/nearGolden.ts";
import { smallTable } from "../../../testing/training/table.ts";
import { BACKENDS, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { shardHere } from "../../../testing/wasm/threads.ts";
import { createWasmEngine } from "../wasmEngine.ts";

function expectNear(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, what: string): void {
  expect(farFrom(actual, expected, what)).toEqual([]);
}

const SMALL: Partial<ExperimentConfig> = {
  task: "spirals",
  depth: 4,
  width: 24,
  batch: 48,
  points: 100,
  miniBatch: 16,
  steps: 12,
};

function requestOfTraining(patch: Partial<ExperimentConfig> = {}): TrainRequest {
  const training = planTraining({ ...DEFAULT_CONFIG, ...SMALL, ...patch });
  if (training === null) throw new RangeError("no task");
  return { training, given: null, returnsParameters: true };
}

describe.each(BACKENDS)("training on WASM, $backend", ({ backend, isAbsent }) => {
  const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });
  async function train(request: TrainRequest, every = Infinity) {
    const snapshots: Snapshot[] = [];
    const run = await engine.train?.(request, { every, onSnapshot: (shown) => snapshots.push(shown) });
    if (run === undefined) throw new RangeError("the engine does not train");
    return { run, snapshots };
  }

  describe.skipIf(isAbsent)("numbers", () => {
    it.each([...goldenTrainings, ...goldenBlocks])("are PyTorch's: $id", async (golden) => {
      const { training, given } = golden;
      const { run, snapshots } = await train({ training, given, returnsParameters: true }, 1);
      expect(run.stopped).toBeNull();
      expect(run.report).toMatchObject({ engine: "wasm", backend });
      const ratios = snapshots.map(({ layers }) => layers.map(updateRatio));
      const validation = snapshots.at(-1)?.validation ?? NaN;
      expect(goldenFaults(golden, { ...run, ratios, validation })).toEqual([]);
    });

    it.each<[string, Partial<ExperimentConfig>]>([
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
      ["alpha dropout", { keepProbability: 0.8, dropout: "alpha", activation: "selu" }],
      ["shared weights", { sharing: "all", activation: "tanh", biasStd: 0.1 }],
      ["a table of classes", { task: "csv", table: smallTable() }],
      ["a table of values", { task: "csv", table: smallTable("values"), optimizer: "adam" }],
      ["LSUV and Adam", { initializer: "lsuv", optimizer: "adam", learningRate: 0.001 }],
      [
        "a teacher, muP and clipping",
        { task: "teacher", parametrization: "mup", clip: { kind: "norm", value: 0.1 } },
      ],
      [
        "gated pre-norm blocks, dropout and LSUV",
        { block: "pre", gate: "glu", depth: 8, expansion: 2, keepProbability: 0.8, initializer: "lsuv" },
      ],
      [
        "post-norm blocks that share weights, batch norm and Adam",
        { block: "post", normalization: "batch", depth: 8, sharing: "all", biasStd: 0.1, optimizer: "adam" },
      ],
      [
        "DeepNorm and muP",
        { block: "deepnorm", normalization: "layer", depth: 6, parametrization: "mup", expansion: 2 },
      ],
      ["biases that are drawn", { biasStd: 0.3, schedule: "cosine", weightDecay: 0.1, optimizer: "adamw" }],
    ])("follow the oracle: %s", async (_what, patch) => {
      const request = requestOfTraining(patch);
      const shown: Snapshot[] = [];
      const expected = trainReference(request.training, {
        every: 5,
        onEvent: (event) => event.kind === "snapshot" && shown.push(event.snapshot),
      });
      const { run, snapshots } = await train(request, 5);
      expectNear(run.losses, expected.losses, "losses");
      expect(snapshots.map(({ step }) => step)).toEqual([0, 5, 10, 12]);
      for (const [index, { validation, loss, layers }] of shown.entries()) {
        expectNear([snapshots[index]?.validation ?? NaN], [validation], "validation");
        expectNear([snapshots[index]?.loss ?? NaN], [loss ?? NaN], "probe");
        const stdsOf = ({ layers: own }: Pick<Snapshot, "layers">) =>
          own.map(({ tensors }) => tensors.activation?.std ?? NaN);
        expectNear(stdsOf({ layers: snapshots[index]?.layers ?? [] }), stdsOf({ layers }), "std");
        for (const [at, layer] of layers.entries()) {
          const own = snapshots[index]?.layers[at];
          expect(own?.dormantUnits).toBe(layer.dormantUnits);
          // One weight in a layer may lie at a boundary.
          for (const format of ["bfloat16", "float16"] as const) {
            const [mine = NaN, its = NaN] = [own?.lostUpdates?.[format], layer.lostUpdates?.[format]];
            expect(Number.isNaN(mine)).toBe(Number.isNaN(its));
            if (!Number.isNaN(its)) expect(Math.abs(mine - its)).toBeLessThan(0.02);
          }
        }
      }
    });
  });

  describe.skipIf(isAbsent)("sharpness", () => {
    it.each<[string, Partial<ExperimentConfig>, number]>([
      ["at the start", { activation: "tanh" }, 0],
      ["of a network that is not plain, after some steps", { activation: "tanh", normalization: "batch" }, 5],
      ["of blocks", { block: "pre", gate: "glu", depth: 5, activation: "tanh", normalization: "layer" }, 3],
      ["of calibrated weights", { activation: "tanh", initializer: "lsuv" }, 0],
    ])("is the oracle's: %s", async (_what, patch, step) => {
      const { training } = requestOfTraining(patch);
      const asked = { training, given: null, step };
      const steps = referenceSharpness(asked);
      let next = steps.next();
      while (next.done !== true) next = steps.next();
      const sharpness = (await engine.sharpness?.(asked)) ?? NaN;
      // Differences of float32 gradients.
      expect(Math.abs(sharpness / next.value - 1)).toBeLessThan(0.01);
    });
  });

  describe.skipIf(isAbsent)("snapshots", () => {
    it.each<Partial<ExperimentConfig>>([
      {},
      { keepProbability: 0.8, normalization: "batch" },
      { initializer: "orthogonal" },
      { block: "post", gate: "glu", depth: 8, normalization: "layer", expansion: 2 },
    ])("begin with what a run gives, to the bit: %o", async (patch) => {
      const request = requestOfTraining(patch);
      const { result } = await engine.run(requestOf(request.training.plan, { workers: 1 }));
      const { snapshots } = await train(request);
      const [first] = snapshots;
      expect(first?.loss).toBe(result.loss);
      expect(first?.layers.map(({ tensors }) => tensors)).toEqual(
        result.layers.map(({ tensors }) => tensors),
      );
    });
  });

  describe.skipIf(isAbsent)("two workers", () => {
    const loadModule = () => loadNodeKernels(backend);
    const shared = (onRequest?: Parameters<typeof shardHere>[1]) =>
      createWasmEngine({ loadModule, startShard: () => shardHere(loadModule, onRequest), cores: 2 });
    const requestFor = (workers: number, patch: Partial<ExperimentConfig> = {}): TrainRequest => ({
      ...requestOfTraining({ optimizer: "adam", miniBatch: 15, steps: 20, ...patch }),
      workers,
    });

    it.each<Partial<ExperimentConfig>>([
      {},
      { optimizer: "sgd", task: "teacher", activation: "tanh", clip: { kind: "norm", value: 0.1 } },
      { task: "csv", table: smallTable() },
    ])("train as one does, within rounding, and to the same bits again: %o", async (patch) => {
      const alone = await engine.train?.(requestFor(1, patch));
      const steps: number[] = [];
      const options = { every: 8, onSnapshot: ({ step }: Snapshot) => void steps.push(step) };
      const both = await shared().train?.(requestFor(2, patch), options);
      expect(both?.report.workers).toBe(2);
      expect(alone?.report.workers).toBe(1);
      expectNear(both?.losses, alone?.losses ?? [], "losses");
      expect(steps).toEqual([0, 8, 16, 20]);
      const again = await shared().train?.(requestFor(2, patch));
      expect(again?.losses).toEqual(both?.losses);
      expect(again?.layers).toEqual(both?.layers);
    });

    it("are one for blocks, whose bits do not depend on them", async () => {
      const patch = { block: "pre", depth: 6, normalization: "rms" } as const;
      const both = await shared().train?.(requestFor(2, patch));
      const alone = await engine.train?.(requestFor(1, patch));
      expect(both?.report.workers).toBe(1);
      expect(both?.losses).toEqual(alone?.losses);
      expect(both?.layers).toEqual(alone?.layers);
    });

    it("stop when they are cancelled, and wait at a limit", async () => {
      const controller = new AbortController();
      const training = shared().train?.(requestFor(2, { steps: 100_000 }), {
        signal: controller.signal,
        limit: new StepLimit(3),
        every: [],
        onSnapshot: ({ step }) => step === 3 && controller.abort(),
      });
      await expect(training).rejects.toMatchObject({ code: "cancelled" });
    });

    it("become one where the other is lost, which shows no step twice", async () => {
      const steps: number[] = [];
      const losing = shared((request, thread) => {
        if (request.kind !== "work") return true;
        thread.dispatchEvent(new Event("error"));
        return false;
      });
      const run = await losing.train?.(requestFor(2), {
        every: 5,
        onSnapshot: ({ step }) => void steps.push(step),
      });
      const alone = await engine.train?.(requestFor(1));
      expect(run?.report.workers).toBe(1);
      expect(run?.losses).toEqual(alone?.losses);
      expect(steps).toEqual([0, 5, 10, 15, 20]);
    });
  });

  describe.skipIf(isAbsent)("promises", () => {
    it("gives the same bits again, with more snapshots and more steps", async () => {
      const patch = { optimizer: "adam", normalization: "batch", keepProbability: 0.9 } as const;
      const { run } = await train(requestOfTraining(patch));
      const shown = await train(requestOfTraining(patch), 1);
      expect(shown.run.losses).toEqual(run.losses);
      expect(shown.run.layers).toEqual(run.layers);
      const longer = await train(requestOfTraining({ ...patch, steps: 20 }));
      expect(longer.run.losses.slice(0, 12)).toEqual(run.losses);
    });

    it("stops at a value that is not finite, and says where", async () => {
      const request = requestOfTraining({ task: "curve", learningRate: 100, steps: 200 });
      const { run } = await train(request);
      expect(run.losses.length).toBeLessThan(200);
      expect(run.stopped?.step).toBe(run.losses.length - 1);
      expect(["weight", "pre_activation", "activation"]).toContain(run.stopped?.tensor);
    });

    it("waits at its limit, shows the step it stands at, and keeps its bits", async () => {
      const request = requestOfTraining({ optimizer: "adam" });
      const { run } = await train(request, 4);
      const limit = new StepLimit(2);
      const seen: number[] = [];
      const shown = new Map<number, () => void>();
      const until = (step: number): Promise<void> => new Promise((resolve) => shown.set(step, resolve));
      const training = engine.train?.(request, {
        every: 4,
        limit,
        onSnapshot: ({ step }) => {
          seen.push(step);
          shown.get(step)?.();
        },
      });
      await until(2);
      limit.set(3);
      await until(3);
      limit.set(7);
      await until(7);
      expect(seen).toEqual([0, 2, 3, 4, 7]);
      limit.set(Infinity);
      const again = await training;
      expect(seen).toEqual([0, 2, 3, 4, 7, 8, 12]);
      expect(again?.losses).toEqual(run.losses);
      expect(again?.layers).toEqual(run.layers);
    });

    it("takes the same memory for ten thousand steps as for ten", async () => {
      const bytesAfter = async (steps: number): Promise<number> => {
        const { training } = requestOfTraining({ depth: 2, width: 8, optimizer: "adam", steps });
        const module = await loadNodeKernels(backend);
        const own = createWasmEngine({ loadModule: () => Promise.resolve(module) });
        await own.train?.({ training, given: null, returnsParameters: false }, { every: 1000 });
        return module.memory.buffer.byteLength;
      };
      expect(await bytesAfter(10_000)).toBe(await bytesAfter(10));
    });

    it("can be cancelled while it waits", async () => {
      const controller = new AbortController();
      const training = engine.train?.(requestOfTraining(), {
        limit: new StepLimit(0),
        signal: controller.signal,
        onSnapshot: () => controller.abort(),
      });
      await expect(training).rejects.toMatchObject({ code: "cancelled" });
    });

    it("stops soon after it is cancelled, and runs go on beside it", async () => {
      const controller = new AbortController();
      const request = requestOfTraining({ steps: 100_000, width: 64, points: 512, miniBatch: 128 });
      const training = engine.train?.(request, { signal: controller.signal });
      const ended = training?.then(
        () => "trained",
        (error: unknown) => errorCodeOf(error),
      );
      const { result } = await engine.run(requestOf(request.training.plan));
      expect(result.layers).toHaveLength(4);
      controller.abort();
      expect(await ended).toBe("cancelled");
    });
  });
});
