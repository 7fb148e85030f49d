/** Selection against sorting. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectSmallest } from "./selectSmallest.ts";

describe("selection", () => {
  it("finds what sorting finds, and leaves the smaller ones in front", () => {
    const different = fc.uniqueArray(fc.double({ noNaN: true }), {
      minLength: 1,
      maxLength: 60,
      comparator: (a, b) => a === b,
    });
    fc.assert(
      fc.property(different, fc.nat(), (list, n) => {
        const k = 1 + (n % list.length);
        const values = Float64Array.from(list);
        const sorted = Float64Array.from(list).sort();
        expect(selectSmallest(values, k)).toBe(sorted[k - 1]);
        expect(values.subarray(0, k).sort()).toEqual(sorted.subarray(0, k));
      }),
      { seed: 1 },
    );
  });
});
