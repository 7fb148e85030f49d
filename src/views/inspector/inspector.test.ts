/** The inspector's own arithmetic: the input of phi, the formulas of a layer, and the keys that read bins. */
import { describe, expect, it } from "vitest";
import { activationById } from "../../catalog/activations.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { normalize } from "../../experiment/normalization.ts";
import { runReference } from "../../experiment/reference.ts";
import { TENSOR_IDS } from "../../experiment/result.ts";
import { measure, tensorStats } from "../../experiment/statistics.ts";
import { evenSample } from "../../charts/raster.ts";
import { inputZones, saturationZones } from "../picture/data/zones.ts";
import { passSteps } from "../picture/signal/passSteps.ts";
import { binAfterKey } from "./binKeys.ts";
import { layerTex } from "./layerTex.ts";
import { normalizedStats, normBeforePhi } from "./phiInput.ts";

const SMALL = { ...DEFAULT_CONFIG, depth: 3, width: 24, batch: 32, activation: "tanh" } as const;

function layersOf(patch: Partial<ExperimentConfig>): readonly LayerPlan[] {
  return planExperiment({ ...SMALL, ...patch }).layers;
}

describe("the input of phi", () => {
  it.each([
    { normalization: "batch" },
    { normalization: "batch", batchStatistics: "running" },
    { normalization: "layer", gamma: 1.5, beta: -0.25 },
    { normalization: "rms", epsilon: 0.1 },
  ] as const)("is what the float64 reference's activation came from: $normalization", (norm) => {
    const plan = planExperiment({ ...SMALL, ...norm });
    const layer = plan.layers[1];
    const captured = runReference(plan, "float32").captured.layers[1];
    const before = layer === undefined ? null : normBeforePhi(layer);
    if (layer === undefined || captured === undefined || before === null) throw new Error("missing layer 2");
    const z = Float32Array.from(captured.pre_activation);
    const stats = normalizedStats(z, plan.batch, layer.units, before);
    // tanh has an inverse, y = atanh(a), whose derivative is 1 / (1 - a^2): up to |a| = 0.9998 it is at most
    // 2500.
    const inputs = Float64Array.from(captured.activation, Math.atanh);
    const mean = inputs.reduce((sum, y) => sum + y, 0) / inputs.length;
    const std = Math.sqrt(inputs.reduce((sum, y) => sum + (y - mean) ** 2, 0) / inputs.length);
    expect(Math.max(...captured.activation.map(Math.abs))).toBeLessThan(0.9998);
    // a was rounded to float32, by 2^-25 at most, and y by 2^-22: 2500 * 2^-25 + 2^-22 is below 1e-4.
    expect(Math.abs(stats.mean - mean)).toBeLessThan(1e-4);
    expect(Math.abs(stats.std - std)).toBeLessThan(1e-4);
    expect(stats.sketch.count).toBe(z.length);
  });

  it.each(["batch", "layer"] as const)(
    "of a large tensor is a sample of whole groups, each normalised as in the whole: %s norm",
    (normalization) => {
      const [batch, units] = [512, 1024];
      const z = Float32Array.from({ length: batch * units }, (_, at) => Math.sin(at * at) + at / 1e5);
      const norm = normBeforePhi(layersOf({ normalization })[0] as LayerPlan);
      if (norm === null) throw new Error("missing norm");
      const whole = normalize(norm, Float64Array.from(z), { batch, units }, null).values;
      // A quarter of 2^19 entries: every fourth unit, or input, of an even sample.
      const isByUnit = normalization === "batch";
      const kept = new Set(evenSample(isByUnit ? units : batch, isByUnit ? units / 4 : batch / 4));
      const expected = Float32Array.from(
        whole.filter((_, at) => kept.has(isByUnit ? at % units : Math.floor(at / units))),
      );
      const [rows, columns] = isByUnit ? [batch, units / 4] : [batch / 4, units];
      expect(normalizedStats(z, batch, units, norm)).toEqual(
        tensorStats("pre_activation", measure(expected, rows, columns)),
      );
    },
  );
});

