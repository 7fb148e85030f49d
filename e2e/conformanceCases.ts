/**
 * Small networks that together use every entry of the catalogue, and the comparison of an engine with the
 * oracle.
 */
import { activations } from "../src/catalog/activations.ts";
import { initializers } from "../src/catalog/initializers.ts";
import { gradients, inputs } from "../src/catalog/inputs.ts";
import { residuals } from "../src/catalog/residuals.ts";
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

/** Widths that are no multiple of 4 or 8, so that every kernel's edges are used. */
const SHAPE = "width=13-9-6&in=7&batch=11";
const NORMS = [
  "",
  "&norm=batch&gamma=1.5&beta=-0.25",
  "&norm=batch&at=after",
  "&norm=batch&stats=running&eps=0.5&gamma=1.5&beta=-0.25",
  "&norm=batch&stats=running&at=after&eps=0.5",
  "&norm=layer&gamma=1.5&beta=-0.25",
  "&norm=layer&at=after",
  "&norm=rms&gamma=1.5&beta=-0.25",
  "&norm=rms&at=after",
];

/** Every activation with every normalisation. */
const PAIRS = activations.flatMap(({ id }) => NORMS.map((norm) => ({ id, norm })));

function pairLink({ id, norm }: (typeof PAIRS)[number]): string {
  return `#v=1&${SHAPE}&act=${id}${norm}&bias=0.2&seed=5`;
}

/** Each entry of the catalogue is in at least one. */
const SINGLES: readonly string[] = [
  ...initializers.map(({ id }) => `#v=1&${SHAPE}&init=${id}&seed=6`),
  ...inputs.map(({ id }) => `#v=1&${SHAPE}&x=${id}&seed=7`),
  `#v=1&${SHAPE}&act=leaky_relu&slope=0.3&last=sigmoid&seed=8`,
  "#v=1&depth=1&width=1&batch=1&act=tanh&seed=9",
  "#v=1&depth=2&width=64&batch=32&init=orthogonal&act=linear&seed=10",
];

/** Settings beyond the layers, several at once, because a software GPU compiles every network again. */
const PLANS: readonly string[] = [
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&act=tanh&norm=batch&res=plain&keep=0.6&x=correlated&grad=cross_entropy&seed=11",
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&init=lsuv&bias=0.2&keep=0.6&x=circle&grad=mse&seed=12",
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&act=elu&init=lsuv&target=after&res=depth_scaled&seed=13",
];

/**
 * The same settings one by one: every gradient, every residual kind and dropout with each normalisation,
 * LSUV, overrides.
 */
const PLAN_PARTS: readonly string[] = [
  ...gradients.map(({ id }) => `#v=1&${SHAPE}&act=tanh&grad=${id}&seed=14`),
  ...residuals.flatMap(({ id }) =>
    NORMS.map((norm) => `#v=1&depth=6&width=6&in=7&batch=11&res=${id}${norm}&bias=0.2&seed=15`),
  ),
  ...NORMS.map((norm) => `#v=1&${SHAPE}&keep=0.5${norm}&bias=0.2&seed=16`),
  ...["before", "after"].flatMap((target) =>
    ["relu", "leaky_relu"].map(
      (act) => `#v=1&depth=10&width=8&batch=11&init=lsuv&target=${target}&act=${act}&seed=17`,
    ),
  ),
  "#v=1&depth=10&width=8&batch=11&init=lsuv&act=tanh&bias=0.2&seed=17",
  `#v=1&${SHAPE}&init=lsuv&target=after&act=tanh&seed=17`,
  `#v=1&${SHAPE}&acts=1:sigmoid,3:tanh&inits=2-3:truncated_normal@0.5&seed=18`,
  `#v=1&${SHAPE}&inits=2:lsuv&seed=18`,
];

/** One link per case: all pairs of activation and normalisation, and every other entry. */
export const CASES: readonly string[] = [...PAIRS.map(pairLink), ...SINGLES, ...PLANS, ...PLAN_PARTS];

/**
 * For software GPUs, which compile every shader again and slowly. Activations and normalisations are separate
 * shaders there, so each activation appears alone once, and each normalisation with a kinked and a smooth
 * activation.
 */
export const GPU_CASES: readonly string[] = [
  ...PAIRS.filter(({ id, norm }) => norm === "" || id === "relu" || id === "tanh").map(pairLink),
  ...SINGLES,
  ...PLANS,
];

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
