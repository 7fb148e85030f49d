/** The points of every task: standardised, addressed, and learnable in the way the task says. */
import { describe, expect, it } from "vitest";
import { TASK_IDS, taskById } from "../catalog/tasks.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { inputMoments } from "./inputMoments.ts";
import { drawInput } from "./draws.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";
import { taskClasses, taskInputs, taskValues } from "./taskData.ts";

const planOf = (patch: Partial<ExperimentConfig>) =>
  planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 8, batch: 64, ...patch });
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const meanSquare = (values: ArrayLike<number>): number => mean(Array.from(values, (value) => value * value));

describe.each(TASK_IDS)("the task %s", (task) => {
  const plan = planOf({ task, noise: 0 });
  const entry = taskById(task);

  it("says how many inputs and outputs a network has, its loss, and that the last layer is linear", () => {
    expect(plan.inputUnits).toBe(entry.inputs);
    expect(plan.layers.at(-1)).toMatchObject({ units: entry.outputs, activation: "linear" });
    expect(plan.gradient).toBe(entry.kind === "classes" ? "cross_entropy" : "mse");
    const given = planOf({ task, inputWidth: 5, width: [8, 8, 3], gradient: "mse", lastActivation: "tanh" });
    expect(given.inputUnits).toBe(5);
    expect(given.layers.at(-1)).toMatchObject({ units: 3, activation: "tanh" });
    expect(given.gradient).toBe("mse");
  });

  it("has inputs of mean 0 and mean square 1", () => {
    const inputs = taskInputs(plan, 0, 8192);
    // Blobs share eight centres in ten dimensions: 80 draws, whose mean square has std 4/5 sqrt(2 / 80).
    const spread = task === "blobs" ? 0.5 : 0.06;
    expect(Math.abs(mean(inputs))).toBeLessThan(task === "modes" ? 0.36 : spread);
    expect(Math.abs(meanSquare(inputs) - 1)).toBeLessThan(spread);
  });

  it("keeps its first points in a larger data set, and differs by seed", () => {
    expect(taskInputs(plan, 40, 50)).toEqual(taskInputs(plan, 0, 50).slice(40 * plan.inputUnits));
    expect(taskClasses(plan, 40, 50)).toEqual(taskClasses(plan, 0, 50).slice(40));
    const pointsOf = (seed: number) => {
      const other = planOf({ task, noise: 0.1, seed });
      return [taskInputs(other, 0, 64), taskValues(other, 0, 64)];
    };
    expect(pointsOf(2)).not.toEqual(pointsOf(1));
  });

  it("is the batch of a run, with the loss of its targets", () => {
    expect(drawInput(plan)).toEqual(taskInputs(plan, 0, plan.batch));
    expect(runReference(plan).loss).toBeGreaterThan(0);
    const { mean: first, second } = inputMoments(plan);
    const inputs = taskInputs(plan, 0, plan.batch);
    expect(first).toBeCloseTo(mean(inputs), 12);
    expect(second).toBeCloseTo(meanSquare(inputs), 12);
  });

  it("spreads its classes evenly", () => {
    if (entry.kind !== "classes") {
      expect(meanSquare(taskValues(plan, 0, 4096))).toBeGreaterThan(0.1);
      return;
    }
    const classes = taskClasses(plan, 0, 4096);
    for (let label = 0; label < entry.outputs; label++) {
      const share = classes.filter((own) => own === label).length / classes.length;
      // Four standard errors of a share of p of 4096 points.
      const p = 1 / entry.outputs;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4096));
    }
  });
});

it("measures noise in units of the data", () => {
  const of = (noise: number) => taskInputs(planOf({ task: "circles", noise }), 0, 4096);
  const [clean, noisy] = [of(0), of(0.3)];
  const differences = noisy.map((value, index) => value - (clean[index] ?? 0));
  expect(Math.sqrt(meanSquare(differences))).toBeCloseTo(0.3, 1);
});

it("has no more inputs in a batch than points", () => {
  expect(planOf({ task: "xor", points: 20 }).batch).toBe(20);
});

it("tells one batch of a task from another by the key of the plan", () => {
  const keys = [{ task: "xor" }, { task: "moons" }, { task: "xor", noise: 0.2 }, {}] as const;
  expect(new Set(keys.map((patch) => planOf({ inputWidth: 2, ...patch }).key)).size).toBe(4);
});
