/** The pages for readers: complete and alike in both languages, and with links that lead somewhere. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../src/i18n/languages.ts";
import * as purposes from "../src/catalog/purposes.ts";
import { verdictMessages } from "../src/i18n/verdictText.ts";
import { lessons } from "../src/content/lessons/lessons.ts";
import { decodeLink } from "../src/link/codec.ts";
import { pairsOf, viewOf } from "../src/link/view.ts";
import { readersPage } from "../src/views/readersPage.ts";
import { GLOSSARY_ENTRIES } from "../src/views/term.ts";
import { ROOT } from "./house.js";
import { PAGES, pageHtml } from "./pages.ts";
import type { PageName } from "./pages.ts";

const markdownOf = (name: PageName): string => readFileSync(join(ROOT, "docs", `${name}.md`), "utf8");
const linksOf = (html: string): string[] =>
  Array.from(html.matchAll(/href="([^"]+)"/g), ([, href = ""]) => href);

describe.each(PAGES)("docs/%s.html", (name) => {
  const html = pageHtml(name, markdownOf(name));

  it("has a language, a title and a policy, and runs no script", () => {
    expect(html).toContain(`<html lang="${name.endsWith(".zh") ? "zh-CN" : "en"}">`);
    expect(html).toMatch(/<title>[^<]{3,} · Initscope<\/title>/);
    expect(html).toContain("default-src 'none'");
    // Escaped examples of code may name any address.
    expect(html.replace(/<code[\s\S]*?<\/code>/g, "")).not.toMatch(
      /<script|<style| style=| on\w+=|javascript:/i,
    );
  });

  it("links to pages of the build, the instrument, or another host by its whole address", () => {
    const elsewhere = linksOf(html).filter(
      (href) =>
        !/^(?:https:\/\/|#|\.\.\/(?:#|$)|\.\.\/favicon\.svg$|page\.css$)/.test(href) &&
        !PAGES.some((page) => href.replace(/#.*/, "") === `${page}.html`),
    );
    expect(elsewhere).toEqual([]);
  });
});

it("Chinese lines are joined without a space", () => {
  expect(
    pageHtml("model.zh", "# 题\n\n一行，\n又一行 ReLU\n与[链接](glossary.zh.md)、\n[链接](model.zh.md)\n"),
  ).toContain(
    '<p>一行，又一行 ReLU\n与<a href="glossary.zh.html">链接</a>、<a href="model.zh.html">链接</a></p>',
  );
  expect(pageHtml("model", "# T\n\none\ntwo\n")).toContain("<p>one\ntwo</p>");
});

it.each(["plan", "model", "glossary", "lessons", "embed"] as const)(
  "the instrument's address of %s is one of them",
  (paper) => {
    const name = paper === "plan" ? "lesson-plan" : paper;
    const made = PAGES.map((page) => `docs/${page}.html`);
    for (const language of LANGUAGES) expect(made).toContain(readersPage(name, language));
  },
);

/** A page's structure, the same in every language: sections, lists, tables, and the code in it. */
function outlineOf(markdown: string) {
  const count = (pattern: RegExp): number => markdown.match(pattern)?.length ?? 0;
  return {
    sections: count(/^## /gm),
    subsections: count(/^### /gm),
    rows: count(/^\| /gm),
    bullets: count(/^- /gm),
    steps: count(/^\d\. /gm),
    // Names and formulas; those with words in them are the language's own.
    code: Array.from(markdown.matchAll(/`([^`\n]+)`/g), ([, code = ""]) => code)
      .filter((code) => !/std²|标准差²|√units|√单元数/.test(code))
      .toSorted(),
  };
}

it.each(["model", "lesson-plan", "glossary"] as const)(
  "%s says the same in both languages, part by part",
  (name) => {
    expect(outlineOf(markdownOf(`${name}.zh`))).toEqual(outlineOf(markdownOf(name)));
  },
);

/** Whole numbers and shares of a text, which no translation changes. */
const numbersOf = (text: string): string[] =>
  Array.from(text.matchAll(/\d[\d,.]*(?:\s?%|⁻¹²⁶)?/g), ([number]) =>
    number.replace(/[,.]$|,|\s/g, ""),
  ).toSorted();

it("the model's limits, shares and counts are the same numbers in both languages", () => {
  const sections = (name: PageName): string[] => markdownOf(name).split(/^## /m);
  const chinese = sections("model.zh");
  for (const [index, section] of sections("model").entries()) {
    const theirs = numbersOf(chinese[index] ?? "");
    expect(theirs.filter((number) => /%|\d{3}/.test(number))).toEqual(
      numbersOf(section).filter((number) => /%|\d{3}/.test(number)),
    );
  }
});

describe.each(LANGUAGES)("the lesson plan in %s", (language) => {
  const name = language === "zh" ? "lesson-plan.zh" : "lesson-plan";
  const links = linksOf(pageHtml(name, markdownOf(name)))
    .filter((href) => href.startsWith("../#"))
    .map((href) => href.slice(3).replaceAll("&amp;", "&"));

  it("opens lessons and experiments that exist, in its own language", () => {
    expect(links.length).toBeGreaterThanOrEqual(9);
    for (const link of links) {
      const view = viewOf(pairsOf(link));
      expect(view.language).toBe(language);
      expect(decodeLink(link).adjustments).toEqual([]);
      if (view.lesson === null) continue;
      const { source, step } = view.lesson;
      const lesson = lessons.find(({ id }) => id === source);
      expect(lesson?.steps.length).toBeGreaterThanOrEqual(step);
      // The sheet calls the lesson by its title.
      if (lesson !== undefined) expect(markdownOf(name)).toContain(`[${lesson.title[language]}]`);
    }
  });

  it("names commands as they stand on the page", () => {
    const words = verdictMessages[language]["fix.break_small"];
    expect(markdownOf(name)).toContain(words);
  });
});

describe("the glossary", () => {
  it.each(["glossary", "glossary.zh"] as const)("%s has a row for every term of the page", (name) => {
    const page = pageHtml(name, markdownOf(name));
    for (const entry of GLOSSARY_ENTRIES) expect(page).toContain(`<tr id="${entry}">`);
  });

  const rowsOf = (name: PageName): string[][] =>
    markdownOf(name)
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| -"))
      .slice(1)
      .map((line) =>
        line
          .split("|")
          .slice(1, 3)
          .map((cell) => cell.trim()),
      );
  const english = rowsOf("glossary");

  it("has the same pairs of terms in both languages", () => {
    expect(english.length).toBeGreaterThanOrEqual(45);
    expect(rowsOf("glossary.zh").map(([chinese, term]) => [term, chinese])).toEqual(english);
  });

  it("uses the words of the page", () => {
    const folder = join(ROOT, "src/i18n");
    const page = [
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")),
      JSON.stringify(purposes),
      ...lessons.map((lesson) => JSON.stringify(lesson)),
      markdownOf("model.zh"),
    ].join("\n");
    const unknown = english
      .flatMap(([, chinese = ""]) => chinese.split("、"))
      .filter((term) => !page.toLowerCase().includes(term.toLowerCase()));
    expect(unknown).toEqual([]);
  });
});
