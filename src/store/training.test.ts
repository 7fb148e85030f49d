/** A training on the screen: which steps are kept, what the picture shows, how it ends, what drops it. */
import { describe, expect, it, vi } from "vitest";
import { EngineError } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { theoryOfPlan } from "../experiment/theory/planTheory.ts";
import { createAppStore } from "./store.ts";
import { controlOf, keptSteps, showStep, startTraining } from "./training.ts";
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
  const begin = (start: Parameters<typeof startTraining>[1] = {}) =>
    startTraining({ store, train: wrap(train), nowMs: () => performance.now() }, start);
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
    expect(store.getState().view.trainedStep).toBe(0);
    // The learning rate changes nothing at step 0.
    expect(store.getState().picture).toBe(initial);
    expect(signal).toMatchObject({ aborted: true });
  });

  it("halts where it is paused, goes step by step, and goes on", async () => {
    const { store, begin, ended } = await opened({ ...small, steps: 300 });
    const control = begin();
    const steps = () => store.getState().recording?.snapshots.map(({ step }) => step) ?? [];
    const isPausedAt = (step: number) => () =>
      store.getState().recording?.status.kind === "paused" && steps().at(-1) === step;
    await until(() => steps().length > 30);
    control?.pause();
    await until(() => store.getState().recording?.status.kind === "paused");
    // The halt is told when the step under way is done.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    const halt = steps().at(-1) ?? NaN;
    expect(controlOf(store)).toBe(control);
    control?.advance();
    await until(isPausedAt(halt + 1));
    control?.advance();
    await until(isPausedAt(halt + 2));
    expect(steps().slice(-3)).toEqual([halt, halt + 1, halt + 2]);
    expect(store.getState().picture?.plan.trainedSteps).toBe(halt + 2);
    // A halt has the update of the step to it.
    expect(store.getState().recording?.snapshots.at(-1)?.layers[0]?.update?.std).toBeGreaterThan(0);
    control?.play();
    await ended();
    expect(store.getState().recording?.status.kind).toBe("done");
    expect(steps()).toEqual(expect.arrayContaining([...keptSteps(300), halt, halt + 1, halt + 2]));
    const passing = steps().filter(
      (step) => !keptSteps(300).includes(step) && (step < halt || step > halt + 2),
    );
    expect(passing).toEqual([]);
  });

  it("gives the same bits with halts and without", async () => {
    const whole = await opened({ ...small, steps: 60 });
    whole.begin();
    await whole.ended();
    const halted = await opened({ ...small, steps: 60 });
    const control = halted.begin({ until: 7 });
    await until(() => halted.store.getState().recording?.status.kind === "paused");
    expect(halted.store.getState().picture?.plan.trainedSteps).toBe(7);
    expect(halted.store.getState().view.trainedStep).toBe(7);
    control?.play();
    await halted.ended();
    expect(halted.store.getState().recording?.snapshots).toEqual(whole.store.getState().recording?.snapshots);
  });

  it("goes by beats at a slower speed, and keeps the newest of them", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const { store, begin } = await opened({ ...small, steps: 100_000 });
      const control = begin({ until: 30 });
      await until(() => store.getState().recording?.status.kind === "paused");
      control?.changeSpeed(20);
      control?.play();
      const newest = () => store.getState().recording?.snapshots.at(-1)?.step ?? 0;
      for (let beat = 1; beat <= 80; beat++) {
        vi.advanceTimersByTime(50);
        await until(() => newest() === 30 + beat);
      }
      const extra = store
        .getState()
        .recording?.snapshots.filter(({ step }) => !keptSteps(100_000).includes(step));
      expect(extra?.length).toBe(60);
      control?.pause();
      expect(store.getState().recording?.status.kind).toBe("paused");
      expect(newest()).toBe(110);
    } finally {
      vi.useRealTimers();
    }
  });

  it("races with a pinned network on the same batches, in lockstep, and shows both at one step", async () => {
    const { store, begin, ended } = await opened({ ...small, steps: 40 });
    const { config } = store.getState();
    const pins = [
      { ...config, initializer: "zeros" as const },
      { ...config, seed: 2 },
    ];
    store.getState().compare(pins);
    await until(() => store.getState().pinned.every(({ run }) => run.kind === "done"));
    await until(() => store.getState().run.kind === "done");
    const alone = store.getState().pinned[0]?.picture;
    let furthest = 0;
    const control = begin();
    const unsubscribe = store.subscribe(({ recording }) => {
      const [rival] = recording?.rivals ?? [];
      const ahead = (recording?.snapshots.at(-1)?.step ?? 0) - (rival?.snapshots.at(-1)?.step ?? 0);
      furthest = Math.max(furthest, Math.abs(ahead));
    });
    await until(() => (store.getState().recording?.snapshots.length ?? 0) > 5);
    control?.pause();
    await until(() => {
      const { snapshots = [], rivals = [], status } = store.getState().recording ?? {};
      return status?.kind === "paused" && snapshots.at(-1)?.step === rivals[0]?.snapshots.at(-1)?.step;
    });
    control?.play();
    await ended();
    unsubscribe();
    const { recording, pinned, picture } = store.getState();
    expect(recording?.rivals[0]?.snapshots.map(({ step }) => step)).toEqual(
      expect.arrayContaining([...keptSteps(40)]),
    );
    // The second pin learns from other points.
    expect(recording?.rivals[1]).toBeNull();
    expect(picture?.plan.trainedSteps).toBe(40);
    expect(pinned[0]?.picture?.plan.trainedSteps).toBe(40);
    expect(pinned[0]?.picture?.plan.key).not.toBe(picture?.plan.key);
    expect(pinned[1]?.picture?.plan.trainedSteps).toBeUndefined();
    // Nobody is a whole training ahead.
    expect(furthest).toBeLessThan(40);
    showStep(store, 0);
    expect(store.getState().pinned[0]?.picture).toBe(alone);
    store.getState().changeConfig({ learningRate: 0.3 });
    expect(store.getState().pinned[0]?.picture).toBe(alone);
  });

  it("has the network's answers for the plane of its inputs, and none for more inputs", async () => {
    const { store, begin, ended } = await opened({ ...small, steps: 2 });
    begin();
    await ended();
    const { grid, snapshots } = store.getState().recording ?? {};
    expect(grid?.dimensions).toBe(2);
    const places = (grid?.size ?? NaN) ** 2 + 32 + 32;
    expect(snapshots?.map(({ outputs }) => outputs?.length)).toEqual([0, 1, 2].map(() => 2 * places));
    expect(snapshots?.[2]?.outputs).not.toEqual(snapshots?.[0]?.outputs);
    store.getState().changeConfig({ task: "blobs" });
    await until(() => store.getState().run.kind === "done");
    begin();
    await ended();
    expect(store.getState().recording?.grid).toBeNull();
    expect(store.getState().recording?.snapshots[0]?.outputs).toBeUndefined();
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
