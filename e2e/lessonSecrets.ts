/** What a step of a lesson must not say or draw, anywhere on the page but in the lesson. */
import type { Page } from "@playwright/test";
import { formatCosine, formatFixed, formatShare } from "../src/charts/format.ts";
import type { Direction } from "../src/content/lessons/format/lesson.ts";
import { verdictMessages } from "../src/i18n/verdictText.ts";
import { en } from "../src/i18n/en.ts";
import { zh } from "../src/i18n/zh.ts";
import { expect } from "./fixtures.ts";

/** Numbers of every layer of the experiment in the address, by direction, as the page would write them. */
export type StepNumbers = Readonly<Record<Direction, readonly string[]>>;

/** The marks of every axis of shares and cosines. */
const QUARTERS = [0.25, 0.5, 0.75].flatMap((tick) => [formatShare(tick), formatCosine(tick)]);
const isMark = (text: string): boolean => QUARTERS.includes(text);

/** Runs a link apart from the page's own run. */
export async function numbersOf(page: Page, link: string): Promise<StepNumbers> {
  const layers = await page.evaluate(async (hash) => {
    const run = await window.initscope?.run(hash, { engine: "wasm" });
    return (run?.result.layers ?? []).map(({ tensors, similarity, saturated, deadUnits }) => ({
      activation: tensors.activation,
      preActivation: tensors.pre_activation,
      gradient: tensors.grad_activation,
      delta: tensors.grad_pre_activation,
      weightGradient: tensors.grad_weight,
      cosine: similarity.cosine,
      shares: [saturated, deadUnits],
    }));
  }, link);
  return {
    forward: layers.flatMap(({ activation, preActivation, cosine, shares }) => [
      ...tellingNumbers([
        activation?.std,
        activation?.rms,
        activation?.batchStd,
        activation?.unitStd,
        preActivation?.rms,
        cosine,
      ]),
      ...tellingNumbers([cosine], formatCosine).filter((text) => !isMark(text)),
      ...tellingNumbers(shares, formatShare).filter((text) => !isMark(text)),
    ]),
    backward: layers.flatMap(({ gradient, delta, weightGradient }) =>
      tellingNumbers([gradient?.rms, delta?.rms, weightGradient?.rms]),
    ),
  };
}

/**
 * Numbers that could only come from the result: an axis writes round ones too, and none at all tells 0 or 1
 * apart from a setting.
 */
export function tellingNumbers(
  values: readonly (number | undefined)[],
  format: (value: number) => string = formatFixed,
): readonly string[] {
  const isRound = (value: number): boolean => Number(value.toPrecision(1)) === Number(value.toPrecision(3));
  return values.flatMap((value) =>
    value === undefined || !Number.isFinite(value) || value === 0 || isRound(value) ? [] : [format(value)],
  );
}

/** Attributes that hold geometry, style or identity and no words; a plot's columns are geometry, too. */
const WORDLESS =
  /^(?:class|style|id|for|d|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|rx|width|height|viewbox|points|transform|(?:fill|stroke|font|text)-.*|aria-(?:controls|labelledby|describedby|owns)|data-plot|href|src|type|role|tabindex|name)$/;

/**
 * Everything the page says outside the lesson: texts, and the values of all attributes with words, hidden
 * ones included. The controls, the link and the page's title state the experiment's own
 * settings, which are no secret.
 */
async function saidOn(page: Page): Promise<readonly string[]> {
  return page.evaluate((wordless) => {
    const isWordless = new RegExp(wordless);
    const said: string[] = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("section:has(progress), aside") !== null || element.matches("script, style"))
        continue;
      for (const { name, value } of element.attributes) if (!isWordless.test(name)) said.push(value);
      if (element instanceof HTMLInputElement) said.push(element.value);
      for (const { nodeType, textContent } of element.childNodes) {
        if (nodeType === Node.TEXT_NODE) said.push(textContent ?? "");
      }
    }
    return said.map((text) => text.trim()).filter((text) => text !== "" && !text.startsWith(location.origin));
  }, WORDLESS.source);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Those of some numbers that a page says. */
export function numbersSaid(said: readonly string[], numbers: readonly string[]): readonly string[] {
  return [...new Set(numbers)].filter((number) => {
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

/** Drawings of a direction in the charts: series, histograms, the halves of the network's nodes. */
function drawnOf(page: Page, direction: Direction): Promise<number> {
  return page.evaluate(
    (tone) =>
      [
        ...document.querySelectorAll(`main svg [data-series="${tone}"], main svg [data-half="${tone}"]`),
      ].filter((mark) => mark.matches("[d]") || mark.querySelector('[d]:not([d=""])') !== null).length,
    direction,
  );
}

/** Names of files. */
const SAVING = /\.(?:csv|svg|png|json|md)$/;

const DISABLED = ":disabled, [aria-disabled='true']";

/** Asserts that nothing of the concealed directions is said or drawn, and that no command would show it. */
export async function expectSecret(
  page: Page,
  numbers: StepNumbers,
  concealed: readonly Direction[],
): Promise<void> {
  if (concealed.length === 0) return;
  const said = await saidOn(page);
  for (const direction of concealed) {
    expect(numbersSaid(said, numbers[direction])).toEqual([]);
    expect({ direction, drawn: await drawnOf(page, direction) }).toEqual({ direction, drawn: 0 });
  }
  // Theory is the answer as well.
  if (concealed.length === 2) await expect(page.locator('main [data-series="theory"]')).toHaveCount(0);
  expect(said.filter((text) => FACTS.has(text))).toEqual([]);
  expect(said.filter((text) => GAPS.some((gap) => text.includes(gap)))).toEqual([]);
  // No file is offered, and the console knows links, not what is on the screen.
  await expect(page.locator("a[download]")).toHaveCount(0);
  expect(said.filter((text) => SAVING.test(text))).toEqual([]);
  const known = await page.evaluate(() =>
    Object.entries<unknown>({ ...window.initscope }).flatMap(([name, value]) =>
      value instanceof Function && value.length > 0 ? [] : [name],
    ),
  );
  expect(known).toEqual(["version"]);
  // Each of these runs over, or beside, what is hidden.
  await expect(page.locator('button[data-key="a"], button[data-key="t"]')).toHaveCount(0);
  for (const key of ["c", "e", "w"]) {
    const button = page.locator(`button[data-key="${key}"]`);
    // A command of a closed menu says so by its attribute.
    if ((await button.count()) > 0) await expect(button.and(page.locator(DISABLED))).toHaveCount(1);
  }
}

/**
 * The page outside the lesson and the controls, geometry included: what it is must not depend on a result
 * that is concealed.
 */
export async function pictureOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return "";
    for (const part of copy.querySelectorAll("script, style, section:has(progress), aside")) part.remove();
    // Numbers of React's ids follow the order in which parts arrived; a print states the experiment's link.
    return copy.outerHTML
      .replaceAll(/_r_\w+_/g, "_r_")
      .replaceAll(/https?:[^<"]+/g, "")
      .replaceAll("><", ">\n<");
  });
}
