/** A golden training of PyTorch on one engine of the built page. */
import type { EngineChoice } from "../src/engine/engine.ts";
import type { EngineReport } from "../src/experiment/result.ts";
import type { GoldenTraining } from "../src/testing/training/goldens.ts";
import { goldenFaults } from "../src/testing/training/nearGolden.ts";
import { expect } from "./fixtures.ts";
import type { InitscopePage } from "./initscopePage.ts";

/** Typed arrays of a value by their kinds, as only plain data reach the page. */
function pack(value: unknown): unknown {
  if (value instanceof Float64Array) return { float64: [...value] };
  if (value instanceof Uint32Array) return { uint32: [...value] };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner)]));
}

/**
 * Compares losses, update ratios and all parameters with PyTorch's.
 * @returns the engine that trained, for the caller to assert
 */
export async function expectGoldenTraining(
  { page }: InitscopePage,
  golden: GoldenTraining,
  engine: EngineChoice,
): Promise<EngineReport> {
  const { training, given } = golden;
  const packed = JSON.stringify(pack({ training, given, returnsParameters: true }));
  const trained = await page.evaluate(
    async ([text, choice]) => {
      const request: unknown = JSON.parse(text, (_, value: unknown) => {
        if (typeof value !== "object" || value === null) return value;
        if ("float64" in value) return Float64Array.from(value.float64 as number[]);
        return "uint32" in value ? Uint32Array.from(value.uint32 as number[]) : value;
      });
      const api = window.initscope;
      if (api === undefined) throw new Error("missing window.initscope");
      const run = await api.train(request as Parameters<typeof api.train>[0], { engine: choice, every: 1 });
      return {
        report: run.report,
        stopped: run.stopped,
        losses: run.losses,
        layers: run.layers.map(({ weights, biases, gain, shift, running }) => ({
          weights: [...weights],
          biases: [...biases],
          gain: [...gain],
          shift: [...shift],
          running: running === null ? null : { mean: [...running.mean], variance: [...running.variance] },
        })),
        // The sketches stay in the page: ratios need two numbers of a tensor.
        snapshots: run.snapshots.map(({ validation, layers }) => ({
          validation,
          layers: layers.map(({ update, tensors }) => ({
            update: update?.std ?? null,
            weight: tensors.weight?.std ?? null,
          })),
        })),
      };
    },
    [packed, engine] as const,
  );
  expect(trained.stopped).toBeNull();
  const ratios = trained.snapshots.map(({ layers }) =>
    layers.map(({ update, weight }) => (update ?? NaN) / (weight ?? NaN)),
  );
  const validation = trained.snapshots.at(-1)?.validation ?? NaN;
  expect(goldenFaults(golden, { ...trained, ratios, validation })).toEqual([]);
  return trained.report;
}
