/** A training on the screen: which steps are kept, what the picture shows, how it ends, what drops it. */
import { describe, expect, it } from "vitest";
import { EngineError } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { theoryOfPlan } from "../experiment/theory/planTheory.ts";
import { createAppStore } from "./store.ts";
import { keptSteps, showStep, startTraining } from "./training.ts";
import type { Trainer } from "./training.ts";

const small: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 2,
  width: 8,
  batch: 16,
  task: "spirals",
  points: 32,
  steps: 20,
  learningRate: 0.1,
};

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** The store with a finished run of the reference engine, and a way to train on it. */
async function opened(config: ExperimentConfig, wrap: (train: Trainer) => Trainer = (train) => train) {
  const engine = createReferenceEngine();
  const store = createAppStore({
    ports: { runner: engine, nowMs: () => 0 },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  store.getState().openConfig(config);
  await until(() => store.getState().run.kind === "done");
  const train: Trainer = async (request, options) => {
    options.onEngine(await engine.prepare());
    if (engine.train === undefined) throw new Error("missing training");
    return engine.train(request, options);
  };
  const begin = () => startTraining({ store, train: wrap(train), nowMs: () => performance.now() });
  const ended = () => until(() => store.getState().recording?.status.kind !== "running");
  return { store, begin, ended };
}

describe("the kept steps", () => {
  it.each([1, 2, 19, 20, 21, 59, 60, 61, 1000, 100_000])("of %i steps: ascending, both ends", (steps) => {
    const kept = keptSteps(steps);
    expect(kept.length).toBeLessThanOrEqual(60);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(steps);
    expect(kept).toEqual([...kept].toSorted((a, b) => a - b));
    expect(new Set(kept).size).toBe(kept.length);
    const dense = Math.min(20, steps);
    expect(kept.slice(0, dense + 1)).toEqual(Array.from({ length: dense + 1 }, (_, step) => step));
  });
});

describe("a training", () => {
  it("shows the newest step, and the ordinary run's picture at step 0", async () => {
    const { store, begin, ended } = await opened(small);
    const initial = store.getState().picture;
    expect(begin()).not.toBeNull();
    await ended();
    const { recording, picture } = store.getState();
    expect(recording?.status.kind).toBe("done");
    expect(recording?.snapshots.map(({ step }) => step)).toEqual(keptSteps(20));
    expect(recording?.shown).toBe(20);
    expect(picture?.plan.trainedSteps).toBe(20);
    expect(picture?.layers.map((layer) => layer?.result)).toEqual(recording?.snapshots[20]?.layers);
    expect(picture?.loss).toBe(recording?.snapshots[20]?.loss);
    expect(picture?.report?.engine).toBe("reference");
    if (picture === null) return;
    expect(theoryOfPlan(picture.plan)).toMatchObject({ layers: [], gap: "trained", loss: null });

    showStep(store, 0);
    expect(store.getState().picture).toBe(initial);
    // The training measured the same network there.
    const first = store.getState().recording?.snapshots[0];
    expect(first?.loss).toBe(initial?.loss);
    expect(first?.layers.map(({ tensors }) => tensors)).toEqual(
      initial?.layers.map((layer) => layer?.result.tensors),
    );
    showStep(store, 99);
    expect(store.getState().recording?.shown).toBe(20);
  });

  it("is dropped with a change of the configuration, which ends it", async () => {
    let signal: AbortSignal | null = null;
    const { store, begin } = await opened({ ...small, steps: 100_000 }, (train) => (request, options) => {
      signal = options.signal;
      return train(request, options);
    });
    const initial = store.getState().picture;
    begin();
    await until(() => (store.getState().recording?.snapshots.length ?? 0) > 1);
    expect(store.getState().picture?.plan.trainedSteps).toBeGreaterThan(0);
    store.getState().changeConfig({ learningRate: 0.2 });
    expect(store.getState().recording).toBeNull();
    // The learning rate changes nothing at step 0.
    expect(store.getState().picture).toBe(initial);
    expect(signal).toMatchObject({ aborted: true });
  });

  it("keeps its steps when it is stopped", async () => {
    const { store, begin, ended } = await opened({ ...small, steps: 100_000 });
    const stop = begin();
    await until(() => (store.getState().recording?.snapshots.length ?? 0) > 3);
    stop?.();
    await ended();
    const { recording, picture } = store.getState();
    expect(recording?.status).toEqual({ kind: "cancelled" });
    expect(recording?.snapshots.length).toBeGreaterThan(3);
    expect(picture?.report?.engine).toBe("reference");
  });

  it("says why it failed, and the picture stays", async () => {
    const { store, begin, ended } = await opened(
      small,
      () => () => Promise.reject(new EngineError("out-of-memory", "made to fail")),
    );
    const initial = store.getState().picture;
    begin();
    await ended();
    expect(store.getState().recording?.status).toEqual({ kind: "failed", code: "out-of-memory" });
    expect(store.getState().picture).toBe(initial);
  });

  it("ends where a value is not finite, and names step, layer and tensor", async () => {
    const { store, begin, ended } = await opened({ ...small, learningRate: 100, task: "plane", steps: 200 });
    begin();
    await ended();
    const { recording } = store.getState();
    expect(recording?.status.kind).toBe("done");
    expect(recording?.stopped?.step).toBeGreaterThan(0);
    expect(recording?.stopped?.step).toBeLessThan(200);
    expect(recording?.snapshots.at(-1)?.step).toBeLessThanOrEqual(recording?.stopped?.step ?? 0);
  });

  it("does not begin without a task or before the run is complete", async () => {
    const { store, begin } = await opened({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 });
    expect(begin()).toBeNull();
    store.getState().changeConfig(small);
    expect(begin()).toBeNull();
    expect(store.getState().recording).toBeNull();
  });
});
