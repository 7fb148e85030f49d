/** Compares the float64 formulas, the reference for every engine, with 60-digit arithmetic. */
import { describe, expect, it } from "vitest";
import { activations } from "./activations.ts";
import type { ActivationEntry } from "./activationEntry.ts";
import golden from "./golden/activations.json" with { type: "json" };

/**
 * erfc keeps 1e-14 far out, where exp(-x^2) turns half a rounding unit of x^2 = 700 into 700 units of the
 * result: 8e-14.
 */
const RELATIVE = 2e-13;
/** Below the smallest normal float64 digits are lost one by one. */
const SMALLEST = 2 ** -1022;

describe.each(activations as readonly ActivationEntry[])("$id in float64", (entry) => {
  const cases: Readonly<Record<string, { readonly f: number[]; readonly df: number[] }>> = golden.cases;
  const expected = cases[entry.id];
  const parameter = entry.parameter === undefined ? 0 : 0.25;

  it("is called homogeneous where phi(s x) = s phi(x) for s > 0, and nowhere else", () => {
    // Powers of two multiply without rounding.
    const isHomogeneous = [-3, -0.7, 0.1, 5].every(
      (x) => entry.f(4 * x, parameter) === 4 * entry.f(x, parameter),
    );
    expect(entry.isHomogeneous ?? false).toBe(isHomogeneous);
  });

  it("has golden values: tools/goldens/README.md names the command that adds them", () => {
    expect(Object.keys(golden.cases)).toContain(entry.id);
  });

  it.each(["f", "df"] as const)("%s has its digits from 1e-30 to 1e4", (which) => {
    expect(expected?.[which]).toHaveLength(golden.x.length);
    const wrong = golden.x.flatMap((x, index) => {
      const wanted = expected?.[which][index] ?? NaN;
      const actual = entry[which](x, parameter);
      // Derivatives that are differences of terms below 1 cross zero: there only the remaining digits of
      // those terms count.
      const allowed = RELATIVE * Math.abs(wanted) + (Math.abs(x) > 0.5 && Math.abs(x) < 3 ? 1e-15 : SMALLEST);
      return Math.abs(actual - wanted) <= allowed ? [] : [{ x, wanted, actual }];
    });
    expect(wrong).toEqual([]);
  });
});
