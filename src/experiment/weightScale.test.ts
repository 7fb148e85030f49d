/** The size of the weights on one axis: laws by their formulas, zones by the growth that theory derives. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import { scaleMarks, weightScaleOf, withWeightScale, zoneAt } from "./weightScale.ts";

const TANH_30 = { ...DEFAULT_CONFIG, depth: 30, activation: "tanh" } as const;

describe("weightScaleOf", () => {
  it("is sqrt(n) std: 1 for Xavier, sqrt 2 for He, sqrt(n) s for N(0, s^2)", () => {
    const of = (initializer: typeof DEFAULT_CONFIG.initializer, initializerParameters = {}) =>
      weightScaleOf({ ...DEFAULT_CONFIG, initializer, initializerParameters });
    expect(of("xavier_normal")).toBeCloseTo(1, 6);
    expect(of("he_normal")).toBeCloseTo(Math.SQRT2, 6);
    expect(of("he_uniform")).toBeCloseTo(Math.SQRT2, 6);
    expect(of("normal", { std: 0.05 })).toBeCloseTo(0.8, 6);
    expect(of("constant", { value: 0.05 })).toBeCloseTo(0.8, 6);
    expect(of("zeros")).toBeNull();
    // LSUV measures the size; LeCun has no parameter that sets another.
    expect(of("lsuv")).toBeNull();
    expect(of("lecun_normal")).toBeNull();
  });
});

describe("withWeightScale", () => {
  it.each(["normal", "uniform", "he_normal", "xavier_uniform", "variance_scaling", "orthogonal"] as const)(
    "sets the parameter of %s so that the weights have the wanted size",
    (initializer) => {
      const config = withWeightScale({ ...DEFAULT_CONFIG, initializer }, 0.7);
      // Three digits of the parameter.
      expect(weightScaleOf(config)).toBeCloseTo(0.7, 2);
      expect(Object.keys(config.initializerParameters)).toHaveLength(1);
    },
  );
});

describe("scaleMarks", () => {
  it("has the laws of the textbooks, and the edge of chaos: sqrt 2 for ReLU, 1 for tanh", () => {
    const marks = Object.fromEntries(scaleMarks(DEFAULT_CONFIG).map(({ id, scale }) => [id, scale]));
    expect(marks).toMatchObject({ lecun: 1, xavier: 1, he: Math.SQRT2 });
    expect(marks["edge"]).toBeCloseTo(Math.SQRT2, 6);
    expect(scaleMarks(TANH_30).find(({ id }) => id === "edge")?.scale).toBeCloseTo(1, 6);
  });
});

describe("zoneAt", () => {
  // A ReLU layer multiplies by sigma_w / sqrt 2: nine steps make ten at sqrt 2 times 10^(1/9).
  it("puts the borders for ReLU where the factor per layer makes ten over the depth", () => {
    const border = 10 ** (1 / 9);
    expect(zoneAt(DEFAULT_CONFIG, (Math.SQRT2 / border) * 0.98)).toBe("vanishes");
    expect(zoneAt(DEFAULT_CONFIG, (Math.SQRT2 / border) * 1.02)).toBe("holds");
    expect(zoneAt(DEFAULT_CONFIG, Math.SQRT2 * border * 0.98)).toBe("holds");
    expect(zoneAt(DEFAULT_CONFIG, Math.SQRT2 * border * 1.02)).toBe("explodes");
  });

  it("takes the gradient where the activation saturates: thirty layers of tanh with large weights", () => {
    expect(zoneAt(TANH_30, 0.5)).toBe("vanishes");
    expect(zoneAt(TANH_30, 4)).toBe("explodes");
  });

  it("says nothing where theory says nothing", () => {
    expect(zoneAt({ ...DEFAULT_CONFIG, initializer: "constant" }, 1)).toBeNull();
  });
});
