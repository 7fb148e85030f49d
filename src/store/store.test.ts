/**
 * The store: the latest request wins, stale results are not drawn, a gesture is one undo step, the budget
 * applies first.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineError } from "../engine/engine.ts";
import type { EngineRun, RunOptions } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { createAppStore } from "./store.ts";
import type { Runner } from "./background.ts";

const small = { ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 };

/** A runner whose runs end on the test's command. */
function manualRunner(change: (run: EngineRun) => EngineRun) {
  const engine = createReferenceEngine();
  const runs: {
    plan: Plan;
    request: RunRequest;
    options: RunOptions;
    finish: () => Promise<void>;
    fail: (error: Error) => void;
  }[] = [];
  const runner: Runner = {
    run: (request, options) =>
      new Promise<EngineRun>((resolve, reject) => {
        options.signal?.addEventListener("abort", () => reject(new EngineError("cancelled", "aborted")));
        runs.push({
          plan: request.plan,
          request,
          options,
          finish: async () =>
            resolve(
              change(await engine.run(request, { ...(options.onLayer && { onLayer: options.onLayer }) })),
            ),
          fail: reject,
        });
      }),
  };
  return { runner, runs };
}

/**
 * Every run takes 1 ms unless the test says otherwise, whatever the machine's speed: there are no previews.
 */
function quickly(run: EngineRun): EngineRun {
  return { ...run, result: { ...run.result, elapsedMs: 1 } };
}

