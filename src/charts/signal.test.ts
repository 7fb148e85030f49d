/** The signal chart's axis, its rows for what has no logarithm, and the layer axis under it. */
import { describe, expect, it } from "vitest";
import { axisEnd, columnCenter, labelledLayers, layerAt, layerAxis } from "./layerAxis.ts";
import { logDomain, logTicks, markOf, signalBand, signalLine, signalScale, signalY } from "./signal.ts";

const axis = layerAxis(10, 1100, { left: 90, right: 10 });

describe("the log axis", () => {
  it.each([
    ["nothing", [], -1, 1],
    ["zeros and the undefined only", [0, NaN, Infinity, -1], -1, 1],
    ["equal values", [1, 1, 1], -1, 1],
    ["values of one decade", [0.2, 0.5], -1, 1],
    ["a vanishing signal", [1, 1e-10], -11, 1],
    ["a theory beyond any number", [1, 1e300], -1, 61],
  ])("holds %s in whole decades, two at least", (_, values, low, high) => {
    const domain = logDomain(values);
    expect(domain).toEqual({ low, high });
    expect(domain.high - domain.low).toBeGreaterThanOrEqual(2);
  });

  it("labels few, evenly spaced, whole decades, without a minus zero", () => {
    for (const [low, high] of [
      [-1, 1],
      [-11, 1],
      [-46, 39],
      [-60, 60],
    ] as const) {
      const ticks = logTicks({ low, high }, 6);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      const steps = new Set(ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0)));
      expect(steps.size).toBe(1);
      expect(ticks.some((tick) => Object.is(tick, -0))).toBe(false);
    }
  });
});

describe("marks", () => {
  it("gives zero, the undefined and the missing places of their own", () => {
    expect(markOf(0.5)).toEqual({ kind: "value", value: 0.5 });
    expect(markOf(0)).toEqual({ kind: "zero" });
    expect(markOf(NaN)).toEqual({ kind: "nonFinite" });
    expect(markOf(Infinity)).toEqual({ kind: "nonFinite" });
    expect(markOf(undefined)).toBeNull();
  });

  it("makes room for the rows it needs and no others", () => {
    const plain = { marks: [markOf(1)], partlyNonFinite: [false] };
    const calm = signalScale([plain], [], 200, 20);
    expect(calm.zeroPx).toBeNull();
    expect(calm.nonFinitePx).toBeNull();
    const wild = signalScale(
      [{ marks: [markOf(0), markOf(NaN), markOf(1)], partlyNonFinite: [false, false, true] }],
      [],
      200,
      20,
    );
    expect(wild.zeroPx).toBeGreaterThan(wild.bottomPx);
    expect(wild.nonFinitePx).toBeLessThan(wild.topPx);
    expect(signalY(wild, 1)).toBeGreaterThanOrEqual(wild.topPx);
    expect(signalY(wild, 1e-300)).toBeLessThanOrEqual(wild.bottomPx);
  });

  it("breaks the line where a value is missing", () => {
    const scale = signalScale([{ marks: [markOf(1)], partlyNonFinite: [] }], [], 200, 20);
    const path = signalLine(axis, scale, [1, 1, null, 1, 0, 1]);
    expect(path.match(/M/g)).toHaveLength(3);
    expect(path).not.toContain("NaN");
  });

  it("leaves the axis where the line crosses the frame, in decades", () => {
    // Columns are 100 px wide, a decade is 50 px high, and 1 stands at 100 px.
    const scale = {
      domain: { low: -2, high: 2 },
      topPx: 0,
      bottomPx: 200,
      nonFinitePx: null,
      zeroPx: null,
    };
    // From 1 to 10^8 the line has gone a quarter of the way where it reaches 10^2.
    expect(signalLine(axis, scale, [1, 1e8, 1e8, 1])).toBe("M140,100L165,0M415,0L440,100");
    expect(signalLine(axis, scale, [1, 1e-4, 1])).toBe("M140,100L190,200M290,200L340,100");
    expect(signalLine(axis, scale, [1, 10, Infinity, 1e8, 1])).toBe("M140,100L240,50M515,0L540,100");
    expect(signalLine(axis, scale, [1e60, 1e70, 1e80])).toBe("");
  });

  it("draws a band only where it has two ends", () => {
    const scale = signalScale([{ marks: [markOf(1)], partlyNonFinite: [] }], [], 200, 20);
    const band = signalBand(axis, scale, {
      line: [1, 1, 1, 1],
      bandLow: [0.9, 0.8, NaN, 0.7],
      bandHigh: [1.1, 1.2, NaN, 1.3],
    });
    // Two stretches; the second is one layer alone, which has a height but no area.
    expect(band.match(/Z/g)).toHaveLength(2);
    expect(band).not.toContain("NaN");
  });
});

describe("the layer axis", () => {
  it("places columns between the margins and finds them again", () => {
    expect(axisEnd(axis)).toBe(1090);
    for (let layer = 0; layer < 10; layer++) expect(layerAt(axis, columnCenter(axis, layer))).toBe(layer);
    expect(layerAt(axis, -50)).toBe(0);
    expect(layerAt(axis, 5000)).toBe(9);
    expect(layerAt(layerAxis(0, 100, { left: 0, right: 0 }), 5)).toBeNull();
  });

  it("labels all layers when they fit, and always the first and the last", () => {
    expect(labelledLayers(axis, 12)).toHaveLength(10);
    for (const count of [1, 2, 24, 25, 60, 137, 200]) {
      for (const width of [300, 1100]) {
        const labelled = labelledLayers(layerAxis(count, width, { left: 50, right: 4 }), 11);
        expect(labelled[0]).toBe(0);
        expect(labelled.at(-1)).toBe(count - 1);
        expect(new Set(labelled).size).toBe(labelled.length);
      }
    }
  });
});
