/** Opens every view that a visitor can open, in any language of the page. */
import type { Locator, Page } from "@playwright/test";
import { batchNormMessages } from "../src/i18n/batchNormText.ts";
import { codeMessages } from "../src/i18n/codeText.ts";
import { faultyModels } from "../src/testing/weights/faultyModels.ts";
import { safetensors } from "../src/testing/weights/writeFiles.ts";
import { compareMessages } from "../src/i18n/compareText.ts";
import { coordinatesMessages } from "../src/i18n/coordinatesText.ts";
import { jacobianMessages } from "../src/i18n/jacobianText.ts";
import { csvMessages } from "../src/i18n/csvText.ts";
import { en } from "../src/i18n/en.ts";
import type { TextKey } from "../src/i18n/en.ts";
import { inspectorMessages } from "../src/i18n/inspectorText.ts";
import { planeMessages } from "../src/i18n/planeText.ts";
import { lessonsMessages } from "../src/i18n/lessonsText.ts";
import { trainabilityMessages } from "../src/i18n/trainabilityText.ts";
import { expect } from "./fixtures.ts";
import { InitscopePage } from "./initscopePage.ts";

interface Walk {
  readonly page: Page;
  /** The words of the screen by key, and those of the parts, as they are shown. */
  readonly say: (text: Readonly<Record<"en" | "zh", string>>) => string;
  /** The words of the page in Chinese by key. */
  readonly zh: Readonly<Record<TextKey, string>>;
  /** The text appended to every link. */
  readonly keys: string;
  /** Called at every stop. */
  readonly look: (stop: string) => Promise<void>;
}

/**
 * Every control that can be shown at once: normalisation, blocks, dropout, rules, an activation parameter.
 */
const RICH =
  "#v=1&depth=6&width=24&batch=16&act=leaky_relu&init=xavier_normal&norm=batch&res=plain&keep=0.9&last=sigmoid&acts=2-3:tanh&seed=1";
const PLAIN = "#v=1&depth=30&width=24&batch=16&grad=cross_entropy&seed=1";

interface Words {
  readonly word: (key: TextKey) => string;
  readonly inspectorWord: (key: keyof typeof inspectorMessages.en) => string;
  readonly lessonsWord: (key: keyof typeof lessonsMessages.en) => string;
}

const wordsOf = ({ say, zh }: Walk): Words => ({
  word: (key) => say({ en: en[key], zh: zh[key] }),
  inspectorWord: (key) => say({ en: inspectorMessages.en[key], zh: inspectorMessages.zh[key] }),
  lessonsWord: (key) => say({ en: lessonsMessages.en[key], zh: lessonsMessages.zh[key] }),
});

const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole("button", { name, exact: true });

