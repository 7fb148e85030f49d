/** Tiny charts: every layer is on them, also where its number has no place on a log axis. */
import { describe, expect, it } from "vitest";
import { markOf } from "./signal.ts";
import type { SignalSeries } from "./signal.ts";
import { TINY_HEIGHT_PX, TINY_WIDTH_PX, tinyScale, tinyShapes } from "./tinySignal.ts";

const series = (values: readonly number[], partly: readonly number[] = []): SignalSeries => ({
  marks: values.map(markOf),
  partlyNonFinite: values.map((_, layer) => partly.includes(layer)),
});

const DOMAIN = { low: -2, high: 2 } as const;
const count = (path: string, command: string): number => path.split(command).length - 1;
/** Every number of a path. */
const numbers = (path: string): readonly number[] => Array.from(path.matchAll(/-?\d+(?:\.\d+)?/g), Number);

describe("a tiny chart", () => {
  it("marks layers that are not finite or zero, and breaks the line there", () => {
    const forward = series([1, 10, Infinity, NaN, 0], [1]);
    const backward = series([0, 0, 1, 1, 1]);
    const shapes = tinyShapes(forward, backward, tinyScale([forward, backward], DOMAIN));
    expect(count(shapes.forward.line, "L")).toBe(1);
    expect(count(shapes.forward.nonFinite, "M")).toBe(3);
    expect(count(shapes.forward.zeros, "M")).toBe(1);
    expect(count(shapes.backward.nonFinite, "M")).toBe(0);
    expect(count(shapes.backward.zeros, "M")).toBe(2);
  });

  it("stays inside its frame and holds its domain, whatever the numbers", () => {
    const forward = series([1e-30, 1e20, 0, NaN]);
    const backward = series([1, 1, 1, 1]);
    const scale = tinyScale([forward, backward], DOMAIN);
    expect(scale.domain.low).toBeLessThanOrEqual(-30);
    expect(scale.domain.high).toBeGreaterThanOrEqual(20);
    expect(tinyScale([backward], DOMAIN).domain).toEqual(DOMAIN);
    const shapes = tinyShapes(forward, backward, scale);
    for (const { line, nonFinite, zeros } of [shapes.forward, shapes.backward]) {
      for (const value of numbers(line + nonFinite + zeros)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(Math.max(TINY_WIDTH_PX, TINY_HEIGHT_PX));
      }
    }
  });

  it("draws nothing for no layers", () => {
    const none = series([]);
    const { forward } = tinyShapes(none, none, tinyScale([none, none], DOMAIN));
    expect(forward).toEqual({ line: "", nonFinite: "", zeros: "" });
  });
});
