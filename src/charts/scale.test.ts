/** The scales of the charts: ends, middles, inverses, what lies outside, and domains without width. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearScale, logScale, openScale, wholeTicks } from "./scale.ts";

describe("the linear scale", () => {
  const scale = linearScale([-2, 6], [100, 20]);

  it("meets its ends exactly and is affine between them", () => {
    expect([-2, 0, 2, 6].map(scale)).toEqual([100, 80, 60, 20]);
    // low + t * span would give 0.30000000000000004 here.
    expect(linearScale([0, 1], [0.1, 0.3])(1)).toBe(0.3);
  });

  it("goes on beyond its ends where it is asked to", () => {
    const open = openScale([-2, 6], [100, 20]);
    expect([-3, -2, 2, 6, 7].map(open)).toEqual([110, 100, 60, 20, 10]);
    expect(open(NaN)).toBeNaN();
  });

  it("puts what lies outside on the near end, and leaves NaN undefined", () => {
    expect([-3, -Infinity, 7, Infinity].map(scale)).toEqual([100, 100, 20, 20]);
    expect(scale(NaN)).toBeNaN();
  });

  it("puts everything in the middle of a domain without width, except NaN", () => {
    const flat = linearScale([3, 3], [0, 10]);
    expect([2, 3, 4].map(flat)).toEqual([5, 5, 5]);
    expect(flat(NaN)).toBeNaN();
    expect(linearScale([0, 10], [3, 3]).invert(3)).toBe(5);
  });

  it("inverts within rounding", () => {
    expect(scale.invert(60)).toBe(2);
    expect(scale.invert(1000)).toBe(-2);
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 0, max: 1, noNaN: true }), (low, high, share) => {
        fc.pre(Math.abs(high - low) > 1);
        const value = low * (1 - share) + high * share;
        const wide = linearScale([low, high], [10, 510]);
        // Some ten roundings on the way there and back, each at most 2^-53 of the span of 2e6: 2.3e-9.
        expect(Math.abs(wide.invert(wide(value)) - value)).toBeLessThan(2.5e-9);
      }),
      { seed: 20 },
    );
  });
});

describe("the log scale", () => {
  const scale = logScale([-2, 2], [100, 20]);

  it("gives every decade the same height", () => {
    expect([0.01, 0.1, 1, 10, 100].map(scale)).toEqual([100, 80, 60, 40, 20]);
  });

  it("puts zero and what lies outside on the near end, and gives a negative number no place", () => {
    expect([0, Number.MIN_VALUE, 1e-3, 1e3, Infinity].map(scale)).toEqual([100, 100, 100, 20, 20]);
    expect(scale(-1)).toBeNaN();
    expect(scale(NaN)).toBeNaN();
  });

  it("inverts, and holds domains whose ends are no float64 numbers", () => {
    expect(scale.invert(80)).toBe(0.1);
    expect(scale.invert(0)).toBe(100);
    expect(logScale([-400, 0], [0, 400])(1e-100)).toBe(300);
  });

  it("puts everything in the middle of a domain without width", () => {
    expect(logScale([1, 1], [0, 10])(5)).toBe(5);
  });
});

describe("whole ticks", () => {
  it.each([
    ["all that fit", [-1, 1], 6, [-1, 0, 1]],
    ["multiples of the first step that fits", [-11, 1], 6, [-9, -6, -3, 0]],
    ["steps that need not reach the ends", [1, 8], 3, [4, 8]],
    ["the last step when none fits", [-60, 60], 2, [-50, 0, 50]],
    ["one number", [2, 2], 4, [2]],
    ["nothing between ends in the wrong order", [3, 1], 4, []],
  ] as const)("are %s", (_, ends, maxTicks, expected) => {
    expect(wholeTicks(ends, maxTicks, [1, 2, 3, 4, 5, 10, 50])).toEqual(expected);
  });
});
