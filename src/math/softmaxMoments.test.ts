/** Moments of softmaxes, against closed limits, and against draws within their standard errors. */
import { expect, it } from "vitest";
import { normalQuantile } from "./quantile.ts";
import { softmaxMoments } from "./softmaxMoments.ts";

it("is uniform without variance, and certain with one logit", () => {
  const { entropy, squares } = softmaxMoments(5, 0);
  expect(entropy[4]).toBe(Math.log(5));
  expect(squares[4]).toBe(0.2);
  for (const variance of [0.01, 1, 30]) {
    const one = softmaxMoments(3, variance);
    expect(Math.abs(one.entropy[0] ?? NaN)).toBeLessThan(1e-6);
    expect(Math.abs((one.squares[0] ?? NaN) - 1)).toBeLessThan(1e-8);
  }
});

it("loses half the variance of small logits: E H = ln n - (1 - 1/n) v / 2, E sum p^2 = (1 + (1 - 1/n) v) / n", () => {
  const v = 1e-4;
  const { entropy, squares } = softmaxMoments(16, v);
  // The next terms are of order v^2.
  expect(Math.abs((entropy[15] ?? NaN) - (Math.log(16) - (15 / 32) * v))).toBeLessThan(10 * v * v);
  expect(Math.abs((squares[15] ?? NaN) - (1 + (15 / 16) * v) / 16)).toBeLessThan(10 * v * v);
});

it("lies within four standard errors of draws, for small and for large logits", () => {
  const draws = 4000;
  for (const [n, variance] of [
    [2, 1],
    [16, 0.5],
    [16, 9],
    [40, 4],
  ] as const) {
    // A golden-ratio sequence through the normal quantile, a fixed stream per case.
    let state = 0.5;
    const normal = (): number => {
      state = (state * 16807 * 0.9999999 + 0.12345678901) % 1;
      return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, state)));
    };
    const samples = Array.from({ length: draws }, () => {
      const exps = Array.from({ length: n }, () => Math.exp(Math.sqrt(variance) * normal()));
      const total = exps.reduce((a, b) => a + b);
      const weights = exps.map((exp) => exp / total);
      return {
        entropy: -weights.reduce((sum, p) => sum + p * Math.log(p), 0),
        squares: weights.reduce((sum, p) => sum + p * p, 0),
      };
    });
    const expected = softmaxMoments(n, variance);
    for (const key of ["entropy", "squares"] as const) {
      const mean = samples.reduce((sum, sample) => sum + sample[key], 0) / draws;
      const square = samples.reduce((sum, sample) => sum + (sample[key] - mean) ** 2, 0) / (draws - 1);
      expect(expected[key][n - 1]).toBeWithin({ of: mean, by: 4 * Math.sqrt(square / draws) });
    }
  }
});
