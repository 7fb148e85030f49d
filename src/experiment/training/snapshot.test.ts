/** What a snapshot counts beside statistics. */
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import { countDormant } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { trainReference } from "./trainReference.ts";
import { planTraining } from "./trainingPlan.ts";

it("a unit is dormant up to a fortieth of the mean of its layer", () => {
  expect(countDormant([1, 1, 1, 1])).toBe(0);
  expect(countDormant([1, 1, 0.01, 0])).toBe(2);
  expect(countDormant([39, 39, 1, 1])).toBe(0);
  // All are silent: none does more than another.
  expect(countDormant([0, 0])).toBe(2);
});

it("formats lose the updates that are less than half of their steps, the shorter one more", () => {
  const training = planTraining({
    ...DEFAULT_CONFIG,
    task: "moons",
    depth: 3,
    width: 16,
    steps: 2,
    learningRate: 1e-3,
  });
  if (training === null) throw new RangeError("no task");
  const shown: Snapshot[] = [];
  trainReference(training, {
    every: 1,
    onEvent: (event) => event.kind === "snapshot" && shown.push(event.snapshot),
  });
  const lost = shown[0]?.layers[1]?.lostUpdates;
  expect(lost?.bfloat16).toBeGreaterThan(0.5);
  expect(lost?.float16).toBeLessThan(lost?.bfloat16 ?? NaN);
  // The last snapshot has the update of the step to it.
  expect(shown.at(-1)?.layers[1]?.lostUpdates?.bfloat16).toBeGreaterThan(0.5);
});
