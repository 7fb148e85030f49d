/** Comparison: A pinned, B free, their ratio, and links that restore both; and the sweep. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu, verdictTitle } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

const bar = (page: Page): Locator => page.getByRole("region", { name: "Comparison" });
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);

/**
 * The ratios of the strip, as assistive technology reads them: std and gradient RMS of B over A per layer.
 */
async function ratios(page: Page): Promise<number[][]> {
  const rows = page.getByRole("table", { name: "B over A per layer" }).getByRole("row");
  const texts = await rows.evaluateAll((elements) =>
    elements.slice(1).map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent)),
  );
  // `3.05×10⁻⁵` is a number to a reader, not to JavaScript.
  const value = (text: string): number => {
    const [mantissa = "", exponent = ""] = text.split("×10");
    const power = exponent
      .replace("⁻", "-")
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)));
    return Number(`${mantissa}e${power || "0"}`);
  };
  return texts.map((row) => row.map((text) => value(text ?? "")));
}

/** std of the activations and RMS of the gradients per layer, from the exported file. */
function stdAndRms(rows: readonly Readonly<Record<string, string>>[]): number[][] {
  const of = (tensor: string, statistic: string) =>
    rows.filter((row) => row["tensor"] === tensor).map((row) => Number(row[statistic]));
  const [std, rms] = [of("activation", "std"), of("grad_activation", "rms")];
  return std.map((value, index) => [value, rms[index] ?? NaN]);
}

test("pins the present network, and shows the measured ratio of the next one to it", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const a = stdAndRms((await initscope.exportCsv()).rows);
  await initscope.command("Compare").click();
  await expect(initscope.command("Compare")).toHaveAttribute("aria-pressed", "true");
  await expect
    .poll(() => ratios(page))
    .toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  await initscope.choose("Initialiser", "Uniform");
  const b = stdAndRms((await initscope.exportCsv()).rows);
  // Shown with three digits: half a unit of the last one, relative to the smallest mantissa.
  const shown = await ratios(page);
  shown.forEach((row, layer) =>
    row.forEach((ratio, column) => {
      const measured = (b[layer]?.[column] ?? NaN) / (a[layer]?.[column] ?? NaN);
      expect(Math.abs(ratio / measured - 1)).toBeLessThanOrEqual(0.005);
    }),
  );
  expect(shown).toHaveLength(4);
  await expect(bar(page)).toContainText("He normal");
  await initscope.command("Compare").click();
  await expect(bar(page)).toBeHidden();
});

test("He against Xavier at 30 layers: 0.707 per layer, and a verdict on each", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=30&init=xavier_normal&seed=1&a.init=");
  await expect(bar(page)).toContainText("B/A per layer: ×0.707 →, ×0.707 ←");
  await expect(bar(page).getByRole("listitem")).toHaveText([
    new RegExp(`^AHe normal.*${verdictTitle("healthy")}`),
    /^BXavier normal.*This one follows the controls/,
  ]);
  // The verdict on B stands in full above the charts, and nowhere else.
  await expect(page.getByRole("main").getByText(verdictTitle("vanishing"), { exact: true })).toHaveCount(1);
  const shown = await ratios(page);
  // 2^(-l/2) at layer l, with three digits.
  shown.forEach(([std = NaN, rms = NaN], layer) => {
    expect(Math.abs(std * 2 ** ((layer + 1) / 2) - 1)).toBeLessThanOrEqual(0.005);
    expect(Math.abs(rms * 2 ** ((29 - layer) / 2) - 1)).toBeLessThanOrEqual(0.005);
  });
  await expect(page.locator("figure canvas")).toHaveCount(4);
});