/** Figures, controls with their notes, inspector, comparison, table, sweep, menus. */
async function walkCharts(walk: Walk): Promise<void> {
  const { page, say, keys, look } = walk;
  const initscope = new InitscopePage(page);
  const { word, inspectorWord } = wordsOf(walk);
  const isPhone = (page.viewportSize()?.width ?? 0) < 720;

  await initscope.open(`${RICH}${keys}`);
  await look("figures");
  if (isPhone) await page.locator("button[aria-controls]", { hasText: word("controls.open") }).click();
  // All at once: a list of those still closed would get shorter at each press.
  await page
    .locator('aside button[aria-expanded="false"], form button[aria-expanded="false"]')
    .evaluateAll((notes: HTMLElement[]) => notes.forEach((note) => note.click()));
  // The notes are fetched, and then the typesetting of their formulas.
  await expect
    .poll(() =>
      page.evaluate(() => {
        const formulas = [...document.querySelectorAll("[data-formula]")];
        return formulas.length > 6 && formulas.every((formula) => formula.querySelector(".katex") !== null);
      }),
    )
    .toBe(true);
  await look("controls with notes");
  if (isPhone) await button(page, word("controls.close")).click();

  await initscope.open(`${PLAIN}${keys}`);
  await page
    .locator("[data-plot]")
    .first()
    .click({ position: { x: 60, y: 20 } });
  // On a phone a layer's numbers come first, and a button opens the inspector.
  if (isPhone) await button(page, inspectorWord("toggle")).click();
  await expect(page.getByRole("toolbar", { name: inspectorWord("moments") })).toBeVisible();
  await look("inspector");
  await button(page, inspectorWord("close")).click();

  await button(page, word("header.compare")).click();
  const { en: english, zh: chinese } = compareMessages;
  await expect(
    page.getByRole("region", { name: say({ en: english.title, zh: chinese.title }) }),
  ).toBeVisible();
  await look("comparison");
  await button(page, word("header.compare")).click();
  await button(page, word("table.toggle")).click();
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("sweep.toggle"), exact: true }).click();
  await expect(page.getByRole("table").first()).toBeVisible();
  await look("table and sweep");
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("plane.toggle"), exact: true }).click();
  const { en: order, zh: chaos } = planeMessages;
  await expect(
    page.getByRole("region", { name: say({ en: order.title, zh: chaos.title }) }).getByRole("slider"),
  ).toHaveCount(2);
  await look("order and chaos");
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("boundary.toggle"), exact: true }).click();
  const { en: boundary, zh: border } = trainabilityMessages;
  const map = page.getByRole("region", { name: say({ en: boundary.title, zh: border.title }) });
  await expect(map.getByRole("combobox")).toHaveCount(5);
  await look("boundary of trainability");
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("coord.toggle"), exact: true }).click();
  const { en: coordinates, zh: coordinatesZh } = coordinatesMessages;
  const check = page.getByRole("region", { name: say({ en: coordinates.title, zh: coordinatesZh.title }) });
  await expect(check.getByRole("table")).toHaveCount(2);
  await look("coordinate check");
  await check.getByRole("radio", { name: say({ en: coordinates.rates, zh: coordinatesZh.rates }) }).check();
  await expect(check.getByRole("table")).toHaveCount(2);
  await look("best rates");
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("jacobian.toggle"), exact: true }).click();
  const { en: jacobian, zh: jacobianZh } = jacobianMessages;
  const stretch = page.getByRole("region", { name: say({ en: jacobian.title, zh: jacobianZh.title }) });
  await expect(stretch.getByRole("table")).toHaveCount(1);
  await look("Jacobian");
  await stretch
    .getByRole("radio", { name: say({ en: jacobian["part.line"], zh: jacobianZh["part.line"] }) })
    .check();
  await expect(stretch.getByRole("img")).toHaveCount(1);
  await look("line through input space");
  await button(page, word("header.menu")).click();
  await page.getByRole("menuitem", { name: word("bn.toggle"), exact: true }).click();
  const { en: norm, zh: normZh } = batchNormMessages;
  const batches = page.getByRole("region", { name: say({ en: norm.title, zh: normZh.title }) });
  await expect(batches.getByRole("row")).toHaveCount(8);
  await look("batch norm by batch size");

  await button(page, word("header.export")).click();
  await page.getByRole("menuitem", { name: word("code.title"), exact: true }).click();
  const { en: englishCode, zh: chineseCode } = codeMessages;
  await expect(
    page.getByRole("region", { name: say({ en: englishCode.code, zh: chineseCode.code }), exact: true }),
  ).toBeVisible();
  await look("code");
  await page.keyboard.press("Escape");

  await button(page, word("header.open")).click();
  const weights = page.getByRole("dialog", { name: word("weights.title") });
  await expect(weights.getByText(word("part.loading"), { exact: true })).toHaveCount(0);
  await look("a file of weights");
  const [, model] = faultyModels();
  await weights.locator("input[type=file]").setInputFiles({
    name: "GPT.safetensors",
    mimeType: "application/octet-stream",
    buffer: Buffer.from(safetensors(model?.tensors ?? [])),
  });
  await expect(weights.getByRole("row")).toHaveCount(8);
  await look("an audit");
  await page.keyboard.press("Escape");

  for (const menu of ["header.export", "header.menu"] as const) {
    await button(page, word(menu)).click();
    await look(menu);
    await page.keyboard.press("Escape");
  }
  await walkFile(walk);
}

