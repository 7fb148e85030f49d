/**
 * The entry of an activation that a visitor has typed, with everything that an entry of the catalogue states:
 * what cannot be read off the text is found by looking at the function. Fetched where a link or a visitor
 * wants one; `provideTyped` hands it to the catalogue.
 */
import type { ActivationEntry, ActivationFamily } from "../activationEntry.ts";
import { provideTyped } from "../activations.ts";
import type { Expression } from "../expression.ts";
import { TooLarge } from "./building.ts";
import { derive } from "./derivative.ts";
import { functionOf } from "./evaluating.ts";
import { readTyped } from "./parsing.ts";
import { expressionTex, expressionText } from "./printing.ts";

type Real = (x: number) => number;

/** Beyond it every function that saturates at all in float32 has done so; kinks are looked for inside. */
const REACH = 40;
const STEP = 1 / 64;
/** Most kinks that quadrature steps around; a function with more of them is rough everywhere. */
const MOST_KINKS = 32;

/** The differences whose sign decides a branch: there the derivative may jump. */
function switches(expression: Expression): readonly Real[] {
  switch (expression.kind) {
    case "number":
    case "variable":
      return [];
    case "negate":
      return switches(expression.operand);
    case "binary":
      return [...switches(expression.left), ...switches(expression.right)];
    case "call": {
      const { name, operands } = expression;
      const inner = operands.flatMap(switches);
      const [a = Number, b = Number] = operands.map(functionOf);
      if (name === "abs") return [a, ...inner];
      return name === "min" || name === "max" ? [(x) => a(x) - b(x), ...inner] : inner;
    }
    case "select": {
      const { left, right, ifTrue, ifFalse } = expression;
      const [a, b] = [functionOf(left), functionOf(right)];
      return [(x) => a(x) - b(x), ...[left, right, ifTrue, ifFalse].flatMap(switches)];
    }
    default:
      return expression satisfies never;
  }
}

/** Zeros of a function between -REACH and REACH, to the last digit, where it changes its sign. */
function zerosOf(g: Real): readonly number[] {
  const zeros: number[] = [];
  // Half a step beside the whole numbers, where kinks like to be.
  for (let x = -REACH + STEP / 2; x < REACH && zeros.length <= MOST_KINKS; x += STEP) {
    let [low, high] = [x, x + STEP];
    const isNegative = g(low) < 0;
    if (g(high) < 0 === isNegative || Number.isNaN(g(low) + g(high))) continue;
    while (high - low > 1e-15 * Math.max(1, Math.abs(low))) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (g(middle) < 0 === isNegative) low = middle;
      else high = middle;
    }
    const zero = Math.abs(g(low)) < Math.abs(g(high)) ? low : high;
    // A kink at 0 is at 0, and so is one at any other short number.
    const short = Number(zero.toFixed(12));
    zeros.push(Math.abs(g(short)) <= Math.abs(g(zero)) ? short + 0 : zero);
  }
  return zeros;
}

function kinksOf(expression: Expression): readonly number[] {
  const kinks = [...new Set(switches(expression).flatMap(zerosOf))].toSorted((a, b) => a - b);
  return kinks.length > MOST_KINKS ? [] : kinks;
}

/** Whether f(s x) = s f(x) for s > 0. Powers of two multiply without rounding. */
function isHomogeneous(f: Real): boolean {
  return [-3, -0.7, 0.1, 5].every((x) =>
    [2 ** -20, 0.25, 4, 2 ** 20].every((scale) => f(scale * x) === scale * f(x)),
  );
}

/** max |phi'| up to REACH; |phi'(1)| where it has no end, as entries of the catalogue have it. */
function largestDerivative(df: Real): number {
  const size = (x: number): number => {
    const value = Math.abs(df(x));
    return Number.isFinite(value) ? value : 0;
  };
  const steepest = (from: number, to: number): number => {
    let at = from;
    for (let x = from; x <= to; x += STEP) if (size(x) > size(at)) at = x;
    return at;
  };
  const largest = steepest(-REACH, REACH);
  const inside = size(steepest(-REACH / 2, REACH / 2));
  if (size(largest) > 1.5 * inside) return size(1) || size(-1) || 1;
  // By thirds, as the tests of the catalogue search: the value is then right to 1e-14.
  let [low, high] = [largest - STEP, largest + STEP];
  while (high - low > 1e-8) {
    const third = (high - low) / 3;
    if (size(low + third) < size(high - third)) low += third;
    else high -= third;
  }
  return Math.max(size(largest), size((low + high) / 2)) || 1;
}

/** The kind of curve, by how steep its two ends are. */
function familyOf(f: Real): ActivationFamily {
  const steepness = (sign: number): number => Math.abs(f(sign * REACH) - f((sign * REACH) / 2)) / (REACH / 2);
  const [left, right] = [steepness(-1), steepness(1)];
  if (left < 0.01 && right < 0.01) return "bounded";
  return Math.min(left, right) < 0.5 * Math.max(left, right) ? "rectifier" : "linear";
}

/** Longest text that stands as a name; a longer one is cut. */
const LONGEST_NAME = 24;

/** The entry of a text; null where it is no activation. */
export function typedActivation(text: string): ActivationEntry | null {
  const reading = readTyped(text);
  if (reading.kind === "problem") return null;
  const { expression } = reading;
  let derivative: Expression;
  try {
    derivative = derive(expression);
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
  const f = functionOf(expression);
  const df = functionOf(derivative);
  const homogeneous = isHomogeneous(f);
  const [right, left] = [df(1), df(-1)];
  const largest = largestDerivative(df);
  return {
    id: `phi:${text}`,
    label: text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text,
    family: homogeneous && right === left ? "linear" : familyOf(f),
    formulas: {
      tex: String.raw`\varphi(x) = ${expressionTex(expression)}`,
      derivativeTex: String.raw`\varphi'(x) = ${expressionTex(derivative)}`,
    },
    f,
    df,
    expression: { f: expressionText(expression), df: expressionText(derivative) },
    kinks: kinksOf(expression),
    ...(homogeneous ? { isHomogeneous: true } : {}),
    // He's law for a leaky ReLU.
    ...(homogeneous && right === 1 && left !== 1 ? { negativeSlope: () => left } : {}),
    maxDerivative: () => largest,
    recommendedGain: null,
  };
}

provideTyped(typedActivation);