test("a comparison is a link, a step of undo, and what Reset returns to", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.command("Compare").click();
  await expect.poll(() => hash(page)).toBe(`${SMALL}&a=`);
  await initscope.choose("Initialiser", "Xavier normal (Glorot)");
  const link = `${SMALL.replace("&seed", "&init=xavier_normal&seed")}&a.init=`;
  await expect.poll(() => hash(page)).toBe(link);
  const before = await ratios(page);
  await initscope.open(link);
  // A is run after B.
  await expect.poll(() => ratios(page)).toEqual(before);
  await expect(bar(page)).toContainText("He normal");

  await page.getByRole("button", { name: "Swap A with B" }).click();
  await expect(initscope.choice("Initialiser")).toHaveValue("he_normal");
  await expect(bar(page).getByRole("listitem").first()).toContainText("Xavier normal");
  await initscope.command("Undo").click();
  await expect(initscope.choice("Initialiser")).toHaveValue("xavier_normal");
  await page.getByRole("button", { name: "Unpin A" }).click();
  await expect(bar(page)).toBeHidden();
  await initscope.command("Reset").click();
  await expect(bar(page)).toBeVisible();
  await page.getByRole("button", { name: "Adopt A" }).click();
  await expect(bar(page)).toBeHidden();
  await expect(initscope.choice("Initialiser")).toHaveValue("he_normal");
});

test("networks of different depth share an axis, and further ones stand in columns", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(`${SMALL}&a.depth=6`);
  await expect(page.getByRole("toolbar", { name: "Layers" }).getByRole("button")).toHaveCount(6);
  await page.getByRole("radio", { name: "Columns" }).check();
  await expect(page.getByRole("region", { name: "A: Depth 6" })).toBeVisible();
  await expect(page.getByRole("region", { name: "B: Depth 4" }).getByRole("figure")).toHaveCount(4);
  await page.getByRole("button", { name: "Pin B as C" }).click();
  await initscope.choose("Activation", "Tanh");
  await page.getByRole("button", { name: "Pin B as D" }).click();
  await expect(page.getByRole("toolbar", { name: "Layers" })).toHaveCount(4);
  await expect
    .poll(() => hash(page))
    .toBe("#v=1&depth=4&width=32&batch=32&act=tanh&seed=1&a.depth=6&a.act=&c.act=&d=&compared=beside");
});

test("a sweep runs every initialiser at a reduced size, and one press adopts one", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=4&width=256&batch=16&seed=1");
  await chooseFromMenu(page, "Sweep");
  const sweep = page.getByRole("region", { name: "Sweep" });
  await expect(sweep).toContainText("at most 128 units per layer");
  // What opens below the lower edge comes into sight.
  await expect(sweep.getByText("at most 128 units per layer")).toBeInViewport();
  await expect(sweep.getByRole("progressbar")).toBeHidden();
  await expect(sweep.getByRole("button", { name: /waiting|not run/ })).toHaveCount(0);
  await expect(sweep.getByRole("button", { name: `Zeros: ${verdictTitle("silent")}` })).toBeVisible();
  await expect(sweep.getByRole("button", { pressed: true })).toHaveAccessibleName(/^He normal: /);
  const detail = await initscope.runAfter(() =>
    sweep.getByRole("button", { name: /^Xavier normal: / }).click(),
  );
  expect(detail).toMatchObject({ width: 256, batch: 16 });
  await expect(initscope.choice("Initialiser")).toHaveValue("xavier_normal");
  await initscope.command("Undo").click();
  await expect(initscope.choice("Initialiser")).toHaveValue("he_normal");
});

for (const width of [390, 1440]) {
  test(`nothing sticks out of a comparison, its columns and a sweep at ${width} px`, async ({
    initscope,
  }) => {
    const { page } = initscope;
    await page.setViewportSize({ width, height: 900 });
    await initscope.open(`${SMALL}&a.init=xavier_normal`);
    await expect(bar(page)).toContainText("Xavier normal");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.getByRole("radio", { name: "Columns" }).check();
    await chooseFromMenu(page, "Sweep");
    await expect(page.getByRole("region", { name: "Sweep" }).getByRole("progressbar")).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
