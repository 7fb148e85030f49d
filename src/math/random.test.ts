/** Philox, the portable logarithm and the normal quantile against independent answers. */
import { describe, expect, it } from "vitest";
import golden from "../experiment/golden/random.json" with { type: "json" };
import { philox4x32, STREAM, uniformRow } from "./philox.ts";
import { portableLog } from "./portableLog.ts";
import { normalQuantile, uniformQuantile } from "./quantile.ts";

describe("philox4x32", () => {
  it.each(golden.philox4x32_10)("gives the known answer for counter $counter", ({ counter, key, output }) => {
    const words = new Uint32Array(4);
    const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
    philox4x32(c0, c1, c2, c3, key[0] ?? 0, key[1] ?? 0, words);
    expect([...words]).toEqual(output);
  });
});

describe("uniformRow", () => {
  it("keeps the numbers a wider row shares with a narrower one", () => {
    const narrow = new Float64Array(5);
    const wide = new Float64Array(64);
    uniformRow(7, STREAM.weight, 3, 11, narrow);
    uniformRow(7, STREAM.weight, 3, 11, wide);
    expect([...wide.subarray(0, 5)]).toEqual([...narrow]);
  });

  it("differs between seeds, streams, layers and rows", () => {
    const draws = [
      [1, STREAM.weight, 0, 0],
      [2, STREAM.weight, 0, 0],
      [1, STREAM.input, 0, 0],
      [1, STREAM.weight, 1, 0],
      [1, STREAM.weight, 0, 1],
    ] as const;
    const firsts = draws.map(([seed, stream, layer, row]) => {
      const values = new Float64Array(1);
      uniformRow(seed, stream, layer, row, values);
      return values[0];
    });
    expect(new Set(firsts).size).toBe(draws.length);
  });

  it("has mean 1/2 and variance 1/12 within 4 standard errors over 2^18 draws", () => {
    const values = new Float64Array(1 << 18);
    uniformRow(1, STREAM.weight, 0, 0, values);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // Standard errors: sqrt(1/12 / n) for the mean, sqrt((1/80 - 1/144) / n) for the variance.
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt((1 / 80 - 1 / 144) / values.length));
  });
});

describe("portableLog", () => {
  it("agrees with Math.log to 2 units in the last place from 2^-33 to 2^33", () => {
    for (let i = 0; i < 20_000; i++) {
      const x = 2 ** (-33 + (66 * (i + 0.37)) / 20_000);
      const expected = Math.log(x);
      // Near 1 the logarithm itself is near 0; there the bound is absolute.
      expect(Math.abs(portableLog(x) - expected)).toBeLessThanOrEqual(
        4.5e-16 * Math.max(1, Math.abs(expected)),
      );
    }
  });
});

describe("quantiles", () => {
  it.each(golden.normalQuantile)("normal quantile of $u", ({ u, z }) => {
    // AS241 states 1e-16 relative; both sides round their own last operations, 8 roundings allow 1e-15.
    expect(Math.abs(normalQuantile(u) - z)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(z)));
  });

  it("is antisymmetric, so positive and negative weights are alike", () => {
    for (const word of [0, 1, 12345, 2 ** 31 - 1]) {
      const u = (word + 0.5) / 2 ** 32;
      expect(normalQuantile(1 - u)).toBe(-normalQuantile(u));
    }
  });

  it("has unit variance for the uniform law", () => {
    expect(uniformQuantile(1)).toBeCloseTo(Math.sqrt(3), 15);
    expect(uniformQuantile(0.5)).toBe(0);
  });
});
