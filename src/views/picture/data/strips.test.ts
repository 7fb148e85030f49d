/** The strips: which rows say something, how their numbers are written, and what is rounding. */
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../../engine/wasm/wasmEngine.ts";
import { isUnresolved } from "../../../math/resolution.ts";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import { runReference } from "../../../experiment/reference.ts";
import type { LayerResult } from "../../../experiment/result.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import { decodeLink } from "../../../link/codec.ts";
import { loadNodeKernels } from "../../../testing/wasm/nodeKernels.ts";
import { wholePicture } from "../../../testing/wholePicture.ts";
import { pictureCells } from "./cells.ts";
import type { PictureCells } from "./cells.ts";
import { stripsOf, stripsToShow } from "./strips.ts";
import type { StripId } from "./strips.ts";
import { layerText, tensorTexts } from "./statistics.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

async function layersOf(link: string): Promise<readonly LayerResult[]> {
  const plan = planExperiment(decodeLink(`#v=1&${link}`).config);
  return (await engine.run(requestOf(plan))).result.layers;
}

function cellsOfLayers(config: ExperimentConfig, layers: readonly LayerResult[]): PictureCells {
  return pictureCells(wholePicture(config, { layers }));
}

async function stripsOfLink(link: string) {
  return stripsOf(cellsOfLayers(decodeLink(`#v=1&${link}`).config, await layersOf(link)));
}

/** The row as the first way of writing has it. */
async function rowOf(link: string, id: StripId): Promise<readonly string[]> {
  const { values, formats } = (await stripsOfLink(link))[id];
  return values.map((value) => formats[0]?.(value) ?? "");
}

describe("the strips", () => {
  it("leave out saturation that is the exact zeros of a rectifier, and fold rows of zeros", async () => {
    const shown = stripsToShow(await stripsOfLink("width=64&batch=32&depth=8"));
    expect(shown.shown).toEqual(["dead", "zero", "cosine", "directions"]);
    expect(shown.none).toEqual(["nonFinite"]);
  });

  it("keep the saturation of tanh", async () => {
    const shown = stripsToShow(await stripsOfLink("width=64&batch=32&depth=3&act=tanh&init=normal&std=1"));
    expect(shown.shown).toEqual(["saturated", "cosine", "directions"]);
    expect(shown.none).toEqual(["dead", "zero", "nonFinite"]);
  });

  it("have attention where tokens are mixed: entropy as a share of its largest value", async () => {
    const config = { ...DEFAULT_CONFIG, depth: 8, width: 16, batch: 8, block: "pre", tokens: 4 } as const;
    const plan = planExperiment(config);
    const { layers } = runReference(plan);
    const own = stripsOf(cellsOfLayers(config, layers));
    const { logitStd = 0, entropy = 0, uniform = 0, cosineOut = 0 } = layers[3]?.attention ?? {};
    const alone = (value: number): readonly number[] => layers.map((_, at) => (at === 3 ? value : NaN));
    expect(own.logitStd).toMatchObject({ values: alone(logitStd), ends: [3, 3] });
    expect(own.entropy.values).toEqual(alone(entropy / uniform));
    expect(entropy / uniform).toBeGreaterThan(0.5);
    expect(entropy / uniform).toBeLessThan(1);
    expect(own.tokenCosine.values).toEqual(alone(cosineOut));
    expect(stripsToShow(own).shown.slice(-3)).toEqual(["logitStd", "entropy", "tokenCosine"]);
  });

  it("write all numbers of a row alike", async () => {
    const link = "width=64&batch=32&depth=8";
    for (const text of await rowOf(link, "dead")) expect(text).toMatch(/^\d+\.\d$/);
    for (const text of await rowOf(link, "zero")) expect(text).toMatch(/^\d+$/);
    for (const text of await rowOf(link, "directions")) expect(text).toMatch(/^\d+$/);
  });

  it("have ink for a cosine of 0 and below", async () => {
    const { fills } = (await stripsOfLink("width=64&batch=32&depth=8&act=tanh&init=normal&std=1")).cosine;
    for (const fill of fills ?? []) expect(fill).toBeGreaterThan(0);
  });
});

describe("a spread below the spacing of float32", () => {
  const link = "depth=20&width=128&batch=64&act=sigmoid&init=xavier_normal&seed=1";

  it("is told from one that float64 confirms", async () => {
    const measured = await layersOf(link);
    const exact = runReference(planExperiment(decodeLink(`#v=1&${link}`).config)).layers;
    const isNoise = measured.map(({ tensors }) =>
      tensors.activation === undefined ? false : isUnresolved(tensors.activation, "batchStd"),
    );
    expect(isNoise.indexOf(true)).toBeGreaterThan(8);
    expect(isNoise.lastIndexOf(false)).toBe(isNoise.indexOf(true) - 1);
    for (const [layerIndex, layer] of measured.entries()) {
      const ratio =
        (layer.tensors.activation?.batchStd ?? NaN) /
        (exact[layerIndex]?.tensors.activation?.batchStd ?? NaN);
      // Rounding of a third of a spacing adds its square: above one spacing at most 6 % of the std.
      if (isNoise[layerIndex] === false) expect(ratio).toBeCloseTo(1, 1);
    }
    // Sixteen factors of 1/4 later nothing but rounding is left.
    const last = measured.at(-1)?.tensors.activation?.batchStd ?? NaN;
    expect(last / (exact.at(-1)?.tensors.activation?.batchStd ?? NaN)).toBeGreaterThan(100);
  });

  it("is no number in the strips, the readout and the table", async () => {
    const layers = await layersOf(link);
    const last = layers.at(-1);
    const strips = await stripsOfLink(link);
    expect(strips.directions.values.at(-1)).toBeNaN();
    expect(strips.directions.noise?.at(-1)).toBe(true);
    expect(strips.directions.noise?.[0]).toBe(false);
    expect(layerText("directions", last)).toBe("–");
    expect(tensorTexts(last?.tensors.activation)("batchStd")).toMatch(/^<\d×10⁻⁸$/);
    // A run in float64 has measured it.
    expect(tensorTexts(last?.tensors.activation, true)("batchStd")).not.toContain("<");
  });
});
