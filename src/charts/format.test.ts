/** Numbers on the screen: no walls of zeros, no lost extremes. */
import { describe, expect, it } from "vitest";
import {
  estimateTextWidth,
  formatCount,
  formatFactor,
  formatFixed,
  formatFold,
  formatNumber,
  formatPower,
  formatShare,
} from "./format.ts";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.82567, "0.826"],
    [-0.5, "−0.5"],
    [12.3456, "12.3"],
    [1.2345e-8, "1.23×10⁻⁸"],
    [9.9999e-4, "0.001"],
    [-3.4e38, "−3.4×10³⁸"],
    [99999, "1×10⁵"],
    [5e-324, "4.94×10⁻³²⁴"],
    [Number.MAX_VALUE, "1.8×10³⁰⁸"],
    [Infinity, "∞"],
    [NaN, "NaN"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("never writes a mantissa of ten", () => {
    // The float64 lies just below its decimal text; divided by 10^-4 and rounded it would read 10.00.
    expect(formatFixed(0.0009995)).toBe("9.99×10⁻⁴");
    expect(formatNumber(9.996e-7)).toBe("1×10⁻⁶");
  });

  it("keeps the units of numbers that have more digits than asked for", () => {
    expect([999.6, 1234.5, 99899].map((value) => formatFixed(value))).toEqual(["1000", "1235", "99899"]);
  });

  it("keeps the digits of numbers that stand under each other", () => {
    expect([0.8, 1, 12, 0.0123, 1e-5, 123456].map((value) => formatFixed(value))).toEqual([
      "0.800",
      "1.00",
      "12.0",
      "0.0123",
      "1.00×10⁻⁵",
      "1.23×10⁵",
    ]);
  });

  it("writes factors with two decimals until they would be nothing", () => {
    expect([1, 0.7071, 0.0693, 138.2].map(formatFactor)).toEqual(["1.00", "0.71", "0.069", "138"]);
  });

  it("writes powers and counts", () => {
    expect([0, 1, -8, 12].map(formatPower)).toEqual(["1", "10", "10⁻⁸", "10¹²"]);
    expect([0, 7, 999, 65536, 1.5e6].map(formatCount)).toEqual(["0", "7", "999", "65.5k", "1.5M"]);
    expect(formatCount(999_999)).toBe("1M");
  });
});

describe("shares", () => {
  it.each([
    [0, "0"],
    [1, "100"],
    [1e-6, "<0.1"],
    [0.999999, ">99.9"],
    [0.0042, "0.4"],
    [0.5, "50"],
    [0.996, "99.6"],
  ])("writes %d as %s per cent", (share, text) => {
    expect(formatShare(share)).toBe(`${text}\u202f%`);
  });
});

it("estimates text generously", () => {
  expect(estimateTextWidth("50\u202f%", 12)).toBeGreaterThan(25);
  expect(estimateTextWidth("深度", 12)).toBe(24);
});

it("a ratio in a sentence has its thousands apart", () => {
  expect([3.21, 790, 19_800, 99_900, 3.2e7].map(formatFold)).toEqual([
    "3.2",
    "790",
    "20,000",
    "1×10⁵",
    "3.2×10⁷",
  ]);
});
