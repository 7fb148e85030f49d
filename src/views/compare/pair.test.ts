/** Ratios of two networks on the same draws, compared with their exact values in theory. */
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { createReferenceEngine } from "../../engine/referenceEngine.ts";
import { wholePicture } from "../../testing/wholePicture.ts";
import { pictureCells } from "../picture/data/cells.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import { pairOf, ratioFactor } from "./pair.ts";

async function cellsOf(config: ExperimentConfig): Promise<PictureCells> {
  const { result } = await createReferenceEngine().run(requestOf(planExperiment(config)));
  return pictureCells(wholePicture(config, result));
}

const he: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 30, width: 16, batch: 16 };

describe("a pair", () => {
  let a: PictureCells;
  let b: PictureCells;
  let short: PictureCells;
  beforeAll(async () => {
    a = await cellsOf(he);
    b = await cellsOf({ ...he, initializer: "xavier_normal" });
    short = await cellsOf({ ...he, depth: 5 });
  });

  it("of Xavier and He is 2^(-l/2) at layer l: the draws are the same, so no noise is left", () => {
    const { std, rms } = pairOf(b, a);
    // Weights are rounded to float32, each by at most 2^-24 of itself, and independently in the two networks.
    // The effect on a layer adds up over the layers before it at most linearly. 2^-22 leaves four times that.
    const rounding = (layers: number): number => layers * 2 ** -22;
    std.forEach((ratio, layerIndex) => {
      const layers = layerIndex + 1;
      expect(Math.abs(ratio * 2 ** (layers / 2) - 1)).toBeLessThan(rounding(layers));
    });
    // Behind layer l lie 30 - l others; which units are on still follows from all layers before it.
    rms.forEach((ratio, layerIndex) => {
      expect(Math.abs(ratio * 2 ** ((29 - layerIndex) / 2) - 1)).toBeLessThan(rounding(30));
    });
    expect(Math.abs(ratioFactor(std, "forward") / Math.SQRT1_2 - 1)).toBeLessThan(rounding(1));
    expect(Math.abs(ratioFactor(rms, "backward") / Math.SQRT1_2 - 1)).toBeLessThan(rounding(1));
  });

  it("of networks of different depth is aligned by layer number, and empty beyond the shorter one", () => {
    for (const pair of [pairOf(short, a), pairOf(a, short)]) {
      expect(pair.std).toHaveLength(30);
      // The forward pass of the first five layers is that of the same network.
      expect(pair.std.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
      expect(pair.std.slice(5).every(Number.isNaN)).toBe(true);
      expect(pair.rms.slice(5).every(Number.isNaN)).toBe(true);
    }
  });

  it("has no ratio of two zeros or of values that are not finite, and an infinite one over a zero", async () => {
    const zeros = await cellsOf({ ...he, depth: 2, initializer: "zeros" });
    const alive = await cellsOf({ ...he, depth: 2 });
    expect(pairOf(zeros, zeros).std[1]).toBeNaN();
    expect(pairOf(zeros, alive).std[1]).toBe(0);
    expect(pairOf(alive, zeros).std[1]).toBe(Infinity);
  });

  it("has no factor per layer where fewer than two layers have a ratio", () => {
    expect(ratioFactor([1], "forward")).toBeNaN();
    expect(ratioFactor([NaN, 0.5, NaN], "forward")).toBeNaN();
    expect(ratioFactor([NaN, 4, 1, 0, Infinity], "forward")).toBe(0.25);
  });
});
