/** Columns drawn together are those that look alike, each of them once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnGroups, runsPath } from "./columnRuns.ts";
import { layerAxis } from "./layerAxis.ts";

describe("columns that are drawn alike", () => {
  it("are one group, with a stretch for neighbours", () => {
    const groups = columnGroups([1, 1, 2, 1, NaN, 1], [false, false, false, false, false, true]);
    expect(groups).toEqual([
      {
        value: 1,
        isStale: false,
        runs: [
          [0, 2],
          [3, 4],
        ],
      },
      { value: 2, isStale: false, runs: [[2, 3]] },
      { value: 1, isStale: true, runs: [[5, 6]] },
    ]);
  });

  it("cover every column that has a number once, with its own number and age", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(NaN, 0, 0.07, 0.5), fc.boolean()), { maxLength: 200 }),
        (columns) => {
          const drawn = new Map<number, readonly [number, boolean]>();
          const groups = columnGroups(
            columns.map(([value]) => value),
            columns.map(([, stale]) => stale),
          );
          for (const { value, isStale, runs } of groups)
            for (const [from, to] of runs)
              for (let column = from; column < to; column++) {
                expect(drawn.has(column)).toBe(false);
                drawn.set(column, [value, isStale]);
              }
          columns.forEach(([value, stale], column) =>
            expect(drawn.get(column)).toEqual(Number.isNaN(value) ? undefined : [value, stale]),
          );
          // No two groups look alike, and no two stretches of one touch.
          expect(new Set(groups.map(({ value, isStale }) => `${value} ${String(isStale)}`)).size).toBe(
            groups.length,
          );
        },
      ),
      { seed: 1 },
    );
  });

  it("are rectangles from the left edge of their first column to the right edge of their last", () => {
    const axis = layerAxis(4, 100, { left: 10, right: 10 });
    const [group] = columnGroups([NaN, 5, 5, NaN], []);
    if (group === undefined) throw new Error("no group");
    expect(runsPath(axis, group, 3, 7)).toBe("M30 3H70V10H30Z");
  });
});
