/** The generated activation kernels against the float64 formulas of the catalogue. */
import { beforeAll, describe, expect, it } from "vitest";
import { activations } from "../../../catalog/activations.ts";
import type { ActivationEntry } from "../../../catalog/activationEntry.ts";
import { floatsAt, Layout, reserve, wordsAt } from "../memory/memory.ts";
import type { KernelModule } from "./module.ts";
import { BACKENDS, loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";

/**
 * Allowed relative error: exp, the worst of the helpers, keeps 2 ulp (1.2e-7 each) and no formula chains more
 * than four roundings behind it, so 8 * 2^-23 = 9.5e-7.
 */
const RELATIVE = 1e-6;
/**
 * Allowed absolute error, for differences of two larger numbers: GELU' crosses zero at -0.75 between two
 * terms of 0.22, each within 2e-7 relative (7e-8 of the fitted Mills ratio and two ulp of exp and the
 * product): 2 * 0.22 * 2e-7.
 */
const ABSOLUTE = 9e-8;

/** Where the derivatives that are differences of two larger terms cross zero. */
const CANCELLING_DERIVATIVES: ReadonlyMap<string, number> = new Map([
  ["gelu", -0.7518],
  ["gelu_tanh", -0.7525],
  ["silu", -1.2785],
  ["mish", -1.1924],
]);

/**
 * |x| on a logarithmic grid from 1e-30 to 1e38, 40 per decade, a linear one, both signs,
 * and every float32 special.
 */
const GRID: readonly number[] = [
  ...Array.from({ length: 68 * 40 + 1 }, (_, i) => Math.fround(10 ** (-30 + i / 40))).flatMap((x) => [-x, x]),
  ...Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 100)),
  // The float32 numbers next to the zeros of sine and cosine, where only the argument's own digits are left.
  ...Array.from({ length: 200 }, (_, i) => Math.fround((i * i * Math.PI) / 2)),
  0,
  -0,
  // Around the smallest and the largest exponent, the switch points of the helpers, and the kinks.
  ...[2 ** -149, 2 ** -126, 0.625, 0.34657, 14.5, 87.3, 88.7, 88.8, 103.9, 3.4e38].flatMap((x) => [
    -Math.fround(x),
    Math.fround(x),
  ]),
];

function isWithin(actual: number, expected: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  const rounded = Math.fround(expected);
  if (!Number.isFinite(rounded)) return actual === rounded;
  return Math.abs(actual - expected) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(expected));
}

/** Runs a kernel over one row. */
function activate(
  module: KernelModule,
  entry: ActivationEntry,
  xs: readonly number[],
  activationParameter: number,
  threshold = 0,
) {
  const { kernels, memory } = module;
  const layout = new Layout();
  const [x, a, d, alive] = [0, 1, 2, 3].map(() => layout.floats(xs.length));
  if (x === undefined || a === undefined || d === undefined || alive === undefined)
    throw new Error("no layout");
  reserve(memory, layout.end);
  kernels.clear(alive, 4 * xs.length);
  floatsAt(memory, x, xs.length).set(xs);
  const id = activations.find((candidate) => candidate.id === entry.id)?.id ?? "linear";
  const saturated = kernels[`activate_${id}`](x, a, d, 1, xs.length, activationParameter, threshold, alive);
  return {
    a: floatsAt(memory, a, xs.length).slice(),
    d: floatsAt(memory, d, xs.length).slice(),
    alive: wordsAt(memory, alive, xs.length).slice(),
    saturated,
  };
}

describe.each(BACKENDS)("activation kernels, $backend", ({ backend, isAbsent }) => {
  let module: KernelModule;
  beforeAll(async () => {
    module = await loadNodeKernels(isAbsent ? "simd" : backend);
  });

  describe.skipIf(isAbsent).each<ActivationEntry>([...activations])("$id", (entry) => {
    // 0.25 is exact in float32, so the comparison does not include the parameter's rounding.
    const activationParameter = entry.parameter === undefined ? 0 : 0.25;

    it("follows the float64 formula and its derivative from 1e-30 to 1e38", () => {
      const { a, d } = activate(module, entry, GRID, activationParameter);
      const wrong = GRID.flatMap((x, i) => {
        const f = entry.f(x, activationParameter);
        const df = entry.df(x, activationParameter);
        const actualF = a[i] ?? 0;
        const actualDf = d[i] ?? 0;
        return isWithin(actualF, f) && isWithin(actualDf, df) ? [] : [{ x, f, actualF, df, actualDf }];
      });
      expect(wrong).toEqual([]);
    });

    it("keeps relative accuracy in the tails down to 1e-30", () => {
      // Points where the absolute allowance would hide any error; around its zero a cancelling derivative is
      // left out.
      const zero = CANCELLING_DERIVATIVES.get(entry.id) ?? Infinity;
      const xs = GRID.filter((x) => Math.abs(x) < 30 && Math.abs(x - zero) > 0.5);
      const { a, d } = activate(module, entry, xs, activationParameter);
      const wrong = xs.flatMap((x, i) => {
        const f = entry.f(x, activationParameter);
        const df = entry.df(x, activationParameter);
        const isOff = (actual: number, expected: number): boolean =>
          Math.abs(expected) > 1e-30 && Math.abs(actual / expected - 1) > RELATIVE;
        return isOff(a[i] ?? 0, f) || isOff(d[i] ?? 0, df) ? [{ x, f, a: a[i], df, d: d[i] }] : [];
      });
      expect(wrong).toEqual([]);
    });

    it("gives the float64 result for NaN and infinities", () => {
      const xs = [NaN, Infinity, -Infinity, 1, NaN];
      const { a, d } = activate(module, entry, xs, activationParameter);
      expect([...a]).toEqual(
        xs.map((x) => Math.fround(entry.f(x, activationParameter))).map((y, i) => (i === 3 ? a[3] : y)),
      );
      expect([...d]).toEqual(
        xs.map((x) => Math.fround(entry.df(x, activationParameter))).map((y, i) => (i === 3 ? d[3] : y)),
      );
    });

    it("counts saturated entries and marks live units, in every lane and beyond", () => {
      const xs = [-20, -3, -1, -0.1, 0.1, 1, 3, NaN, 20, -200, 0.5];
      const threshold = 0.06 * entry.maxDerivative(activationParameter);
      const { d, alive, saturated } = activate(module, entry, xs, activationParameter, threshold);
      expect(saturated).toBe([...d].filter((value) => Math.abs(value) < Math.fround(threshold)).length);
      expect([...alive].map((word) => word !== 0)).toEqual([...d].map((value) => value !== 0));
    });
  });
});
