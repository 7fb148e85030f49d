/**
 * The verdict on experiments with a known outcome: kind and cause over 20 seeds, sentences in both languages,
 * and the prediction of each offered fix against the run after it. The WASM engine runs the networks.
 */
import { describe, expect, it } from "vitest";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { diagnose } from "../experiment/diagnosis/diagnose.ts";
import type { Diagnosis } from "../experiment/diagnosis/diagnose.ts";
import { FINDINGS } from "../experiment/diagnosis/finding.ts";
import type { Finding } from "../experiment/diagnosis/finding.ts";
import { suggestFixes } from "../experiment/fixes/fixes.ts";
import type { Prediction } from "../experiment/fixes/prediction.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import { theoryOfPlan } from "../experiment/theory/planTheory.ts";
import { inputRms, statsOf } from "../experiment/readings.ts";
import type { RunResult } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { LANGUAGES } from "../i18n/languages.ts";
import { verdictTranslator } from "../i18n/verdictText.ts";
import { decodeLink } from "../link/codec.ts";
import { fixText, verdictText } from "../views/verdict/verdictText.ts";
import { verdictCases } from "../testing/verdicts/verdictCases.ts";
import type { VerdictCase } from "../testing/verdicts/verdictCases.ts";
import { CAUSE_WORDS, KIND_WORDS } from "../testing/verdicts/verdictWords.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });
const SEEDS = 20;

function configOf({ link }: VerdictCase): ExperimentConfig {
  const keys = link.includes("batch=") ? "v=1&width=64" : "v=1&width=64&batch=32";
  const { config, adjustments } = decodeLink(`#${link.replace(/^S/, keys)}`);
  expect(adjustments, `the link of ${link}`).toEqual([]);
  return config;
}

/** Only the seed differs: the rest of the plan is computed once. */
async function runSeed(plan: Plan, seed: number): Promise<RunResult> {
  return (await engine.run(requestOf({ ...plan, seed, key: `${plan.key} ${seed}` }))).result;
}

function diagnosisOf(config: ExperimentConfig, plan: Plan, { layers, loss }: RunResult): Diagnosis {
  const theory = theoryOfPlan(plan);
  const diagnosis = diagnose({ config, plan, layers, loss, theory, isWhole: true });
  if (diagnosis === null) throw new Error("missing layers (expected a finished run)");
  return diagnosis;
}

function outcome({ kind, cause }: Pick<Finding, "kind" | "cause">): string {
  const own = cause?.own == null ? "" : ` in ${cause.own.from}-${cause.own.to}`;
  return `${kind}, ${cause?.id ?? "no cause"}${own}`;
}

/** Numbers that must not reach a reader, and a placeholder that was not filled in. */
const UNFINISHED = /NaN(?! 。|\.| or|。)|undefined|∞|[{}]/;

function expectWords(row: VerdictCase, diagnosis: Diagnosis, config: ExperimentConfig): void {
  const fixes = suggestFixes(config, diagnosis.main);
  for (const language of LANGUAGES) {
    const t = verdictTranslator(language);
    const { title, sentence } = verdictText(diagnosis, config, t);
    const { main } = diagnosis;
    const [expectedTitle, expectedPart] = KIND_WORDS[main.kind][language];
    expect(title).toBe(expectedTitle);
    if (row.words === undefined) expect(sentence).toContain(expectedPart);
    for (const part of row.words?.[language] ?? []) expect(sentence).toContain(part);
    if (main.cause !== null) expect(sentence).toContain(CAUSE_WORDS[main.cause.id][language]);
    expect(sentence.replace(/Inf (or|或) NaN|变为 Inf 或 NaN/, "")).not.toMatch(UNFINISHED);
    for (const fix of fixes) {
      const { name, promise } = fixText(fix, t, config);
      expect(name).not.toBe("");
      expect(promise).not.toMatch(UNFINISHED);
    }
  }
}

/**
 * How far a draw may stray from theory, as |ln| between the ends: four standard deviations of an rms whose
 * second moment has relative variance sum 5/n (see chanceOf), and the 1/n per layer that theory neglects,
 * 5/n of the second moment.
 */
function allowance(plan: Plan, layers = plan.layers.length): number {
  const wander = plan.layers.slice(0, layers).reduce((sum, { units }) => sum + 5 / units, 0);
  return 2 * Math.sqrt(wander) + wander / 2;
}

function expectFactors(
  { forward, backward }: Extract<Prediction, { kind: "factors" }>,
  plan: Plan,
  { layers }: RunResult,
): void {
  const std = (layer: number) => statsOf(layers, layer, "activation").std;
  const norm = (layer: number) =>
    statsOf(layers, layer, "grad_activation").rms * Math.sqrt(plan.layers.at(layer)?.units ?? NaN);
  const steps = layers.length - 1;
  const off = (measured: number, factor: number) => Math.abs(Math.log(measured) - steps * Math.log(factor));
  expect(off(std(-1) / std(0), forward)).toBeLessThanOrEqual(allowance(plan));
  expect(off(norm(0) / norm(-1), backward)).toBeLessThanOrEqual(allowance(plan));
}

