/** The page without a network: stored on the first visit, updated on request, carried on a USB stick. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../scripts/house.js";
import { zipBuild } from "../scripts/zip.js";
import { expect, test as base } from "./fixtures.ts";
import { InitscopePage } from "./initscopePage.ts";
import { StaticSite, filesBelow, nextBuild, unzip } from "./staticSite.ts";

const DIST = join(ROOT, "dist");
const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";
const NEXT = "assets/index-NextOne1.js";

const test = base.extend<{ readonly host: (folder?: string, path?: string) => Promise<StaticSite> }>({
  host: async ({ complaints: _first }, provide) => {
    const sites: StaticSite[] = [];
    await provide(async (folder = DIST, path = "/") => {
      const site = await StaticSite.start(folder, path);
      sites.push(site);
      return site;
    });
    for (const site of sites) await site.stop();
  },
});

test.use({ serviceWorkers: "allow" });

/** Opens a link of a site in a fresh document and waits for its numbers. */
async function visit(page: Page, address: string, hash = SMALL): Promise<void> {
  await page.goto("about:blank");
  await page.goto(address + hash);
  await new InitscopePage(page).waitForRun(0);
}

/** Waits until the build is on the device and its worker answers for the page. */
async function waitUntilKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

const cacheNames = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());
const entryOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "");
const notice = (page: Page) => page.getByRole("region", { name: "A new version is ready." });

/** A mark on the document that a reload would remove. */
const mark = (page: Page): Promise<void> =>
  page.evaluate(() => document.documentElement.setAttribute("data-marked", ""));
const marked = (page: Page) => page.locator("html[data-marked]");

