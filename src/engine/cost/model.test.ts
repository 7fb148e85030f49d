/** The cost model against times that are known: fitting, and correcting by runs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitModel, learn, predictMs } from "./model.ts";
import type { Belief, CostModel, EngineWork } from "./model.ts";

const RATES: CostModel["ms"] = { start: 2, launch: 0.1, flop: 2e-8, byte: 1e-6 };
/** Start, launches, bytes and operations each matter in one of these. */
const WORKS: readonly EngineWork[] = [
  { launches: 12, flops: 2e4, bytes: 1e4 },
  { launches: 250, flops: 5e5, bytes: 2e5 },
  { launches: 60, flops: 3.7e8, bytes: 7e6 },
  { launches: 40, flops: 3.7e8, bytes: 3e5 },
  { launches: 60, flops: 2.9e9, bytes: 2.8e7 },
];
const timed = (ms: CostModel["ms"]) => WORKS.map((work) => ({ work, ms: predictMs({ ms }, work) }));
const FAR: EngineWork = { launches: 2000, flops: 6e11, bytes: 2e9 };

describe("a fitted model", () => {
  it("finds the rates of a device that follows it", () => {
    const { ms } = fitModel(timed(RATES), 0);
    for (const term of ["start", "launch", "flop", "byte"] as const)
      expect(ms[term] / RATES[term]).toBeCloseTo(1, 6);
  });

  it("has no negative term, whatever was measured", () => {
    const times = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(times, (measured) => {
        const runs = measured.flatMap((ms, index) => {
          const work = WORKS[index];
          return work === undefined ? [] : [{ work, ms }];
        });
        const { ms, spread } = fitModel(runs, 0);
        const values = [...Object.values(ms), ...Object.values(spread)];
        expect(values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      }),
    );
  });

  it("takes a single run for products", () => {
    const [, , race] = timed(RATES);
    if (race === undefined) throw new Error("there is no third run");
    const { ms } = fitModel([race], 0);
    expect(ms.flop * race.work.flops).toBeCloseTo(race.ms, 6);
  });

  it("knows which of its terms the runs tell", () => {
    const { spread } = fitModel(timed({ ...RATES, start: 1e-4 }), 0);
    expect(spread.flop).toBeLessThan(0.3);
    expect(spread.start).toBeGreaterThan(1);
  });
});

describe("a corrected model", () => {
  const belief: Belief = { model: fitModel(timed(RATES), 0), surprise: null };
  const [, , work = FAR] = WORKS;
  const expectedMs = predictMs(belief.model, work);
  const shareAfter = (times: readonly number[]): number => {
    const after = times.reduce((before: Belief, factor) => learn(before, work, factor * expectedMs), belief);
    return predictMs(after.model, work) / expectedMs;
  };

  it("stays as it is when runs are as predicted", () => {
    expect(shareAfter([1, 1, 1])).toBeCloseTo(1, 9);
  });

  it("follows a drift", () => {
    expect(shareAfter(Array<number>(20).fill(1.2))).toBeCloseTo(1.2, 1);
  });

  it("does not believe one slow run", () => {
    expect(shareAfter([5])).toBe(1);
    expect(shareAfter([5, 1, 1])).toBeCloseTo(1, 9);
  });

  it("believes two slow runs, as far as both say", () => {
    expect(shareAfter([5, 5])).toBeGreaterThan(3);
    expect(shareAfter([5, 50])).toBeLessThan(5.001);
  });

  it("believes a quick run at once", () => {
    expect(shareAfter([0.2])).toBeLessThan(0.4);
  });

  it("keeps every term positive, whatever the runs took", () => {
    const factor = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(factor, { maxLength: 30 }), (factors) => {
        const share = shareAfter(factors);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(Infinity);
      }),
    );
  });
});
