/** The axis of an empty sketch: it holds every result of the lessons, and tells none of them. */
import { expect, it } from "vitest";
import { lessons } from "../../content/lessons/lessons.ts";
import { neutralDomain } from "./sketchAxis.ts";

const sketches = lessons.flatMap(({ steps }) =>
  steps.flatMap(({ prediction }) => {
    const isLog =
      prediction?.kind === "sketch" && (prediction.quantity === "std" || prediction.quantity === "gradient");
    return isLog ? [prediction.decades] : [];
  }),
);

it("reaches as far down as up, and holds the result", () => {
  expect(sketches.length).toBeGreaterThan(10);
  for (const decades of sketches) {
    const { low, high } = neutralDomain(decades);
    expect(low).toBe(-high);
    expect(low).toBeLessThanOrEqual(decades[0]);
    expect(high).toBeGreaterThanOrEqual(decades[1]);
  }
});

it("has few sizes, none of which belongs to a single sketch", () => {
  const sizes = sketches.map((decades) => neutralDomain(decades).high);
  for (const size of sizes) expect(sizes.filter((other) => other === size).length).toBeGreaterThan(1);
});

it("holds the widest decades that a lesson may name", () => {
  expect(neutralDomain([-40, 40])).toEqual({ low: -40, high: 40 });
});
