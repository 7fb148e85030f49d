/**
 * The generated activation sources, evaluated in emulated float32 with a bad exp, against
 * the catalogue's float64.
 */
import { describe, expect, it } from "vitest";
import { activations } from "../../../catalog/activations.ts";
import type { ActivationEntry } from "../../../catalog/activationEntry.ts";
import { FUNCTIONS, parseExpression } from "../../../catalog/expression.ts";
import type { Expression, FunctionName } from "../../../catalog/expression.ts";
import { erf, normalDensity, normalDistribution, sech2, sigmoid, softplus } from "../../../math/special.ts";
import { generateFunction } from "./codegen.ts";
import { compile } from "../../../testing/gpu/interpreter.ts";

/**
 * GLSL and WGSL allow exp an error of 3 + 2|x| units in the last place; this test uses the full 3, either
 * way.
 */
const EXP_ERRORS_ULP = [-3, 0, 3];
const RELATIVE_TOLERANCE = 4e-6;
/** Where the value itself is below this, only the absolute error counts. */
const TAIL = 1e-7;

const GRID: readonly number[] = (() => {
  const magnitudes: number[] = [];
  for (let exponent = -30; exponent <= 4; exponent += 0.02) magnitudes.push(Math.fround(10 ** exponent));
  for (let x = 0; x < 20; x += 0.005) magnitudes.push(Math.fround(x));
  return magnitudes.flatMap((x) => [x, -x]);
})();

function evaluator(expression: string, expErrorUlp: number): (x: number, p: number) => number {
  const { entry, sources } = generateFunction(expression);
  const exp = (x: number): number => Math.exp(x) * (1 + expErrorUlp * 2 ** -23);
  const functions = compile(sources, { round: Math.fround, exp });
  return (x, p) => Number(functions[entry]?.([x, Math.fround(p)]));
}

const TRUTH: Readonly<Record<FunctionName, (x: number, y: number) => number>> = {
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  exp: Math.exp,
  expm1: Math.expm1,
  tanh: Math.tanh,
  sech2,
  sigmoid,
  softplus,
  normcdf: normalDistribution,
  normpdf: normalDensity,
  erf,
  gauss: (x) => Math.exp(-x * x),
  gelugate: (x) => sigmoid(Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3)),
  sin: Math.sin,
  cos: Math.cos,
  sqrt: Math.sqrt,
};

/** Sum of the sizes of all terms: the scale of rounding errors where terms cancel. */
function sizeOf(node: Expression, x: number, p: number): number {
  switch (node.kind) {
    case "number":
      return Math.abs(node.value);
    case "variable":
      return Math.abs(node.name === "x" ? x : p);
    case "negate":
      return sizeOf(node.operand, x, p);
    case "binary": {
      const [left, right] = [sizeOf(node.left, x, p), sizeOf(node.right, x, p)];
      return node.operator === "*" ? left * right : node.operator === "/" ? left / right : left + right;
    }
    case "call":
      return Math.abs(valueOf(node, x, p));
    case "select":
      return sizeOf(chosen(node, x, p), x, p);
    default:
      return node satisfies never;
  }
}

/** The branch a select() takes. */
function chosen(node: Extract<Expression, { kind: "select" }>, x: number, p: number): Expression {
  const [left, right] = [valueOf(node.left, x, p), valueOf(node.right, x, p)];
  const holds = { "<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right };
  return holds[node.comparison] ? node.ifTrue : node.ifFalse;
}

/** An expression in float64. */
function valueOf(node: Expression, x: number, p: number): number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "variable":
      return node.name === "x" ? x : p;
    case "negate":
      return -valueOf(node.operand, x, p);
    case "binary": {
      const [left, right] = [valueOf(node.left, x, p), valueOf(node.right, x, p)];
      return { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[node.operator];
    }
    case "call": {
      const [first = NaN, second = NaN] = node.operands.map((operand) => valueOf(operand, x, p));
      return TRUTH[node.name](first, second);
    }
    case "select":
      return valueOf(chosen(node, x, p), x, p);
    default:
      return node satisfies never;
  }
}

/** Describes the grid points where `actual` is off by more than `allowed` of `size`. */
function failures(
  actual: (x: number) => number,
  expected: (x: number) => number,
  size: (x: number) => number,
): readonly string[] {
  return GRID.flatMap((x) => {
    const truth = expected(x);
    const error = Math.abs(actual(x) - truth);
    const isRight = error <= RELATIVE_TOLERANCE * size(x) || (Math.abs(truth) < TAIL && error <= TAIL);
    return isRight || Object.is(Math.fround(truth), actual(x))
      ? []
      : [`${x}: ${actual(x)} (expected ${truth})`];
  });
}

describe.each(EXP_ERRORS_ULP)("with an exp that is off by %i ulp", (ulp) => {
  it.each(Object.keys(FUNCTIONS) as FunctionName[])("%s is accurate from 1e-30 to 1e4", (name) => {
    const evaluate = evaluator(FUNCTIONS[name] === 1 ? `${name}(x)` : `${name}(x, 0.5)`, ulp);
    const truth = (x: number): number => TRUTH[name](x, 0.5);
    const size = (x: number): number => Math.abs(truth(x));
    expect(failures((x) => evaluate(x, 0), truth, size)).toEqual([]);
  });

  it.each(activations.map((entry): [string, ActivationEntry] => [entry.id, entry]))(
    "%s and its derivative follow the catalogue",
    (_, entry) => {
      const parameter = entry.parameter?.default ?? 0;
      for (const which of ["f", "df"] as const) {
        const evaluate = evaluator(entry.expression[which], ulp);
        const tree = parseExpression(entry.expression[which]);
        const found = failures(
          (x) => evaluate(x, parameter),
          (x) => entry[which](x, parameter),
          (x) => sizeOf(tree, x, parameter),
        );
        expect({ which, found }).toEqual({ which, found: [] });
      }
    },
  );
});

describe("translation", () => {
  it.each(["select(x > 0, 1, 0)", "max(x, 0)", "tanh(x)", "x * normcdf(x)"])(
    "%s keeps NaN where it can",
    (expression) => {
      const value = evaluator(expression, 0)(NaN, 0);
      // A step never gives NaN; every other activation does.
      expect(value).toBe(expression.startsWith("select") ? 0 : NaN);
    },
  );

  it.each(["sinh(x)", "x ** 2", "x[0]", "Math.tanh(x)", "q * x", ""])("refuses %j", (expression) => {
    expect(() => generateFunction(expression)).toThrow(SyntaxError);
  });

  it("refuses a constant float32 cannot hold", () => {
    expect(() => generateFunction("x * 1e39")).toThrow(RangeError);
  });

  it("calls only what a device computes exactly enough", () => {
    for (const { expression: both } of activations) {
      for (const expression of [both.f, both.df]) {
        const text = generateFunction(expression).sources.join("\n");
        expect(
          text
            .match(/Math\.\w+/g)
            ?.filter((name) => !["Math.abs", "Math.exp", "Math.floor"].includes(name)) ?? [],
        ).toEqual([]);
      }
    }
  });
});
