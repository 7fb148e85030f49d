/** Trials of causes and fixes: the networks they run, and the outcomes of their diagnoses. */
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
    blockGrowth: NaN,
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
    from: NaN,
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

  it("does not count one wrong signal size as a cure of another", () => {
    expect(isRemoved(findingOf("exploding"), diagnosisOf("vanishing"))).toBe(false);
    expect(isRemoved(findingOf("vanishing"), diagnosisOf("exploding"))).toBe(false);
  });

  it("leads to a less severe finding, so that no chain of fixes is circular", () => {
    const rises = FINDINGS.flatMap((before) =>
      FINDINGS.filter((after) => {
        const isChain = before !== "healthy" && isRemoved(findingOf(before), diagnosisOf(after));
        return isChain && FINDINGS.indexOf(after) <= FINDINGS.indexOf(before);
      }),
    );
    expect(rises).toEqual([]);
  });

  it("runs a large network on fewer inputs, and any other as it is", () => {
    expect(trialOf(DEFAULT_CONFIG)).toBe(DEFAULT_CONFIG);
    const large = trialOf({ ...DEFAULT_CONFIG, depth: 50, width: 1024, batch: 1024 });
    expect(large.batch).toBeGreaterThanOrEqual(32);
    const { flops } = planExperiment(large).cost;
    expect(large.batch === 32 || flops <= 4e9).toBe(true);
  });
});

describe("a trial of a cause", () => {
  it("removes that cause and changes nothing else", () => {
    const config = { ...DEFAULT_CONFIG, keepProbability: 0.5, biasStd: 1 };
    expect(withoutCause(config, causeOf("dropout"))).toEqual([{ ...config, keepProbability: 1 }]);
    expect(withoutCause(config, causeOf("biases"))).toEqual([{ ...config, biasStd: 0 }]);
  });

  it("changes the last layer alone where logits are too large", () => {
    const [without] = withoutCause(DEFAULT_CONFIG, causeOf("weights_too_large"), "loss_high");
    const { depth } = DEFAULT_CONFIG;
    expect(without?.initializer).toBe(DEFAULT_CONFIG.initializer);
    expect(without?.initializerOverrides).toEqual([{ from: depth, to: depth, id: "he_normal", value: null }]);
  });

  it("is not refuted because a network that holds still holds without it", () => {
    const before = findingOf("healthy", causeOf("pytorch_linear"));
    expect(judgeCause(before, [diagnosisOf("healthy")], 1)).toBe("confirmed");
    const stillLoses: Diagnosis = { main: before, also: null, disagreement: null };
    expect(judgeCause(before, [stillLoses], 1)).toBe("refuted");
    expect(judgeCause(before, [diagnosisOf("vanishing")], 1)).toBe("refuted");
  });

  it("draws other weights where chance is the cause", () => {
    const seeds = withoutCause(DEFAULT_CONFIG, causeOf("chance")).map(({ seed }) => seed);
    expect(new Set([DEFAULT_CONFIG.seed, ...seeds]).size).toBe(4);
  });

  it("removes the override of some layers where that is the cause", () => {
    const config = {
      ...DEFAULT_CONFIG,
      initializerOverrides: [{ from: 5, to: 5, id: "normal", value: 4 } as const],
    };
    const [without] = withoutCause(config, causeOf("weights_too_large", { own: { from: 5, to: 5 } }));
    expect(without?.initializerOverrides).toEqual([]);
  });

  it("confirms a cause if the finding is gone in most runs without it", () => {
    const before = findingOf("vanishing");
    const [gone, left] = [diagnosisOf("healthy"), diagnosisOf("collapsed", "vanishing")];
    expect(judgeCause(before, [], 0)).toBe("untried");
    expect(judgeCause(before, [], 1)).toBeNull();
    expect(judgeCause(before, [gone], 1)).toBe("confirmed");
    expect(judgeCause(before, [left], 1)).toBe("refuted");
    expect(judgeCause(before, [gone], 3)).toBeNull();
    expect(judgeCause(before, [gone, left], 3)).toBeNull();
    expect(judgeCause(before, [gone, left, left], 3)).toBe("refuted");
  });

  it("asks no further run once most of them agree", () => {
    const before = findingOf("vanishing");
    const [gone, left] = [diagnosisOf("healthy"), diagnosisOf("vanishing")];
    expect(judgeCause(before, [gone, gone], 3)).toBe("confirmed");
    expect(judgeCause(before, [left, left], 3)).toBe("refuted");
  });
});
