/** The comparison of an engine of the built page with the oracle. */
import type { EngineChoice } from "../src/engine/engine.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../src/engine/selfTest.ts";
import { planExperiment } from "../src/experiment/plan.ts";
import { runReference } from "../src/experiment/reference.ts";
import { drawWeights, scaleInPlace } from "../src/experiment/draws.ts";
import { TENSOR_IDS } from "../src/experiment/result.ts";
import type { EngineReport } from "../src/experiment/result.ts";
import { decodeLink } from "../src/link/codec.ts";
import { expect } from "./fixtures.ts";
import type { InitscopePage } from "./initscopePage.ts";

interface CapturedRun {
  readonly report: EngineReport;
  readonly input: number[];
  readonly layers: Record<string, number[]>[];
  /** The factor of calibration on the drawn weights. */
  readonly scales: (number | null)[];
  readonly loss: number | null;
  readonly counts: number[];
}

/** Runs a link on exactly one engine of the built page and returns the raw tensors. */
async function runCaptured(
  initscope: InitscopePage,
  link: string,
  engine: EngineChoice,
): Promise<CapturedRun> {
  return initscope.page.evaluate(
    async ([hash, choice]) => {
      const api = window.initscope;
      if (api === undefined) throw new Error("missing window.initscope");
      const { result, captured } = await api.run(hash, { engine: choice, capture: true });
      if (captured === null) throw new Error("nothing was captured");
      return {
        report: result.report,
        input: Array.from(captured.input),
        layers: captured.layers.map((layer) =>
          Object.fromEntries(Object.entries(layer).map(([tensor, values]) => [tensor, Array.from(values)])),
        ),
        scales: result.layers.map(({ calibration }) => calibration?.scale ?? null),
        loss: result.loss,
        counts: result.layers.flatMap(({ tensors }) =>
          Object.values(tensors).map(({ sketch }) => {
            const sides = [sketch.negative, sketch.positive].flatMap(({ counts }) => Array.from(counts));
            const binned = sides.reduce((sum, count) => sum + count, 0);
            return sketch.count - binned - sketch.zeros - sketch.nan - sketch.posInf - sketch.negInf;
          }),
        ),
      };
    },
    [link, engine] as const,
  );
}

/**
 * Compares draws bit for bit, and everything else within the self-test's derived tolerance; every count is
 * whole.
 * @returns the engine that ran, for the caller to assert
 */
export async function expectConformance(
  initscope: InitscopePage,
  link: string,
  engine: EngineChoice,
): Promise<EngineReport> {
  const { config, adjustments } = decodeLink(link);
  expect(adjustments).toEqual([]);
  const plan = planExperiment(config);
  const { captured: expected, loss, layers: results } = runReference(plan);
  const actual = await runCaptured(initscope, link, engine);
  expect(actual.input, "input, bit for bit").toEqual(Array.from(expected.input));
  plan.layers.forEach((layer, index) => {
    const scale = actual.scales[index] ?? 1;
    // The scale is measured, so it is near the reference's; its product with the drawn weights is exact.
    expect(
      relativeError([scale], [results[index]?.calibration?.scale ?? 1]),
      `scale of layer ${index + 1}`,
    ).toBeLessThanOrEqual(SELF_TEST_TOLERANCE);
    expect(actual.layers[index]?.["weight"], `weights of layer ${index + 1}, bit for bit`).toEqual(
      Array.from(scaleInPlace(drawWeights(plan, layer), scale)),
    );
    for (const tensor of TENSOR_IDS) {
      const error = relativeError(
        actual.layers[index]?.[tensor] ?? [],
        expected.layers[index]?.[tensor] ?? [],
      );
      expect(error, `${tensor} of layer ${index + 1}`).toBeLessThanOrEqual(SELF_TEST_TOLERANCE);
    }
  });
  if (loss === null) expect(actual.loss).toBeNull();
  else expect(relativeError([actual.loss ?? NaN], [loss]), "loss").toBeLessThanOrEqual(SELF_TEST_TOLERANCE);
  expect(new Set(actual.counts), "counts that are not accounted for").toEqual(new Set([0]));
  return actual.report;
}
