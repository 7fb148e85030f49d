import { expect, it } from "vitest";
import { apartFrom, bandPath, decadesOf, meanPath } from "./lines.ts";

const same = (value: number): number => value;

it("leaves a gap in a line where a number is missing, and none in its band", () => {
  const points = [1, NaN, 3, 4].map((mean, x) => ({ x, mean, low: mean - 1, high: mean + 1 }));
  expect(meanPath(points, same, same)).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
  expect(bandPath(points, same, same)).toBe("M0.0 2.0L2.0 4.0L3.0 5.0L3.0 3.0L2.0 2.0L0.0 0.0Z");
  expect(bandPath(points.slice(0, 2), same, same)).toBe("");
});

it("holds all numbers within whole decades, at least one", () => {
  expect(decadesOf([0.02, 5, Infinity, 0, NaN])).toEqual([-2, 1]);
  expect(decadesOf([1, 1])).toEqual([0, 1]);
  expect(decadesOf([])).toEqual([-1, 1]);
  expect(decadesOf([1e-300])[0]).toBe(-38);
});

it("moves labels down, each only as far as the one above it needs", () => {
  expect(apartFrom([10, 11, 40], 5)).toEqual([10, 15, 40]);
  expect(apartFrom([30, 10, 12], 10)).toEqual([30, 10, 20]);
  expect(apartFrom([NaN, 3], 5)).toEqual([NaN, 3]);
});
