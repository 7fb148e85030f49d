/**
 * The diagnostics of the engines: what the contest finds out, that it is remembered, and how it is
 * read, repeated and copied.
 */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const LINK = "#v=1&depth=4&width=64&batch=64&seed=1";

/** The record that the contest leaves on the device, its fingerprint cut off; null before. */
function remembered(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const text = localStorage.getItem("initscope.contest")?.split("\n")[1];
    return text === undefined ? null : (JSON.parse(text) as unknown);
  });
}

/**
 * The page gives up after seconds on some steps, and a busy machine may need them: waits of seconds become
 * minutes.
 */
async function waitPatiently(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { setTimeout: wait } = window;
    const patient = (work: TimerHandler, delayMs = 0, ...rest: unknown[]): number =>
      wait(work, delayMs >= 3000 ? 100 * delayMs : delayMs, ...rest);
    Object.assign(window, { setTimeout: patient });
  });
}

test("holds the contest in the background, remembers it, and shows it by the keyboard alone", async ({
  initscope,
  context,
}) => {
  const { page } = initscope;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // On request the page would also test a software GPU, which takes long: conformance.gpu.spec.ts does that.
  await context.addInitScript(() => {
    OffscreenCanvas.prototype.getContext = () => null;
  });
  await waitPatiently(page);
  let startContest = (): void => undefined;
  const pictureIsThere = new Promise<void>((resolve) => (startContest = resolve));
  await page.route(/\/contest-/, async (route) => {
    await pictureIsThere;
    await route.continue();
  });
  await initscope.open(LINK);
  // The first picture does not need it.
  expect(await remembered(page)).toBeNull();
  startContest();
  await expect.poll(() => remembered(page)).toMatchObject({ winner: "wasm" });
  const first = await remembered(page);

  // An engine like any other is in Help; below the controls stands one that is not.
  const help = page.getByRole("button", { name: "Help" });
  await help.click();
  const badge = page.getByRole("button", { name: /WASM SIMD/ });
  await expect(badge).toHaveAccessibleName(/· the quickest here$/);
  await badge.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/No other engine on this device passes the self-test/)).toBeVisible();
  const open = page.getByRole("button", { name: "Diagnostics" });
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Diagnostics" });
  await expect(dialog.getByText("9 of 9 passed")).toBeVisible();
  await expect(dialog.getByText(/^Engines compared .* by version/)).toBeVisible();
  await expect(dialog.getByText(/% of the peak/)).toHaveCount(3);
  await expect(dialog.getByRole("row", { name: /^WASM SIMD chosen ready/ })).toBeVisible();
  // The present run: 4 layers of 64 x 64 weights, of 64 x 64 activations and slopes, 4
  // bytes each: 65.5 and 131 kB.
  await expect(dialog.getByText("0.0655 MB")).toBeVisible();
  await expect(dialog.getByText("0.131 MB")).toBeVisible();

  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations).toEqual([]);

  await dialog.getByRole("button", { name: "Copy as text" }).click();
  await expect(dialog.getByText("Copied.")).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain("WASM SIMD: ready; chosen");
  expect(text).toMatch(/Forward: [\d.]+ GFLOP\/s, \d+ % of the peak/);

  await dialog.getByRole("button", { name: "Measure again" }).press("Enter");
  await expect(dialog.getByRole("button", { name: "Measuring…" })).toBeFocused();
  await expect(dialog.getByRole("button", { name: "Measure again" })).toBeFocused();
  const second = await remembered(page);
  expect(second).not.toEqual(first);
  await page.keyboard.press("Escape");
  await expect(open).toBeFocused();

  // The next visit measures nothing: it shows the remembered result.
  await initscope.open(LINK);
  await help.click();
  await badge.click();
  await open.click();
  await expect(dialog.getByText("9 of 9 passed")).toBeVisible();
  expect(await remembered(page)).toEqual(second);
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(fetched.filter((name) => /\/(?:contest|speedWorker)-/.test(name))).toEqual([]);
});

test("speaks Chinese too", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(LINK);
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("button", { name: "帮助" }).click();
  await page.getByRole("button", { name: /WASM SIMD/ }).click();
  await page.getByRole("button", { name: "诊断" }).click();
  const dialog = page.getByRole("dialog", { name: "诊断" });
  await expect(dialog.getByText("9 项中 9 项通过")).toBeVisible();
  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations).toEqual([]);
});