/** A file of one's own: asked for, broken, and read, with its columns. */
async function walkFile(walk: Walk): Promise<void> {
  const { page, say, keys, look } = walk;
  const { word } = wordsOf(walk);
  const csv = (key: keyof typeof csvMessages.en): string =>
    say({ en: csvMessages.en[key], zh: csvMessages.zh[key] });
  await new InitscopePage(page).open(`#v=1&depth=3&width=16&batch=16&act=tanh&task=csv&seed=1${keys}`);
  await expect(page.getByText(csv("missing"))).toBeVisible();
  if ((page.viewportSize()?.width ?? 0) < 720)
    await page.locator("button[aria-controls]", { hasText: word("controls.open") }).click();
  await expect(page.getByText(csv("stays"))).toBeVisible();
  await look("a file is asked for");
  const file = page.getByRole("group", { name: csv("title") }).filter({ hasText: csv("stays") });
  const choose = (text: string): Promise<void> =>
    file
      .locator("input")
      .setInputFiles({ name: "甲", mimeType: "text/csv", buffer: Buffer.from(`甲,乙,丙\n${text}`) });
  await choose("1,2,3\n4,5,?\n6,7,8\n");
  await expect(file.getByRole("alert")).toBeVisible();
  await look("a broken file");
  await choose("1,2,上\n4,5,下\n6,7,上\n");
  await expect(page.getByRole("combobox", { name: csv("target"), exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: csv("target"), exact: true }).selectOption("乙");
  await expect(page.getByRole("radiogroup", { name: csv("kind"), exact: true })).toBeVisible();
  await look("a file");
}

/** The dialogs, the notice of a link beyond the limits, and lessons before and after the reveal. */
async function walkDialogs(walk: Walk): Promise<void> {
  const { page, keys, look } = walk;
  const { word, lessonsWord } = wordsOf(walk);
  // A link beyond the limits: the notice with its table is above everything.
  await new InitscopePage(page).open(`#v=1&depth=9999&width=16&batch=8&act=nonsense&seed=1${keys}`);
  await look("notice");
  for (const name of ["presets", "lessons", "claims", "share", "help"] as const) {
    if (name === "share" || name === "help") await button(page, word(`header.${name}`)).click();
    else {
      await button(page, word("header.explore")).click();
      await page.getByRole("tab", { name: word(`header.${name}`), exact: true }).click();
    }
    const dialog = page.getByRole("dialog");
    // The content has been fetched.
    await expect(dialog.getByText(word("part.loading"), { exact: true })).toHaveCount(0);
    await look(name);
    await button(dialog, word("dialog.close")).click();
  }

  for (const lesson of ["why_not_zeros", "xavier_he_30"]) {
    await page.goto("about:blank");
    await page.goto(`./#lesson=${lesson}&step=1${keys}`);
    const lock = button(page, lessonsWord("predict.lock"));
    await lock.waitFor();
    await look(`${lesson}, asked`);
    if (lesson === "why_not_zeros") await page.getByRole("radio").first().check();
    else {
      const sketch = lessonsWord("sketch.label").split("{")[0] ?? "";
      await page.getByRole("group", { name: sketch }).getByRole("slider").first().press("ArrowUp");
    }
    await lock.click();
    await button(page, lessonsWord("predict.reveal")).click();
    await expect(page.getByText(lessonsWord("task.title"))).toBeVisible();
    await page.locator("details summary").first().click();
    await look(`${lesson}, revealed`);
  }
  for (let step = 1; step <= 3; step++) await button(page, lessonsWord("panel.next")).click();
  await expect(page.getByText(lessonsWord("summary.takeHome"))).toBeVisible();
  await look("the end of a lesson");
}

export const WALKS = { figures: walkCharts, dialogs: walkDialogs } as const;
