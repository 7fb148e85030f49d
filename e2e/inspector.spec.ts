/**
 * The layer inspector, the choices of the distributions and the sweep: by pointer, by keyboard, and without
 * new runs.
 */
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { stepMs } from "../src/views/picture/signal/passSteps.ts";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";
import { stopClock } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";
/** The network is normalised, so that the layers keep one scale and the linear axis is not replaced. */
const MANY = "#v=1&depth=100&width=24&batch=16&norm=layer&seed=1";

function inspector(page: Page, layer: number): Locator {
  return page.getByRole("region", { name: `Inspector, layer ${layer}`, exact: true });
}

function bins(page: Page): Locator {
  return page.getByRole("slider", { name: "Bins of the histogram" });
}

/** The number of runs that the page has finished, without captures in the background. */
function runCount(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName("initscope:run").length);
}

/** Waits until counts come from the raw values, which no text calls estimates. */
async function waitForExact(page: Page): Promise<void> {
  await expect(bins(page)).toHaveAttribute("aria-valuetext", /: \d/);
}

const countIn = (text: string): number => Number(/([\d,]+)/.exec(text)?.[1]?.replaceAll(",", "") ?? NaN);

/** Every bin as the slider reads it, and the separate counts as the panel shows them. */
async function readAll(page: Page): Promise<{ readonly inBins: number; readonly apart: number }> {
  await bins(page).focus();
  await page.keyboard.press("Home");
  await expect(bins(page)).toHaveAttribute("aria-valuenow", "1");
  // Runs in the page: a hundred key presses from outside take most of a minute on a busy machine.
  const texts = await bins(page).evaluate(async (slider) => {
    const read: string[] = [];
    for (let bin = 1; bin <= Number(slider.getAttribute("aria-valuemax")); bin++) {
      if (slider.getAttribute("aria-valuenow") !== String(bin)) throw new Error(`not at bin ${bin}`);
      read.push(slider.getAttribute("aria-valuetext") ?? "");
      slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    return read;
  });
  const inBins = texts.reduce((sum, text) => sum + countIn(text.split(": ")[1] ?? ""), 0);
  const list = await page.getByText(/^Counted separately: |^Every entry is in a bin/).textContent();
  const apart = list?.startsWith("Counted") === true ? list.split("·").map(countIn) : [];
  return { inBins, apart: apart.reduce((a, b) => a + b, 0) };
}

test("opens by a click on a layer, and goes to the next one", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const plot = page.locator("[data-plot]").first();
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the plot has no box");
  await page.mouse.click(box.x + box.width * 0.98, box.y + box.height / 2);
  await expect(inspector(page, 4)).toBeVisible();
  await inspector(page, 4).getByRole("button", { name: "Previous layer" }).click();
  await expect(inspector(page, 3)).toBeVisible();
  await inspector(page, 3).getByRole("button", { name: "Close the inspector" }).click();
  await expect(inspector(page, 3)).toHaveCount(0);
  await expect(initscope.page.getByRole("button", { name: "Inspector", exact: true })).toBeFocused();
});

test("one that does not load is said to be missing, and a reload brings it, with its layer", async ({
  initscope,
  complaints,
}) => {
  const { page } = initscope;
  const file = /\/assets\/InspectorHost-[\w-]+\.js$/;
  complaints.expect(failedFetch(file));
  await page.route(file, (route) => route.abort());
  await initscope.open(`${SMALL}&layer=2`);
  await expect(page.getByText("This could not be loaded.")).toBeVisible();
  await page.unroute(file);
  await page.getByRole("button", { name: "Reload the page" }).click();
  await expect(inspector(page, 2)).toBeVisible();
});

test("by keyboard: a layer, every bin of its histogram, exact once the raw values are there", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await page.getByRole("toolbar", { name: "Layers" }).getByRole("button").first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspector(page, 2)).toBeVisible();
  const before = await runCount(page);
  await waitForExact(page);
  await bins(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await expect(bins(page)).toHaveAttribute(
    "aria-valuenow",
    (await bins(page).getAttribute("aria-valuemax")) ?? "missing",
  );
  const first = await readAll(page);
  expect(first.inBins + first.apart).toBe(32 * 32);
  // The text under the histogram equals the text read out.
  await page.keyboard.press("End");
  await expect(inspector(page, 2)).toContainText(
    (await bins(page).getAttribute("aria-valuetext")) ?? "missing",
  );
  expect(await runCount(page)).toBe(before);
  // Another experiment loads its raw values, and does not use the present ones.
  await initscope.setNumber("Batch", 24);
  await expect(bins(page)).toHaveAttribute("aria-valuetext", /: \d[\d,]* of 768 /);
  const second = await readAll(page);
  expect(second.inBins + second.apart).toBe(24 * 32);
  // Definitions follow the focus.
  await inspector(page, 2).getByRole("toolbar", { name: "Moments" }).getByRole("button").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(inspector(page, 2)).toContainText("population standard deviation");
  await page.keyboard.press("Escape");
  await expect(inspector(page, 2)).toHaveCount(0);
});

