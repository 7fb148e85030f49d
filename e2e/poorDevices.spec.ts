/**
 * Browsers without a feature that the page uses, or with a refusal: the page starts, computes and states the
 * difference.
 */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { builtFile } from "./builtFile.ts";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";

/** Runs a script in every worker before the worker's program. */
async function beforeWorkers(page: Page, script: string): Promise<void> {
  await page.route(/\/assets\/worker-[\w-]+\.js$/, async (route) => {
    const program = readFileSync(builtFile(route.request().url()), "utf8");
    await route.fulfill({ body: `${script}\n${program}`, contentType: "text/javascript" });
  });
}

test("history that refuses every call: the page starts, and a slider computes", async ({
  initscope,
  page,
}) => {
  await page.addInitScript(() => {
    history.replaceState = history.pushState = () => {
      throw new DOMException("too many calls", "SecurityError");
    };
  });
  await initscope.open("#v=1&depth=3&width=8&batch=8&seed=1");
  const run = await initscope.setNumber("Depth", 5);
  expect(run.depth).toBe(5);
});

test("a browser that does not tell its cores computes on one worker", async ({ initscope, page }) => {
  const hide = "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => undefined });";
  await page.addInitScript(hide);
  await beforeWorkers(page, hide.replace("Navigator", "WorkerNavigator"));
  await initscope.open("#v=1&depth=12&width=512&batch=512&seed=1");
  const run = await initscope.setNumber("Depth", 11);
  expect(run.depth).toBe(11);
  const report = await page.evaluate(async () => (await window.initscope?.run(location.hash))?.result.report);
  expect(report).toMatchObject({ engine: "wasm", workers: 1 });
});

test("measures without a detail are kept where a detail is refused", async ({ page }) => {
  await page.addInitScript(() => {
    const { measure } = performance;
    performance.measure = function (
      this: Performance,
      name: string,
      options?: string | PerformanceMeasureOptions,
    ) {
      if (typeof options === "object" && options.detail !== undefined) throw new TypeError("no detail");
      return measure.call(this, name, options);
    } as Performance["measure"];
  });
  await page.goto("./#v=1&depth=3&width=8&batch=8&seed=1");
  await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0);
});

test.describe("a browser that starts no worker", () => {
  const LINK = "#v=1&depth=3&width=8&batch=8&seed=1";

  async function expectReference(page: Page): Promise<void> {
    await page.goto(`./${LINK}`);
    await expect(page.getByRole("button", { name: /^Engine: Reference/ })).toBeVisible();
    await expect(page.getByText("did not start the worker")).toBeVisible();
    const report = await page.evaluate(
      async () => (await window.initscope?.run(location.hash))?.result.report,
    );
    expect(report).toMatchObject({ engine: "reference" });
    expect(report?.declined[0]).toMatchObject({ engine: "wasm", code: "no-worker" });
  }

  test("because it has none: the reference computes in the page", async ({ page }) => {
    await page.addInitScript("delete globalThis.Worker");
    await expectReference(page);
  });

  test("because its constructor throws: the reference computes in the page", async ({ page }) => {
    await page.addInitScript(() => {
      globalThis.Worker = class {
        constructor() {
          throw new DOMException("no worker in this frame", "SecurityError");
        }
      } as unknown as typeof Worker;
    });
    await expectReference(page);
  });

  test("because the script is missing, or throws: the reference computes in the page", async ({
    page,
    complaints,
  }) => {
    // Chromium does not always log the missing script of a worker.
    complaints.allow(failedFetch(/\/assets\/entry-[\w-]+\.js$/));
    for (const answer of [
      { status: 404 },
      { contentType: "text/javascript", body: "throw new Error('no')" },
    ]) {
      await page.route(/\/assets\/entry-[\w-]+\.js$/, (route) => route.fulfill(answer));
      await expectReference(page);
      await page.unrouteAll();
      await page.goto("about:blank");
    }
  });

  test("because the script never comes: after the limit the reference computes", async ({ page }) => {
    await page.clock.install();
    await page.route(/\/assets\/entry-[\w-]+\.js$/, () => undefined);
    await page.goto(`./${LINK}`);
    await expect(page.getByRole("progressbar")).toBeVisible();
    await page.clock.fastForward(31_000);
    await expect(page.getByRole("button", { name: /^Engine: Reference/ })).toBeVisible();
  });
});

test("the first script is missing: the page says so without one", async ({ page, complaints }) => {
  const first = /\/assets\/index-[\w-]+\.js$/;
  complaints.expect(failedFetch(first));
  await page.route(first, (route) => route.abort());
  await page.goto("./");
  // The words wait for a slow network; the test does not.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  await expect(page.getByText("check your connection and load the page again")).toBeVisible();
  await expect(page.getByText("请检查网络连接后重新加载页面")).toBeVisible();
});

test("every chunk fetched later is missing: the page computes, says so, and a change computes", async ({
  initscope,
  page,
  complaints,
}) => {
  // The program, its words and its engine: without the first two, index.html has the message.
  const needed = /\/assets\/(index|start|en|rolldown-runtime|entry|worker)-[\w-]+\.js$/;
  complaints.expect(failedFetch(/\.(?:js|css)$/));
  await page.route(
    (url) => url.pathname.endsWith(".js") && !needed.test(url.pathname),
    (route) => route.abort(),
  );
  await initscope.open("#v=1&depth=3&width=8&batch=8&seed=1");
  const run = await initscope.setNumber("Depth", 5);
  expect(run.depth).toBe(5);
  await expect(page.getByRole("button", { name: "Reload the page" }).first()).toBeVisible();
});
