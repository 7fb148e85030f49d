/** What the summary of a lesson says of a prediction, from the run that was revealed. */
import { expect, it } from "vitest";
import { planExperiment } from "../../experiment/plan.ts";
import { decodeLink } from "../../link/codec.ts";
import { outcomeOf } from "./outcomeOf.ts";

const run = { plan: planExperiment(decodeLink("#v=1&depth=5&width=8&batch=8&seed=1").config), layers: [] };
const measured = (...values: readonly number[]) => ({ layerValues: () => values });
const SKETCH = { kind: "sketch", quantity: "std", decades: [-6, 2] } as const;
const line = (...anchors: readonly number[]) => ({ anchors, choice: null });

it("a choice is right or wrong", () => {
  const choice = { kind: "choice", options: [], judge: () => "yes" } as const;
  expect(outcomeOf(measured(), choice, { anchors: null, choice: "yes" }, [run])).toBe("right");
  expect(outcomeOf(measured(), choice, { anchors: null, choice: "no" }, [run])).toBe("wrong");
  expect(outcomeOf(measured(), choice, { anchors: null, choice: null }, [run])).toBe("wrong");
});

it.each([
  ["the line itself", line(0, -1, -2, -3, -4), "right"],
  ["the same slope from elsewhere", line(2, 1, 0, -1, -2), "right"],
  ["the direction without the slope", line(0, 0, -0.5, -0.5, -1), "partly"],
  ["the ends without the way", line(0, 2, 2, 2, -4), "partly"],
  ["another direction", line(0, 1, 2, 3, 4), "wrong"],
])("a sketch by where it goes: %s", (_, answer, outcome) => {
  expect(outcomeOf(measured(1, 0.1, 0.01, 1e-3, 1e-4), SKETCH, answer, [run])).toBe(outcome);
});

it("a sketch is not judged where the run has nothing on the axis", () => {
  expect(outcomeOf(measured(0, 0, 0, 0, 0), SKETCH, line(0, 0, 0, 0, 0), [run])).toBeNull();
  expect(outcomeOf(measured(NaN, Infinity), SKETCH, line(0, 0), [run])).toBeNull();
  expect(outcomeOf(measured(), SKETCH, line(0), [])).toBeNull();
});
