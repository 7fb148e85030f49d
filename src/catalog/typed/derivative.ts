/** The derivative of an expression by x, as an expression of the same language. */
import type { Expression, FunctionName } from "../expression.ts";
import { add, call, divide, multiply, negate, number, select, subtract, valueOf } from "./building.ts";

const TWO_OVER_SQRT_PI = 1.1283791670955126;
/** Of the gate of GELU's tanh form, as activations.ts has it. */
const GATE_LINEAR = 1.5957691216057308;
const GATE_CUBIC = 0.044715 * GATE_LINEAR;
const GATE_REACH = 400;

type Outer = Exclude<FunctionName, "min" | "max">;

/** f'(u) of a function of one argument. */
function outer(name: Outer, u: Expression): Expression {
  switch (name) {
    case "abs":
      // 0 at the kink; NaN stays NaN.
      return select(
        ">",
        u,
        number(0),
        number(1),
        select("<", u, number(0), number(-1), multiply(u, number(2))),
      );
    case "exp":
    case "expm1":
      return call("exp", u);
    case "tanh":
      return call("sech2", u);
    case "sech2":
      return multiply(number(-2), multiply(call("tanh", u), call("sech2", u)));
    case "sigmoid":
      return multiply(number(0.25), call("sech2", multiply(number(0.5), u)));
    case "softplus":
      return call("sigmoid", u);
    case "normcdf":
      return call("normpdf", u);
    case "normpdf":
      return negate(multiply(u, call("normpdf", u)));
    case "erf":
      return multiply(number(TWO_OVER_SQRT_PI), call("gauss", u));
    case "gauss":
      return multiply(number(-2), multiply(u, call("gauss", u)));
    case "gelugate": {
      const square = call("min", multiply(u, u), number(GATE_REACH));
      const slope = add(number(GATE_LINEAR), multiply(number(3 * GATE_CUBIC), square));
      return multiply(multiply(call("gelugate", u), call("gelugate", negate(u))), slope);
    }
    case "sin":
      return call("cos", u);
    case "cos":
      return negate(call("sin", u));
    case "sqrt":
      return divide(number(0.5), call("sqrt", u));
    default:
      return name satisfies never;
  }
}

/**
 * d min(a, b) or d max(a, b): of a tie the derivative of the constant counts, else that of b. Where the
 * arguments do not compare, the result is their sum, NaN.
 */
function extremum(name: "min" | "max", a: Expression, b: Expression): Expression {
  if (valueOf(a) !== null && valueOf(b) === null) return extremum(name, b, a);
  const [first, second] = name === "max" ? ([">", "<="] as const) : (["<", ">="] as const);
  return select(first, a, b, derive(a), select(second, a, b, derive(b), add(a, b)));
}

/** d/dx. @throws TooLarge where it outgrows `MOST_NODES` */
export function derive(expression: Expression): Expression {
  switch (expression.kind) {
    case "number":
      return number(0);
    case "variable":
      return number(1);
    case "negate":
      return negate(derive(expression.operand));
    case "binary": {
      const { operator, left, right } = expression;
      const [l, r] = [derive(left), derive(right)];
      if (operator === "+") return add(l, r);
      if (operator === "-") return subtract(l, r);
      if (operator === "*") return add(multiply(l, right), multiply(left, r));
      // (l - (left / right) r) / right: no square of the divisor, which would overflow.
      return divide(subtract(l, multiply(divide(left, right), r)), right);
    }
    case "call": {
      const { name, operands } = expression;
      const [u = number(0), v = number(0)] = operands;
      if (name === "min" || name === "max") return extremum(name, u, v);
      const inner = derive(u);
      return valueOf(inner) === 0 ? inner : multiply(outer(name, u), inner);
    }
    case "select": {
      const { comparison, left, right, ifTrue, ifFalse } = expression;
      return select(comparison, left, right, derive(ifTrue), derive(ifFalse));
    }
    default:
      return expression satisfies never;
  }
}
