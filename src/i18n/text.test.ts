/** Both languages have the same texts with the same parameters. */
import { describe, expect, it } from "vitest";
import { activations } from "../catalog/activations.ts";
import { initializers } from "../catalog/initializers.ts";
import { initializerSources, inputNotes } from "../catalog/notes.ts";
import * as purposes from "../catalog/purposes.ts";
import { zhSources } from "./catalogText.ts";
import { en } from "./en.ts";
import { LANGUAGES, loadText } from "./languages.ts";
import type { Language, LocalText } from "./languages.ts";
import { formatInteger } from "./text.ts";
import { zh, zhNames } from "./zh.ts";

type Dictionary = Readonly<Record<string, unknown>>;

/**
 * The dictionaries of the lazy views: every file that ends in Text must export its texts in both languages.
 */
const files = import.meta.glob<Record<string, unknown>>("./*Text.ts", { eager: true });
const isBoth = (value: unknown): value is Readonly<Record<Language, Dictionary>> =>
  typeof value === "object" && value !== null && LANGUAGES.every((language) => language in value);
/** One file is no dictionary; the type of the other already asks for both languages, preset by preset. */
const APART = ["./partText.ts"];
const parts = Object.entries(files)
  .filter(([file]) => !APART.includes(file))
  .map(([file, module]) => [file, Object.values(module).filter(isBoth)] as const);

/** The catalog's purposes: a line in both languages for every entry. */
const lines = Object.values(purposes).flatMap((held): readonly LocalText[] =>
  "keep" in held ? [held.keep] : Object.values<LocalText>(held),
);
const purposesIn = (language: Language): Dictionary =>
  Object.fromEntries(lines.map((line, index) => [`line ${index + 1}`, line[language]]));

const parameters = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();
/** Texts by key; presets have two under each. */
const flat = (dictionary: Dictionary): readonly (readonly [string, string])[] =>
  Object.entries(dictionary).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[key, value] as const]
      : flat(value as Dictionary).map(([inner, text]) => [`${key}.${inner}`, text] as const),
  );

it.each(parts)("%s hands its dictionary out", (_file, dictionaries) => {
  expect(dictionaries.length).toBeGreaterThan(0);
});

const dictionaries = [
  ["the page", [{ en, zh }]] as const,
  ["the catalog's purposes", [{ en: purposesIn("en"), zh: purposesIn("zh") }]] as const,
  ...parts,
];

describe.each(dictionaries)("every text of %s", (_name, dictionaries) => {
  it("exists in both languages, with the same parameters", () => {
    for (const dictionary of dictionaries) {
      const taken = (language: Language) =>
        Object.fromEntries(flat(dictionary[language]).map(([key, text]) => [key, parameters(text)]));
      expect(taken("zh")).toEqual(taken("en"));
    }
  });

  it("is not empty, and has the punctuation of its language", () => {
    for (const { en: english, zh: chinese } of dictionaries) {
      expect(flat(english).filter(([, text]) => text.trim() === "" || /[，。；：（）]/.test(text))).toEqual(
        [],
      );
      // A half-width comma, colon, semicolon, question or exclamation mark right behind a Chinese character.
      expect(
        flat(chinese).filter(([, text]) => text.trim() === "" || /[\u4e00-\u9fff][,;:?!]/.test(text)),
      ).toEqual([]);
    }
  });
});

describe("names and sources of the catalogue in Chinese", () => {
  const allSources = [
    ...Object.values(initializerSources),
    ...Object.values(inputNotes).map(({ source }) => source),
  ];

  it("belong to entries that exist", () => {
    const labels = new Set<string>([...activations, ...initializers].map(({ label }) => label));
    expect(Object.keys(zhNames).filter((label) => !labels.has(label))).toEqual([]);
    const sources = new Set<string>(allSources);
    expect(Object.keys(zhSources).filter((source) => !sources.has(source))).toEqual([]);
  });

  it("include every English phrase", () => {
    const left = allSources
      .map((source) => zhSources[source] ?? source)
      .filter((source) => /\b(?:the|without|seen|same|usual|with)\b/.test(source));
    expect(left).toEqual([]);
  });
});

it("numbers have the separators of the language", () => {
  expect(LANGUAGES.map((language) => formatInteger(language, 65536))).toEqual(["65,536", "65,536"]);
});
it("puts parameters in and leaves unknown ones in sight", async () => {
  const [english, chinese] = await Promise.all(LANGUAGES.map(loadText));
  expect(english?.t("layer.name", { layer: 3 })).toBe("Layer 3");
  expect(chinese?.t("layer.name", { layer: 3 })).toBe("第 3 层");
  expect(english?.t("layer.name")).toBe("Layer {layer}");
  expect([english, chinese].map((text) => text?.t.nameOf("Edge of chaos"))).toEqual([
    "Edge of chaos",
    "混沌边缘",
  ]);
  expect(chinese?.t.nameOf("ReLU")).toBe("ReLU");
});
