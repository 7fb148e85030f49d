/** Terms in sentences of the page: which words are terms, and whose row they lead to. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pageHtml } from "../../../scripts/pages.ts";
import type { Language } from "../../i18n/text.ts";
import { verdictMessages } from "../../i18n/verdictText.ts";
import { piecesOf } from "./glossary.ts";

const termsIn = (sentence: string, language: Language): readonly (readonly [string, string])[] =>
  piecesOf(sentence, language).flatMap(({ text, term }) =>
    term === null ? [] : [[text, term.entry] as const],
  );

describe("terms in a sentence", () => {
  it("are whole words, plurals included, and the longest that fits", () => {
    expect(termsIn("Gradients of a dead unit; its batch std, saturated.", "en")).toEqual([
      ["Gradient", "gradient"],
      ["dead unit", "dead-unit"],
      ["batch std", "batch-std"],
      ["saturated", "saturated"],
    ]);
    expect(termsIn("regaining, stdout", "en")).toEqual([]);
  });

  it("are terms where they first occur", () => {
    expect(termsIn("The spread falls; the spread of layer 1 stays.", "en")).toEqual([["spread", "spread"]]);
  });

  it("are found in Chinese, which has no spaces", () => {
    expect(termsIn("离散程度每层只剩 71 %；激活值饱和。", "zh")).toEqual([
      ["离散程度", "spread"],
      ["激活值", "activation"],
      ["饱和", "saturated"],
    ]);
  });

  it.each(["en", "zh"] as const)(
    "leave every sentence of the verdict as it was, and have a row: %s",
    (language) => {
      const page = language === "en" ? "glossary" : "glossary.zh";
      const html = pageHtml(page, readFileSync(`docs/${page}.md`, "utf8"));
      let count = 0;
      for (const sentence of Object.values(verdictMessages[language])) {
        const pieces = piecesOf(sentence, language);
        expect(pieces.map(({ text }) => text).join("")).toBe(sentence);
        for (const { term } of pieces) {
          if (term === null) continue;
          count++;
          expect(html).toContain(`<tr id="${term.entry}">`);
          expect(term.meaning).not.toBe("");
        }
      }
      expect(count).toBeGreaterThan(40);
    },
  );
});
