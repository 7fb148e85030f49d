/** The plan gives every setting its meaning: which layers it reaches, and with which numbers. */
import { describe, expect, it } from "vitest";
import { inputs } from "../catalog/inputs.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { drawBiases, drawInput, drawWeights } from "./draws.ts";
import { planExperiment } from "./plan.ts";
import { runReference } from "./reference.ts";

const SMALL: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 5, width: 8, batch: 6 };
const planOf = (patch: Partial<ExperimentConfig>) => planExperiment({ ...SMALL, ...patch });

describe("norms on hidden layers", () => {
  it("leave out the last layer and no other", () => {
    const norms = (patch: Partial<ExperimentConfig>) =>
      planOf({ normalization: "batch", ...patch }).layers.map(({ norm }) => norm?.kind ?? null);
    expect(norms({})).toEqual(["batch", "batch", "batch", "batch", "batch"]);
    expect(norms({ normalizedLayers: "hidden" })).toEqual(["batch", "batch", "batch", "batch", null]);
    expect(norms({ normalizedLayers: "hidden", depth: 1 })).toEqual([null]);
  });
});

describe("the mean of the biases", () => {
  const biases = (patch: Partial<ExperimentConfig>) => {
    const plan = planOf(patch);
    return plan.layers.map((layer) => drawBiases(plan, layer));
  };

  it("is all of them where their std is 0, whatever a framework would draw", () => {
    for (const initializer of ["he_normal", "pytorch_linear"] as const)
      for (const bias of biases({ initializer, biasMean: 0.25 }))
        expect(bias).toEqual(new Float32Array(8).fill(0.25));
  });

  it("is added to drawn ones", () => {
    const [drawn = null] = biases({ biasStd: 0.5 });
    const [moved = null] = biases({ biasStd: 0.5, biasMean: -2 });
    expect(moved).toEqual(drawn?.map((value) => Math.fround(value - 2)));
    expect(planOf({ biasStd: 3, biasMean: -4 }).layers[0]?.biasStd).toBe(5);
  });
});

describe("shared weights", () => {
  const sources = (patch: Partial<ExperimentConfig>) =>
    planOf({ sharing: "all", ...patch }).layers.map(({ weightsFrom }) => weightsFrom);

  it("are those of the first layer of the same shape", () => {
    expect(sources({})).toEqual([0, 0, 0, 0, 0]);
    expect(sources({ inputWidth: 3 })).toEqual([0, 1, 1, 1, 1]);
    expect(sources({ width: [8, 8, 8, 8, 2] })).toEqual([0, 0, 0, 0, 4]);
    expect(planOf({}).layers.map(({ weightsFrom }) => weightsFrom)).toEqual([0, 1, 2, 3, 4]);
  });

  it("have one law: layers with a law of their own stand apart", () => {
    expect(sources({ initializerOverrides: [{ from: 3, to: 3, id: "zeros", value: null }] })).toEqual([
      0, 0, 2, 0, 0,
    ]);
  });

  it("are the same numbers, biases too", () => {
    const plan = planOf({ sharing: "all", biasStd: 1 });
    const [first, second] = plan.layers;
    if (first === undefined || second === undefined) throw new Error("no layers");
    expect(drawWeights(plan, second)).toEqual(drawWeights(plan, first));
    expect(drawBiases(plan, second)).toEqual(drawBiases(plan, first));
  });

  it("are calibrated once, by the first layer that has them", () => {
    const calibrated = planOf({ sharing: "all", initializer: "lsuv" }).layers.map(
      ({ calibration }) => calibration !== null,
    );
    expect(calibrated).toEqual([true, false, false, false, false]);
  });
});

