/** Compares shares outside narrow formats with an independent rounding of each value. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import { formatShares, NUMBER_FORMATS, rangeFindings } from "./numberRange.ts";
import type { NumberFormat } from "./numberRange.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";
import { measure, tensorStats } from "./statistics.ts";

/** Bits of the significand, the leading one included. */
const SIGNIFICANT_BITS = { float32: 24, float16: 11, bfloat16: 8, float8_e4m3: 4, float8_e5m2: 3 } as const;

/**
 * A value rounded to a format from first principles: steps of the binade, ties to even, gradual underflow.
 */
function roundTo({ id, largest, smallestNormal }: NumberFormat, value: number): number {
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value) || magnitude === 0) return value;
  const bits = SIGNIFICANT_BITS[id];
  let binade = smallestNormal;
  while (binade * 2 <= magnitude) binade *= 2;
  const step = binade * 2 ** (1 - bits);
  const ratio = magnitude / step;
  const floor = Math.floor(ratio);
  const rest = ratio - floor;
  const rounded = (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor) * step;
  return Math.sign(value) * (rounded > largest ? Infinity : rounded);
}

const statsOf = (values: readonly number[]) =>
  tensorStats("activation", measure(Float32Array.from(values), 1, values.length));
const byId = (id: NumberFormat["id"]): NumberFormat => {
  const format = NUMBER_FORMATS.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return format;
};

describe("the limits of a format", () => {
  it.each(NUMBER_FORMATS)("$id: a value on the limit falls, its neighbour in float64 does not", (format) => {
    const above = (x: number) => x * (1 + 2 ** -52);
    // The tie of E4M3 stays, so its limit is the next float32.
    const below = (x: number) => (format.id === "float8_e4m3" ? 464 : x * (1 - 2 ** -53));
    expect(roundTo(format, format.overflowsFrom)).toBe(Infinity);
    expect(roundTo(format, below(format.overflowsFrom))).toBe(format.largest);
    expect(roundTo(format, format.vanishesUpTo)).toBe(0);
    expect(roundTo(format, above(format.vanishesUpTo))).toBeGreaterThan(0);
  });

  it("are those of IEEE 754 binary16 and of bfloat16", () => {
    expect(byId("float16")).toMatchObject({ largest: 65504, overflowsFrom: 65520 });
    expect(byId("float16").smallestNormal).toBe(6.103515625e-5);
    expect(byId("float16").vanishesUpTo).toBe(2.98023223876953125e-8);
    expect(byId("bfloat16").largest).toBeCloseTo(3.3895313892515355e38, -24);
    expect(byId("float32").largest).toBe(3.4028234663852886e38);
  });

  it("are those of the two formats of 8 bits: OCP's tables, 2023", () => {
    expect(byId("float8_e4m3")).toMatchObject({ largest: 448, smallestNormal: 2 ** -6 });
    expect(byId("float8_e5m2")).toMatchObject({ largest: 57344, smallestNormal: 2 ** -14 });
    // Smallest subnormals 2^-9 and 2^-16.
    expect(2 * byId("float8_e4m3").vanishesUpTo).toBe(2 ** -9);
    expect(2 * byId("float8_e5m2").vanishesUpTo).toBe(2 ** -16);
  });
});

