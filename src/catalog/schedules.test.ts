/** Every schedule at its beginning, its turning points and its end. */
import { expect, it } from "vitest";
import { optimizers } from "./optimizers.ts";
import { scheduleById, schedules } from "./schedules.ts";
import { OPTIMIZER_IDS, SCHEDULE_IDS } from "./trainingIds.ts";

it("has an entry for every id, in the order of the menus", () => {
  expect(optimizers.map(({ id }) => id)).toEqual(OPTIMIZER_IDS);
  expect(schedules.map(({ id }) => id)).toEqual(SCHEDULE_IDS);
});

it.each([
  ["constant", 0, 1],
  ["constant", 99, 1],
  ["warmup", 0, 0.1],
  ["warmup", 4, 0.5],
  ["warmup", 9, 1],
  ["warmup", 99, 1],
  ["step", 49, 1],
  ["step", 50, 0.1],
  ["step", 75, 0.01],
  ["cosine", 0, 1],
  ["cosine", 50, 0.5],
] as const)("%s: the factor of step %i of 100 is %f", (id, step, factor) => {
  expect(scheduleById(id).factor(step, 100)).toBeCloseTo(factor, 12);
});

it("never raises the rate above the one that is set", () => {
  for (const { factor } of schedules) {
    for (let step = 0; step < 50; step++) {
      expect(factor(step, 50)).toBeGreaterThan(0);
      expect(factor(step, 50)).toBeLessThanOrEqual(1);
    }
  }
});
