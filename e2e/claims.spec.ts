/**
 * Myths and misprints: opened, tested on the page's engine, judged by the numbers, closed for their
 * experiment.
 */
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { EngineDoor } from "./engineDoor.ts";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";
import { openTab } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

async function openMyths(page: Page): Promise<Locator> {
  await openTab(page, "Myths");
  const dialog = page.getByRole("dialog", { name: "Myths and misprints" });
  await expect(dialog.getByRole("heading", { name: "Myths", exact: true })).toBeVisible();
  return dialog;
}

const claimOf = (dialog: Locator, words: string): Locator =>
  dialog.getByRole("listitem").filter({ hasText: words });

test("three claims are tested, and each shows its numbers, its verdict and the correct statement", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const dialog = await openMyths(page);
  for (const [words, number, verdict] of [
    ["saturated, so all gradients are zero", /3\.[3-6]\d times/, "False."],
    ["r = √(2/n)", /5[5-9]\s%/, "False."],
    ["this scale invariance", /plain: output for 2W over output for W\s*32/, "It depends."],
  ] as const) {
    const claim = claimOf(dialog, words);
    await claim.getByRole("button", { name: "Test it" }).click();
    await expect(claim.getByRole("status")).toContainText(verdict);
    await expect(claim.getByRole("status")).toContainText(number);
    await expect(claim.getByRole("button", { name: "Test again" })).toBeFocused();
  }
  // The page's experiment has not changed.
  expect(await page.evaluate(() => location.hash)).toBe(SMALL);
});

test("a tested claim opens its experiment, and Back returns", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const claim = claimOf(await openMyths(page), "Zero weights can make gradients explode");
  await claim.getByRole("button", { name: "Test it" }).click();
  await initscope.runAfter(() => claim.getByRole("button", { name: "Open in Initscope" }).click());
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(initscope.choice("Initialiser")).toHaveValue("zeros");
  await initscope.runAfter(async () => {
    await page.goBack();
  });
  await expect(initscope.choice("Initialiser")).toHaveValue("he_normal");
});

test("claims queue up; closing the list stops them, and the page goes on", async ({ initscope }) => {
  const { page } = initscope;
  const door = await EngineDoor.install(page);
  await initscope.open(SMALL);
  const dialog = await openMyths(page);
  await door.hold();
  const buttons = dialog.getByRole("button", { name: "Test it" });
  for (let i = 0; i < 4; i++) await buttons.first().click();
  await expect(dialog.getByRole("button", { name: "Testing…" })).toHaveCount(4);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await door.release();
  expect(await initscope.setNumber("Depth", 5)).toMatchObject({ depth: 5 });
  await openMyths(page);
  await expect(page.getByRole("button", { name: "Testing…" })).toHaveCount(0);
});

test("by keyboard alone", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await page.getByRole("button", { name: "Explore", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Presets" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: "Myths" })).toBeFocused();
  const button = page.getByRole("button", { name: "Test it" }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("False.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Explore", exact: true })).toBeFocused();
});

test("a list that does not load says so, and the page lives on", async ({ initscope, complaints }) => {
  const { page } = initscope;
  complaints.expect(failedFetch(/claims/i));
  // The route is set before the page opens, because the list is fetched in idle time after the first picture.
  await page.route(/claims/i, (route) => route.abort());
  await initscope.open(SMALL);
  await openTab(page, "Myths");
  await expect(page.getByRole("alert")).toContainText("could not be loaded");
  await page.keyboard.press("Escape");
  expect(await initscope.setNumber("Depth", 5)).toMatchObject({ depth: 5 });
  await page.unroute(/claims/i);
  await openMyths(page);
});

// accessibility.spec.ts has the dialog in every theme and at every width; this test has a tested claim.
for (const [language, button, testIt, theme] of [
  ["en", "Myths", "Test it", "dark"],
  ["zh", "误区", "检验", "projector"],
] as const) {
  test(`axe finds nothing and nothing sticks out at 390 px: ${language}, ${theme}`, async ({ initscope }) => {
    const { page } = initscope;
    await page.setViewportSize({ width: 390, height: 844 });
    await initscope.open(`${SMALL}&lang=${language}&theme=${theme}`);
    await openTab(page, button);
    const dialog = page.getByRole("dialog");
    const claim = dialog.getByRole("listitem").filter({ hasText: "r = √(2/n)" });
    await claim.getByRole("button", { name: testIt }).click();
    await expect(claim.getByRole("status")).toContainText(/5[5-9]\s%/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
    const overflow = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}
