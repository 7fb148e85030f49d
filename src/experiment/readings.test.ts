/** Compares readings with networks and numbers of known results. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import {
  backwardFactor,
  chanceOf,
  commonShare,
  firstOverflow,
  forwardFactor,
  isNearer,
  isSteady,
  shareBelow,
  statsOf,
  unitContrast,
} from "./readings.ts";
import { runReference } from "./reference.ts";

function run(patch: Partial<ExperimentConfig>) {
  const plan = planExperiment({ ...DEFAULT_CONFIG, ...patch });
  return { plan, layers: runReference(plan, "float32").layers };
}

describe("readings of a run", () => {
  it("an orthogonal linear network keeps its signal exactly", () => {
    const { layers } = run({
      depth: 4,
      width: 32,
      batch: 16,
      activation: "linear",
      initializer: "orthogonal",
    });
    // The products round to float32, and the pooled mean is subtracted: 1e-2 is far above both.
    expect(Math.abs(forwardFactor(layers) - 1)).toBeLessThan(1e-2);
    expect(Math.abs(backwardFactor(layers) - 1)).toBeLessThan(1e-6);
    expect(firstOverflow(layers)).toBe(Infinity);
  });

  it("after one ReLU layer a share 1/pi of the power is common to all inputs", () => {
    const { plan, layers } = run({ depth: 1, width: 512, batch: 128 });
    // E[phi]^2 / E[phi^2] = (1 / 2 pi) / (1 / 2); 512 units err by about 1/sqrt 512.
    expect(commonShare(statsOf(layers, 0, "activation"), plan.batch)).toBeCloseTo(1 / Math.PI, 1);
  });

  it("equal weights leave no contrast between units", () => {
    const { layers } = run({ depth: 2, width: 16, batch: 8, initializer: "constant" });
    expect(unitContrast(statsOf(layers, -1, "activation"))).toBe(0);
  });

  it("half of a standard normal lies within 0.674489", () => {
    const { layers } = run({ depth: 1, width: 256, batch: 256, activation: "linear" });
    const z = statsOf(layers, 0, "pre_activation");
    // He's law in a linear layer: std sqrt 2. 65,536 entries err by 0.002, 256 weights
    // per unit by a little more.
    expect(shareBelow(z, 0.674489 * Math.SQRT2)).toBeCloseTo(0.5, 1);
    expect(shareBelow(z, Infinity)).toBe(1);
  });

  it("an unfinished run throws", () => {
    const { layers } = run({ depth: 2, width: 4, batch: 4 });
    expect(() => statsOf(layers, 2, "activation")).toThrow("expected a finished run");
  });
});

describe("thresholds", () => {
  const { plan } = run({ depth: 5, width: 100, batch: 4 });

  it("chance grows with the root of depth over width", () => {
    expect(chanceOf(plan)).toBeCloseTo(1.5 * Math.sqrt((5 * 5) / 100), 12);
    expect(isSteady(1, plan)).toBe(true);
    expect(isSteady(Math.exp(chanceOf(plan) / 4 + 1e-9), plan)).toBe(false);
    expect(isSteady(0, plan)).toBe(false);
  });

  it("the border between two values is their geometric mean", () => {
    expect(isNearer(1.9, 1, 4)).toBe(true);
    expect(isNearer(2.1, 1, 4)).toBe(false);
    expect(isNearer(0, 1, 4)).toBe(false);
  });
});
