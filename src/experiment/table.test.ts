/** A table as the data of a task: what the network, the split and the key of the plan take from it. */
import { describe, expect, it } from "vitest";
import { smallTable } from "../testing/training/table.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";
import { taskClasses, taskInputs, taskValues } from "./taskData.ts";
import { drawnPoints, gridOf } from "./training/grid.ts";
import { planTraining } from "./training/trainingPlan.ts";

const configOf = (patch: Partial<ExperimentConfig> = {}): ExperimentConfig => ({
  ...DEFAULT_CONFIG,
  depth: 3,
  width: 8,
  batch: 16,
  task: "csv",
  table: smallTable(),
  ...patch,
});
const planOf = (patch?: Partial<ExperimentConfig>) => planExperiment(configOf(patch));

/** Rows of the table by the points of a plan, found by their numbers. */
function rowsOf(plan: ReturnType<typeof planOf>, points: number): number[] {
  const table = smallTable();
  const all = new Float32Array(table.data);
  const inputs = taskInputs(plan, 0, points);
  return Array.from({ length: points }, (_, point) =>
    Array.from({ length: table.rows }, (__, row) => row).findIndex((row) =>
      [0, 1, 2].every((k) => all[4 * row + k] === inputs[3 * point + k]),
    ),
  );
}

it("says the inputs, the outputs and the loss of a network, whose last layer is linear", () => {
  expect(planOf()).toMatchObject({ inputUnits: 3, gradient: "cross_entropy", batch: 16 });
  expect(planOf().layers.at(-1)).toMatchObject({ units: 3, activation: "linear" });
  expect(planOf({ gradient: "mse" }).gradient).toBe("mse");
  const values = planOf({ table: smallTable("values") });
  expect(values).toMatchObject({ inputUnits: 3, gradient: "mse" });
  expect(values.layers.at(-1)).toMatchObject({ units: 1, activation: "linear" });
  expect(planTraining(configOf())?.points).toBe(48);
});

it("is no task while the data are not there", () => {
  const { task, ...without } = planOf({ table: null });
  expect(task).toBeUndefined();
  expect(without.layers.at(-1)).toMatchObject({ units: 8, activation: "relu" });
  expect(planTraining(configOf({ table: null }))).toBeNull();
  // And data without the task are not used.
  expect(planOf({ task: "none" }).key).toBe(planOf({ task: "none", table: null }).key);
});

describe("the split", () => {
  it("has every row once, in an order of the seed, with the last ones to test", () => {
    const training = planTraining(configOf({ points: 40 }));
    expect(training).toMatchObject({ points: 40, validation: 20 });
    const rows = rowsOf(planOf(), 60);
    expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, row) => row));
    expect(rowsOf(planOf({ seed: 2 }), 60)).not.toEqual(rows);
    // More points to learn from keep those of fewer.
    expect(rowsOf(planOf({ points: 10 }), 60)).toEqual(rows);
  });

  it("keeps a fifth of the rows to test, however many points are wanted", () => {
    expect(planTraining(configOf({ points: 60_000 }))).toMatchObject({ points: 48, validation: 12 });
  });

  it("begins again behind the last row", () => {
    const plan = planOf();
    expect(taskInputs(plan, 60, 70)).toEqual(taskInputs(plan, 0, 10));
  });
});

it("fits networks of other sizes: further inputs and outputs are zero, missing ones are not seen", () => {
  const plan = planOf({ inputWidth: 5, table: smallTable("values"), width: [8, 8, 2] });
  const narrow = planOf({ inputWidth: 1, width: [8, 8, 2] });
  const whole = taskInputs(planOf({ table: smallTable("values") }), 0, 1);
  expect([...taskInputs(plan, 0, 1)]).toEqual([...whole, 0, 0]);
  expect([...taskInputs(narrow, 0, 1)]).toEqual([whole[0]]);
  expect([...taskValues(plan, 0, 4)].filter((_, index) => index % 2 === 1)).toEqual([0, 0, 0, 0]);
  expect(taskClasses(narrow, 0, 60).every((label) => label < 2)).toBe(true);
});

it("is part of the plan's key by its own key and not by its numbers", () => {
  const [one, other] = [planOf(), planOf({ table: { ...smallTable(), key: "other" } })];
  expect(one.key).not.toBe(other.key);
  expect(one.key).toBe(planOf().key);
  expect(one.key.length).toBeLessThan(4000);
  expect(runReference(one).loss).toBeGreaterThan(0);
});

it("is watched over a plane where it has two inputs", () => {
  const training = planTraining(configOf({ table: smallTable("classes", 60, 2) }));
  if (training === null) throw new Error("no training");
  const points = drawnPoints(training);
  expect(points.filter(({ isValidation }) => isValidation)).toHaveLength(12);
  expect(gridOf(training, points)?.dimensions).toBe(2);
});
