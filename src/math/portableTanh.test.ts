/** The portable tanh against the platform's. */
import { expect, it } from "vitest";
import { portableTanh } from "./portableTanh.ts";

it("is tanh to within 3e-16", () => {
  for (let x = -25; x <= 25; x += 0.01) {
    expect(Math.abs(portableTanh(x) - Math.tanh(x))).toBeLessThanOrEqual(3e-16);
  }
  expect(portableTanh(0)).toBe(0);
  expect(portableTanh(Infinity)).toBe(1);
});