test("shows all tensors of a layer, its raster and its spectrum", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(`${SMALL.replace("&seed=1", "")}&norm=batch&seed=1`);
  await page.getByRole("button", { name: "Layer 2", exact: false }).first().click();
  const panel = inspector(page, 2);
  await expect(panel).toBeInViewport();
  await expect(panel.getByText(/Largest [\d.]+, smallest/)).toBeVisible();
  await expect(panel.getByRole("img", { name: /All 32 units \(down\) and 32 inputs/ })).toBeVisible();
  await panel.getByRole("combobox", { name: "Inspected tensor" }).selectOption({ label: "Weights" });
  await expect(panel.getByRole("img", { name: /their 32 weights/ })).toBeVisible();
  await expect(panel.getByRole("heading", { name: "Where the variance comes from" })).toHaveCount(0);
  await panel.getByRole("combobox", { name: "Inspected tensor" }).selectOption({ label: "Gradients" });
  await expect(panel.getByRole("heading", { name: "Where the variance comes from" })).toBeVisible();
  await expect(panel).toContainText("Batch norm, γ = 1, β = 0");
});

test("tensor, axis, counts and scale change at 100 layers without a run", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(MANY);
  await expect(page.locator("figure canvas")).toHaveCount(2);
  const before = await runCount(page);
  for (const label of ["Pre-activations", "Weights", "Activations"]) {
    await initscope.tensor("Forward", label);
    await expect(page.getByRole("figure", { name: new RegExp(`^${label}, 100 layers`) })).toBeVisible();
  }
  for (const label of ["Pre-activation gradients", "Weight gradients", "Gradients"]) {
    await initscope.tensor("Backward", label);
    await expect(page.getByRole("figure", { name: new RegExp(`^${label}, 100 layers`) })).toBeVisible();
  }
  for (const [name, caption] of [
    ["Magnitude", /\|x\| from/],
    ["Shape", /x \/ std from/],
    ["Value", /values from/],
    ["Free", /each layer on its own scale/],
  ] as const) {
    await initscope.view(name);
    await expect(page.getByRole("figure", { name: /^Activations/ }).getByText(caption)).toBeVisible();
  }
  await initscope.view("Log");
  // A run that had begun would be marked by the time a new one is.
  await initscope.setNumber("Depth", 99);
  expect(await runCount(page)).toBe(before + 1);
});

test("ridges: a layer is selected by pointer and by keyboard, in both directions", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.view("Ridges");
  const rows = page.getByRole("figure", { name: /^Activations/ }).locator("[data-layer-row]");
  await expect(rows).toHaveCount(4);
  await rows.nth(2).click();
  await expect(inspector(page, 3)).toBeVisible();
  await page.getByRole("button", { name: "Layer 3", exact: false }).first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspector(page, 4)).toBeVisible();
  await initscope.view("Upright");
  await expect(rows).toHaveCount(0);
});

test("the sweep lights one direction at a time, and Escape stops it", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=2&width=8&batch=8&seed=1");
  const play = page.getByRole("button", { name: "Play the pass" });
  await expect(play).toBeVisible();
  await stopClock(page);
  await play.click();
  // Two layers there and two back.
  for (const [lit, dark] of [
    ["forward", "backward"],
    ["forward", "backward"],
    ["backward", "forward"],
    ["backward", "forward"],
  ]) {
    await expect(page.locator(`[data-lit=${lit ?? ""}]`).first()).toBeVisible();
    await expect(page.locator(`[data-lit=${dark ?? ""}]`)).toHaveCount(0);
    await page.clock.runFor(stepMs(2));
  }
  await expect(play).toBeVisible();
  await expect(page.locator("[data-lit]")).toHaveCount(0);
  await play.click();
  await expect(page.locator("[data-lit=forward]").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(play).toBeVisible();
  await expect(page.locator("[data-lit]")).toHaveCount(0);
});

test.describe("phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the inspector is a sheet that waits to be asked for", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    await page.getByRole("button", { name: "Layer 2", exact: false }).first().click();
    await expect(page.getByRole("button", { name: "Inspector", exact: true })).toBeVisible();
    await expect(inspector(page, 2)).toHaveCount(0);
    await page.getByRole("button", { name: "Inspector", exact: true }).click();
    await expect(inspector(page, 2)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Close the inspector" }).click();
    await expect(inspector(page, 2)).toHaveCount(0);
  });
});

test.describe("accessibility", () => {
  // accessibility.spec.ts has the open inspector in every theme and at every width; this test has exact
  // values and ridges.
  for (const [theme, width] of [
    ["light", 390],
    ["dark", 1440],
  ] as const) {
    test(`axe finds nothing in the open inspector: ${theme}, ${width} px`, async ({ initscope }) => {
      const { page } = initscope;
      await page.setViewportSize({ width, height: 900 });
      await initscope.open(`${SMALL}&theme=${theme}`);
      await page.getByRole("button", { name: "Layer 2", exact: false }).first().click();
      if (width < 720) await page.getByRole("button", { name: "Inspector", exact: true }).click();
      await waitForExact(page);
      await expect(page.getByText(/Largest [\d.]+, smallest/)).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.getByRole("button", { name: "Close the inspector" }).click();
      await initscope.view("Ridges");
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
});
