/** Typed activations: hostile texts, places of problems, derivatives, and equality with the catalogue. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TYPED_TEXTS } from "../../testing/typedActivations.ts";
import { activationById } from "../activations.ts";
import type { ActivationEntry } from "../activationEntry.ts";
import { parseExpression } from "../expression.ts";
import { functionOf } from "./evaluating.ts";
import { canonicalTyped, LONGEST, readTyped, TYPED_NAMES } from "./parsing.ts";
import { typedActivation } from "./typedActivation.ts";

const problemOf = (text: string) => {
  const reading = readTyped(text);
  return reading.kind === "problem" ? reading.problem : null;
};

function entryOf(text: string): ActivationEntry {
  const entry = typedActivation(text);
  if (entry === null) throw new Error(`${text} is no activation`);
  return entry;
}

describe("reading a text", () => {
  it("reads what people write", () => {
    const cases: readonly (readonly [text: string, x: number, value: number])[] = [
      ["x*sigmoid(1.702*x)", 1, 1 / (1 + Math.exp(-1.702))],
      ["-x^2", 3, -9],
      ["(-x)^2", 3, 9],
      ["2^3^2", 0, 64],
      ["x^-1", 4, 0.25],
      ["x^0.5", 9, 3],
      ["x**3/2", 2, 4],
      ["1-2-3", 0, -4],
      ["8/4/2", 0, 1],
      [".5e1 + e - pi", 0, 5 + Math.E - Math.PI],
      ["RELU( X )", -2, 0],
      ["clip(x, -1, 1)", 3, 1],
      ["select(x > 0, x, 0.1 * x)", -2, -0.2],
      ["+x - -x", 2, 4],
    ];
    for (const [text, x, value] of cases)
      expect([text, Number(entryOf(text).f(x, 0).toPrecision(14))]).toEqual([
        text,
        Number(value.toPrecision(14)),
      ]);
  });

  it("points at what is wrong", () => {
    const cases: readonly (readonly [text: string, reason: string, at: number, word: string])[] = [
      ["", "empty", 0, ""],
      ["   ", "empty", 0, ""],
      ["x + $", "character", 4, "$"],
      ["x +", "operand", 3, ""],
      ["x * / 2", "operand", 4, "/"],
      ["2x", "operator", 1, "x"],
      ["x)", "bracket", 1, ")"],
      ["(x", "bracket", 2, ""],
      ["tanh x", "bracket", 5, "x"],
      ["max(x)", "comma", 5, ")"],
      ["tanh(x, 1)", "bracket", 6, ","],
      ["select(x, 1, 2)", "comparison", 8, ","],
      ["x > 0", "operator", 2, ">"],
      ["log(x)", "name", 0, "log"],
      ["x^1.5", "exponent", 2, "1.5"],
      ["x^x", "exponent", 2, "x"],
      ["x^17", "exponent", 2, "17"],
      ["1e39*x", "number", 0, "1e39"],
      ["1e30^2*x", "number", 0, "1e30^2*x"],
      [`${"(".repeat(40)}x`, "deep", 33, "("],
      ["(((x+1)^16)^16)^16", "large", 0, "(((x+1)^16)^16)^16"],
    ];
    for (const [text, reason, at, word] of cases)
      expect([text, problemOf(text)]).toMatchObject([text, { reason, at, word }]);
    expect(problemOf("x".repeat(LONGEST + 1))).toMatchObject({ reason: "long", at: LONGEST });
  });

  it("never throws, whatever it is given", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...TYPED_NAMES,
        ..."x 0 1.5 1e9 ( ) , + - * / ^ ** < > <= >= % # e . ' \\ \u0000 é 😀".split(" "),
      ),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    );
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
      fc.constantFrom("(", "-", "x^", "gelu(", "select(", "1e", "max(x,").map((part) => part.repeat(80)),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const reading = readTyped(text);
        const entry = typedActivation(text);
        if (reading.kind === "problem") {
          const { at, length } = reading.problem;
          expect(entry).toBeNull();
          expect(at >= 0 && length >= 0 && at <= text.length).toBe(true);
          return;
        }
        // What is read can be written down and read again, by engines and by links.
        if (entry === null) return;
        for (const written of [entry.expression.f, entry.expression.df]) functionOf(parseExpression(written));
        expect(typedActivation(canonicalTyped(text))?.expression).toEqual(entry.expression);
        expect(entry.maxDerivative(0)).toBeGreaterThan(0);
        expect(entry.kinks.length).toBeLessThanOrEqual(32);
      }),
      { seed: 20, numRuns: 3000 },
    );
  });
});

describe("the derivative of a text", () => {
  /** Every function and sign, and a few that belong together. */
  const TEXTS = [
    ...TYPED_NAMES.filter((name) => !["min", "max", "select", "clip", "sqrt", "pi", "e"].includes(name)).map(
      (name) => `${name}(0.7*x+0.3)`,
    ),
    "min(x, 0.5) + max(tanh(x), x^2 - 1)",
    "select(x < 0.2, x^3, sin(x)/x)",
    "clip(x, -1, 2)",
    "sqrt(1 + x*x)",
    "x*sigmoid(1.702*x)",
    "x/(1+abs(x))",
    "1/(2+x^4)",
    "-(x - 1)*(x + 2)",
    "gelu(silu(x)) - mish(x)^2",
  ];

  it.each(TEXTS)("%s agrees with central differences", (text) => {
    const { f, df, kinks } = entryOf(text);
    const h = 1e-5;
    for (let x = -3.03; x < 3; x += 0.0937) {
      if (kinks.some((kink) => Math.abs(kink - x) < 2 * h)) continue;
      const numeric = (f(x + h, 0) - f(x - h, 0)) / (2 * h);
      // h^2/6 |phi'''| with |phi'''| up to 100, and rounding 2^-53 |phi| / h.
      expect(Math.abs(df(x, 0) - numeric)).toBeLessThanOrEqual(4e-9 * Math.max(1, Math.abs(numeric)));
    }
  });

  it("keeps NaN, and is 0 where a ReLU is off, whichever way it is written", () => {
    for (const text of ["relu(x)", "max(x, 0)", "max(0, x)", "select(x > 0, x, 0*x)"]) {
      const { f, df } = entryOf(text);
      expect([f(-1, 0) + 0, f(0, 0) + 0, f(2, 0), df(-1, 0), df(0, 0), df(2, 0)]).toEqual([0, 0, 2, 0, 0, 1]);
    }
    for (const text of ["max(x, 0)", "abs(x)", "tanh(x)", "min(x, 1)"]) {
      expect(entryOf(text).f(NaN, 0)).toBeNaN();
      expect(entryOf(text).df(NaN, 0)).toBeNaN();
    }
  });
});

describe.each(TYPED_TEXTS)("%s typed as %s", (id, text) => {
  const builtIn: ActivationEntry = activationById(id);
  const typed = entryOf(text);
  const p = builtIn.parameter?.default ?? 0;

  it("has the same values, kinks, largest derivative and family", () => {
    for (let x = -12; x <= 12; x += 0.0625) {
      expect(typed.f(x, 0)).toBeCloseTo(builtIn.f(x, p), 13);
      expect(typed.df(x, 0)).toBeCloseTo(builtIn.df(x, p), 12);
    }
    expect(typed.maxDerivative(0) / builtIn.maxDerivative(p)).toBeCloseTo(1, 12);
    expect(typed.isHomogeneous ?? false).toBe(builtIn.isHomogeneous ?? false);
    expect(typed.negativeSlope?.(0) ?? 0).toBe(builtIn.negativeSlope?.(p) ?? 0);
    for (const kink of builtIn.kinks) expect(typed.kinks).toContain(kink);
    // A tilted sine and softplus are what they look like; the catalogue's entries say the same.
    expect(typed.family).toBe(builtIn.family);
  });
});
