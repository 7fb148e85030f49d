/** Progress of a run, as shares of work rather than of layers. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { LayerResult, TensorId } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import { computedShare, progressOf, RemainingTime } from "./progress.ts";

const PLAN = planExperiment({ ...DEFAULT_CONFIG, depth: 100, width: 1024, batch: 1024 });
const WHOLE = requestOf(PLAN);
const OUTPUTS = requestToMeasure(PLAN, ["activation"]);
const FORWARD: readonly TensorId[] = ["pre_activation", "activation", "weight"];
const BACKWARD: readonly TensorId[] = ["grad_activation", "grad_pre_activation", "grad_weight"];

/**
 * The layers received once `forward` layers have been through the forward pass and `backward` through both.
 */
function layersAfter(forward: number, backward: number, all = PLAN.layers.length): (LayerResult | null)[] {
  return Array.from({ length: all }, (_, layerIndex) => {
    if (layerIndex >= forward) return null;
    const isBack = layerIndex >= all - backward;
    const tensors = Object.fromEntries(
      [...FORWARD, ...(isBack ? BACKWARD : [])].map((tensor) => [tensor, {}]),
    );
    return { layerIndex, tensors } as unknown as LayerResult;
  });
}

describe("progress", () => {
  it("goes from 0 to 1", () => {
    expect(progressOf(WHOLE, layersAfter(0, 0))).toBe(0);
    expect(progressOf(WHOLE, layersAfter(100, 100))).toBe(1);
  });

  it("counts products: the backward pass has two of three, without the first layer's input gradient", () => {
    // 299 products, and beside each pass work worth (600 + 250) / 1024 of one.
    const passes = 100 * (850 / 1024);
    expect(progressOf(WHOLE, layersAfter(100, 0))).toBeCloseTo((100 + passes) / (299 + 2 * passes), 12);
    // After the forward pass, one product of three, it is not half-way.
    expect(progressOf(WHOLE, layersAfter(100, 0))).toBeLessThan(0.4);
  });

  it("accounts for layers that are taken from the previous run", () => {
    for (const reused of [0, 7, 100]) {
      const rest = 1 - progressOf(WHOLE, layersAfter(reused, 0));
      expect(computedShare(WHOLE, reused)).toBeCloseTo(rest, 12);
    }
    expect(computedShare(OUTPUTS, 100)).toBe(0);
  });

  it("leaves out tensors that are not requested", () => {
    const passes = 850 / 1024;
    const charts = requestToMeasure(PLAN, ["activation", "grad_activation"]);
    expect(progressOf(charts, layersAfter(100, 0))).toBeCloseTo(
      (100 * (1 + passes)) / (199 + 200 * passes),
      12,
    );
    expect(progressOf(OUTPUTS, layersAfter(50, 0))).toBeCloseTo(0.5, 12);
  });

  it("weighs layers by their own sizes", () => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      depth: 2,
      width: [2048, 16],
      inputWidth: 2048,
      batch: 4096,
    });
    // The second layer has a hundredth of the first one's weights.
    expect(progressOf(requestToMeasure(plan, ["activation"]), layersAfter(1, 0, 2))).toBeGreaterThan(0.97);
  });
});

describe("the remaining time", () => {
  it("follows the pace since the first sign of the run, however late that came", () => {
    const remaining = new RemainingTime();
    expect(remaining.after(0, 0)).toBeNull();
    expect(remaining.after(0.02, 9000)).toBeNull();
    expect(remaining.after(0.05, 9300)).toBeNull();
    // 0.2 of the work in 2 s: the remaining 0.78 takes 7.8 s.
    expect(remaining.after(0.22, 11_000)).toBeCloseTo(7800, 6);
    expect(remaining.after(1, 18_800)).toBe(0);
  });

  it("follows the pace of the latter half of the work done", () => {
    const remaining = new RemainingTime();
    // A tenth in 4 s, then a tenth a second.
    for (const [progress, ms] of [
      [0.1, 4000],
      [0.2, 5000],
      [0.3, 6000],
    ] as const)
      remaining.after(progress, ms);
    expect(remaining.after(0.4, 7000)).toBeCloseTo(6000, 6);
  });
});
