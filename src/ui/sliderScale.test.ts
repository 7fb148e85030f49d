/** What a slider and its field make of drags, keys and texts. */
import { describe, expect, it } from "vitest";
import { fieldText, parseField } from "./NumberField.tsx";
import { plainTex } from "./plainTex.ts";
import { POSITIONS, positionOf, valueAfterKey, valueAt } from "./sliderScale.ts";
import type { SliderScale } from "./sliderScale.ts";

const depth: SliderScale = { kind: "log", min: 1, max: 200, step: 1, isInteger: true };
const std: SliderScale = { kind: "log", min: 1e-4, max: 10, step: 0.01, isInteger: false };
const gain: SliderScale = { kind: "linear", min: 0, max: 3, step: 0.01, isInteger: false };

describe("positions", () => {
  it.each([depth, std, gain])("reach both ends and give back the value they stand for", (scale) => {
    expect(valueAt(scale, 0)).toBe(scale.min);
    expect(valueAt(scale, POSITIONS)).toBe(scale.max);
    for (let position = 0; position <= POSITIONS; position += 7) {
      const value = valueAt(scale, position);
      expect(valueAt(scale, positionOf(scale, value))).toBe(value);
      expect(value).toBeGreaterThanOrEqual(scale.min);
      expect(value).toBeLessThanOrEqual(scale.max);
    }
  });

  it("stand at the end for values outside, zero included", () => {
    expect(positionOf(std, 0)).toBe(0);
    expect(positionOf(std, 100)).toBe(POSITIONS);
  });
});

describe("keys", () => {
  it("step integers by one and pages by ten", () => {
    expect(valueAfterKey(depth, 10, "ArrowRight")).toBe(11);
    expect(valueAfterKey(depth, 10, "ArrowDown")).toBe(9);
    expect(valueAfterKey(depth, 10, "PageUp")).toBe(20);
    expect(valueAfterKey(depth, 5, "PageDown")).toBe(1);
    expect(valueAfterKey(depth, 10, "Home")).toBe(1);
    expect(valueAfterKey(depth, 10, "End")).toBe(200);
    expect(valueAfterKey(depth, 10, "a")).toBeNull();
  });

  it("step a logarithmic scale by factors: a page is ten times", () => {
    expect(valueAfterKey(std, 0.01, "PageUp")).toBe(0.1);
    expect(valueAfterKey(std, 0.01, "ArrowUp")).toBe(0.013);
    expect(valueAfterKey(std, 0, "ArrowUp")).toBe(1e-4);
    expect(valueAfterKey(std, 0, "ArrowDown")).toBe(0);
  });

  it("keep linear steps free of rounding noise", () => {
    expect(valueAfterKey(gain, 0.29, "ArrowUp")).toBe(0.3);
    expect(valueAfterKey(gain, 1, "PageUp")).toBe(1.1);
  });
});

describe("the number field", () => {
  const range = { min: 0, max: 100, isInteger: false };

  it.each([
    ["0.5", 0.5],
    [" 1e-3 ", 0.001],
    ["0,25", 0.25],
    ["−3", 0],
    ["1e9", 100],
    ["Infinity", 100],
  ])("reads %s as %d", (text, value) => {
    expect(parseField(text, range)).toBe(value);
  });

  it.each(["", "   ", "abc", "1.2.3", "NaN"])("does not read %j as a number", (text) => {
    expect(parseField(text, range)).toBeNull();
  });

  it("rounds where only integers make sense, and writes small numbers shortly", () => {
    expect(parseField("12.6", { min: 1, max: 200, isInteger: true })).toBe(13);
    expect(fieldText(0.00001)).toBe("1e-5");
    expect(fieldText(0.01)).toBe("0.01");
    expect(Number(fieldText(1.2345e-9))).toBe(1.2345e-9);
  });
});

it("reads formulas as plain text while the typesetter is on its way", () => {
  expect(plainTex(String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{1}{n_\text{in}}\right)`)).toBe(
    "W_ij ~ N(0, 1/n_in)",
  );
  expect(plainTex(String.raw`\sigma = \sqrt{\tfrac{2}{{256} + {256}}} = 0.0625`)).toBe(
    "σ = √(2/(256 + 256)) = 0.0625",
  );
});
