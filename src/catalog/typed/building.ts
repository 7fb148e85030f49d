/**
 * Expressions under construction: every operation is simplified where that is exact, and counted, so that no
 * text grows beyond what a kernel can hold. Parts are shared, so a size is the size of the written tree.
 */
import type { Comparison, Expression, FunctionName } from "../expression.ts";

/** Most nodes of an expression: what the text or its derivative may grow to. */
const MOST_NODES = 1500;

/** Thrown where an expression outgrows `MOST_NODES`; the parser turns it into a reason. */
export class TooLarge extends Error {}

const sizes = new WeakMap<Expression, number>();

function sizeOf(expression: Expression): number {
  return sizes.get(expression) ?? 1;
}

function made(expression: Expression, parts: readonly Expression[]): Expression {
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 1);
  if (size > MOST_NODES) throw new TooLarge();
  sizes.set(expression, size);
  return expression;
}

export const X: Expression = { kind: "variable", name: "x" };

/** A number; a negative one is written with a sign in front. */
export function number(value: number): Expression {
  const size: Expression = { kind: "number", value: Math.abs(value) };
  return value < 0 ? made({ kind: "negate", operand: size }, [size]) : size;
}

/** The value of a number, with its sign; null for anything else. */
export function valueOf(expression: Expression): number | null {
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "negate" && expression.operand.kind === "number") return -expression.operand.value;
  return null;
}

export function negate(operand: Expression): Expression {
  const value = valueOf(operand);
  if (value !== null) return number(-value);
  return operand.kind === "negate" ? operand.operand : made({ kind: "negate", operand }, [operand]);
}

type Operator = Extract<Expression, { kind: "binary" }>["operator"];

function binary(operator: Operator, left: Expression, right: Expression): Expression {
  return made({ kind: "binary", operator, left, right }, [left, right]);
}

export function add(left: Expression, right: Expression): Expression {
  const [a, b] = [valueOf(left), valueOf(right)];
  if (a !== null && b !== null) return number(a + b);
  if (a === 0) return right;
  if (b === 0) return left;
  return right.kind === "negate" ? subtract(left, right.operand) : binary("+", left, right);
}

export function subtract(left: Expression, right: Expression): Expression {
  const [a, b] = [valueOf(left), valueOf(right)];
  if (a !== null && b !== null) return number(a - b);
  if (a === 0) return negate(right);
  if (b === 0) return left;
  return right.kind === "negate" ? binary("+", left, right.operand) : binary("-", left, right);
}

export function multiply(left: Expression, right: Expression): Expression {
  const [a, b] = [valueOf(left), valueOf(right)];
  if (a !== null && b !== null) return number(a * b);
  if (a === 0 || b === 0) return number(0);
  if (a === 1) return right;
  if (b === 1) return left;
  if (a === -1) return negate(right);
  if (b === -1) return negate(left);
  return binary("*", left, right);
}

export function divide(left: Expression, right: Expression): Expression {
  const [a, b] = [valueOf(left), valueOf(right)];
  if (a !== null && b !== null && b !== 0) return number(a / b);
  if (a === 0) return number(0);
  return b === 1 ? left : binary("/", left, right);
}

/** base^exponent by repeated squaring. */
export function power(base: Expression, exponent: number): Expression {
  if (exponent === 0) return number(1);
  if (exponent === 1) return base;
  const half = power(base, Math.floor(exponent / 2));
  const square = multiply(half, half);
  return exponent % 2 === 0 ? square : multiply(square, base);
}

export function call(name: FunctionName, ...operands: readonly Expression[]): Expression {
  return made({ kind: "call", name, operands }, operands);
}

/** `ifTrue` where the comparison holds, else `ifFalse`, for NaN too. */
export function select(
  comparison: Comparison,
  left: Expression,
  right: Expression,
  ifTrue: Expression,
  ifFalse: Expression,
): Expression {
  return made({ kind: "select", comparison, left, right, ifTrue, ifFalse }, [left, right, ifTrue, ifFalse]);
}
