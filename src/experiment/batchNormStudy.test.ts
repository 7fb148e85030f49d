/** The study of batch norm against the table of Yang et al. (2019), and measured against theory. */
import { describe, expect, it } from "vitest";
import {
  averageNorm,
  expectedNorm,
  growthOf,
  measuredNorm,
  NORM_MEMBERS,
  NORM_SEEDS,
  normConfig,
} from "./batchNormStudy.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";

describe("batch norm by batch size", () => {
  it.each([
    ["relu", 8, 1.78819],
    ["relu", 64, 1.493063],
    ["relu", 256, 1.473234],
    ["linear", 8, 1.2],
    ["linear", 64, 1.016393],
  ] as const)("grows gradients by theorem 8: %s, batch %i", (activation, batch, growth) => {
    const config = { ...DEFAULT_CONFIG, depth: 12, activation, epsilon: 0 } as const;
    const expected = expectedNorm(planExperiment(normConfig(config, { batch, seedIndex: 0 })));
    if (expected === null) throw new Error("missing theory (expected that of batch norm)");
    // The first layers are still on their way to the fixed point of the correlations.
    expect(growthOf({ ...expected, gradient: expected.gradient.slice(5) })).toBeWithin({
      of: growth,
      by: 2e-3,
    });
  });

  it("is measured as theory says: growth, cosine and spread", () => {
    const config = { ...DEFAULT_CONFIG, depth: 6, width: 96, inputWidth: 96, activation: "relu" } as const;
    const of = NORM_MEMBERS.filter(({ batch }) => batch === 16).map((member) =>
      planExperiment(normConfig(config, member)),
    );
    expect(of).toHaveLength(NORM_SEEDS);
    const measured = of.map((plan) => measuredNorm(runReference(plan).layers));
    const [plan] = of;
    const expected = plan === undefined ? null : expectedNorm(plan);
    if (expected === null) throw new Error("missing theory (expected that of batch norm)");
    const { spread, cosine } = averageNorm(measured);
    // A second moment at width n may differ from the limit by 5 / n per layer, a cosine by 1 / sqrt n.
    const share = (5 * config.depth) / config.width;
    expect(growthOf(averageNorm(measured))).toBeWithin({ of: growthOf(expected), by: share });
    expect(spread.at(-1)).toBeWithin({ of: expected.spread.at(-1) ?? NaN, by: share });
    expect(cosine.at(-1)).toBeWithin({ of: expected.cosine.at(-1) ?? NaN, by: 1 / Math.sqrt(config.width) });
  });

  it("has no growth below four layers, and no theory where there is none", () => {
    expect(growthOf({ spread: [], gradient: [1, 1, 1], cosine: [] })).toBeNaN();
    expect(expectedNorm(planExperiment({ ...DEFAULT_CONFIG, initializer: "lsuv" }))).toBeNull();
  });
});
