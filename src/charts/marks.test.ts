/** Shapes written as paths: every corner worked out by hand. */
import { describe, expect, it } from "vitest";
import { barsPath } from "./histogramShape.ts";
import type { Histogram } from "./histogram.ts";
import { crossesPath, discsPath, squaresPath } from "./marks.ts";

const places = [
  { x: 10, y: 20 },
  { x: 30.04, y: 5.06 },
];

describe("marks of a series", () => {
  it("are one path, a closed shape for each", () => {
    expect(discsPath(places, 2)).toBe(
      "M8 20a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM28 5.1a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z",
    );
    // 1.8 x 2 wide.
    expect(squaresPath(places, 2)).toBe("M8.2 18.2h3.6v3.6h-3.6zM28.2 3.3h3.6v3.6h-3.6z");
    expect(crossesPath(places.slice(0, 1), 3)).toBe("M7 17L13 23M7 23L13 17");
  });

  it("are nothing without a place", () => {
    for (const path of [discsPath, squaresPath, crossesPath]) expect(path([], 2)).toBe("");
  });
});

describe("the outline of bars", () => {
  const box = { left: 0, right: 40, top: 0, bottom: 100 };
  const scale = { kind: "linear", top: 0.5, floor: 0 } as const;

  function outline(counts: readonly number[]): string {
    const histogram: Histogram = {
      counts: Float64Array.from(counts),
      below: 0,
      above: 0,
      zeros: 0,
      nan: 0,
      posInf: 0,
      negInf: 0,
      total: 10,
      peak: Math.max(...counts),
    };
    return barsPath(histogram, scale, box);
  }

  it("goes up and down where the height changes, and closes on the baseline", () => {
    // A bin is 10 wide; 5 of 10 entries reach the top.
    expect(outline([0, 2, 2, 5])).toBe("M10 100V60H30V0H40V100Z");
    expect(outline([5, 0, 1, 0])).toBe("M0 100V0H10V100H20V80H30V100Z");
  });
});
