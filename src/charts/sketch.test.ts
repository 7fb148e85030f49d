/** The hand-drawn line against what can be said of it by counting. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawStroke, emptySketch, scoreSketch, setPoint, sketchLine } from "./sketch.ts";

describe("a sketch", () => {
  it("is level at its start while nothing is set", () => {
    expect(sketchLine(emptySketch(3), -1)).toEqual([-1, -1, -1]);
  });

  it("is straight between two points and level beyond them", () => {
    const anchors = setPoint(setPoint(emptySketch(6), { layer: 1, height: 0 }), { layer: 4, height: -3 });
    expect(sketchLine(anchors, 7)).toEqual([0, 0, -1, -2, -3, -3]);
  });

  it("takes every layer of a quick stroke, in either direction", () => {
    const there = drawStroke(emptySketch(5), { layer: 0, height: 0 }, { layer: 4, height: 8 });
    expect(there).toEqual([0, 2, 4, 6, 8]);
    expect(drawStroke(emptySketch(5), { layer: 4, height: 8 }, { layer: 0, height: 0 })).toEqual(there);
    expect(drawStroke(there, { layer: 2, height: 1 }, { layer: 2, height: 5 })).toEqual([0, 2, 5, 6, 8]);
  });

  it("goes through every point that was set", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { minLength: 1 }), (anchors) => {
        const line = sketchLine(anchors, 0);
        anchors.forEach((anchor, layer) => {
          if (anchor !== null) expect(line[layer]).toBe(anchor);
        });
      }),
    );
  });
});

describe("the score", () => {
  it("is the mean distance where there is a truth, and counts where there is none", () => {
    expect(scoreSketch([0, 0, 0, 0], [0, -1, -Infinity, NaN])).toEqual({ distance: 0.5, skipped: 2 });
  });

  it("says nothing where there is no truth at all", () => {
    expect(scoreSketch([0], [-Infinity])).toEqual({ distance: NaN, skipped: 1 });
  });
});
