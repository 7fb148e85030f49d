/**
 * The names of the field on the screen: each has an entry in the glossary, the same one in both languages.
 * The test reads the dictionaries, so that a new control or a new number needs an entry too.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pageHtml } from "../../../scripts/pages.ts";
import { compareMessages } from "../../i18n/compareText.ts";
import { coordinatesMessages } from "../../i18n/coordinatesText.ts";
import { en } from "../../i18n/en.ts";
import { factsMessages } from "../../i18n/factsText.ts";
import { gridMessages } from "../../i18n/gridText.ts";
import { inspectorMessages } from "../../i18n/inspectorText.ts";
import { planeMessages } from "../../i18n/planeText.ts";
import { readingsMessages } from "../../i18n/readingsText.ts";
import { recipesMessages } from "../../i18n/recipesText.ts";
import { scaleMessages } from "../../i18n/scaleText.ts";
import { stripsMessages } from "../../i18n/stripsText.ts";
import type { Language } from "../../i18n/text.ts";
import { trainabilityMessages } from "../../i18n/trainabilityText.ts";
import { trainingMessages } from "../../i18n/trainingText.ts";
import { weightsMessages } from "../../i18n/weightsText.ts";
import { zh } from "../../i18n/zh.ts";
import { explanationOf, termsOfName } from "./glossary.ts";

type Words = Readonly<Record<string, string>>;

interface Room {
  readonly words: Readonly<Record<"en" | "zh", Words>>;
  /** Keys of the names. */
  readonly names: RegExp;
  /** Names that are no terms of the field: the words of everyday speech, of tables and of commands. */
  readonly plain: readonly string[];
}

const ROOMS: Readonly<Record<string, Room>> = {
  "controls and charts": {
    words: { en, zh },
    names: /^(?:control|tensor|readout|stat|chart|legend|axis|plane|boundary|coord|sweep)\.\w+(?:\.toggle)?$/,
    plain: [
      // A formula, which explains its own symbols; a number; a command; sentences about the legend.
      "control.phi",
      "control.value",
      "control.branchValue",
      "control.newDraw",
      "stat.zero",
      "control.widthHint",
      "axis.shape",
      "legend.gap",
      "legend.gapFrom",
      "readout.title",
      "readout.detail",
      "readout.hint",
      "readout.close",
    ],
  },
  readout: {
    words: readingsMessages,
    names: /\.name$/,
    // Each has a hint of its own, with the formula.
    plain: [
      "min.name",
      "max.name",
      "p05.name",
      "p25.name",
      "p75.name",
      "p95.name",
      "zero.name",
      "gradToWeight.name",
    ],
  },
  "table of the readout": {
    words: readingsMessages,
    names: /^(?:layer|units|activation|gradient|weight|gradWeight|wholeLayer|theory[.\w]*)$/,
    plain: [],
  },
  strips: {
    words: stripsMessages,
    names: /^(?:title|saturated|dead|zero|nonFinite|cosine|directions)$/,
    plain: [],
  },
  "scale of the weights": {
    words: scaleMessages,
    names: /^(?:label|lecun|xavier|he|edge|vanishes|holds|explodes)$/,
    plain: [],
  },
  facts: { words: factsMessages, names: /^(?:title|toggle|theory)$/, plain: [] },
  recipes: { words: recipesMessages, names: /^label$/, plain: [] },
  inspector: {
    words: inspectorMessages,
    names: /^(?:bins|moments|moment\.\w+|variance|axis\.\w+|spectrum|raster\.\w+|curve\.density)$/,
    plain: ["moment.min", "moment.max", "moment.zeros", "axis.count", "raster.silent"],
  },
  comparison: {
    words: compareMessages,
    names: /^(?:std|rms|layer|sweep\.(?:title|initializer|activation|batch))$/,
    plain: [],
  },
  "sweep of two settings": {
    words: gridMessages,
    names: /^(?:title|weights|forward|backward|std|rms|cosine|saturated|dead|loss)$/,
    plain: [],
  },
  "order and chaos": {
    words: planeMessages,
    names: /^(?:title|chi|q|c|xi|sigma\w+|ordered|chaotic|edgeLine|lengthMap|correlationMap|source\.theory)$/,
    plain: [],
  },
  "boundary of trainability": {
    words: trainabilityMessages,
    names: /^(?:title|axes\.\w+|rates\.\w|scale\.\w|activation|layers|width|steps)$/,
    plain: [],
  },
  "coordinate check": {
    words: coordinatesMessages,
    names: /^(?:title|sizes|rates|mup|readout|hidden|slope|step|layers|width|rate|loss|valley\.diverged)$/,
    plain: [],
  },
  training: {
    words: trainingMessages,
    names:
      /^(?:loss|validation|axisEvery|axisLinear|axisLog|ratio\.title|dormant|map\.(?:std|gradient|ratio|dead|dormant|cosine|directions))$/,
    plain: [],
  },
  weights: {
    words: weightsMessages,
    names: /^(?:recipe|col\.\w+|role\.\w+|law\.(?:normal|uniform|truncated|orthogonalWord))$/,
    plain: [
      "col.name",
      "col.dtype",
      "col.min",
      "col.max",
      "col.zeros",
      "col.ratio",
      "col.finding",
      "role.linear",
      "role.state",
      "law.normal",
      "law.uniform",
    ],
  },
};

