/** What a step of a lesson must not say, anywhere on the page but in the lesson. */
import type { Page } from "@playwright/test";
import { formatFixed } from "../src/charts/format.ts";
import type { Direction } from "../src/content/lessons/format/lesson.ts";
import { verdictMessages } from "../src/i18n/verdictText.ts";
import { en } from "../src/i18n/en.ts";
import { zh } from "../src/i18n/zh.ts";
import { expect } from "./fixtures.ts";

/** Numbers per layer of the experiment in the address: std of activations, RMS of gradients. */
export type StepNumbers = Readonly<Record<Direction, readonly number[]>>;

/** Runs a link apart from the page's own run. */
export async function numbersOf(page: Page, link: string): Promise<StepNumbers> {
  return page.evaluate(async (hash) => {
    const run = await window.initscope?.run(hash, {
      engine: "wasm",
      tensors: ["activation", "grad_activation"],
    });
    const layers = run?.result.layers ?? [];
    return {
      forward: layers.map(({ tensors }) => tensors.activation?.std ?? NaN),
      backward: layers.map(({ tensors }) => tensors.grad_activation?.rms ?? NaN),
    };
  }, link);
}

/** Everything the page says outside the lesson: texts, names, titles, values, hidden ones included. */
async function saidOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const attributes = ["aria-label", "aria-description", "aria-valuetext", "title", "alt", "placeholder"];
    const panel = document.querySelector("section:has(progress)");
    const said = [document.title];
    for (const element of document.body.querySelectorAll("*")) {
      if (panel?.contains(element) === true || element.matches("script, style")) continue;
      for (const name of attributes) said.push(element.getAttribute(name) ?? "");
      for (const { nodeType, textContent } of element.childNodes) {
        if (nodeType === Node.TEXT_NODE) said.push(textContent ?? "");
      }
    }
    return said.map((text) => text.trim()).filter((text) => text !== "");
  });
}

/** Widths and batches of the lessons, which the page names as settings. */
const SIZES: ReadonlySet<string> = new Set(["16", "32", "64", "128", "256", "512"]);

/** Numbers that could only come from the result: an axis writes round ones too, and a setting sizes. */
function tellingNumbers(values: readonly number[]): readonly string[] {
  const isRound = (value: number): boolean => Number(value.toPrecision(1)) === Number(value.toPrecision(3));
  return values
    .filter((value) => Number.isFinite(value) && value !== 0 && !isRound(value))
    .map((value) => formatFixed(value))
    .filter((number) => !SIZES.has(number));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The numbers of the result that a page says. */
export function numbersSaid(said: readonly string[], values: readonly number[]): readonly string[] {
  return tellingNumbers(values).filter((number) => {
    const whole = new RegExp(`(?<![\\d.])${escaped(number)}(?![\\d.×])`);
    return said.some((text) => whole.test(text));
  });
}

/** Titles of verdicts and reasons for a missing theory, which are facts of the result. */
const FACTS: ReadonlySet<string> = new Set(
  [verdictMessages.en, verdictMessages.zh].flatMap((words) =>
    Object.entries(words).flatMap(([key, text]) => (key.endsWith(".title") ? [text] : [])),
  ),
);
const GAPS = [en, zh].flatMap((words) =>
  Object.entries(words).flatMap(([key, text]) => (key.startsWith("gap.") ? [text] : [])),
);

/** Asserts that nothing of the concealed directions is said, and that no command would show it. */
export async function expectSecret(
  page: Page,
  numbers: StepNumbers,
  concealed: readonly Direction[],
): Promise<void> {
  if (concealed.length === 0) return;
  const said = await saidOn(page);
  for (const direction of concealed) expect(numbersSaid(said, numbers[direction])).toEqual([]);
  expect(said.filter((text) => FACTS.has(text))).toEqual([]);
  expect(said.filter((text) => GAPS.some((gap) => text.includes(gap)))).toEqual([]);
  // Each of these runs over, or beside, what is hidden.
  await expect(page.locator('button[data-key="a"], button[data-key="w"], button[data-key="t"]')).toHaveCount(
    0,
  );
  for (const key of ["c", "e"]) {
    const button = page.locator(`button[data-key="${key}"]`);
    if ((await button.count()) > 0) await expect(button).toBeDisabled();
  }
}
