/** What a number field answers to a text that it does not take as it stands. */
import { expect, it } from "vitest";
import { problemOf } from "./NumberField.tsx";

const LAYERS = { min: 1, max: 200, isInteger: true };

it.each([
  ["500", { kind: "outside", given: "500", used: 200 }],
  ["0", { kind: "outside", given: "0", used: 1 }],
  ["abc", { kind: "noNumber", given: "abc", used: 10 }],
  ["", { kind: "noNumber", given: "", used: 10 }],
  ["12.5", { kind: "noInteger", given: "12.5", used: 13 }],
  ["12,4", { kind: "noInteger", given: "12,4", used: 12 }],
])("says what is used instead of %j", (text, expected) => {
  expect(problemOf(text, 10, LAYERS)).toEqual({ min: 1, max: 200, ...expected });
});

it.each(["1", "200", " 20 ", "2e1"])("has nothing to say of %j", (text) => {
  expect(problemOf(text, 10, LAYERS)).toBeNull();
});

it("takes a fraction where there are fractions", () => {
  expect(problemOf("1e-3", 1, { min: 0, max: 1, isInteger: false })).toBeNull();
});
