/**
 * The contract of every engine: one set of tests for all of them. Promises of only one engine, such as the
 * memory it keeps between runs, are tested beside that engine.
 */
import { describe, expect, it } from "vitest";
import { activations } from "../catalog/activations.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import type { EngineReport } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { RequestChanges } from "../experiment/runRequest.ts";
import type { Engine, EngineRun, LayerUpdate, RunOptions } from "../engine/engine.ts";
import { relativeError, selfTest, SELF_TEST_TOLERANCE } from "../engine/selfTest.ts";
import { NORMS, SMALL } from "./wasm/networks.ts";

interface Subject {
  /** A fresh engine, with nothing prepared. */
  readonly makeEngine: () => Engine;
  /** The report that it gives of itself. */
  readonly report: EngineReport;
  /** Further expectations of its runs. @param run with all tensors returned, of the last engine made */
  readonly alsoExpect?: (plan: Plan, run: EngineRun) => void;
}

/** Runs a configuration; all tests form their requests here. */
function run(
  engine: Engine,
  config: ExperimentConfig,
  changes: RequestChanges = {},
  options: RunOptions = {},
): Promise<EngineRun> {
  return engine.run(requestOf(planExperiment(config), changes), options);
}

/** Tests an engine against the contract. */
export function engineContract({ makeEngine, report, alsoExpect }: Subject): void {
  describe("as every engine", () => {
    it("names what runs, before a run and with its result", async () => {
      const engine = makeEngine();
      expect(await engine.prepare()).toEqual(report);
      expect((await run(engine, SMALL)).result.report).toEqual(report);
    });

    it("passes the self-test that decides whether it may be used", async () => {
      await expect(selfTest(makeEngine())).resolves.toBeUndefined();
    });

    it.each(activations.flatMap(({ id }) => NORMS.map((norm) => ({ ...SMALL, ...norm, activation: id }))))(
      "follows the float64 reference: $activation, norm $normalization $normalizationPosition",
      async (config) => {
        const plan = planExperiment(config);
        const expected = runReference(plan);
        const whole = await run(makeEngine(), config, { capture: "all" });
        const { result, captured } = whole;
        expect(result).toMatchObject({ planKey: plan.key, batch: plan.batch });
        expect(captured?.input).toEqual(Float32Array.from(expected.captured.input));
        for (const { layerIndex } of plan.layers) {
          for (const tensor of TENSOR_IDS) {
            const actual = captured?.layers[layerIndex]?.[tensor] ?? [];
            const wanted = expected.captured.layers[layerIndex]?.[tensor] ?? [];
            expect(actual.length).toBe(wanted.length);
            // Weights are drawn, to the bit; everything else is computed.
            const allowed = tensor === "weight" ? 0 : SELF_TEST_TOLERANCE;
            const error = relativeError(actual, wanted);
            expect(error, `${tensor} of layer ${layerIndex + 1}`).toBeWithin({ of: 0, by: allowed });
          }
          const { saturated, deadUnits } = expected.layers[layerIndex] ?? {};
          expect(result.layers[layerIndex]).toMatchObject({ saturated, deadUnits });
        }
        alsoExpect?.(plan, whole);
      },
    );

    it("gives the same bits every time, in a fresh engine and in a used one", async () => {
      const engine = makeEngine();
      const numbersOf = ({ result, captured }: EngineRun) => ({ layers: result.layers, captured });
      const first = numbersOf(await run(engine, SMALL, { capture: "all" }));
      await run(engine, { ...SMALL, seed: 6 });
      expect(numbersOf(await run(engine, SMALL, { capture: "all" }))).toEqual(first);
      expect(numbersOf(await run(makeEngine(), SMALL, { capture: "all" }))).toEqual(first);
    });

    it("tells of layers forward, then backward, each update adding tensors", async () => {
      const updates: LayerUpdate[] = [];
      const { result } = await run(makeEngine(), SMALL, {}, { onLayer: (update) => updates.push(update) });
      expect(updates.map(({ layerIndex }) => layerIndex)).toEqual([0, 1, 2, 3, 3, 2, 1, 0]);
      for (const { tensors, saturated, deadUnits } of updates.slice(0, 4)) {
        expect(Object.keys(tensors).toSorted()).toEqual(["activation", "pre_activation", "weight"]);
        expect(saturated + deadUnits).toBeGreaterThanOrEqual(0);
      }
      expect(updates.slice(4).toReversed()).toEqual(result.layers);
    });

    it("stops when it is told to, and runs again afterwards", async () => {
      const engine = makeEngine();
      const controller = new AbortController();
      let updates = 0;
      const stopped = run(
        engine,
        SMALL,
        {},
        {
          signal: controller.signal,
          onLayer: () => {
            updates++;
            if (updates === 3) controller.abort();
          },
        },
      );
      await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
      // Of eight updates: a device may still hand over the layer that it was reading when the signal came.
      expect([3, 4]).toContain(updates);
      const { layers } = (await run(makeEngine(), SMALL)).result;
      expect((await run(engine, SMALL)).result.layers).toEqual(layers);
    });

    it.each([0, 1, 2, 3])("returns the tensors of layer %i to the bit, and of no other", async (wanted) => {
      const engine = makeEngine();
      // Calibrated weights are read back from a device, drawn ones are not: both ways must know the layer.
      for (const initializer of ["he_normal", "lsuv"] as const) {
        const config: ExperimentConfig = { ...SMALL, initializer };
        const whole = await run(engine, config, { capture: "all" });
        const { result, captured } = await run(engine, config, { capture: { layerIndex: wanted } });
        expect(result.layers).toEqual(whole.result.layers);
        expect(captured?.input).toHaveLength(0);
        expect(captured?.layers).toHaveLength(4);
        captured?.layers.forEach((layer, layerIndex) => {
          for (const tensor of TENSOR_IDS) {
            const values = layerIndex === wanted ? whole.captured?.layers[layerIndex]?.[tensor] : [];
            expect(Array.from(layer[tensor])).toEqual(Array.from(values ?? [NaN]));
          }
        });
      }
    });

    it("returns no tensors unless it is asked to", async () => {
      expect((await run(makeEngine(), SMALL)).captured).toBeNull();
    });
  });
}
