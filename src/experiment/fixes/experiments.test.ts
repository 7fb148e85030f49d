/** Trials of causes and fixes: which networks are run, and what their diagnoses show. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import { FINDINGS } from "../diagnosis/finding.ts";
import type { Cause, CauseId, Diagnosis, Finding, FindingKind } from "../diagnosis/finding.ts";
import { planExperiment } from "../plan.ts";
import { isRemoved, judgeCause, trialOf, withoutCause } from "./experiments.ts";

function causeOf(id: CauseId, more: Partial<Cause> = {}): Cause {
  return {
    id,
    own: null,
    activation: "relu",
    layer: 2,
    fanIn: 256,
    units: 256,
    weightStd: 1,
    lawStd: 1,
    law: "he",
    chi: 1,
    normVariance: NaN,
    ...more,
  };
}

function findingOf(kind: FindingKind, cause: Cause | null = null): Finding {
  return {
    kind,
    cause,
    layer: 1,
    factorPerLayer: NaN,
    backwardFactor: NaN,
    totalRatio: NaN,
    until: NaN,
    isPart: false,
    isByNorm: false,
    head: null,
    jump: null,
    share: NaN,
    cosine: NaN,
    loss: NaN,
    untrainedLoss: NaN,
  };
}

function diagnosisOf(kind: FindingKind, also: FindingKind | null = null): Diagnosis {
  return { main: findingOf(kind), also: also === null ? null : findingOf(also), disagreement: null };
}

describe("a trial of a fix", () => {
  it("counts when the network holds after it, and not when the finding is left in any place", () => {
    const before = findingOf("exploding");
    expect(isRemoved(before, diagnosisOf("healthy"))).toBe(true);
    expect(isRemoved(before, diagnosisOf("exploding"))).toBe(false);
    expect(isRemoved(before, diagnosisOf("saturated", "exploding"))).toBe(false);
  });

  it("does not take one wrong size of the signal for a cure of another", () => {
    expect(isRemoved(findingOf("exploding"), diagnosisOf("vanishing"))).toBe(false);
    expect(isRemoved(findingOf("vanishing"), diagnosisOf("exploding"))).toBe(false);
  });

  it("leads to something less severe, so that no chain of fixes comes back", () => {
    const rises = FINDINGS.flatMap((before) =>
      FINDINGS.filter((after) => {
        const isChain = before !== "healthy" && isRemoved(findingOf(before), diagnosisOf(after));
        return isChain && FINDINGS.indexOf(after) <= FINDINGS.indexOf(before);
      }),
    );
    expect(rises).toEqual([]);
  });

  it("is run on fewer inputs where the network is large, and as it is elsewhere", () => {
    expect(trialOf(DEFAULT_CONFIG)).toBe(DEFAULT_CONFIG);
    const large = trialOf({ ...DEFAULT_CONFIG, depth: 50, width: 1024, batch: 1024 });
    expect(large.batch).toBeGreaterThanOrEqual(32);
    const { flops } = planExperiment(large).cost;
    expect(large.batch === 32 || flops <= 4e9).toBe(true);
  });
});

describe("a trial of a cause", () => {
  it("takes away that cause and nothing else", () => {
    const config = { ...DEFAULT_CONFIG, keepProbability: 0.5, biasStd: 1 };
    expect(withoutCause(config, causeOf("dropout"))).toEqual([{ ...config, keepProbability: 1 }]);
    expect(withoutCause(config, causeOf("biases"))).toEqual([{ ...config, biasStd: 0 }]);
  });

  it("draws other weights where chance is blamed", () => {
    const seeds = withoutCause(DEFAULT_CONFIG, causeOf("chance")).map(({ seed }) => seed);
    expect(new Set([DEFAULT_CONFIG.seed, ...seeds]).size).toBe(4);
  });

  it("takes away the rule of some layers' own where that is blamed", () => {
    const config = {
      ...DEFAULT_CONFIG,
      initializerOverrides: [{ from: 5, to: 5, id: "normal", value: 4 } as const],
    };
    const [without] = withoutCause(config, causeOf("weights_too_large", { own: { from: 5, to: 5 } }));
    expect(without?.initializerOverrides).toEqual([]);
  });

  it("confirms a cause without which the finding is gone, by the majority of the runs", () => {
    const before = findingOf("vanishing");
    expect(judgeCause(before, [])).toBe("untried");
    expect(judgeCause(before, [diagnosisOf("healthy")])).toBe("confirmed");
    expect(judgeCause(before, [diagnosisOf("collapsed", "vanishing")])).toBe("refuted");
    expect(
      judgeCause(before, [diagnosisOf("healthy"), diagnosisOf("vanishing"), diagnosisOf("vanishing")]),
    ).toBe("refuted");
  });
});
