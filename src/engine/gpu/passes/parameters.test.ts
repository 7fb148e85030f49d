/**
 * Gains, shifts and biases that differ from unit to unit, forward and backward on the interpreter of the
 * kernels. The oracle is a layer of the float64 reference with the same vectors.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import { backwardLayer as referenceBackward } from "../../../experiment/reference.ts";
import { drawParameters, forwardLayer as referenceForward } from "../../../experiment/reference.ts";
import { plainToolkit } from "../../toolkit.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../../selfTest.ts";
import { deviceOf, FAKE_GLOBALS, SMALL } from "../../../testing/gpu/rig.ts";
import { createTensorScope } from "../memory/tensorScope.ts";
import { splitGains } from "./parameters.ts";
import { activate, backwardLayer, preActivate } from "./propagate.ts";

const UNITS = 6;
const FAN_IN = 5;
const GAINS = Float64Array.of(0.7, -1.3, 0, 2.9, 0.05, 1.1);
const SHIFTS = Float64Array.of(0.2, -0.4, 0.9, 0, 1.7, -2.5);
const BIASES = Float64Array.of(-1, 0.5, 0, 3, 0.25, -0.125);

const NORMS: readonly Partial<ExperimentConfig>[] = (["batch", "layer", "rms"] as const).flatMap(
  (normalization) =>
    (["before", "after"] as const).map((normalizationPosition) => ({ normalization, normalizationPosition })),
);

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(["webgpu", "webgl2"] as const)("on %s", (backend) => {
  it.each([...NORMS, { normalization: "batch", batchStatistics: "running" } as const])(
    "a layer with vectors of its own follows the reference: %o",
    async (patch) => {
      const plan = planExperiment({
        ...SMALL,
        depth: 2,
        width: [FAN_IN, UNITS],
        activation: "tanh",
        ...patch,
      });
      const layer = plan.layers[1];
      const norm = layer?.norm ?? null;
      if (layer === undefined || norm === null) throw new Error("a second layer with a norm");
      const { batch } = plan;
      const drawn = drawParameters(plan, layer);
      const parameters = { ...drawn, biases: BIASES, gain: GAINS, shift: SHIFTS };
      const inputs = plainToolkit.drawInput({ ...plan, inputUnits: FAN_IN });
      const upstream = plainToolkit.drawUpstream(plan);
      const before = Float64Array.from(inputs);
      const expected = referenceForward(layer, parameters, before, null, batch, "float64");
      const wanted = referenceBackward(
        layer,
        parameters,
        expected,
        before,
        Float64Array.from(upstream),
        batch,
        "float64",
      );

      const device = deviceOf(backend);
      const scope = createTensorScope(device);
      const vector = (values: Float64Array) => device.upload(Float32Array.from(values), 1, UNITS);
      const { greatest, parts } = splitGains(GAINS);
      const fresh = Float32Array.from({ length: 3 * UNITS }, (_, index) =>
        index < 2 * UNITS ? 0 : 1 / Math.sqrt(1 + norm.epsilon),
      );
      const operands = {
        input: await device.upload(inputs, batch, FAN_IN),
        biases: await vector(BIASES),
        vectors: {
          gain: await vector(GAINS),
          shift: await vector(SHIFTS),
          split: norm.kind === "batch" ? null : { greatest, parts: await vector(parts) },
          running:
            norm.kind === "batch" && norm.statistics === "running"
              ? await device.upload(fresh, 3, UNITS)
              : null,
        },
        mask: null,
        skip: null,
      };
      const weights = await device.upload(plainToolkit.drawWeights(plan, layer), UNITS, FAN_IN);
      const z = await preActivate(device, layer, operands, weights, scope);
      const state = await activate(device, layer, operands, z, scope);
      const injected = await device.upload(upstream, batch, UNITS);
      const made = await backwardLayer(device, layer, operands, state, weights, injected, scope, true);
      if (made.gradWeight === null || made.gradInput === null) throw new Error("all gradients");
      const pairs = [
        [state.preActivation, expected.preActivation],
        [state.activation, expected.activation],
        [made.gradPreActivation, wanted.gradPreActivation],
        [made.gradWeight, wanted.gradWeight],
        [made.gradInput, wanted.gradInput ?? []],
      ] as const;
      for (const [tensor, values] of pairs) {
        const error = relativeError(await device.read(tensor), values);
        expect(error).toBeWithin({ of: 0, by: SELF_TEST_TOLERANCE });
      }
    },
  );
});

describe("split gains", () => {
  it("have parts of exactly 1 where all units agree, and the sign in the greatest", () => {
    const { greatest, parts } = splitGains(new Float64Array(5).fill(-0.7));
    expect(greatest).toBe(-0.7);
    expect([...parts]).toEqual([1, 1, 1, 1, 1]);
  });

  it("have parts of 1 where all gains are 0", () => {
    expect(splitGains(new Float64Array(3))).toEqual({ greatest: 0, parts: Float64Array.of(1, 1, 1) });
  });

  it("multiply to the gains again", () => {
    const { greatest, parts } = splitGains(GAINS);
    expect(greatest).toBe(2.9);
    parts.forEach((part, unit) => expect(part * greatest).toBeCloseTo(GAINS[unit] ?? NaN, 14));
  });
});