describe("saturated zones", () => {
  it("of the input end where the derivative exceeds its threshold", () => {
    for (const activation of ["relu", "tanh", "sigmoid", "gelu", "hard_tanh"] as const) {
      const layer = layersOf({ activation })[0] as LayerPlan;
      const { df } = activationById(activation);
      const isFlat = (x: number): boolean =>
        Math.abs(df(x, layer.activationParameter)) < layer.saturationThreshold;
      const ends = [
        { end: inputZones(layer).below, outwards: -1 },
        { end: inputZones(layer).above, outwards: 1 },
      ];
      for (const { end, outwards } of ends) {
        if (end === null) continue;
        for (let distance = 0; distance < 10; distance += 0.037) {
          const x = end + outwards * distance;
          expect({ activation, x, isFlat: isFlat(x) }).toMatchObject({ isFlat: true });
        }
        // The edge is found in steps of 0.01.
        expect({ activation, isFlat: isFlat(end - outwards * 0.011) }).toMatchObject({ isFlat: false });
      }
    }
    expect(inputZones(layersOf({ activation: "relu" })[0] as LayerPlan).above).toBeNull();
    expect(inputZones(layersOf({ activation: "linear" })[0] as LayerPlan)).toEqual({
      below: null,
      above: null,
    });
  });

  it("are not drawn behind a tensor that an operation after phi has changed", () => {
    const zoned = (patch: Partial<ExperimentConfig>): readonly string[] =>
      TENSOR_IDS.filter((tensor) => saturationZones(layersOf(patch)[1] as LayerPlan, tensor) !== null);
    expect(zoned({})).toEqual(["pre_activation", "activation"]);
    expect(zoned({ normalization: "batch", normalizationPosition: "before" })).toEqual(["activation"]);
    expect(zoned({ normalization: "batch", normalizationPosition: "after" })).toEqual(["pre_activation"]);
    expect(zoned({ keepProbability: 0.5 })).toEqual(["pre_activation"]);
  });
});

describe("the formulas of a layer", () => {
  it("name the layer before, the bias, the normalisation, dropout and the residual stream", () => {
    const tex = (patch: Partial<ExperimentConfig>, layerIndex: number): readonly string[] =>
      layerTex(layersOf(patch)[layerIndex] as LayerPlan);
    expect(tex({}, 0)).toEqual([String.raw`z_{1} = W_{1}\,x`, String.raw`a_{1} = \varphi(z_{1})`]);
    expect(tex({ biasStd: 0.1 }, 1)[0]).toBe(String.raw`z_{2} = W_{2}\,a_{1} + b_{2}`);
    expect(tex({ normalization: "rms", normalizationPosition: "before" }, 1)[1]).toBe(
      String.raw`a_{2} = \varphi(\gamma\,\operatorname{RMS}(z_{2}) + \beta)`,
    );
    expect(tex({ normalization: "batch", normalizationPosition: "after", keepProbability: 0.5 }, 1)[1]).toBe(
      String.raw`a_{2} = \tfrac{m}{0.5} \odot [\gamma\,\operatorname{BN}(\varphi(z_{2})) + \beta]`,
    );
    const plan = planExperiment({ ...SMALL, depth: 5, residual: "plain" });
    const end = plan.layers.find(({ skipFrom }) => skipFrom !== null);
    expect(end && layerTex(end)[1]).toMatch(/ \+ a_\{\d+\}$/);
  });
});

it("keys lead from bin to bin and stop at both ends", () => {
  expect(binAfterKey("ArrowRight", 3, 10)).toBe(4);
  expect(binAfterKey("ArrowLeft", 0, 10)).toBe(0);
  expect(binAfterKey("PageUp", 3, 10)).toBe(9);
  expect(binAfterKey("End", 3, 10)).toBe(9);
  expect(binAfterKey("a", 3, 10)).toBeNull();
});

it("the pass lights every layer forward, then every layer back", () => {
  expect(passSteps(3).map(({ layer, tone }) => `${layer} ${tone}`)).toEqual([
    "0 forward",
    "1 forward",
    "2 forward",
    "2 backward",
    "1 backward",
    "0 backward",
  ]);
});
