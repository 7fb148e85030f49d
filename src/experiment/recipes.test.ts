/** The recipes set what their sources say: an independent table of stds, and links that mean the press. */
import { describe, expect, it } from "vitest";
import { weightStd } from "../catalog/initializers.ts";
import { decodeLink, encodeLink } from "../link/codec.ts";
import { recipesMessages } from "../i18n/recipesText.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import { recipeOf, recipePatch, recipes } from "./recipes.ts";

const SIZE: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 26, width: 64, batch: 16 };
const D = 64;
/** 26 layers are 12 blocks of two weight layers and 8 of three. */
const L = 12;

/** Std of the first layer, of a branch's first and last matrix with its multiplier, and of the head. */
const STDS: Readonly<Record<string, readonly [first: number, inner: number, output: number, head: number]>> =
  {
    gpt2: [0.02, 0.02, 0.02 / Math.sqrt(2 * L), 0.02],
    neox: [Math.sqrt(0.4 / D), Math.sqrt(0.4 / D), 2 / (L * Math.sqrt(D)), Math.sqrt(0.4 / D)],
    llama: [0.02, 0.02, 0.02, 0.02],
    nanochat: [1, 1 / Math.sqrt(D), 0, 0],
    bert: [1, 0.02 * 0.8796, 0.02 * 0.8796, 0.02 * 0.8796],
    vit: [0.02, 0.02, 0.02, 0.02],
    layer_scale: [0.02, 0.02, 0.1 * 0.02, 0.02],
    deepnorm: [
      1 / Math.sqrt(D),
      Math.sqrt(2 / (5 * D)) * (8 * L) ** -0.25,
      Math.sqrt(2 / (5 * D)) * (8 * L) ** -0.25,
      1 / Math.sqrt(D),
    ],
    fixup: [Math.sqrt(2 / D), Math.sqrt(2 / D / L), 0, 0],
    ppo: [
      Math.SQRT2 / Math.sqrt(D),
      Math.SQRT2 / Math.sqrt(D),
      Math.SQRT2 / Math.sqrt(D),
      0.01 / Math.sqrt(D),
    ],
    pinn: [1 / Math.sqrt(D), 1 / Math.sqrt(D), 1 / Math.sqrt(D), 1 / Math.sqrt(D)],
    siren: [1 / D / Math.sqrt(3), Math.sqrt(2 / D) / 30, Math.sqrt(2 / D) / 30, Math.sqrt(2 / D) / 30],
  };

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))("%s", (id, recipe) => {
  const config: ExperimentConfig = { ...SIZE, ...recipePatch(recipe, SIZE) };

  it("has the stds of its source", () => {
    const { layers } = planExperiment(config);
    const end = layers.find((layer) => layer.stream !== undefined || layer.skipFrom !== null) ?? layers[2];
    const std = (layer: (typeof layers)[number] | undefined): number =>
      layer === undefined
        ? NaN
        : weightStd(layer.weight, layer.fanIn, layer.units) * (layer.stream?.branch ?? 1);
    const measured = [std(layers[0]), std(layers[1]), std(end), std(layers.at(-1))];
    for (const [at, value] of (STDS[id] ?? []).entries()) {
      expect(Math.abs((measured[at] ?? NaN) - value)).toBeLessThanOrEqual(1e-4 * value);
    }
    expect(STDS[id]).toHaveLength(4);
  });

  it("is what a link with its id means, and what the menu names until something is changed", () => {
    const { config: read, adjustments } = decodeLink(`#v=1&depth=26&width=64&batch=16&recipe=${id}&seed=1`);
    expect(adjustments).toEqual([]);
    expect(read).toEqual(config);
    expect(recipeOf(config)?.id).toBe(id);
    expect(recipeOf({ ...config, biasStd: 0.3 })).toBeNull();
    // The page writes the settings themselves, which say the same without the recipe.
    expect(decodeLink(encodeLink(config)).config).toEqual(config);
  });

  it.each([
    [1, 1],
    [2, 8192],
    [200, 16],
  ])("fits %d layers of %d units", (depth, width) => {
    const { adjustments, config: read } = decodeLink(`#v=1&depth=${depth}&width=${width}&recipe=${id}`);
    expect(adjustments).toEqual([]);
    expect(decodeLink(encodeLink(read)).config).toEqual(read);
    expect(planExperiment(read).layers).toHaveLength(depth);
  });

  it("has words of its own, and replaces those of another recipe", () => {
    expect(recipesMessages.en).toHaveProperty(id);
    for (const other of recipes) {
      const before = { ...SIZE, ...recipePatch(other, SIZE) };
      const after = { ...before, ...recipePatch(recipe, before) };
      expect({ ...after, input: config.input }).toEqual(config);
    }
  });
});

describe("a link with a recipe", () => {
  it("lets its other keys count before the recipe", () => {
    const { config } = decodeLink("#v=1&depth=26&recipe=gpt2&std=0.1&norm=rms&branch=1");
    expect(config).toMatchObject({
      initializerParameters: { std: 0.1 },
      normalization: "rms",
      branch: 1,
      block: "pre",
    });
  });

  it("may be one of two that are compared", () => {
    const { config, pins } = decodeLink("#v=1&depth=26&recipe=gpt2&a.recipe=vit&c.recipe=");
    expect(config.input).toBe("one_hot");
    expect(pins.map(({ initializer }) => initializer)).toEqual(["truncated_absolute", "he_normal"]);
  });

  it("says so when there is no such recipe", () => {
    const { config, adjustments } = decodeLink("#v=1&recipe=gtp2");
    expect(config).toEqual(DEFAULT_CONFIG);
    expect(adjustments).toMatchObject([{ key: "recipe", given: "gtp2", used: "none", reason: "invalid" }]);
  });
});
