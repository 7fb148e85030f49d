/** A golden training of PyTorch on one engine of the built page. */
import type { EngineChoice } from "../src/engine/engine.ts";
import type { EngineReport } from "../src/experiment/result.ts";
import type { GoldenTraining } from "../src/testing/training/goldens.ts";
import { expect } from "./fixtures.ts";
import type { InitscopePage } from "./initscopePage.ts";

/** What every engine promises of a float32 training of up to twenty steps. */
const TOLERANCE = 1e-4;

function expectNear(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, what: string): void {
  expect(actual?.length, what).toBe(expected.length);
  const far = Array.from(expected).findIndex(
    (value, index) =>
      !(Math.abs((actual?.[index] ?? NaN) - value) <= TOLERANCE * Math.max(1, Math.abs(value))),
  );
  expect(far, `${what}: ${actual?.[far]} at ${far} (expected ${expected[far]})`).toBe(-1);
}

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
  { training, given, steps, final }: GoldenTraining,
  engine: EngineChoice,
): Promise<EngineReport> {
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
  expectNear(
    trained.losses,
    steps.map(({ loss }) => loss),
    "losses",
  );
  for (const [index, { updateToWeightStd }] of steps.entries()) {
    if (updateToWeightStd === null) continue;
    const ratios = trained.snapshots[index]?.layers.map(
      ({ update, weight }) => (update ?? NaN) / (weight ?? NaN),
    );
    expectNear(
      ratios,
      updateToWeightStd.map((value) => value ?? NaN),
      `ratios ${index}`,
    );
  }
  for (const [index, layer] of trained.layers.entries()) {
    expectNear(layer.weights, final.weights[index]?.data ?? [], `weights ${index}`);
    expectNear(layer.biases, final.biases[index]?.data ?? [], `biases ${index}`);
    if (layer.running === null || final.runningMean === undefined) continue;
    expectNear(layer.running.mean, final.runningMean[index] ?? layer.running.mean, `mean ${index}`);
    const variance = final.runningVariance?.[index] ?? layer.running.variance;
    expectNear(layer.running.variance, variance, `variance ${index}`);
  }
  for (const [index, { data }] of (final.gamma ?? []).entries()) {
    expectNear(trained.layers[index]?.gain, data, `gamma ${index}`);
    expectNear(trained.layers[index]?.shift, final.beta?.[index]?.data ?? [], `beta ${index}`);
  }
  if (final.evaluationLoss !== undefined)
    expectNear([trained.snapshots.at(-1)?.validation ?? NaN], [final.evaluationLoss], "evaluation");
  return trained.report;
}