function setup(change: (run: EngineRun) => EngineRun = quickly) {
  const { runner, runs } = manualRunner(change);
  let nowMs = 0;
  const store = createAppStore({
    ports: {
      runner,
      nowMs: () => nowMs,
    },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    store,
    runs,
    settle,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("the run loop", () => {
  it("draws the newest configuration and keeps the last picture while a run is waiting", async () => {
    const { store, runs, settle } = setup();
    store.getState().openConfig(small);
    await runs[0]?.finish();
    await settle();
    expect(store.getState().run.kind).toBe("done");
    const first = store.getState().picture;
    expect(first?.layers).toHaveLength(2);

    store.getState().changeConfig({ activation: "tanh" });
    store.getState().changeConfig({ activation: "sigmoid" });
    store.getState().changeConfig({ activation: "selu" });
    expect(store.getState().picture).toBe(first);
    await runs[1]?.finish();
    await settle();
    await runs[2]?.finish();
    await settle();
    // Two runs for three changes: the one in between was overtaken before it began.
    expect(runs).toHaveLength(3);
    expect(store.getState().picture?.config.activation).toBe("selu");
  });

  it("does not run twice for the same numbers", async () => {
    const { store, runs, settle } = setup();
    store.getState().openConfig(small);
    await runs[0]?.finish();
    await settle();
    store.getState().changeConfig({ depth: 2 });
    expect(runs).toHaveLength(1);
    expect(store.getState().run.kind).toBe("done");
  });

  it("keeps the picture when a run fails, names the code, and runs again on request", async () => {
    const { store, runs, settle } = setup();
    store.getState().openConfig(small);
    await runs[0]?.finish();
    await settle();
    store.getState().changeConfig({ depth: 3 });
    runs[1]?.fail(new EngineError("out-of-memory", "made to fail"));
    await settle();
    expect(store.getState().run).toEqual({ kind: "failed", code: "out-of-memory" });
    expect(store.getState().picture?.plan.layers).toHaveLength(2);
    store.getState().retryRun();
    await runs[2]?.finish();
    await settle();
    expect(store.getState().picture?.plan.layers).toHaveLength(3);
  });

  it("can be cancelled", async () => {
    const { store, runs, settle } = setup();
    store.getState().openConfig(small);
    expect(store.getState().run.kind).toBe("running");
    store.getState().cancelRun();
    await settle();
    expect(runs).toHaveLength(1);
    expect(store.getState().run.kind).toBe("cancelled");
  });
});

describe("a moving control", () => {
  // On the store's clock runs take 1 ms per 10,000 flops: 40 ms for this network.
  const large = { ...DEFAULT_CONFIG, depth: 2, width: 8, batch: 320 };
  const slowly = (run: EngineRun): EngineRun => ({ ...run, result: { ...run.result, elapsedMs: 40 } });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs previews of the charts' tensors, and the full run once it rests", async () => {
    const { store, runs, settle, advance } = setup(slowly);
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    advance(1000);
    store.getState().changeConfig({ initializerParameters: { gain: 1.1 } });
    expect(runs[1]?.request.measure).toEqual(TENSOR_IDS);
    await runs[1]?.finish();
    await settle();

    advance(16);
    store.getState().changeConfig({ initializerParameters: { gain: 1.2 } });
    const preview = runs[2];
    expect(preview?.request.measure).toEqual(["activation", "grad_activation"]);
    // 20 ms for the shown tensors alone: 8 / 20 of the batch takes the time of a preview.
    expect(preview?.plan.batch).toBe(128);
    await preview?.finish();
    await settle();
    expect(store.getState().picture).toMatchObject({ isPreview: true, batch: 128, plan: { batch: 320 } });
    expect(store.getState().run.kind).toBe("running");

    vi.advanceTimersByTime(149);
    expect(runs).toHaveLength(3);
    vi.advanceTimersByTime(1);
    expect(runs[3]?.plan.batch).toBe(320);
    expect(runs[3]?.request.measure).toEqual(TENSOR_IDS);
    await runs[3]?.finish();
    await settle();
    expect(store.getState().picture).toMatchObject({ isPreview: false, batch: 320 });
    expect(store.getState().run.kind).toBe("done");
  });

  it("measures every tensor that a row shows in previews", async () => {
    const { store, runs, settle, advance } = setup(slowly);
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    store.getState().changeView({ rowTensors: { forward: "pre_activation", backward: "grad_activation" } });
    advance(16);
    store.getState().changeConfig({ activation: "tanh" });
    await runs[1]?.finish();
    await settle();
    expect(runs[1]?.request.measure).toEqual(["activation", "grad_activation", "pre_activation"]);
  });

  it("adapts to the measured time of previews, and keeps their batch while it is near enough", async () => {
    let elapsedMs = 40;
    const { store, runs, settle, advance } = setup((run) => ({
      ...run,
      result: { ...run.result, elapsedMs },
    }));
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    const batchOfNext = async (tookMs: number): Promise<number | undefined> => {
      elapsedMs = tookMs;
      advance(16);
      store.getState().changeConfig({ biasStd: runs.length / 100 });
      const run = runs.at(-1);
      await run?.finish();
      await settle();
      return run?.plan.batch;
    };
    // 128 inputs were expected to take 8 ms and take 10, then 12 and more: within 1.3 times 8 they are kept.
    expect(await batchOfNext(10)).toBe(128);
    expect(await batchOfNext(12)).toBe(128);
    // Each newer run has a weight of a quarter: 10, then 10.5 ms. At 10.5 the batch shrinks: 97 inputs,
    // rounded down to a step.
    expect(await batchOfNext(12)).toBe(96);
  });

  it.each([
    { normalization: "none", least: 32 },
    { normalization: "layer", least: 32 },
    { normalization: "batch", least: 64 },
  ] as const)("has at least $least inputs in previews, normalisation $normalization", async (example) => {
    const { normalization, least } = example;
    const { store, runs, settle, advance } = setup((run) => ({
      ...run,
      result: { ...run.result, elapsedMs: 5000 },
    }));
    store.getState().openConfig({ ...large, normalization });
    await runs[0]?.finish();
    await settle();
    for (const gain of [1.1, 1.2]) {
      advance(16);
      store.getState().changeConfig({ initializerParameters: { gain } });
      await runs.at(-1)?.finish();
      await settle();
    }
    expect(runs.at(-1)?.plan.batch).toBe(least);
    // At a change from no norm to batch norm, the kept batch would be too small.
    advance(16);
    store.getState().changeConfig({ normalization: "batch" });
    expect(runs.at(-1)?.plan.batch).toBe(64);
  });

  it("stops a full run for a preview at once, and repeats it when the control rests", async () => {
    const { store, runs, settle, advance } = setup(slowly);
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    advance(1000);
    store.getState().changeConfig({ activation: "tanh" });
    advance(16);
    store.getState().changeConfig({ activation: "erf" });
    await settle();
    expect(runs[1]?.options.signal?.aborted).toBe(true);
    expect(runs[2]?.request.measure).not.toEqual(TENSOR_IDS);
    await runs[2]?.finish();
    await settle();
    expect(store.getState().run.kind).toBe("running");
    vi.advanceTimersByTime(150);
    await runs[3]?.finish();
    await settle();
    expect(store.getState().picture).toMatchObject({ isPreview: false, config: { activation: "erf" } });
    expect(store.getState().run.kind).toBe("done");
  });

  it("lets an overtaken preview finish, and stops it for the full run", async () => {
    const { store, runs, settle, advance } = setup(slowly);
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    const move = (gain: number): void => {
      advance(16);
      vi.advanceTimersByTime(16);
      store.getState().changeConfig({ initializerParameters: { gain } });
    };
    // The finger moves for half a second while the first preview computes.
    for (let step = 0; step < 30; step++) move(1 + step / 100);
    expect(runs[1]?.request.measure).not.toEqual(TENSOR_IDS);
    expect(runs[1]?.options.signal?.aborted).toBe(false);
    await runs[1]?.finish();
    await settle();
    expect(store.getState().picture).toMatchObject({ isPreview: true });
    // The following preview is of the newest request. It is stopped when the finger has rested for 150 ms,
    // 100 ms later.
    expect(runs[2]?.plan.key).not.toBe(runs[1]?.plan.key);
    vi.advanceTimersByTime(249);
    expect(runs[2]?.options.signal?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(runs[2]?.options.signal?.aborted).toBe(true);
    await settle();
    expect(runs).toHaveLength(4);
    expect(runs[3]?.request.measure).toEqual(TENSOR_IDS);
  });

  it("needs no preview where the full run fits a frame", async () => {
    const { store, runs, settle, advance } = setup((run) => ({
      ...run,
      result: { ...run.result, elapsedMs: 5 },
    }));
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    store.getState().changeConfig({ activation: "tanh" });
    advance(16);
    await runs[1]?.finish();
    await settle();
    store.getState().changeConfig({ activation: "erf" });
    expect(runs[2]?.request.measure).toEqual(TENSOR_IDS);
    expect(runs[2]?.plan.batch).toBe(320);
  });

  it("stays stopped when it is cancelled", async () => {
    const { store, runs, settle, advance } = setup(slowly);
    store.getState().openConfig(large);
    await runs[0]?.finish();
    await settle();
    advance(16);
    store.getState().changeConfig({ activation: "tanh" });
    store.getState().cancelRun();
    await settle();
    vi.advanceTimersByTime(1000);
    expect(runs).toHaveLength(2);
    expect(store.getState().run.kind).toBe("cancelled");
  });
});

describe("the store", () => {
  it("cuts the batch first above the budget, reports it, and runs the full size on request", () => {
    const { store, runs } = setup();
    store.getState().openConfig({ ...DEFAULT_CONFIG, depth: 60, width: 1024, batch: 4096 });
    const used = runs[0]?.plan.batch ?? 0;
    expect(used).toBeLessThan(4096);
    expect(runs[0]?.plan.layers).toHaveLength(60);
    expect(store.getState().config.batch).toBe(4096);
    expect(store.getState().adjustments).toEqual([
      { key: "batch", given: "4096", used: String(used), allowed: `1..${used}`, reason: "budget" },
    ]);
  });

  it("undoes a drag as one step and a later change as another", () => {
    const { store, advance } = setup();
    store.getState().openConfig(small);
    advance(1000);
    for (const depth of [3, 4, 5, 6]) {
      store.getState().changeConfig({ depth });
      advance(16);
    }
    advance(1000);
    store.getState().changeConfig({ activation: "tanh" });
    store.getState().undo();
    expect(store.getState().config).toMatchObject({ depth: 6, activation: "relu" });
    store.getState().undo();
    expect(store.getState().config.depth).toBe(2);
    store.getState().redo();
    expect(store.getState().config.depth).toBe(6);
    store.getState().reset();
    expect(store.getState().config).toEqual(small);
  });

  it("undoes choices one by one, however fast they follow", () => {
    const { store, advance } = setup();
    store.getState().openConfig(small);
    for (const gradient of ["mse", "cross_entropy"] as const) {
      store.getState().changeConfig({ gradient });
      advance(16);
    }
    store.getState().changeConfig({ depth: 3 });
    store.getState().undo();
    expect(store.getState().config).toMatchObject({ depth: 2, gradient: "cross_entropy" });
    store.getState().undo();
    expect(store.getState().config.gradient).toBe("mse");
    store.getState().undo();
    expect(store.getState().config).toEqual(small);
  });

  it("takes a held slider as one step, however long it rests on the way", () => {
    const { store, advance } = setup();
    store.getState().openConfig(small);
    store.getState().changeConfig({ depth: 3 });
    store.getState().hold(true);
    for (const depth of [4, 5, 6]) {
      store.getState().changeConfig({ depth });
      advance(5000);
    }
    store.getState().hold(false);
    store.getState().changeConfig({ depth: 7 });
    for (const depth of [6, 3, 2]) {
      store.getState().undo();
      expect(store.getState().config.depth).toBe(depth);
    }
  });

  it("cuts and continues a list of widths when the depth changes", () => {
    const { store } = setup();
    store.getState().openConfig({ ...small, depth: 3, width: [9, 7, 5] });
    store.getState().changeConfig({ depth: 2 });
    expect(store.getState().config.width).toEqual([9, 7]);
    store.getState().changeConfig({ depth: 4 });
    expect(store.getState().config.width).toEqual([9, 7, 7, 7]);
  });
});
