/** The verdict on networks whose outcome is known. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { diagnose } from "./diagnosis.ts";
import type { Cause, FindingKind } from "./diagnosis.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";

describe("diagnose", () => {
  it.each<[Partial<ExperimentConfig>, FindingKind, Cause]>([
    [{ width: 64, batch: 64 }, "healthy", null],
    [{ width: 64, batch: 64, activation: "tanh", initializer: "xavier_normal" }, "healthy", null],
    [{ width: 64, batch: 64, initializer: "xavier_normal" }, "vanishing", "xavier_with_relu"],
    [{ width: 64, batch: 64, initializer: "misprint_he_uniform" }, "vanishing", "misprint_he_uniform"],
    [
      { depth: 3, width: 64, batch: 64, initializer: "misprint_he_uniform" },
      "healthy",
      "misprint_he_uniform",
    ],
    [
      {
        width: 64,
        batch: 64,
        activation: "tanh",
        initializer: "normal",
        initializerParameters: { std: 0.01 },
      },
      "vanishing",
      "weights_too_small",
    ],
    [
      { depth: 60, width: 64, batch: 16, initializer: "normal", initializerParameters: { std: 1 } },
      "overflow",
      "weights_too_large",
    ],
    [
      { depth: 8, width: 64, batch: 16, initializer: "normal", initializerParameters: { std: 1 } },
      "exploding",
      "weights_too_large",
    ],
    [{ width: 64, batch: 64, initializer: "zeros" }, "silent", "constant_weights"],
    [{ width: 64, batch: 64, activation: "sigmoid", initializer: "zeros" }, "symmetric", "constant_weights"],
    [
      { width: 64, batch: 64, activation: "tanh", initializer: "normal", initializerParameters: { std: 1 } },
      "saturated",
      "weights_too_large",
    ],
    [
      { depth: 5, width: 100, batch: 100, activation: "sigmoid", initializer: "xavier_normal" },
      "collapsed",
      "sigmoid_mean",
    ],
    [
      { depth: 30, width: 64, batch: 64, normalization: "batch" },
      "gradient_exploding",
      "batch_norm_backward",
    ],
    [
      {
        depth: 40,
        width: 64,
        batch: 16,
        activation: "softsign",
        initializer: "normal",
        normalization: "layer",
      },
      "gradient_exploding",
      "norm_backward",
    ],
  ])("calls %o %s", (patch, kind, cause) => {
    const config = { ...DEFAULT_CONFIG, ...patch };
    const plan = planExperiment(config);
    expect(diagnose(config, plan, runReference(plan, "float32").layers)).toMatchObject({ kind, cause });
  });

  it("waits until every layer has both passes", () => {
    const config = { ...DEFAULT_CONFIG, depth: 3, width: 8, batch: 4 };
    const plan = planExperiment(config);
    const { layers } = runReference(plan, "float32");
    expect(diagnose(config, plan, layers.slice(0, 2))).toBeNull();
  });
});
