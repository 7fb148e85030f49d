import { describe, expect, it } from "vitest";
import { pointOnCircle } from "./circle.ts";

describe("pointOnCircle", () => {
  it("is cos and sin to 4e-16, on every octant: two roundings of values up to 1, and Math's own last bit", () => {
    for (const steps of [1, 2, 3, 7, 8, 12, 100, 4096]) {
      for (let step = 0; step < steps; step++) {
        const { cos, sin } = pointOnCircle(step, steps);
        const angle = (2 * Math.PI * step) / steps;
        // 2 pi step / steps itself is rounded: up to 2 ulp of an angle up to 2 pi, 1.8e-15.
        expect(Math.abs(cos - Math.cos(angle))).toBeLessThan(2.2e-15);
        expect(Math.abs(sin - Math.sin(angle))).toBeLessThan(2.2e-15);
        expect(Math.abs(cos * cos + sin * sin - 1)).toBeLessThan(6e-16);
      }
    }
  });

  it("meets the axes exactly", () => {
    expect(pointOnCircle(0, 4)).toEqual({ cos: 1, sin: 0 });
    expect(pointOnCircle(1, 4)).toEqual({ cos: -0, sin: 1 });
  });
});
