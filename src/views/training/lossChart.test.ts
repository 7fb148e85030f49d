/** The chart of the loss: its axis by the range of the losses, its lines without what is not finite. */
import { expect, it } from "vitest";
import type { Snapshot } from "../../experiment/training/snapshot.ts";
import { lossChart, nearestIndex, placeOf } from "./lossChart.ts";

const BOX = { left: 10, right: 110, top: 0, bottom: 50 };

const at = (step: number, loss: number | null, validation: number): Snapshot => ({
  step,
  loss,
  validation,
  layers: [],
});

it("is linear from 0 while losses are of one size, and ends where the schedule does", () => {
  const chart = lossChart([at(0, 2, 2), at(1, 1, 2)], [0, 1, 2], BOX, 12);
  expect(chart).toMatchObject({ isLog: false, low: 0, high: 2 });
  expect(chart.loss).toBe("M10.0 0.0L60.0 25.0");
  expect(chart.x(2)).toBe(110);
  expect(chart.ticks.map(({ step }) => step)).toEqual([0, 1, 2]);
});

it("puts a step between two kept ones between their places, and finds the nearest snapshot", () => {
  const schedule = [0, 1, 2, 10, 100];
  expect([0, 2, 6, 10, 55, 100].map((step) => placeOf(schedule, step))).toEqual([0, 2, 2.5, 3, 3.5, 4]);
  const snapshots = [at(0, 1, 1), at(2, 1, 1), at(6, 1, 1)];
  expect([-1, 0.9, 2.2, 2.4, 4].map((place) => nearestIndex(snapshots, schedule, place))).toEqual([
    0, 0, 1, 2, 2,
  ]);
  const chart = lossChart(snapshots, schedule, BOX, 12);
  expect(chart.x(6)).toBe(10 + 100 * (2.5 / 4));
  expect(chart.placeAt(60)).toBe(2);
});

it("is logarithmic over more than a factor of ten", () => {
  const chart = lossChart([at(0, 100, 100), at(1, 10, 100), at(2, 1, 100)], [0, 1, 2], BOX, 12);
  expect(chart).toMatchObject({ isLog: true, low: 1, high: 100 });
  expect(chart.loss).toBe("M10.0 0.0L60.0 25.0L110.0 50.0");
});

it("interrupts a line where a loss is not finite, and draws nothing without one", () => {
  const chart = lossChart([at(0, 1, 1), at(1, NaN, Infinity), at(2, 1, 1)], [0, 1, 2], BOX, 12);
  expect(chart.loss).toBe("M10.0 0.0M110.0 0.0");
  expect(lossChart([], [0, 1], BOX, 12)).toMatchObject({ loss: "", validation: "", low: 0, high: 1 });
});

it("labels the end of the schedule, and no two steps in one place", () => {
  const schedule = Array.from({ length: 60 }, (_, index) => index);
  const { ticks } = lossChart([], schedule, BOX, 12);
  expect(ticks.at(-1)?.step).toBe(59);
  for (const [index, { x }] of ticks.entries())
    expect(x - (ticks[index - 1]?.x ?? -Infinity)).toBeGreaterThanOrEqual(48);
});
