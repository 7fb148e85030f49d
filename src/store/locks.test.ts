/** Parts that a link locks stay as they are, whatever tries to change them; all others can be changed. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ScreenPart } from "./state.ts";
import { lockedBy } from "./locks.ts";
import { createAppStore } from "./store.ts";

const CONFIG = { ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 };

/** A store that never runs anything, opened by a link with locks. */
function opened(lock: readonly ScreenPart[]) {
  let nowMs = 0;
  const store = createAppStore({
    ports: {
      runner: { run: () => new Promise(() => undefined) },
      nowMs: () => (nowMs += 1000),
    },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  const { openConfig } = store.getState();
  return {
    getState: store.getState,
    open: (config = CONFIG) => openConfig(config, { screen: { mode: null, title: "", hide: [], lock } }),
  };
}

describe("the parts in the way of a change", () => {
  it("are the locked groups of the values that really change", () => {
    expect(lockedBy(["weights"], CONFIG, { initializer: "zeros", depth: 3 })).toEqual(["weights"]);
    expect(lockedBy(["weights"], CONFIG, { depth: 3 })).toEqual([]);
    expect(lockedBy(["weights", "seed"], CONFIG, { ...CONFIG, seed: 2, biasStd: 1 })).toEqual([
      "weights",
      "seed",
    ]);
    // Of equal content, though another object.
    expect(lockedBy(["weights"], CONFIG, { initializerParameters: {} })).toEqual([]);
  });

  it("are the whole panel for any change, and a command for its own button", () => {
    expect(lockedBy(["controls"], CONFIG, { seed: 2 })).toEqual(["controls"]);
    expect(lockedBy(["controls", "header"], CONFIG, {})).toEqual([]);
    expect(lockedBy(["controls", "header"], CONFIG, {}, "header")).toEqual(["header"]);
  });
});

describe("a link with locks", () => {
  it("refuses changes of what it locks, names the parts, and takes all others", () => {
    const { getState, open } = opened(["weights", "seed"]);
    open();
    getState().changeConfig({ depth: 3, initializer: "zeros" });
    expect(getState().config).toBe(CONFIG);
    expect(getState().refused).toEqual(["weights"]);
    getState().changeConfig({ depth: 3 });
    expect(getState().config).toEqual({ ...CONFIG, depth: 3 });
    expect(getState().refused).toEqual([]);
  });

  it("prevents undo and redo from changing what it locks", () => {
    const { getState, open } = opened(["weights"]);
    // A configuration from before the link with locks was opened.
    getState().openConfig({ ...CONFIG, initializer: "zeros" });
    open();
    expect(getState().canUndo).toBe(true);
    getState().undo();
    expect(getState().config).toBe(CONFIG);
    expect(getState().refused).toEqual(["weights"]);
    getState().changeConfig({ depth: 3 });
    getState().undo();
    expect(getState().config).toBe(CONFIG);
    getState().redo();
    expect(getState().config.depth).toBe(3);
  });

  it("disables Undo, Redo and Reset where it locks the commands", () => {
    const { getState, open } = opened(["header"]);
    open();
    getState().changeConfig({ depth: 3 });
    const changed = getState().config;
    for (const command of ["undo", "redo", "reset"] as const) {
      getState().changeConfig({ depth: 3 });
      expect(getState().refused).toEqual([]);
      getState()[command]();
      expect(getState().config).toEqual(changed);
      expect(getState().refused).toEqual(["header"]);
    }
  });

  it("starts no comparison where that is locked, and adopts no locked values", () => {
    const { getState, open } = opened(["compare"]);
    open();
    getState().compare([CONFIG]);
    expect(getState().pins).toEqual([]);
    expect(getState().refused).toEqual(["compare"]);
    const weights = opened(["weights"]);
    weights.open();
    weights.getState().compare([{ ...CONFIG, initializer: "zeros" }]);
    expect(weights.getState().pins).toHaveLength(1);
    weights.getState().compare([], { ...CONFIG, initializer: "zeros" });
    expect(weights.getState().config).toBe(CONFIG);
  });

  it("loses its locks when the next link is opened", () => {
    const { getState, open } = opened(["controls"]);
    open();
    getState().changeConfig({ seed: 2 });
    expect(getState().refused).toEqual(["controls"]);
    open({ ...CONFIG, seed: 3 });
    expect(getState().config.seed).toBe(3);
    expect(getState().refused).toEqual([]);
  });
});