describe("dropout", () => {
  const layersOf = (patch: Partial<ExperimentConfig>) =>
    planOf({ keepProbability: 0.8, ...patch }).layers.map((layer) => ({
      keep: layer.keepProbability,
      isAlpha: layer.alphaDropout !== null,
      isBefore: layer.dropsBeforeNorm,
    }));

  it("leaves the last layer alone, whatever it is", () => {
    const last = { keep: 1, isAlpha: false, isBefore: false };
    expect(layersOf({ dropout: "alpha" }).at(-1)).toEqual(last);
    expect(layersOf({ normalization: "batch", dropoutPosition: "before" }).at(-1)).toEqual(last);
    expect(layersOf({ dropoutPosition: "before" })[0]).toEqual({
      keep: 0.8,
      isAlpha: false,
      isBefore: false,
    });
  });

  it("of SELU keeps mean 0 and variance 1 (Klambauer et al. 2017)", () => {
    for (const p of [0.05, 0.5, 0.9, 0.99]) {
      const [layer] = planOf({ keepProbability: p, dropout: "alpha" }).layers;
      const { scale = NaN, shift = NaN, dropped = NaN } = layer?.alphaDropout ?? {};
      // Of a value x with mean 0 and variance 1.
      expect(p * shift + (1 - p) * dropped).toBeCloseTo(0, 12);
      expect(p * (scale ** 2 + shift ** 2) + (1 - p) * dropped ** 2).toBeCloseTo(1, 12);
      expect((dropped - shift) / scale).toBeCloseTo(-1.7580993408473766, 12);
    }
  });
});

describe("evaluation mode", () => {
  it("drops nothing, and uses averages of the training before", () => {
    const plan = planOf({ normalization: "batch", keepProbability: 0.5, evaluationBatches: 7 });
    expect(plan.layers.map(({ norm }) => norm?.kind === "batch" && norm.statistics)).toEqual(
      Array.from({ length: 5 }, () => "averaged"),
    );
    expect(new Set(plan.layers.map(({ keepProbability }) => keepProbability))).toEqual(new Set([1]));
    const { averaging } = plan;
    expect(averaging).toMatchObject({ batches: 7, momentum: 0.1 });
    expect(averaging?.layers.map(({ keepProbability }) => keepProbability)).toEqual([0.5, 0.5, 0.5, 0.5, 1]);
  });

  it("of a network without batch norm is a network without dropout", () => {
    const { key } = planOf({ normalization: "layer", keepProbability: 0.5, evaluationBatches: 7 });
    expect(key).toBe(planOf({ normalization: "layer" }).key);
  });

  it("averages as PyTorch does: the unbiased variance, from mean 0 and variance 1", () => {
    const patch: Partial<ExperimentConfig> = {
      depth: 1,
      activation: "linear",
      normalization: "batch",
      evaluationBatches: 2,
      normMomentum: 0.25,
      epsilon: 0,
    };
    const plan = planOf(patch);
    // A batch of 18 holds the batches: the one that is shown, and the two of training.
    const whole = runReference(planOf({ ...patch, evaluationBatches: 0, normalization: "none", batch: 18 }));
    const z = whole.captured.layers[0]?.pre_activation ?? new Float64Array();
    const column = (batchIndex: number) =>
      Array.from({ length: 6 }, (_, row) => z[8 * (6 * batchIndex + row)] ?? NaN);
    let [mean, variance] = [0, 1];
    for (const values of [column(1), column(2)]) {
      const center = values.reduce((sum, value) => sum + value, 0) / 6;
      const unbiased = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / 5;
      [mean, variance] = [0.75 * mean + 0.25 * center, 0.75 * variance + 0.25 * unbiased];
    }
    const { activation = [] } = runReference(plan).captured.layers[0] ?? {};
    column(0).forEach((value, row) => {
      expect(activation[8 * row]).toBeCloseTo((value - mean) / Math.sqrt(variance), 12);
    });
  });
});

describe("scale and shift of the inputs", () => {
  it.each(inputs.map(({ id }) => id))("act on every number of the batch: %s", (input) => {
    const plain = drawInput(planOf({ input }));
    expect(drawInput(planOf({ input, inputScale: 255 }))).toEqual(plain.map((value) => 255 * value));
    expect(drawInput(planOf({ input, inputScale: 2, inputShift: -1 }))).toEqual(
      plain.map((value) => 2 * value - 1),
    );
  });
});
