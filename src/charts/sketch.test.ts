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

/** Straight from one height to another over eleven layers. */
const straight = (from: number, to: number): readonly number[] =>
  Array.from({ length: 11 }, (_, layer) => from + ((to - from) * layer) / 10);

describe("the score", () => {
  it.each([
    // On a log axis, in decades.
    ["the line itself", "log", straight(0, -5), straight(0, -5), "close", "falls", "falls"],
    ["a hand's breadth beside it", "log", straight(0.1, -4.9), straight(0, -5), "close", "falls", "falls"],
    ["parallel, two decades above", "log", straight(2, -3), straight(0, -5), "trend", "falls", "falls"],
    ["a third steeper", "log", straight(0, -6.6), straight(0, -5), "trend", "falls", "falls"],
    ["twice as steep", "log", straight(0, -10), straight(0, -5), "direction", "falls", "falls"],
    ["half as steep", "log", straight(0, -2.5), straight(0, -5), "direction", "falls", "falls"],
    ["up where it goes down", "log", straight(0, 5), straight(0, -5), "wrong", "rises", "falls"],
    ["level where it falls", "log", straight(0, 0), straight(0, -5), "wrong", "level", "falls"],
    ["falling where it is level", "log", straight(0, -5), straight(0, 0), "wrong", "falls", "level"],
    ["level, and far above a level one", "log", straight(3, 3), straight(0, 0), "trend", "level", "level"],
    [
      "rising by a factor of 2.2, the truth by 1.9",
      "log",
      straight(1, 1.34),
      straight(0, 0.28),
      "trend",
      "rises",
      "level",
    ],
    // Shares and cosines.
    [
      "falling from 68 to 40 % where it is level",
      "share",
      straight(0.68, 0.4),
      straight(0.66, 0.66),
      "wrong",
      "falls",
      "level",
    ],
    [
      "three points above a level one",
      "share",
      straight(0.53, 0.53),
      straight(0.5, 0.5),
      "close",
      "level",
      "level",
    ],
    [
      "parallel, twenty points above",
      "share",
      straight(0.3, 0.6),
      straight(0.1, 0.4),
      "trend",
      "rises",
      "rises",
    ],
    [
      "level where it falls by five decades and comes back",
      "log",
      straight(0, 0),
      [0, -1, -2, -3, -4, -5, -4, -3, -2, -1, 0],
      "path",
      "level",
      "level",
    ],
    [
      "straight where it falls at once and then stays",
      "log",
      straight(0, -4),
      [0, -2, -4, -4, -4, -4, -4, -4, -4, -4, -4],
      "path",
      "falls",
      "falls",
    ],
    [
      "at the limit of steepness",
      "share",
      straight(0.9, 0.15),
      straight(0.6, 0.1),
      "trend",
      "falls",
      "falls",
    ],
    ["a third of the rise", "share", straight(0, 0.3), straight(0, 0.9), "direction", "rises", "rises"],
  ] as const)("%s", (_, unit, line, truth, word, drawn, real) => {
    expect(scoreSketch(line, truth, unit)).toMatchObject({ word, trend: { line: drawn, truth: real } });
  });

  it("says how far the end is off, and when that is nothing", () => {
    expect(scoreSketch(straight(0, -2), straight(0, -5), "log")).toMatchObject({ end: 3, isEndRight: false });
    expect(scoreSketch(straight(0, -2), straight(0, -2.1), "log")).toMatchObject({ isEndRight: true });
  });

  it("compares only layers where there is a truth, and counts the others", () => {
    expect(scoreSketch([0, -1, -2, -3], [0, -1, -Infinity, NaN], "log")).toMatchObject({
      word: "close",
      change: { line: -1, truth: -1 },
      end: 0,
      skipped: 2,
    });
  });

  it("judges what comes before an overflow, and a single layer as level", () => {
    const overflowing = [0, 10, 20, 30, Infinity, NaN];
    expect(scoreSketch([0, 10, 20, 30, 40, 50], overflowing, "log")).toMatchObject({
      word: "close",
      change: { line: 30, truth: 30 },
      skipped: 2,
    });
    expect(scoreSketch([0, 0, 0, 0, 0, 0], overflowing, "log")).toMatchObject({ word: "wrong", end: -30 });
    expect(scoreSketch([3], [0], "log")).toMatchObject({ word: "trend", end: 3 });
    expect(scoreSketch([3, 5], [0, -Infinity], "log")).toMatchObject({
      trend: { line: "level", truth: "level" },
      skipped: 1,
    });
  });

  it("leaves out a layer whose line has no height", () => {
    expect(scoreSketch([NaN, 0, 0], [0, 0, 0], "log")).toMatchObject({ word: "close", skipped: 1 });
  });

  it("says nothing where there is no truth at all", () => {
    expect(scoreSketch([0], [-Infinity], "log")).toBeNull();
    expect(scoreSketch([0, 0], [NaN, Infinity], "share")).toBeNull();
    expect(scoreSketch([], [], "share")).toBeNull();
  });

  it("calls no line close that goes elsewhere, whatever it is", () => {
    const height = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(height, height), { minLength: 2, maxLength: 40 }), (pairs) => {
        const score = scoreSketch(
          pairs.map(([line]) => line),
          pairs.map(([, truth]) => truth),
          "log",
        );
        const isOpposite =
          score?.trend.line !== score?.trend.truth &&
          score?.trend.line !== "level" &&
          score?.trend.truth !== "level";
        if (isOpposite && score?.word !== "close") expect(score?.word).toBe("wrong");
      }),
      { seed: 8 },
    );
  });
});
