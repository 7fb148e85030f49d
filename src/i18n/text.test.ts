/** Both languages say the same things with the same parameters. */
import { describe, expect, it } from "vitest";
import { claimsMessages } from "./claimsText.ts";
import { compareMessages } from "./compareText.ts";
import { diagnosticsMessages } from "./diagnosticsText.ts";
import { en } from "./en.ts";
import type { TextKey } from "./en.ts";
import { lessonsMessages } from "./lessonsText.ts";
import { LANGUAGES, loadText } from "./languages.ts";
import { presentMessages } from "./presentText.ts";
import { zh } from "./zh.ts";

const parameters = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
const keys = Object.keys(en) as TextKey[];

describe("every text", () => {
  it.each(keys)("%s takes the same parameters in both languages", (key) => {
    expect(parameters(zh[key])).toEqual(parameters(en[key]));
  });

  it.each(Object.entries(claimsMessages.en))("of the claims: %s takes them too", (key, text) => {
    expect(parameters(claimsMessages.zh[key as keyof typeof claimsMessages.zh])).toEqual(parameters(text));
  });

  it.each(Object.entries(lessonsMessages.en))("of the lessons: %s takes them too", (key, text) => {
    expect(parameters(lessonsMessages.zh[key as keyof typeof lessonsMessages.zh])).toEqual(parameters(text));
  });

  it.each(Object.entries(compareMessages.en))("of the comparison: %s takes them too", (key, text) => {
    expect(parameters(compareMessages.zh[key as keyof typeof compareMessages.zh])).toEqual(parameters(text));
  });

  it.each(Object.entries(presentMessages.en))("of presenting: %s takes them too", (key, text) => {
    expect(parameters(presentMessages.zh[key as keyof typeof presentMessages.zh])).toEqual(parameters(text));
  });

  it.each(Object.entries(diagnosticsMessages.en))("of the diagnostics: %s takes them too", (key, text) => {
    const chinese = diagnosticsMessages.zh[key as keyof typeof diagnosticsMessages.zh];
    expect(parameters(chinese)).toEqual(parameters(text));
  });

  it("exists in Chinese and nothing more does", () => {
    expect(Object.keys(zh).sort()).toEqual([...keys].sort());
  });
});

it("puts parameters in and leaves unknown ones in sight", async () => {
  const [english, chinese] = await Promise.all(LANGUAGES.map(loadText));
  expect(english?.t("layer.name", { layer: 3 })).toBe("Layer 3");
  expect(chinese?.t("layer.name", { layer: 3 })).toBe("第 3 层");
  expect(english?.t("layer.name")).toBe("Layer {layer}");
});
