/** Counts are conserved by every view of every tensor, and ranges stay sensible for degenerate ones. */
import { describe, expect, it } from "vitest";
import type { TensorStats } from "../experiment/result.ts";
import { measure, tensorStats } from "../experiment/statistics.ts";
import { fanOf, fanPaths } from "./heatMap.ts";
import { barsPath, lollipopOf, nonFiniteBlock } from "./histogramShape.ts";
import { binTensor, densityHeight, densityScale, histogramOf, isCut, zoneShares } from "./histogram.ts";
import type { Histogram } from "./histogram.ts";
import { layerAxis } from "./layerAxis.ts";
import { axisTicks, chooseValueAxis, niceAway, scaleRatio } from "./valueAxis.ts";
import type { ValueAxisKind } from "./valueAxis.ts";

const VALUES = { kind: "value", low: -1, high: 1, bins: 96 } as const;
const KINDS: readonly ValueAxisKind[] = ["value", "shape", "magnitude"];

function statsOf(values: readonly number[]): TensorStats {
  return tensorStats("activation", measure(Float32Array.from(values), values.length, 1));
}

function repeat(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

/** Deterministic values with the spread of a normal: no chance in tests. */
function bell(count: number, std: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = (i + 0.5) / count;
    // Logistic quantile, scaled to the wanted standard deviation (pi / sqrt 3 for the standard logistic).
    return (std * Math.sqrt(3) * Math.log(u / (1 - u))) / Math.PI;
  });
}

function totalOf({ counts, below, above, zeros, nan, posInf, negInf }: Histogram): number {
  let bars = 0;
  for (const count of counts) bars += count;
  return bars + below + above + zeros + nan + posInf + negInf;
}

const TENSORS: Readonly<Record<string, readonly number[]>> = {
  "a bell": bell(4000, 1),
  "a rectified bell": bell(4000, 1).map((x) => Math.max(0, x)),
  "all zeros": repeat(100, 0),
  "one value": repeat(100, 0.37),
  "one negative value": repeat(100, -12),
  "ends of a tanh": Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
  "all Inf": repeat(100, Infinity),
  "all NaN": repeat(100, NaN),
  "a bit of everything": [...bell(500, 1e30), 0, 0, 1e-40, NaN, Infinity, -Infinity, 3e38, -1e-30],
  "a single entry": [5],
};

describe.each(KINDS)("on the %s axis", (kind) => {
  it.each(Object.entries(TENSORS))("keeps every entry of %s", (_, values) => {
    const stats = statsOf(values);
    const axis = chooseValueAxis(kind, [stats], 96);
    expect(axis.low).toBeLessThan(axis.high);
    expect(Number.isFinite(axis.low) && Number.isFinite(axis.high)).toBe(true);
    const histogram = binTensor(stats, axis);
    // Shares of a sketch bin add up in float64.
    expect(totalOf(histogram)).toBeCloseTo(values.length, 6);
    expect(histogram.total).toBe(values.length);
  });

  it("keeps every entry on an axis chosen for other tensors", () => {
    const axis = chooseValueAxis(kind, [statsOf(bell(1000, 1))], 64);
    for (const values of Object.values(TENSORS)) {
      expect(totalOf(binTensor(statsOf(values), axis))).toBeCloseTo(values.length, 6);
    }
  });
});

describe("what is kept of a tensor", () => {
  it("is its histogram on an axis: a layer whose result has not changed is not binned again", () => {
    const [first, second] = [statsOf(bell(1000, 1)), statsOf(bell(1000, 2))];
    const axis = chooseValueAxis("value", [first, second], 96);
    const [before, other] = [histogramOf(first, axis), histogramOf(second, axis)];
    // A new picture works its axis out anew: equal ends are the same axis.
    expect(histogramOf(first, { ...axis })).toBe(before);
    expect(histogramOf(second, axis)).toBe(other);
    expect(histogramOf(statsOf(bell(1000, 1)), axis)).not.toBe(before);
    expect(histogramOf(first, { ...axis, high: 2 * axis.high })).not.toBe(before);
    expect(histogramOf(first, axis)).toEqual(before);
  });

  it("is its fan: a new axis walks through no sketch again", () => {
    const stats = statsOf(bell(1000, 1));
    const axis = chooseValueAxis("value", [stats], 96);
    expect(fanOf(stats, { ...axis, high: 2 * axis.high })).toBe(fanOf(stats, axis));
  });
});

