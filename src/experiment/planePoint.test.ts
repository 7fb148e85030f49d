/** Networks go to the wished place of the plane, by their own initialiser where it can. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { moveTo, planePointOf } from "./planePoint.ts";

const config = (changes: Partial<ExperimentConfig>): ExperimentConfig => ({ ...DEFAULT_CONFIG, ...changes });

it("places textbook laws", () => {
  expect(planePointOf(config({}))).toEqual({ sigmaW: Math.SQRT2, sigmaB: 0 });
  expect(planePointOf(config({ initializer: "lecun_normal", biasStd: 0.3 }))).toEqual({
    sigmaW: 1,
    sigmaB: 0.3,
  });
  expect(planePointOf(config({ initializer: "zeros" }))).toBeNull();
  expect(planePointOf(config({ initializer: "lsuv" }))).toBeNull();
});

describe("moves a network", () => {
  it.each(["normal", "orthogonal", "variance_scaling"] as const)("by the parameter of %s", (initializer) => {
    const before = config({ initializer });
    const patch = moveTo(before, { sigmaW: 1.7, sigmaB: 0.2 });
    expect(patch.initializer).toBeUndefined();
    const at = planePointOf({ ...before, ...patch });
    expect(Math.abs((at?.sigmaW ?? NaN) / 1.7 - 1)).toBeLessThan(6e-3);
    expect(at?.sigmaB).toBe(0.2);
  });

  it.each(["lecun_normal", "zeros", "lsuv", "edge_of_chaos"] as const)("away from %s", (initializer) => {
    const before = config({ initializer, biasMean: 0.5 });
    const after = { ...before, ...moveTo(before, { sigmaW: 1.7, sigmaB: 0.2 }) };
    expect(after.initializer).toBe("mean_field");
    expect(planePointOf(after)?.sigmaW).toBeCloseTo(1.7, 12);
    expect(planePointOf(after)?.sigmaB).toBe(0.2);
  });

  it("to no biases even where a framework draws some", () => {
    const before = config({ initializer: "pytorch_linear" });
    expect(planePointOf(before)?.sigmaB).toBeGreaterThan(0);
    const after = { ...before, ...moveTo(before, { sigmaW: 1, sigmaB: 0 }) };
    expect(planePointOf(after)).toEqual({ sigmaW: 1, sigmaB: 0 });
  });
});