/** A name as it stands on the screen, with numbers in the place of its parameters. */
const shown = (text: string | undefined): string =>
  (text ?? "").replaceAll(/\{\w+\}/g, "1").replaceAll("_", "");

/** Labels say "activation" for the function too. */
const SAME: Readonly<Record<string, string>> = { "activation-function": "activation" };

const entriesOf = (text: string | undefined, language: Language): readonly string[] =>
  termsOfName(shown(text), language).map(({ entry }) => SAME[entry] ?? entry);

describe.each(Object.entries(ROOMS))("the names of the room: %s", (_, { words, names, plain }) => {
  const keys = Object.keys(words.en).filter((key) => names.test(key) && !plain.includes(key));

  it("each have an entry, and lead to the same one from both languages", () => {
    expect(keys.length).toBeGreaterThan(0);
    const entries = keys.map((key) => ({
      key,
      en: entriesOf(words.en[key], "en"),
      zh: entriesOf(words.zh[key], "zh"),
    }));
    expect(entries.filter((each) => each.en.every((entry) => !each.zh.includes(entry)))).toEqual([]);
  });

  it("leave nothing out without need", () => {
    expect(plain.filter((key) => words.en[key] === undefined || !names.test(key))).toEqual([]);
  });
});

describe("an explanation", () => {
  it("of one term is its meaning, of several a line each", () => {
    expect(explanationOf("Depth", "en")).toEqual({ entry: "depth", meaning: "number of weight layers" });
    expect(explanationOf("Learning rates", "en")?.entry).toBe("learning-rate-rate");
    expect(explanationOf("Bias std", "en")?.meaning.split("\n")).toEqual([
      "Bias: number b added to each unit's sum",
      "std: how far values lie from their mean",
    ]);
    expect(explanationOf("偏置标准差", "zh")?.meaning.split("\n")).toHaveLength(2);
  });

  it("is not for sentences, nor for words that the glossary does not have", () => {
    expect(explanationOf("Undo", "en")).toBeNull();
    expect(explanationOf(`The gradient ${"is long ".repeat(12)}`, "en")).toBeNull();
  });

  it.each(["glossary", "glossary.zh"] as const)("leads to a row of %s", (page) => {
    const html = pageHtml(page, readFileSync(`docs/${page}.md`, "utf8"));
    const language = page === "glossary" ? "en" : "zh";
    const rows = Object.values(ROOMS)
      .flatMap(({ words }) => Object.values(words[language]))
      .flatMap((text) => termsOfName(shown(text), language))
      .map(({ entry }) => `<tr id="${entry}">`);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => !html.includes(row))).toEqual([]);
  });
});
