/**
 * Comparing in the store: A is run once, keeps its picture whatever B does, and is part of undo, Reset and
 * links.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineError } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import { createAppStore } from "./store.ts";

const he: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 2, width: 8, batch: 16 };
const xavier: ExperimentConfig = { ...he, initializer: "xavier_normal" };
const deep: ExperimentConfig = { ...he, depth: 4 };

/**
 * A store whose clock gives every run `elapsedMs`, and which records the order of the plans that it asked
 * for.
 */
function setup(elapsedMs = 1) {
  const engine = createReferenceEngine();
  const plans: Plan[] = [];
  const finished: Plan[] = [];
  const underWay = new Set<Promise<unknown>>();
  let nowMs = 0;
  let failure: EngineError | null = null;
  const store = createAppStore({
    ports: {
      runner: {
        run(request, options) {
          plans.push(request.plan);
          if (failure !== null) return Promise.reject(failure);
          const run = engine
            .run(request, options)
            .then((done) => ({ ...done, result: { ...done.result, elapsedMs } }))
            .finally(() => underWay.delete(run));
          underWay.add(run);
          return run;
        },
      },
      nowMs: () => nowMs,
      onFinished: (plan) => finished.push(plan),
    },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  const { getState } = store;
  const settle = async (): Promise<void> => {
    do {
      await Promise.allSettled(underWay);
      await new Promise((resolve) => setImmediate(resolve));
    } while (underWay.size > 0);
  };
  return {
    getState,
    plans,
    finished,
    failWith: (error: EngineError | null) => {
      failure = error;
    },
    settle,
    /** Lets runs finish, and some time pass. */
    rest: async () => {
      await settle();
      nowMs += 1000;
    },
    frame: () => {
      nowMs += 16;
    },
  };
}

describe("a pinned experiment", () => {
  it("takes the picture on the screen without another run", async () => {
    const { getState, plans, rest } = setup();
    getState().openConfig(he);
    await rest();
    getState().compare([he]);
    await rest();
    expect(plans).toHaveLength(1);
    expect(getState().pinned[0]?.picture).toBe(getState().picture);
    expect(getState().pinned[0]?.run.kind).toBe("done");
  });

  it("keeps its picture while the present one changes, and is not run again", async () => {
    const { getState, plans, rest } = setup();
    getState().openConfig(he);
    await rest();
    getState().compare([he]);
    const { pinned } = getState();
    getState().changeConfig({ initializer: "xavier_normal" });
    await rest();
    getState().changeConfig({ depth: 5 });
    await rest();
    // The very same object: no part of A is drawn again.
    expect(getState().pinned).toBe(pinned);
    expect(getState().picture?.plan.layers).toHaveLength(5);
    expect(plans.map(({ layers }) => layers.length)).toEqual([2, 2, 5]);
  });

  it("is run first when a link opens a comparison, and its run leaves no timing mark", async () => {
    const { getState, plans, finished, rest } = setup();
    getState().openConfig(he, { pins: [deep] });
    await rest();
    expect(plans.map(({ layers }) => layers.length)).toEqual([4, 2]);
    expect(finished.map(({ layers }) => layers.length)).toEqual([2]);
    expect(getState().pinned[0]?.picture?.isComplete).toBe(true);
  });

  it("changes places with the present one without a run", async () => {
    const { getState, plans, rest } = setup();
    getState().openConfig(he, { pins: [xavier] });
    await rest();
    const [a, b] = [getState().pinned[0]?.picture, getState().picture];
    getState().compare([he], xavier);
    await rest();
    expect(plans).toHaveLength(2);
    expect(getState().picture).toBe(a);
    expect(getState().pinned[0]?.picture).toBe(b);
    getState().undo();
    await rest();
    expect(plans).toHaveLength(2);
    expect(getState().config).toBe(he);
    expect(getState().pins).toEqual([xavier]);
    expect(getState().picture).toBe(b);
  });

  it("comes and goes by undo, redo and Reset", async () => {
    const { getState, rest } = setup();
    getState().openConfig(he, { pins: [xavier] });
    await rest();
    getState().compare([]);
    expect(getState().pinned).toEqual([]);
    getState().undo();
    expect(getState().pins).toEqual([xavier]);
    getState().redo();
    expect(getState().pins).toEqual([]);
    getState().reset();
    await rest();
    expect(getState().pins).toEqual([xavier]);
    expect(getState().pinned[0]?.picture?.plan.layers[0]?.initializer).toBe("xavier_normal");
  });

  it("costs no run when ending the comparison is undone", async () => {
    const { getState, plans, rest } = setup();
    getState().openConfig(he, { pins: [xavier] });
    await rest();
    getState().compare([]);
    getState().undo();
    await rest();
    expect(plans).toHaveLength(2);
    expect(getState().pinned[0]?.picture?.isComplete).toBe(true);
  });

  it("is run again when its run was stopped before it finished", async () => {
    const { getState, settle, rest } = setup();
    getState().openConfig(he, { pins: [xavier] });
    getState().cancelRun();
    getState().retryRun();
    await rest();
    await settle();
    expect(getState().pinned[0]?.picture?.isComplete).toBe(true);
    expect(getState().picture?.isComplete).toBe(true);
  });

  it("gives way when a link without a comparison is opened", async () => {
    const { getState, rest } = setup();
    getState().openConfig(he, { pins: [xavier] });
    await rest();
    getState().openConfig(deep);
    await rest();
    expect(getState().pins).toEqual([]);
    expect(getState().pinned).toEqual([]);
  });

  it("reports a failed run, and is run again on request", async () => {
    const { getState, failWith, rest } = setup();
    getState().openConfig(he);
    await rest();
    failWith(new EngineError("out-of-memory", "made to fail"));
    getState().compare([deep]);
    await rest();
    expect(getState().pinned[0]).toEqual({ picture: null, run: { kind: "failed", code: "out-of-memory" } });
    failWith(null);
    getState().retryRun();
    await rest();
    expect(getState().pinned[0]?.picture?.plan.layers).toHaveLength(4);
  });

  it("is cut to the budget like the present one, and runs at full size with it", () => {
    const { getState, plans, failWith } = setup();
    // Only the requested plans matter here.
    failWith(new EngineError("cancelled", "not run"));
    const large = { ...DEFAULT_CONFIG, depth: 60, width: 1024, batch: 4096 };
    getState().openConfig(he, { pins: [large] });
    expect(plans[0]?.batch).toBeLessThan(4096);
    expect(getState().pins[0]?.batch).toBe(4096);
    getState().runFullSize();
    expect(plans.at(-1)?.layers).toHaveLength(2);
  });
});

describe("while a control moves", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("previews of the present experiment leave A's picture alone", async () => {
    // Every run takes 40 ms on the store's clock, more than a frame, so there are previews.
    const { getState, plans, rest, frame } = setup(40);
    const large = { ...he, batch: 320 };
    getState().openConfig(large);
    await rest();
    getState().compare([large]);
    const a = getState().pinned[0]?.picture;
    getState().changeConfig({ initializerParameters: { gain: 1.1 } });
    frame();
    getState().changeConfig({ initializerParameters: { gain: 1.2 } });
    frame();
    await rest();
    expect(getState().picture?.isPreview).toBe(true);
    expect(getState().pinned[0]?.picture).toBe(a);
    vi.advanceTimersByTime(150);
    await rest();
    expect(getState().picture?.isPreview).toBe(false);
    expect(getState().pinned[0]?.picture).toBe(a);
    expect(plans.filter(({ layers }) => layers[0]?.weight === plans[0]?.layers[0]?.weight)).toHaveLength(1);
  });

  it("a preview is not taken for A's picture: A is run in full", async () => {
    const { getState, rest, settle, frame } = setup(40);
    const large = { ...he, batch: 320 };
    getState().openConfig(large);
    await rest();
    getState().changeConfig({ initializerParameters: { gain: 1.1 } });
    await rest();
    frame();
    getState().changeConfig({ initializerParameters: { gain: 1.2 } });
    frame();
    getState().changeConfig({ initializerParameters: { gain: 1.3 } });
    await settle();
    expect(getState().picture?.isPreview).toBe(true);
    getState().compare([getState().config]);
    await rest();
    expect(getState().pinned[0]?.picture).toMatchObject({ isPreview: false, batch: 320 });
  });
});
