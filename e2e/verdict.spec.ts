/** The verdict on the page: its words, its buttons, and its fixed place. The rules are unit-tested. */
import type { Page } from "@playwright/test";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";

const RULES = /\/judge-[\w-]+\.js$/;
const NETWORK = "#v=1&depth=10&width=64&batch=64";

/** The top of the first figure: the verdict above must not move it. */
async function chartTop(page: Page): Promise<number> {
  await expect(page.getByText("Computing…")).toHaveCount(0);
  await expect(page.locator('ul[aria-busy="true"]')).toHaveCount(0);
  const box = await page.getByRole("figure").first().boundingBox();
  return box?.y ?? NaN;
}

test("a fix says what a run has shown of it, and pressing it removes the finding", async ({
  initscope,
  page,
}) => {
  await initscope.open(`${NETWORK}&init=keras_dense&seed=1`);
  await expect(initscope.verdict("vanishing")).toBeVisible();
  await expect(page.getByRole("main").getByText("ReLU drops about half of the power")).toBeVisible();
  await initscope.runAfter(() => page.getByRole("button", { name: /^He normal → / }).click());
  await expect(initscope.verdict("healthy")).toBeVisible();
  await expect(initscope.choice("Initialiser")).toHaveValue("he_normal");
});

test("every suggestion has been run: pressing any one removes the finding", async ({ initscope, page }) => {
  const link = "#v=1&depth=90&width=64&batch=64&act=silu&norm=rms&res=plain&init=normal&std=0.02&seed=1";
  await initscope.open(link);
  await expect(initscope.verdict("exploding")).toBeVisible();
  const fixes = page.getByRole("main").getByRole("button", { name: /→/ });
  await expect(fixes.first()).toBeVisible();
  await expect(page.getByRole("main").getByText("Confirmed by a run without it.")).toBeVisible();
  const names = await fixes.allTextContents();
  for (const name of names) {
    await initscope.open(link);
    await initscope.runAfter(() => page.getByRole("button", { name }).click());
    await expect(initscope.verdict("exploding")).toHaveCount(0);
  }
});

test("the layer whose override is the cause is named, in both languages", async ({ initscope, page }) => {
  await initscope.open(`${NETWORK}&inits=5:normal@4&seed=1`);
  await expect(
    page.getByRole("main").getByText("Cause, in layer 5: weights of std 4 are too large"),
  ).toBeVisible();
  await initscope.open(`${NETWORK}&inits=5:normal@4&seed=1&lang=zh`);
  await expect(
    page.getByRole("main").getByText("原因（在第 5 层）：扇入为 64 时，标准差 4 的权重过大"),
  ).toBeVisible();
});

for (const width of [1440, 1024, 390]) {
  test(`the pictures stand still while the words change, at ${width} px`, async ({ initscope, page }) => {
    await page.setViewportSize({ width, height: 900 });
    const tops: number[] = [];
    for (const keys of [
      "",
      "&init=xavier_normal",
      "&depth=40",
      "&act=tanh&init=normal",
      "&act=tanh&init=zeros",
    ]) {
      await initscope.open(
        `${NETWORK.replace("&depth=10", keys.includes("depth") ? "" : "&depth=10")}${keys}&seed=1`,
      );
      tops.push(await chartTop(page));
    }
    expect(new Set(tops).size).toBe(1);
  });
}

test("rules that do not load are said to be missing, and the next change fetches them", async ({
  initscope,
  page,
  complaints,
}) => {
  complaints.expect(failedFetch(RULES));
  await page.route(RULES, (route) => route.abort());
  await initscope.open(`${NETWORK}&seed=1`);
  await expect(page.getByRole("main").getByText("The verdict could not be loaded.")).toBeVisible();
  await page.unroute(RULES);
  await initscope.setNumber("Depth", 12);
  await expect(initscope.verdict("healthy")).toBeVisible();
});

test("rules that idle time fetches after a failure serve the next change", async ({
  initscope,
  page,
  complaints,
}) => {
  complaints.expect(failedFetch(RULES));
  // No idle time comes before the event.
  await page.addInitScript(() => {
    const whenIdle = window.requestIdleCallback.bind(window);
    window.requestIdleCallback = (callback) => {
      addEventListener("idle", () => whenIdle(callback), { once: true });
      return 0;
    };
    addEventListener("idle", () => (window.requestIdleCallback = whenIdle), { once: true });
  });
  await page.route(RULES, (route) => route.abort());
  await initscope.open(`${NETWORK}&seed=1`);
  await expect(page.getByRole("main").getByText("The verdict could not be loaded.")).toBeVisible();
  const fetched = page.waitForResponse(RULES);
  await page.unroute(RULES);
  await page.evaluate(() => dispatchEvent(new Event("idle")));
  await (await fetched).finished();
  await initscope.setNumber("Depth", 12);
  await expect(initscope.verdict("healthy")).toBeVisible();
});