/** The visitor returns to the tab. */
const lookAgain = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** Runs, both languages, a lesson and formulas work. */
async function expectEverything(page: Page, address: string): Promise<void> {
  await visit(page, address);
  await page.getByRole("button", { name: "Help" }).click();
  await expect(page.getByRole("button", { name: /WASM SIMD/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /中文/ }).click();
  await expect(page.getByRole("slider", { name: "深度", exact: true })).toBeVisible();
  await page.getByRole("button", { name: /English/ }).click();
  await expect(page.getByRole("slider", { name: "Depth", exact: true })).toBeVisible();
  await visit(page, `${address}index.html`, `${SMALL}&lang=zh`);
  await expect(page.getByRole("slider", { name: "深度", exact: true })).toBeVisible();
  await page.goto("about:blank");
  await page.goto(`${address}#lesson=deriving_xavier&lang=en`);
  await expect(
    page.getByRole("region", { name: "Lesson", exact: true }).getByRole("heading", { level: 2 }),
  ).toBeVisible();
  await expect(page.locator(".katex:visible").first()).toBeVisible();
  // Its fonts are stored too: a formula is set in one of them.
  await page.evaluate(() => document.fonts.ready);
  expect(await page.evaluate(() => document.fonts.check("16px KaTeX_Main"))).toBe(true);
  await page.goto(`${address}docs/lesson-plan.html`);
  await page.getByRole("link", { name: "教案" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("link", { name: "三十层：Xavier 对 He" }).click();
  await expect(page.getByRole("region", { name: "课程", exact: true })).toContainText("第 1 步，共 3 步");
}

for (const path of ["/", "/courses/dl/initscope/"]) {
  test(`a second visit needs no network: ${path}`, async ({ host, page, context }) => {
    const site = await host(DIST, path);
    const { address } = site;
    await visit(page, address);
    await waitUntilKept(page);
    const names = filesBelow(DIST).filter((name) => name !== "sw.js" && name !== "index.html");
    const missing = await page.evaluate(async (files) => {
      const kept = await Promise.all(files.map((name) => caches.match(name)));
      return files.filter((_, index) => kept[index] === undefined);
    }, names);
    expect(missing).toEqual([]);
    await site.stop();
    await context.setOffline(true);
    const second = await context.newPage();
    await page.close();
    await expectEverything(second, address);
  });
}

test("can be installed: manifest, icons of the sizes it says, below any path", async ({ host, page }) => {
  const site = await host(DIST, "/below/");
  await visit(page, site.address);
  const manifest = JSON.parse(readFileSync(join(DIST, "manifest.webmanifest"), "utf8")) as {
    readonly icons: readonly { readonly src: string; readonly sizes: string }[];
  };
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== "any") expect(size).toBe(sizes);
  }
  // The browser's check that the page can be installed.
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${site.address}manifest.webmanifest`);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A private window installs nothing, whatever the page.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
});

test("a newer build says so, waits until it is asked for, and other tabs keep theirs", async ({
  host,
  page,
  context,
}, testInfo) => {
  const site = await host();
  const { address } = site;
  await visit(page, address);
  await waitUntilKept(page);
  const other = await context.newPage();
  await visit(other, address);
  await mark(page);
  await mark(other);
  const next = testInfo.outputPath("next");
  nextBuild(DIST, next);
  site.folder = next;
  await lookAgain(page);
  // The browser decides how long it takes to fetch the newer build.
  await notice(page).waitFor();
  await notice(other).waitFor();
  await expect(marked(page)).toBeAttached();
  expect(await entryOf(page)).not.toContain(NEXT);
  await notice(other).getByRole("button", { name: "Later" }).click();
  await expect(notice(other)).toBeHidden();
  // The newer build is on the device already.
  await context.setOffline(true);
  await notice(page).getByRole("button", { name: "Reload" }).click();
  await marked(page).waitFor({ state: "detached" });
  await new InitscopePage(page).waitForRun(0);
  expect(await entryOf(page)).toBe(address + NEXT);
  await expect(notice(page)).toBeHidden();
  // The other tab is unchanged, and the rest of its build can still be fetched.
  await expect(marked(other)).toBeAttached();
  expect(await cacheNames(page)).toHaveLength(2);
});

test("a page that is the newer build already does not ask; the former copy goes", async ({
  host,
  page,
}, testInfo) => {
  const site = await host();
  await visit(page, site.address);
  await waitUntilKept(page);
  const next = testInfo.outputPath("next");
  nextBuild(DIST, next);
  site.folder = next;
  await visit(page, site.address);
  expect(await entryOf(page)).toBe(site.address + NEXT);
  await mark(page);
  // The browser decides how long it takes to fetch the newer build.
  await page.waitForFunction(
    async (kept) => (await caches.keys()).join() === kept,
    `initscope ${site.address} next`,
  );
  await expect(marked(page)).toBeAttached();
  await expect(notice(page)).toBeHidden();
});

test("a half-uploaded build is not kept", async ({ host, page }, testInfo) => {
  const next = testInfo.outputPath("next");
  nextBuild(DIST, next);
  const site = await host();
  await visit(page, site.address);
  await waitUntilKept(page);
  const before = await cacheNames(page);
  site.folder = next;
  site.missing.add(NEXT);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await new Promise<void>((resolve) => {
      // The listener is set before the update is requested: the update may have failed by the time of the
      // answer.
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => worker.state === "redundant" && resolve());
      });
      void registration.update();
    });
  });
  // The failed copy holds no file; the previous page opens.
  const { address } = site;
  await site.stop();
  await visit(page, address);
  expect(await entryOf(page)).not.toContain(NEXT);
  expect(await cacheNames(page)).toEqual(expect.arrayContaining(before));
});

test("a network that does not answer counts as none", async ({ host, page }) => {
  const site = await host();
  await visit(page, site.address);
  await waitUntilKept(page);
  site.isPageHanging = true;
  site.asked.length = 0;
  await visit(page, site.address);
  expect(site.asked).toContain("");
});

test("no word where the browser allows no worker", async ({ host, page, context }) => {
  const site = await host();
  await context.addInitScript(() => {
    // The script imitates a browser that blocks cookies.
    const refuse = async (): Promise<never> => {
      document.documentElement.dataset["refused"] = "";
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    if ("serviceWorker" in navigator) navigator.serviceWorker.register = refuse;
  });
  await visit(page, site.address);
  await expect(page.locator("html[data-refused]")).toBeAttached();
  // The end of the test checks that the page has logged nothing.
  await new InitscopePage(page).setNumber("Depth", 3);
});

test("the page adds nothing to what the browser says of a host without the worker", async ({
  host,
  page,
  complaints,
}) => {
  const site = await host();
  site.missing.add("sw.js");
  const refusal = /A bad HTTP response code \(404\) was received when fetching the script\./;
  complaints.expect(refusal);
  await visit(page, site.address);
  await expect.poll(() => complaints.missing()).toEqual([]);
  await new InitscopePage(page).setNumber("Depth", 3);
  expect(complaints.all).toEqual([expect.stringMatching(refusal)]);
});

test.describe("embedded", () => {
  test("mode=embed keeps nothing", async ({ host, page }) => {
    const site = await host();
    const asked = page.waitForResponse(/\/assets\/offline-[\w-]+\.js$/);
    await visit(page, site.address, `${SMALL}&mode=embed`);
    await (await asked).finished();
    // By the next idle moment the script has run its synchronous part.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(site.asked).not.toContain("sw.js");
  });

  test("a frame keeps nothing", async ({ host, page }, testInfo) => {
    const site = await host();
    const asked = page.waitForResponse(/\/assets\/offline-[\w-]+\.js$/);
    const foreign = testInfo.outputPath("foreign");
    mkdirSync(foreign);
    const frame = `<iframe src="${site.address}${SMALL}" width="800" height="600"></iframe>`;
    writeFileSync(join(foreign, "index.html"), `<link rel="icon" href="data:,">${frame}`);
    await page.goto((await host(foreign)).address);
    await (await asked).finished();
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(site.asked).not.toContain("sw.js");
  });
});

test("the zip, unpacked and served, is the whole page", async ({ host, page }, testInfo) => {
  const folder = testInfo.outputPath("stick");
  unzip(zipBuild(), folder);
  const unpacked = join(folder, "initscope");
  for (const name of filesBelow(DIST))
    expect(readFileSync(join(unpacked, name)).equals(readFileSync(join(DIST, name))), name).toBe(true);
  const site = await host(unpacked);
  await expectEverything(page, site.address);
});
