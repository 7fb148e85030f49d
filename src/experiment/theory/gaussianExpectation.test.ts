/**
 * Compares Gaussian expectations over pairs with nested quadrature, which shares nothing with them but the
 * nodes of a panel.
 */
import { describe, expect, it } from "vitest";
import { activationById, activations } from "../../catalog/activations.ts";
import type { ActivationId } from "../../catalog/activations.ts";
import { GaussianRule } from "../../math/quadrature.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";
import type { GaussianLaw } from "./gaussianLaw.ts";

/** E[h(u) h(v)] for u, v ~ N(mean, variance) of correlation c. */
function nested(
  h: (y: number) => number,
  kinks: readonly number[],
  { mean, variance }: GaussianLaw,
  c: number,
) {
  const std = Math.sqrt(variance);
  const outer = new GaussianRule(mean, std, kinks);
  return outer.expect((u) => {
    const center = mean + c * (u - mean);
    return h(u) * new GaussianRule(center, std * Math.sqrt(1 - c * c), kinks).expect(h);
  });
}

/**
 * Closed forms for centred laws: the tolerance is rounding, and the nested rule's 1e-13 times some hundred.
 */
const CLOSED: ReadonlySet<ActivationId> = new Set(["linear", "relu", "leaky_relu", "gelu", "erf", "sin"]);
/**
 * Relative to E[h^2]. One power of k stands for the mass of a kink beyond the 48 coefficients of the series:
 * below k^(-3/2) = 3e-3 of the kink's share in the value, and 48^(-1/2) in the derivative, where the error is
 * k times greater. Measured at most: 1.1e-4 and 4e-3 (hard tanh). Smooth activations of std up to 1.6 show no
 * such error.
 */
const KINKED = { value: 2e-4, derivative: 1e-2 };
const SMOOTH = { value: 1e-8, derivative: 1e-6 };

describe.each(activations.map(({ id }) => id))("the Gaussian expectations of %s", (id) => {
  const { f, df, kinks, parameter } = activationById(id);
  const activationParameter = parameter?.default ?? 0;
  const isKinked = kinks.length > 0 || id === "softsign";

  it.each([
    [0, 0.3],
    [0, 2.5],
    [0.4, 1],
  ])("over pairs is that of nested quadrature: mean %f, variance %f", (mean, variance) => {
    const law = { mean, variance };
    const gaussian = gaussianExpectation({ activation: id, activationParameter }, law);
    const isClosed = CLOSED.has(id) && (mean === 0 || id === "sin");
    const tolerance = isClosed ? { value: 1e-11, derivative: 1e-11 } : isKinked ? KINKED : SMOOTH;
    for (const c of [-0.9, -0.05, 0.5, 0.995]) {
      const value = nested((y) => f(y, activationParameter), kinks, law, c);
      const derivative = nested((y) => df(y, activationParameter), kinks, law, c);
      expect(Math.abs(gaussian.overlap(c) - value) / gaussian.second).toBeLessThanOrEqual(tolerance.value);
      expect(
        Math.abs(gaussian.derivativeOverlap(c) - derivative) / gaussian.derivativeSecond,
      ).toBeLessThanOrEqual(tolerance.derivative);
    }
    // At c = 1 the two inputs are equal.
    expect(Math.abs(gaussian.overlap(1) / gaussian.second - 1)).toBeLessThanOrEqual(1e-12);
    expect(Math.abs(gaussian.derivativeOverlap(1) / gaussian.derivativeSecond - 1)).toBeLessThanOrEqual(
      isKinked ? KINKED.derivative : 1e-9,
    );
  });

  it("gives the moments of phi phi' and x phi', and the shape of the output", () => {
    const law = { mean: 0, variance: 1.3 };
    const std = Math.sqrt(law.variance);
    const rule = new GaussianRule(0, std, kinks);
    const gaussian = gaussianExpectation({ activation: id, activationParameter }, law);
    const check = (h: (y: number) => number, parts: ReturnType<typeof gaussian.radial>) => {
      const scale = Math.sqrt(rule.expect((y) => h(y) ** 2)) + 1e-300;
      // Plain quadrature on both sides.
      expect(Math.abs(parts.mean - rule.expect(h)) / scale).toBeLessThanOrEqual(1e-9);
      expect(Math.abs(parts.first - rule.expect((y) => (y / std) * h(y))) / scale).toBeLessThanOrEqual(1e-9);
      expect(Math.abs(parts.second / scale ** 2 - 1)).toBeLessThanOrEqual(1e-9);
      const pair = nested(h, kinks, law, 0.5);
      expect(Math.abs(parts.at(0.5) - pair) / scale ** 2).toBeLessThanOrEqual(1e-6);
    };
    check((y) => f(y, activationParameter) * df(y, activationParameter), gaussian.radial());
    check((y) => (y / std) * df(y, activationParameter), gaussian.projected());
    const { excess, alignment } = gaussian.output();
    const variance = gaussian.second - gaussian.mean ** 2;
    const fourth = rule.expect((y) => (f(y, activationParameter) - gaussian.mean) ** 4) / variance ** 2 - 3;
    const together = rule.expect(
      (y) => df(y, activationParameter) ** 2 * (f(y, activationParameter) - gaussian.mean) ** 2,
    );
    expect(Math.abs(excess - fourth)).toBeLessThanOrEqual(1e-8);
    expect(Math.abs(alignment - together / (gaussian.derivativeSecond * variance))).toBeLessThanOrEqual(1e-8);
  });

  it("accepts variances that are 0, tiny, huge, infinite and NaN", () => {
    for (const variance of [0, 1e-300, 1e-20, 1e20, 1e250]) {
      const gaussian = gaussianExpectation({ activation: id, activationParameter }, { mean: 0, variance });
      for (const number of [
        gaussian.mean,
        gaussian.second,
        gaussian.derivativeSecond,
        gaussian.overlap(0.5),
      ]) {
        expect({ variance, number, isNumber: number > -Infinity }).toMatchObject({ isNumber: true });
      }
    }
    expect(
      gaussianExpectation({ activation: id, activationParameter }, { mean: 0, variance: NaN }).second,
    ).toBeNaN();
    expect(
      gaussianExpectation({ activation: id, activationParameter }, { mean: 0, variance: Infinity }).second,
    ).toBe(Infinity);
  });
});
