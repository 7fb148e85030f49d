/** The predictions of suggestions come true. */
import { describe, expect, it } from "vitest";
import { activations } from "../../catalog/activations.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { suggestFixes } from "./fixes.ts";
import type { Fix } from "./fixes.ts";
import { planExperiment } from "../plan.ts";
import { theoryOfPlan } from "../theory/planTheory.ts";
import { runReference } from "../reference.ts";

function verdictOf(config: ExperimentConfig) {
  const plan = planExperiment(config);
  const { layers, loss } = runReference(plan, "float32");
  const diagnosis = diagnose({ config, plan, layers, loss, theory: theoryOfPlan(plan), isWhole: true });
  if (diagnosis === null) throw new Error("incomplete run");
  return { finding: diagnosis.main, layers };
}

/** Predicted factor per layer of the activations' std. */
function forwardOf(fix: Fix | undefined): number {
  return fix?.prediction?.kind === "factors" ? fix.prediction.forward : NaN;
}

const base: ExperimentConfig = { ...DEFAULT_CONFIG, width: 96, batch: 96 };

describe("suggestFixes", () => {
  it("offers He for a ReLU network that Xavier lets fade, and its prediction comes true", () => {
    const config: ExperimentConfig = { ...base, initializer: "xavier_normal" };
    const [fix] = suggestFixes(config, verdictOf(config).finding);
    expect(fix?.id).toBe("he_normal");
    expect(forwardOf(fix)).toBeCloseTo(1, 12);
    expect(verdictOf({ ...config, ...fix?.patch }).finding.kind).toBe("healthy");
  });

  it("gives an orthogonal ReLU network the gain that compensates for the rectifier", () => {
    const config: ExperimentConfig = { ...base, initializer: "normal", initializerParameters: { std: 0.01 } };
    const fix = suggestFixes(config, verdictOf(config).finding).find(({ id }) => id === "orthogonal");
    expect(forwardOf(fix)).toBeCloseTo(1, 12);
  });

  it("offers ways to break a healthy network, and the prediction comes true", () => {
    const fixes = suggestFixes(base, verdictOf(base).finding);
    expect(fixes.map(({ id }) => id)).toEqual(["break_small", "break_xavier", "deeper"]);
    const small = fixes[0];
    const { layers } = verdictOf({ ...base, ...small?.patch });
    const stds = layers.map(({ tensors }) => tensors.activation?.std ?? NaN);
    const measured = ((stds[9] ?? NaN) / (stds[0] ?? NaN)) ** (1 / 9);
    // Nine layers of 96 ReLU units: relative sd of the second moment sqrt(5 * 9 / 96) = 0.68, of the factor
    // 0.68 / 18 = 4 %. The tolerance is four of them.
    expect(Math.abs(measured / forwardOf(small) - 1)).toBeLessThan(0.16);
  });

  it.each<[string, Partial<ExperimentConfig>]>([
    ["batch norm", { depth: 4, normalization: "batch" }],
    [
      "blocks that normalise their inputs",
      { depth: 14, width: 32, block: "pre", normalization: "layer", task: "spirals" },
    ],
  ])("offers no way to break a network that would not break: %s", (_, patch) => {
    const config: ExperimentConfig = { ...base, ...patch };
    expect(suggestFixes(config, verdictOf(config).finding).map(({ id }) => id)).not.toContain("break_small");
  });

  it.each(activations.map(({ id }) => id))(
    "has a way out of a fading %s network, each once",
    (activation) => {
      const config: ExperimentConfig = {
        ...base,
        activation,
        initializer: "normal",
        initializerParameters: { std: 0.01 },
      };
      const { finding } = verdictOf(config);
      expect(finding.kind).not.toBe("healthy");
      const fixes = suggestFixes(config, finding);
      expect(fixes.length).toBeGreaterThan(0);
      const keys = fixes.map(({ patch }) => planExperiment({ ...config, ...patch }).key);
      expect(new Set(keys).size).toBe(fixes.length);
    },
  );

  it("offers batch statistics to batch norm with running statistics", () => {
    const config: ExperimentConfig = {
      ...base,
      initializer: "normal",
      initializerParameters: { std: 0.01 },
      normalization: "batch",
      batchStatistics: "running",
    };
    const fix = suggestFixes(config, verdictOf(config).finding).find(({ id }) => id === "batch_norm");
    expect(verdictOf({ ...config, ...fix?.patch }).finding.kind).not.toBe("vanishing");
  });

  it("never offers a setting that the network already has", () => {
    const config: ExperimentConfig = { ...base, normalization: "batch", depth: 30 };
    expect(suggestFixes(config, verdictOf(config).finding).map(({ id }) => id)).not.toContain("batch_norm");
  });
});
