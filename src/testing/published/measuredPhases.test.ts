/**
 * T14 and T15 by measured networks on the WASM engine: the edge of chaos of tanh at four sizes of biases, and
 * the depths over which correlations settle in order.
 */
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { measuredPhase, PHASE_TENSORS, sampleNetwork } from "../../experiment/planeReadings.ts";
import type { SampleSize } from "../../experiment/planeReadings.ts";
import type { LayerResult } from "../../experiment/result.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestToMeasure } from "../../experiment/runRequest.ts";
import type { PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { loadNodeKernels } from "../wasm/nodeKernels.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

interface Place {
  readonly weight: number;
  readonly bias: number;
}

/** The phase of tanh networks, from means over seeds. */
async function measure({ weight, bias }: Place, size: SampleSize, seeds: number): Promise<PlanePhase> {
  const runs: (readonly LayerResult[])[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const config = sampleNetwork(
      size,
      { activation: "tanh", seed },
      { sigmaW: Math.sqrt(weight), sigmaB: Math.sqrt(bias) },
      1,
    );
    const { result } = await engine.run(requestToMeasure(planExperiment(config), PHASE_TENSORS));
    runs.push(result.layers);
  }
  return measuredPhase(runs, size.batch);
}

describe("T14: the measured edge of chaos of tanh is within 3 % of theory", () => {
  it.each([
    [0.0025, 1.260094],
    [0.05, 1.760955],
    [0.2, 2.285152],
    [1, 3.443211],
  ])("sigma_b^2 = %f", async (bias, published) => {
    // ln chi rises through 0 at the edge: a straight line between a place before it and one behind it.
    const logChiAt = async (factor: number): Promise<number> => {
      const place = { weight: published * factor, bias };
      return Math.log((await measure(place, { depth: 60, width: 384, batch: 16 }, 4)).chi);
    };
    const [low, high] = [0.9, 1.1];
    const [before, behind] = [await logChiAt(low), await logChiAt(high)];
    const edge = published * (low + ((high - low) * -before) / (behind - before));
    expect(before).toBeLessThan(0);
    expect(behind).toBeGreaterThan(0);
    expect(Math.abs(edge / published - 1)).toBeLessThan(0.03);
  });
});

// In chaos the mean correlation of one network wanders as far as it has to go: theory's rows stand for it.
describe("T15: measured depths of correlation of tanh in order, sigma_b^2 = 0.05", () => {
  it.each([
    [1.0, 3.63, 30],
    [1.3, 7.83, 50],
    [1.5, 15.8, 80],
  ])("sigma_w^2 = %f has xi_c = %f", async (weight, published, depth) => {
    const place = { weight, bias: 0.05 };
    const { correlationRate } = await measure(place, { depth, width: 384, batch: 32 }, 4);
    // Lengths still settle at finite width, and the slope is taken before c is quite 1: up to a tenth.
    expect(Math.abs(1 / correlationRate / published - 1)).toBeLessThan(0.1);
  });
});
