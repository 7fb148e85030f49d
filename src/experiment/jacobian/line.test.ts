/** The line against what is known of planes through 0, central differences, and simulated noise. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { drawInput } from "../draws.ts";
import { planExperiment } from "../plan.ts";
import {
  autocorrelationOf,
  brownAutocorrelation,
  LINE_LAGS,
  LINE_POINTS,
  lineSteps,
  whiteAutocorrelation,
} from "./line.ts";
import type { LineFound } from "./line.ts";
import { multiplyPlainly } from "./multiply.ts";

function lineOf(config: ExperimentConfig): LineFound {
  for (const { found } of lineSteps(planExperiment(config), multiplyPlainly))
    if (found !== null) return found;
  throw new Error("missing line (expected one)");
}

describe("a line through input space", () => {
  it("crosses as many planes as its angle says, in every ReLU layer", () => {
    const SEEDS = 8;
    const of = Array.from({ length: SEEDS }, (_, index) =>
      lineOf({ ...DEFAULT_CONFIG, depth: 3, width: 64, inputWidth: 64, batch: 4, seed: index + 1 }),
    );
    for (let layer = 0; layer < 3; layer++) {
      const excess = of.map(
        ({ switches, expectedSwitches }) => (switches[layer] ?? NaN) - (expectedSwitches ?? NaN),
      );
      const mean = excess.reduce((sum, value) => sum + value, 0) / SEEDS;
      const variance = excess.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SEEDS - 1);
      // Four standard errors, and 1 / n per layer for the finite width.
      expect(mean).toBeWithin({ of: 0, by: 4 * Math.sqrt(variance / SEEDS) + 3 / 64 });
    }
    const [first] = of;
    expect(first?.hasKinks).toBe(true);
    expect(first?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    // Each switch lies between two places; patterns change there and nowhere else.
    const changes = first?.along.filter((count) => count > 0).length ?? NaN;
    expect(first?.patterns).toBeLessThanOrEqual(changes + 1);
    expect(first?.patterns).toBeGreaterThan(1);
  });

  it("has the angle between its ends, over pi", () => {
    const config = { ...DEFAULT_CONFIG, depth: 2, width: 16, batch: 4 } as const;
    const plan = planExperiment(config);
    const ends = drawInput({ ...plan, batch: 2 });
    const [a, d] = [ends.slice(0, plan.inputUnits), ends.slice(plan.inputUnits)];
    const dot = (x: typeof a, y: typeof a): number =>
      x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
    const [aa, ad, dd] = [dot(a, a), dot(a, d), dot(d, d)];
    // The ends are a - 2 d and a + 2 d: their cross product is 4 a x d, their product a a - 4 d d.
    const angle = Math.atan2(4 * Math.sqrt(aa * dd - ad ** 2), aa - 4 * dd);
    expect(lineOf(config).expectedSwitches).toBeWithin({ of: angle / Math.PI, by: 1e-12 });
  });

  it("is straight through a linear network: no kinks, one gradient", () => {
    const { gradient, expectedSwitches, hasKinks } = lineOf({
      ...DEFAULT_CONFIG,
      depth: 3,
      width: 16,
      batch: 4,
      activation: "linear",
    });
    expect(hasKinks).toBe(false);
    expect(expectedSwitches).not.toBeNull();
    for (const value of gradient)
      expect(value).toBeWithin({ of: gradient[0] ?? NaN, by: 1e-12 * Math.abs(gradient[0] ?? 1) });
  });

  it("has no theory of its switches with biases, and takes normalised networks", () => {
    const config = { ...DEFAULT_CONFIG, depth: 4, width: 16, batch: 4, biasStd: 0.2 } as const;
    expect(lineOf(config).expectedSwitches).toBeNull();
    const normed = lineOf({ ...config, normalization: "batch", activation: "tanh", keepProbability: 0.8 });
    expect(normed.gradient).toHaveLength(LINE_POINTS);
    expect(normed.gradient.every(Number.isFinite)).toBe(true);
    expect(normed.autocorrelation[0]).toBe(1);
  });
});

describe("autocorrelation", () => {
  it("of a ramp and of an alternation is known", () => {
    const alternating = Float64Array.from({ length: 200 }, (_, index) => (-1) ** index);
    expect(autocorrelationOf(alternating, 1, 2)[1]).toBeWithin({ of: -199 / 200, by: 1e-12 });
  });

  it("of brown noise is that of its covariance, with the mean taken out on both sides", () => {
    const points = 6;
    const at = Array.from({ length: points }, (_, index) => index);
    const centre = (s: number, t: number): number => Number(s === t) - 1 / points;
    const covariance = at.map((s) =>
      at.map((t) =>
        at.reduce(
          (sum, u) =>
            sum + at.reduce((inner, w) => inner + centre(s, u) * (Math.min(u, w) + 1) * centre(w, t), 0),
          0,
        ),
      ),
    );
    const diagonal = (lag: number): number => at.reduce((sum, s) => sum + (covariance[s]?.[s + lag] ?? 0), 0);
    for (const [lag, value] of brownAutocorrelation(points, points).entries())
      expect(value).toBeWithin({ of: diagonal(lag) / diagonal(0), by: 1e-12 });
  });

  it("of noise is what many sequences of it show", () => {
    const SEQUENCES = 400;
    const { inputUnits } = planExperiment({ ...DEFAULT_CONFIG, width: SEQUENCES, inputWidth: SEQUENCES });
    expect(inputUnits).toBe(SEQUENCES);
    const white = Float64Array.from(
      drawInput(
        planExperiment({ ...DEFAULT_CONFIG, width: SEQUENCES, inputWidth: SEQUENCES, batch: LINE_POINTS }),
      ),
    );
    const brown = white.slice();
    for (let at = SEQUENCES; at < brown.length; at++)
      brown[at] = (brown[at] ?? 0) + (brown[at - SEQUENCES] ?? 0);
    const seenWhite = autocorrelationOf(white, SEQUENCES, LINE_LAGS);
    const seenBrown = autocorrelationOf(brown, SEQUENCES, LINE_LAGS);
    const [ofWhite, ofBrown] = [
      whiteAutocorrelation(LINE_POINTS, LINE_LAGS),
      brownAutocorrelation(LINE_POINTS, LINE_LAGS),
    ];
    for (let lag = 0; lag < LINE_LAGS; lag++) {
      // 400 sequences of 256 places: a standard error of 1 / sqrt(102,400); a fiftieth for brown noise.
      expect(seenWhite[lag]).toBeWithin({ of: ofWhite[lag] ?? NaN, by: 4 / 320 });
      expect(seenBrown[lag]).toBeWithin({ of: ofBrown[lag] ?? NaN, by: 4 / 50 });
    }
  });
});
