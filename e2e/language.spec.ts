/** The words of the page: one language is fetched and shown from the start, the other on request. */
import type { Page } from "@playwright/test";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";
const ENGLISH = /\/assets\/en-[\w-]+\.js$/;
const CHINESE = /\/assets\/zh-[\w-]+\.js$/;

/** Records every accessible name that the header has, from the first node on. */
async function watchHeader(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    new MutationObserver(() => {
      const name = document.querySelector("header")?.getAttribute("aria-label");
      if (name != null) seen.add(name);
      document.documentElement.dataset["headersSeen"] = [...seen].join();
    }).observe(document, { childList: true, subtree: true });
  });
}

for (const [language, other, name] of [
  ["en", CHINESE, "Commands"],
  ["zh", ENGLISH, "命令"],
] as const) {
  test(`a visit in one language needs no other, and none flashes up: ${language}`, async ({
    initscope,
    complaints,
  }) => {
    const { page } = initscope;
    // The other language may be fetched in idle time; the request fails then.
    complaints.allow(failedFetch(other));
    await page.route(other, (route) => route.abort());
    await watchHeader(page);
    await initscope.open(`${SMALL}&lang=${language}`);
    await expect(page.getByRole("banner", { name, exact: true })).toBeVisible();
    expect(await page.locator("html").getAttribute("data-headers-seen")).toBe(name);
  });
}

test("a language that cannot be fetched leaves the page as it is and says so; later it can", async ({
  initscope,
  complaints,
}) => {
  const { page } = initscope;
  complaints.expect(failedFetch(CHINESE));
  await page.route(CHINESE, (route) => route.abort());
  await initscope.open(SMALL);
  const toChinese = page.getByRole("button", { name: "Language: 中文" });
  await toChinese.click();
  await expect(page.getByRole("alert")).toContainText("The other language could not be loaded");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(initscope.slider("Depth")).toBeVisible();
  await page.unroute(CHINESE);
  await toChinese.click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("slider", { name: "深度", exact: true })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  // Remembered on this device.
  await initscope.open(SMALL);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("a page without words says so in both languages", async ({ page, complaints }) => {
  complaints.expect(failedFetch(ENGLISH));
  await page.route(ENGLISH, (route) => route.abort());
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("could not be loaded");
  await expect(page.getByRole("alert")).toContainText("无法加载");
});

test("a file that cannot be written says so; later it can", async ({ initscope, complaints }) => {
  const { page } = initscope;
  const writers = /\/assets\/exporter-[\w-]+\.js$/;
  complaints.expect(failedFetch(writers));
  await page.route(writers, (route) => route.abort());
  await initscope.open(SMALL);
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  await expect(page.getByRole("alert")).toContainText("The file could not be made");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.unroute(writers);
  expect((await initscope.exportCsv()).rows).toHaveLength(4 * 6);
});
