/** The words of the page: none is cut off at twice its length, and none is in English on a Chinese screen. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../scripts/house.js";
import { lengthen } from "../src/i18n/pseudo.ts";
import { zh } from "../src/i18n/zh.ts";
import { builtFile } from "./builtFile.ts";
import { expect, test } from "./fixtures.ts";
import { clippedTexts, foreignTexts } from "./textChecks.ts";
import { WALKS } from "./walk.ts";

const LITERAL = /(["'`]?)([\w.-]+)\1:\s*(`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*")/g;
const SCRIPT = /\/assets\/[\w-]+\.js$/;

const cook = (literal: string): string =>
  literal.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));

/** Key and English text of every entry of the dictionaries, as they stand in their source. */
function dictionaryEntries(): ReadonlySet<string> {
  const folder = join(ROOT, "src/i18n");
  const sources = readdirSync(folder).filter((name) => /^en\.ts$|Text\.ts$/.test(name));
  return new Set(
    sources.flatMap((name) =>
      Array.from(
        readFileSync(join(folder, name), "utf8").matchAll(LITERAL),
        ([, , key = "", text = ""]) => `${key}\0${cook(text)}`,
      ),
    ),
  );
}

/** Texts of both languages side by side, as lessons have them; not the tags of the languages. */
const BESIDE_CHINESE = /^,\s*zh:\s*(?:`(?:[^`\\]|\\.)*[\u4e00-\u9fff]|"(?:[^"\\]|\\.)*[\u4e00-\u9fff])/;

/**
 * A script of the build with its English texts lengthened: entries of dictionaries, and
 * texts beside their Chinese.
 */
function lengthened(code: string, entries: ReadonlySet<string>): string {
  return code.replace(LITERAL, (whole: string, quote: string, key: string, literal: string, at: number) => {
    const text = cook(literal);
    const isText =
      key === "en"
        ? BESIDE_CHINESE.test(code.slice(at + whole.length))
        : entries.has(`${key}\0${text}`) && !/[\u4e00-\u9fff]/.test(text);
    return isText ? `${quote}${key}${quote}:${JSON.stringify(lengthen(text))}` : whole;
  });
}

/** Serves the build with texts of double length, and leaves the build itself unchanged. */
async function lengthenTexts(page: Page): Promise<void> {
  const entries = dictionaryEntries();
  const served = new Map<string, string>();
  await page.route(SCRIPT, async (route) => {
    const address = route.request().url();
    const body = served.get(address) ?? lengthened(readFileSync(builtFile(address), "utf8"), entries);
    served.set(address, body);
    await route.fulfill({ body, contentType: "text/javascript" });
  });
}

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  for (const [name, walk] of Object.entries(WALKS)) {
    test(`no text is cut off or covered at twice its length: ${name}, ${width} px wide`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await lengthenTexts(page);
      const faults: string[] = [];
      await walk({
        page,
        zh,
        say: ({ en }) => lengthen(en),
        keys: "&lang=en",
        look: async (stop) => {
          faults.push(...(await clippedTexts(page)).map((fault) => `${stop}: ${fault}`));
        },
      });
      expect(faults).toEqual([]);
    });
  }
}

for (const [name, walk] of Object.entries(WALKS)) {
  test(`nothing is left in English on the Chinese screens: ${name}`, async ({ page }) => {
    const found: string[] = [];
    await walk({
      page,
      zh,
      say: (text) => text.zh,
      keys: "&lang=zh",
      look: async (stop) => {
        await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
        found.push(...(await foreignTexts(page)).map((text) => `${stop}: ${text}`));
      },
    });
    expect(found).toEqual([]);
  });
}

test("the pseudo-language is no part of the build", () => {
  const assets = join(ROOT, "dist/assets");
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  expect(scripts.filter((name) => readFileSync(join(assets, name), "utf8").includes("lang=pseudo"))).toEqual(
    [],
  );
});
