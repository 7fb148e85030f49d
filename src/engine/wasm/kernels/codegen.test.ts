/** The input that the generator of the activation kernels accepts; it stops the build at any other. */
import { describe, expect, it } from "vitest";
import { activations } from "../../../catalog/activations.ts";
import { parseExpression } from "../../../catalog/expression.ts";
import { optimizers } from "../../../catalog/optimizers.ts";
import { activationsSource, optimizersSource, translate } from "./codegen.ts";

describe("translation to SIMD", () => {
  it.each([
    ["x", "x"],
    ["-x", "f32x4.neg(x)"],
    ["-2 * x", "f32x4.mul(f32x4.splat(-2), x)"],
    [
      "p * (x + 1.5) - 3 / x",
      "f32x4.sub(f32x4.mul(p, f32x4.add(x, f32x4.splat(1.5))), f32x4.div(f32x4.splat(3), x))",
    ],
    ["tanh(abs(x))", "tanh(f32x4.abs(x))"],
    ["select(x <= 0, p, 1)", "v128.bitselect(p, f32x4.splat(1), f32x4.le(x, f32x4.splat(0)))"],
  ])("writes %s as %s", (source, expected) => {
    expect(translate(parseExpression(source))).toBe(expected);
  });

  it("takes the one-instruction extremum only against a constant, the variable first, so that NaN stays NaN", () => {
    expect(translate(parseExpression("max(x, 0)"))).toBe("atLeast(x, f32x4.splat(0))");
    expect(translate(parseExpression("min(-1, x)"))).toBe("atMost(x, f32x4.splat(-1))");
    expect(translate(parseExpression("max(x, p * x)"))).toBe("f32x4.max(x, f32x4.mul(p, x))");
  });

  it("stops at a number that float32 cannot hold", () => {
    expect(() => translate(parseExpression("x * 1e39"))).toThrow(
      "invalid number: 1e+39 (expected a float32)",
    );
  });
});

describe("the generated module", () => {
  it("has one export per catalogue entry", () => {
    const source = activationsSource(activations);
    const names = [...source.matchAll(/export function activate_(\w+)\(/g)].map(([, id]) => id);
    expect(names).toEqual(activations.map(({ id }) => id));
  });

  it("stops the build at an unknown expression, and names the activation", () => {
    const expression = { f: "cosh(x)", df: "1" };
    expect(() => activationsSource([{ id: "cosh", expression }])).toThrow(
      "activation cosh does not translate to SIMD",
    );
  });
});

describe("the generated steps", () => {
  it("have one export per optimiser", () => {
    const names = [...optimizersSource(optimizers).matchAll(/export function step_(\w+)\(/g)].map(
      ([, id]) => id,
    );
    expect(names).toEqual(optimizers.map(({ id }) => id));
  });

  it("stop the build at an unknown variable, and name the optimiser", () => {
    expect(() => optimizersSource([{ id: "sgd", step: { w: "w - x * g" } }])).toThrow(
      "optimizer sgd does not translate to SIMD",
    );
  });
});