describe("formatShares", () => {
  it.each(["float16", "bfloat16", "float8_e4m3", "float8_e5m2"] as const)(
    "%s: holds what rounding each value does between its bounds",
    (id) => {
      const format = byId(id);
      // Magnitudes over the whole range, dense near the limits.
      const magnitude = fc.oneof(
        fc.double({ min: -46, max: 38.6, noNaN: true }).map((exponent) => 10 ** exponent),
        fc
          .tuple(
            fc.constantFrom(format.overflowsFrom, format.smallestNormal, format.vanishesUpTo),
            fc.double({ min: 0.98, max: 1.02, noNaN: true }),
          )
          .map(([limit, factor]) => limit * factor),
        fc.constantFrom(0, Infinity, NaN, format.overflowsFrom, format.vanishesUpTo),
      );
      const value = fc
        .tuple(magnitude, fc.boolean())
        .map(([x, isNegative]) => Math.fround(isNegative ? -x : x));
      fc.assert(
        fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
          const { overflow, lost, subnormal } = formatShares(statsOf(values), format);
          const rounded = values.map((x) => roundTo(format, x));
          const nonZero = values.filter((x) => Number.isFinite(x) && x !== 0).length;
          const share = (hits: number, of: number): number => (of === 0 ? 0 : hits / of);
          const truth = {
            overflow: share(rounded.filter((x) => !Number.isFinite(x)).length, values.length),
            lost: share(rounded.filter((x, i) => x === 0 && values[i] !== 0).length, nonZero),
            subnormal: share(
              values.filter((x, i) => rounded[i] !== 0 && Math.abs(x) < format.smallestNormal).length,
              nonZero,
            ),
          };
          // Counts over counts: equal to the last bit but for the order of one division.
          const slack = 1e-12;
          for (const [name, { low, high }] of Object.entries({ overflow, lost, subnormal })) {
            const real = truth[name as keyof typeof truth];
            const isBounded = low - slack <= real && real <= high + slack;
            expect({ name, low, high, real, isBounded }).toMatchObject({ isBounded: true });
          }
        }),
        { seed: 1, numRuns: 300 },
      );
    },
  );

  it("is exact at the powers of two, bounded inside a bin, and settled by the extremes", () => {
    const float16 = byId("float16");
    const exact = formatShares(statsOf([1, 2 ** -14 * 0.99, -(2 ** -15), 2 ** -26, 2 ** -24]), float16);
    expect(exact.lost).toEqual({ low: 0.2, high: 0.2 });
    expect(exact.subnormal).toEqual({ low: 0.6, high: 0.6 });
    // 65100 and 65530 share the bin [65024, 65536): one overflows, and from the sketch alone both might.
    expect(formatShares(statsOf([65100, 65530, 1, 1]), float16).overflow).toEqual({ low: 0.25, high: 0.5 });
    expect(formatShares(statsOf([65100, 65510, 1, 1]), float16).overflow).toEqual({ low: 0, high: 0 });
    expect(formatShares(statsOf([70000, Infinity, NaN, 1]), float16).overflow).toEqual({
      low: 0.75,
      high: 0.75,
    });
  });

  it("counts denormals of float32 as subnormal in float32 and as possibly lost in bfloat16", () => {
    const stats = statsOf([1e-39, 1e-40, 1, 0]);
    expect(formatShares(stats, byId("float32")).subnormal).toEqual({ low: 2 / 3, high: 2 / 3 });
    expect(formatShares(stats, byId("float32")).lost).toEqual({ low: 0, high: 0 });
    expect(formatShares(stats, byId("bfloat16")).lost).toEqual({ low: 0, high: 2 / 3 });
    expect(formatShares(stats, byId("float16")).lost).toEqual({ low: 2 / 3, high: 2 / 3 });
  });
});

describe("rangeFindings", () => {
  const run = (patch: Partial<typeof DEFAULT_CONFIG>) =>
    runReference(planExperiment({ ...DEFAULT_CONFIG, width: 64, batch: 16, ...patch }), "float32").layers;

  it("finds nothing in a network that keeps its signal", () => {
    const layers = run({ depth: 4 });
    const [single, half, brain, ...narrow] = NUMBER_FORMATS;
    for (const format of [single, half, brain]) expect(rangeFindings(layers, format)).toEqual([]);
    // N(0, 1) has 1.2 % of its values below 2^-6, where E4M3 loses digits.
    expect(narrow.flatMap((format) => rangeFindings(layers, format)).map(({ problem }) => problem)).toEqual([
      "subnormal",
      "subnormal",
    ]);
  });

  it("names the layer where an explosion leaves float16 long before float32: ReLU with N(0, 1), x sqrt(32) per layer", () => {
    const layers = run({ depth: 60, initializer: "normal", initializerParameters: { std: 1 } });
    const [half] = rangeFindings(layers, byId("float16"));
    const [single] = rangeFindings(layers, byId("float32"));
    // rms sqrt(32)^l: the largest of 1024 values, some 4 rms, passes 65520 at layer 6 or
    // 7 and 3.4e38 at 50 or 51.
    expect(half).toMatchObject({ tensor: "activation", problem: "overflow" });
    expect(half?.firstLayer).toBeGreaterThanOrEqual(5);
    expect(half?.firstLayer).toBeLessThanOrEqual(7);
    expect(single).toMatchObject({ tensor: "activation", problem: "overflow" });
    expect(single?.firstLayer).toBeGreaterThan(45);
    expect(single?.firstLayer).toBeLessThan(54);
    expect(half?.share.high).toBe(1);
  });

  it("follows gradients backward: they vanish from some layer down to the first", () => {
    const layers = run({
      depth: 12,
      activation: "tanh",
      initializer: "normal",
      initializerParameters: { std: 0.01 },
    });
    const finding = rangeFindings(layers, byId("float16")).find(({ tensor }) => tensor === "grad_activation");
    // x 0.08 per layer back from 1 at layer 12: half of the values are below 2^-25 when the rms
    // is some 4e-8, 7 layers on.
    expect(finding).toMatchObject({ problem: "lost" });
    expect(finding?.firstLayer).toBeLessThan(9);
    expect(finding?.firstLayer).toBeGreaterThan(4);
    // Two layers on the rms is 150 times below the limit, 20 of which would keep a normal value in sight.
    expect(finding?.worstLayer).toBeLessThan(finding?.firstLayer ?? 0);
    expect(finding?.share).toEqual({ low: 1, high: 1 });
  });
});
