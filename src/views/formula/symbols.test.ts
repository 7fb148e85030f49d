/** Every symbol of every formula on the page is explained, with its meaning in that place. */
import { describe, expect, it } from "vitest";
import { activationNotes, gradientNotes, inputNotes, residualNotes } from "../../catalog/notes.ts";
import { initializers } from "../../catalog/initializers.ts";
import { FRESH_RUNNING_STATISTICS, normalizations } from "../../catalog/normalizations.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { symbolsMessages } from "../../i18n/symbolsText.ts";
import { lessons } from "../../content/lessons/lessons.ts";
import { layerTex } from "../inspector/layerTex.ts";
import { DEFINITIONS } from "../inspector/MomentsPanel.tsx";
import type { FormulaScope } from "./formulas.ts";
import { symbolsIn } from "./symbols.ts";

/** Formulas between dollar signs, of a lesson in both languages. */
const formulasOf = (lesson: unknown): string[] =>
  Array.from(JSON.stringify(lesson).matchAll(/\$\$?([^$]+)\$\$?/g), ([, tex = ""]) =>
    tex.replaceAll("\\\\", "\\").replace(/\{\{[\w.@]+\}\}/g, "1"),
  );

const layers = (["batch", "layer", "rms"] as const).flatMap(
  (normalization) =>
    planExperiment({
      ...DEFAULT_CONFIG,
      depth: 5,
      biasStd: 0.1,
      residual: "plain",
      normalization,
      keepProbability: 0.5,
    }).layers,
);

const FORMULAS: Readonly<Record<Exclude<FormulaScope, "dropout">, readonly string[]>> = {
  weights: initializers.flatMap(({ tex, stdTex }) => [
    tex,
    ...(stdTex === null ? [] : [stdTex.replace(/\{\w+\}/g, "1")]),
  ]),
  activation: Object.values(activationNotes).flatMap(({ tex, derivativeTex }) => [tex, derivativeTex]),
  normalisation: [
    ...normalizations.flatMap(({ tex }) => tex),
    ...FRESH_RUNNING_STATISTICS.tex,
    String.raw`x = \varphi(z)`,
  ],
  residual: [...Object.values(residualNotes).flatMap(({ tex }) => tex), "L^{-1/2}"],
  input: Object.values(inputNotes).flatMap(({ tex }) => tex),
  gradient: Object.values(gradientNotes).flatMap(({ tex }) => tex),
  layer: layers.flatMap((layer) => layerTex(layer)),
  moments: Object.values(DEFINITIONS),
  lesson: lessons.flatMap(formulasOf),
};

describe.each(Object.entries(FORMULAS))("formulas of the kind %s", (scope, formulas) => {
  it("have no symbol without an explanation", () => {
    expect(formulas.length).toBeGreaterThan(3);
    const unknown = symbolsIn(formulas, scope as FormulaScope).filter(({ meaning }) => meaning === null);
    expect(unknown).toEqual([]);
  });
});

const meanings = (tex: string, scope: FormulaScope) => symbolsIn([tex], scope).map(({ meaning }) => meaning);

describe("a symbol", () => {
  it.each([
    [
      String.raw`W_{ij} \sim \mathcal N\!\left(0, \tfrac{2 g^2}{n_\text{in} + n_\text{out}}\right)`,
      "weights",
      ["W", "unitIndex", "normal", "g", "nIn", "nOut"],
    ],
    [
      String.raw`\varphi'(x) = \sigma(x)\,\bigl(1 + x\,(1 - \sigma(x))\bigr)`,
      "activation",
      ["phi", "argument", "sigmoid"],
    ],
    [
      String.raw`\sigma_b^2 = \tfrac{1}{n} \sum_j (x_{bj} - \mu_b)^2`,
      "normalisation",
      ["inputSigma", "units", "unitIndex", "normalized", "inputIndex", "mu"],
    ],
    [String.raw`b_i \sim \mathcal N(0, \sigma_b^2)`, "weights", ["bias", "unitIndex", "normal", "sigmaB"]],
    [String.raw`\partial L / \partial a_L`, "gradient", ["partial", "L", "a", "lastIndex"]],
    [
      String.raw`x_{k+1} = x_k + \tfrac{1}{\sqrt L} W_2`,
      "residual",
      ["stream", "blockIndex", "blocks", "blockWeights"],
    ],
    [String.raw`\mathbb E[\varphi'^2] \text{ grows with } l`, "lesson", ["E", "phi", "layerIndex"]],
    [String.raw`[x > 0] + \mathbb E[x]`, "activation", ["bracket", "argument", "E"]],
  ] as const)("of %s, a formula of %s", (tex, scope, expected) => {
    expect(meanings(tex, scope)).toEqual(expected);
  });

  it("without an explanation is reported", () => {
    expect(symbolsIn([String.raw`\zeta + z`], "lesson")).toEqual([
      { tex: String.raw`\zeta`, meaning: null },
      { tex: "z", meaning: "z" },
    ]);
  });
});

it("no explanation is left over", () => {
  const used = new Set(
    Object.entries(FORMULAS).flatMap(([scope, formulas]) =>
      symbolsIn(formulas, scope as FormulaScope).map(({ meaning }) => String(meaning)),
    ),
  );
  // The last two stand in the note on dropout, and in teachers' own lessons.
  const frame = ["inStep", "value", "glossary", "p", "q"];
  expect(Object.keys(symbolsMessages.en).filter((key) => !used.has(key) && !frame.includes(key))).toEqual([]);
});
