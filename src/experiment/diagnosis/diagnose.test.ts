/** The verdict's rules of evidence. app/verdicts.test.ts checks the outcomes. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { theoryOfPlan } from "../theory/planTheory.ts";
import { runReference } from "../reference.ts";
import type { LayerResult } from "../result.ts";
import { diagnose } from "./diagnose.ts";

const base: ExperimentConfig = { ...DEFAULT_CONFIG, width: 64, batch: 32 };

/** A run, and changes to it before the diagnosis. */
function judge(
  patch: Partial<ExperimentConfig>,
  change: {
    readonly layers?: (layers: readonly LayerResult[]) => readonly LayerResult[];
    /** The configuration whose theory the measurement is compared with. */
    readonly theoryOf?: Partial<ExperimentConfig>;
    readonly isWhole?: boolean;
  } = {},
) {
  const config = { ...base, ...patch };
  const plan = planExperiment(config);
  const { layers, loss } = runReference(plan, "float32");
  const theory = theoryOfPlan(planExperiment({ ...config, ...change.theoryOf }));
  const measured = change.layers?.(layers) ?? layers;
  return diagnose({ config, plan, layers: measured, loss, theory, isWhole: change.isWhole ?? true });
}

describe("diagnose", () => {
  it("waits until every layer has both passes", () => {
    expect(judge({ depth: 3 }, { layers: (layers) => layers.slice(0, 2) })).toBeNull();
    const forwardOnly = (layers: readonly LayerResult[]): LayerResult[] =>
      layers.map((layer, index) => {
        const { activation } = layer.tensors;
        return index > 0 || activation === undefined ? layer : { ...layer, tensors: { activation } };
      });
    expect(judge({ depth: 3 }, { layers: forwardOnly })).toBeNull();
  });

  it.each<Partial<ExperimentConfig>>([
    {},
    { initializer: "xavier_normal" },
    { activation: "sigmoid", initializer: "zeros" },
    { activation: "tanh", initializer: "normal" },
    { depth: 60, initializer: "normal", initializerParameters: { std: 2 } },
  ])("needs only what a preview measures: %o", (patch) => {
    const charted = (layers: readonly LayerResult[]): LayerResult[] =>
      layers.map((layer) => {
        const { activation, grad_activation: gradient } = layer.tensors;
        if (activation === undefined || gradient === undefined) throw new Error("missing tensors");
        return { ...layer, tensors: { activation, grad_activation: gradient } };
      });
    const preview = judge(patch, { layers: charted });
    const whole = judge(patch);
    expect(preview?.main.kind).toBe(whole?.main.kind);
    expect(preview?.main.cause?.id).toBe(whole?.main.cause?.id);
  });

  it("names the first layer at which a measurement leaves the band of theory", () => {
    const planted = { activation: "tanh", initializer: "mean_field", depth: 8 } as const;
    const theoryOf = { initializerParameters: { std: 1.5 } };
    const found = judge({ ...planted, initializerParameters: { std: 1 } }, { theoryOf });
    expect(found?.disagreement).toMatchObject({ of: "activations", layer: 1 });
    // The first layer has 0.628 measured against E tanh^2(1.5 x) = 0.742^2; 4 % is the tolerance of one draw
    // at width 64.
    expect(Math.abs((found?.disagreement?.ratio ?? NaN) / (0.628 / 0.742) - 1)).toBeLessThan(0.04);
    expect(judge({ ...planted, initializerParameters: { std: 1.5 } })?.disagreement).toBeNull();
  });

  it("does not compare a preview with the bands of the whole batch", () => {
    const planted = { activation: "tanh", initializer: "mean_field", depth: 8 } as const;
    const theoryOf = { initializerParameters: { std: 1.5 } };
    expect(judge({ ...planted }, { theoryOf, isWhole: false })?.disagreement).toBeNull();
  });

  it("ranks gradients first when they are off by more powers of ten than the signal", () => {
    const chaotic = { activation: "tanh", initializer: "normal" } as const;
    expect(judge(chaotic)).toMatchObject({
      main: { kind: "saturated" },
      also: { kind: "gradient_exploding" },
    });
    expect(judge({ ...chaotic, depth: 60 })).toMatchObject({
      main: { kind: "gradient_exploding" },
      also: { kind: "saturated" },
    });
  });

  it("leaves out what follows from the first finding", () => {
    // Xavier and ReLU: the gradients fade with the signal, and inputs grow alike meanwhile.
    expect(judge({ depth: 30, initializer: "xavier_normal" })).toMatchObject({
      main: { kind: "vanishing" },
      also: null,
    });
  });
});