describe("the shared range", () => {
  it("comes from quantiles, not from one stray value", () => {
    const axis = chooseValueAxis("value", [statsOf([...bell(10_000, 1), 1e6])], 96);
    expect(axis.high).toBeLessThan(20);
  });

  it("is symmetric for gradients, starts at zero for rectified values, and ends where a tanh ends", () => {
    const [gradient, rectified, tanh] = ["a bell", "a rectified bell", "ends of a tanh"].map((name) =>
      chooseValueAxis("value", [statsOf(TENSORS[name] ?? [])], 96),
    );
    expect(gradient?.low).toBe(-(gradient?.high ?? 0));
    expect(rectified?.low).toBe(0);
    expect([tanh?.low, tanh?.high]).toEqual([-1, 1]);
  });

  it("holds the widest layer of a vanishing network but for its outermost tails", () => {
    const layers = Array.from({ length: 10 }, (_, l) => statsOf(bell(4000, 10 ** -l)));
    const axis = chooseValueAxis("value", layers, 96);
    const first = layers[0];
    if (first === undefined) throw new Error("no layer");
    const { below, above, total } = binTensor(first, axis);
    expect((below + above) / total).toBeLessThan(0.01);
  });

  it("does not drag zero into a narrow heap far away from it", () => {
    const axis = chooseValueAxis("value", [statsOf(bell(1000, 0.001).map((x) => x + 5))], 96);
    expect(axis.low).toBeGreaterThan(4.9);
    expect(axis.high).toBeLessThan(5.1);
  });

  it("covers whole decades on the magnitude axis", () => {
    const axis = chooseValueAxis("magnitude", [statsOf(bell(1000, 1)), statsOf(bell(1000, 1e-20))], 96);
    expect(axis.low).toBeLessThanOrEqual(-21);
    expect(axis.high).toBe(1);
    for (const tick of axisTicks(axis, 4)) expect(Number.isInteger(tick)).toBe(true);
    expect(axisTicks(axis, 4).length).toBeLessThanOrEqual(4);
  });

  it("compares layers by their RMS and ignores those without one", () => {
    expect(scaleRatio([statsOf([1, -1]), statsOf([100, -100]), statsOf([0]), statsOf([NaN])])).toBeCloseTo(
      100,
    );
    expect(scaleRatio([])).toBe(1);
  });
});

describe("nice ends", () => {
  it.each([
    [0, 0],
    [0.3, 0.3],
    [3.1, 4],
    [-0.17, -0.2],
    [1.01e-8, 1.2e-8],
    [9.7e37, 1e38],
  ])("rounds %d away from zero to %d", (value, expected) => {
    expect(niceAway(value)).toBe(expected);
  });
});

describe("the shared height", () => {
  it("cuts a collapsed layer rather than flatten the others", () => {
    const tensors = [statsOf(bell(4000, 1)), statsOf(bell(4000, 1e-6))];
    const axis = chooseValueAxis("value", tensors, 96);
    const [wide, narrow] = tensors.map((stats) => binTensor(stats, axis));
    if (wide === undefined || narrow === undefined) throw new Error("no histogram");
    const scale = densityScale([wide, narrow], "linear");
    expect(isCut(scale, narrow)).toBe(true);
    expect(isCut(scale, wide)).toBe(false);
    expect(densityHeight(scale, wide.peak / wide.total)).toBeGreaterThan(0.15);
  });

  it("puts half an entry on the baseline of a log scale and draws a single entry above it", () => {
    const histogram = binTensor(
      statsOf(bell(1000, 1)),
      chooseValueAxis("value", [statsOf(bell(1000, 1))], 96),
    );
    const scale = densityScale([histogram], "log");
    expect(densityHeight(scale, 0.5 / 1000)).toBe(0);
    expect(densityHeight(scale, 1 / 1000)).toBeGreaterThan(0);
    expect(densityHeight(scale, histogram.peak / histogram.total)).toBe(1);
  });

  it("has a height even when there is nothing to draw", () => {
    expect(densityScale([], "linear").top).toBe(1);
    expect(densityHeight(densityScale([], "log"), 0)).toBe(0);
  });
});