function expectPrediction(prediction: Prediction, plan: Plan, result: RunResult): void {
  const { layers, loss } = result;
  const first = plan.layers[0]?.units ?? NaN;
  switch (prediction.kind) {
    case "factors":
      expectFactors(prediction, plan, result);
      return;
    case "entry": {
      const factor = statsOf(layers, 0, "activation").rms / inputRms(plan);
      expect(Math.abs(Math.log(factor / prediction.factor))).toBeLessThanOrEqual(allowance(plan, 1));
      return;
    }
    case "cosine": {
      // A correlation of n units strays by (1 - c^2) / sqrt n, and each layer passes on at most what came in.
      const cosine = layers.at(-1)?.similarity.cosine ?? NaN;
      expect(Math.abs(cosine - prediction.cosine)).toBeLessThanOrEqual(4 * Math.sqrt(layers.length / first));
      return;
    }
    case "saturated":
    case "dead": {
      const layer = layers[prediction.layer - 1];
      const share = prediction.kind === "dead" ? layer?.deadUnits : layer?.saturated;
      // The share beyond a threshold moves by at most max 2 |x| N(x) = 0.484 per unit of ln std;
      // units are drawn once each.
      const byScale = 0.484 * allowance(plan, prediction.layer);
      expect(Math.abs((share ?? NaN) - prediction.share)).toBeLessThanOrEqual(byScale + 2 / Math.sqrt(first));
      return;
    }
    case "loss": {
      // ln K + v / 2 for logits of variance v, whose own relative error the allowance bounds
      // twice, as it is for their rms.
      const excess = Math.max(0.1, prediction.loss - Math.log(plan.layers.at(-1)?.units ?? NaN));
      const off = Math.abs((loss ?? NaN) - prediction.loss);
      expect(off).toBeLessThanOrEqual(2 * excess * allowance(plan));
      return;
    }
    case "measured":
      // LSUV promises no number; its purpose is a steady signal.
      expect(Math.abs(Math.log(statsOf(layers, -1, "activation").std))).toBeLessThan(Math.log(10));
      return;
    default:
      prediction satisfies never;
  }
}

describe("the table of verdicts", () => {
  it("has at least 60 clear cases, and every finding is the verdict of one", () => {
    const clear = verdictCases.filter(({ border }) => border === undefined);
    expect(clear.length).toBeGreaterThanOrEqual(60);
    const shown = new Set(clear.flatMap(({ kind, also = kind }) => [kind, also]));
    expect(FINDINGS.filter((kind) => !shown.has(kind))).toEqual([]);
  });

  it.each(verdictCases.map((row) => [row.link, row] as const))("%s", async (_, row) => {
    const config = configOf(row);
    const plan = planExperiment(config);
    const expected = outcome({
      kind: row.kind,
      cause: row.cause === null ? null : { ...BLANK_CAUSE, id: row.cause, own: ownOf(row) },
    });
    let hits = 0;
    let alsoHits = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const diagnosis = diagnosisOf(config, plan, await runSeed(plan, seed));
      if (outcome(diagnosis.main) === expected) hits++;
      if (diagnosis.also?.kind === row.also) alsoHits++;
      if (row.border !== undefined) expect(row.border.kinds).toContain(diagnosis.main.kind);
      // No network of this table is an exception: theory describes it or has no line.
      expect(diagnosis.disagreement).toBeNull();
      if (seed === 1) expectWords(row, diagnosis, config);
    }
    if (row.border !== undefined) return;
    expect(hits, `${expected}, of ${SEEDS} seeds`).toBeGreaterThanOrEqual(SEEDS - 1);
    if (row.also !== undefined) expect(alsoHits).toBeGreaterThanOrEqual(SEEDS - 1);
  });
});

const BLANK_CAUSE = {
  activation: "relu",
  layer: 1,
  fanIn: 1,
  units: 1,
  weightStd: 0,
  lawStd: 0,
  law: "he",
  chi: 0,
  blockGrowth: NaN,
  normVariance: NaN,
} as const;

function ownOf({ own }: VerdictCase) {
  return own === undefined ? null : { from: own[0], to: own[1] };
}

describe("every fix does what it predicts", () => {
  it.each(verdictCases.map((row) => [row.link, row] as const))("%s", async (_, row) => {
    const config = configOf(row);
    const plan = planExperiment(config);
    const { main } = diagnosisOf(config, plan, await runSeed(plan, 1));
    for (const { id, patch, prediction } of suggestFixes(config, main)) {
      if (prediction === null) throw new Error(`missing prediction of ${id} (expected one for every fix)`);
      const after = planExperiment({ ...config, ...patch });
      expectPrediction(prediction, after, await runSeed(after, 1));
    }
  });
});
