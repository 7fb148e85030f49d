/** Expressions as float64 functions of x: the oracle of their kernels, as `f` and `df` of an entry are. */
import { erf, normalDensity, normalDistribution, sech2, sigmoid, softplus } from "../../math/special.ts";
import type { Comparison, Expression, FunctionName } from "../expression.ts";

type Real = (x: number) => number;

const GATE_LINEAR = 1.5957691216057308;
const GATE_CUBIC = 0.044715 * GATE_LINEAR;
const GATE_REACH = 400;

const ONE: Readonly<Record<Exclude<FunctionName, "min" | "max">, Real>> = {
  abs: Math.abs,
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
  gelugate: (x) => sigmoid(x * (GATE_LINEAR + GATE_CUBIC * Math.min(x * x, GATE_REACH))),
  sin: Math.sin,
  cos: Math.cos,
  sqrt: Math.sqrt,
};

const HOLDS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

/** The function of an expression in x. */
export function functionOf(expression: Expression): Real {
  switch (expression.kind) {
    case "number": {
      const { value } = expression;
      return () => value;
    }
    case "variable":
      return (x) => x;
    case "negate": {
      const inner = functionOf(expression.operand);
      return (x) => -inner(x);
    }
    case "binary": {
      const [a, b] = [functionOf(expression.left), functionOf(expression.right)];
      switch (expression.operator) {
        case "+":
          return (x) => a(x) + b(x);
        case "-":
          return (x) => a(x) - b(x);
        case "*":
          return (x) => a(x) * b(x);
        case "/":
          return (x) => a(x) / b(x);
        default:
          return expression.operator satisfies never;
      }
    }
    case "call": {
      const { name, operands } = expression;
      const [a = Number, b = Number] = operands.map(functionOf);
      if (name === "min") return (x) => Math.min(a(x), b(x));
      if (name === "max") return (x) => Math.max(a(x), b(x));
      const outer = ONE[name];
      return (x) => outer(a(x));
    }
    case "select": {
      const [a, b] = [functionOf(expression.left), functionOf(expression.right)];
      const [yes, no] = [functionOf(expression.ifTrue), functionOf(expression.ifFalse)];
      const holds = HOLDS[expression.comparison];
      return (x) => (holds(a(x), b(x)) ? yes(x) : no(x));
    }
    default:
      return expression satisfies never;
  }
}