describe("shapes", () => {
  const box = { left: 10, right: 90, top: 20, bottom: 120 };

  it("draws bars inside their box as one closed path, and none for none", () => {
    const stats = statsOf(bell(4000, 1));
    const axis = chooseValueAxis("value", [stats], 96);
    const histogram = binTensor(stats, axis);
    const path = barsPath(histogram, densityScale([histogram], "linear"), box);
    expect(path.match(/M/g)).toHaveLength(1);
    expect(path.endsWith("Z")).toBe(true);
    expect(path).not.toContain("NaN");
    const zeros = statsOf([0, 0]);
    const empty = binTensor(zeros, chooseValueAxis("value", [zeros], 96));
    expect(barsPath(empty, densityScale([empty], "linear"), box)).toBe("");
  });

  it("labels zeros above the dot and inside the column", () => {
    const stats = statsOf(TENSORS["a rectified bell"] ?? []);
    const axis = chooseValueAxis("value", [stats], 96);
    const histogram = binTensor(stats, axis);
    const lollipop = lollipopOf(histogram, axis, box, 12, 13, "zero");
    expect(lollipop?.x).toBe(box.left);
    expect(lollipop?.y).toBeCloseTo(70, 0);
    expect(lollipop?.label?.anchor).toBe("start");
    expect(lollipop?.label?.y).toBeLessThan(70);
    const narrow = { ...box, right: 16 };
    expect(lollipopOf(histogram, axis, narrow, 12, 13, "zero")?.label).toBeNull();
  });

  it("names what is not finite and gives it at least a line of height", () => {
    const stats = statsOf([...bell(10_000, 1), NaN]);
    const block = nonFiniteBlock(binTensor(stats, chooseValueAxis("value", [stats], 96)), box, 12);
    expect(block).toMatchObject({ name: "NaN", count: 1, height: 16 });
    const infinite = statsOf([Infinity, -Infinity, NaN, 1]);
    expect(nonFiniteBlock(binTensor(infinite, chooseValueAxis("value", [infinite], 96)), box, 12)?.name).toBe(
      "±Inf, NaN",
    );
  });

  it("counts the saturated ends of a tanh", () => {
    const stats = statsOf([...repeat(30, 1), ...repeat(20, -1), ...repeat(50, 0.1)]);
    const shares = zoneShares(stats, { below: -0.97, above: 0.97 });
    expect(shares.above).toBeCloseTo(0.3);
    expect(shares.below).toBeCloseTo(0.2);
    expect(zoneShares(stats, { below: null, above: null })).toEqual({ below: 0, above: 0 });
  });
});

describe("the quantile fan", () => {
  it("is ascending, in coordinates of the axis, and undefined where nothing is finite", () => {
    for (const kind of KINDS) {
      const stats = statsOf(bell(4000, 3));
      const fan = fanOf(stats, chooseValueAxis(kind, [stats], 96));
      expect([...fan].sort((a, b) => a - b)).toEqual([...fan]);
      const nan = statsOf([NaN, NaN]);
      expect(fanOf(nan, chooseValueAxis(kind, [nan], 96)).every(Number.isNaN)).toBe(true);
    }
  });

  it("leaves the axis at the crossing and comes back in at the next", () => {
    const cells = [0.5, 4, 0.5].map((value) => ({ stats: statsOf(repeat(10, value)), isStale: false }));
    const axis = layerAxis(3, 300, { left: 0, right: 0 });
    const paths = fanPaths(axis, cells, VALUES, 0, 100);
    expect(new Set(paths)).toEqual(new Set(["M50,25L64.3,0M235.7,0L250,25"]));
    const gap = fanPaths(
      axis,
      cells.toSpliced(1, 1, { stats: statsOf([NaN]), isStale: false }),
      VALUES,
      0,
      100,
    );
    expect(new Set(gap)).toEqual(new Set(["M50,25ZM250,25Z"]));
  });

  it("leaves zeros out on the magnitude axis", () => {
    const stats = statsOf([...repeat(900, 0), ...repeat(100, 1)]);
    for (const value of fanOf(stats, chooseValueAxis("magnitude", [stats], 96)))
      expect(value).toBeCloseTo(0, 2);
  });
});
