/** The single keys: each once, and layers that stay on the axis. The browser tests press them. */
import { describe, expect, it } from "vitest";
import { SHORTCUTS, stepLayer } from "./shortcuts.ts";

describe("the shortcuts", () => {
  it("are one character each, and no two share one", () => {
    const keys = SHORTCUTS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toHaveLength(1);
  });
});

describe("stepLayer", () => {
  it("begins at the end it comes from, and stops at the other", () => {
    expect(stepLayer(null, 1, 5)).toBe(0);
    expect(stepLayer(null, -1, 5)).toBe(4);
    expect(stepLayer(4, 1, 5)).toBe(4);
    expect(stepLayer(0, -1, 5)).toBe(0);
    expect(stepLayer(2, 1, 5)).toBe(3);
    // The picture may have fewer layers than when the layer was selected.
    expect(stepLayer(9, 1, 5)).toBe(4);
  });
});
