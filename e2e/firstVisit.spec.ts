/** What a visitor meets who opens the bare address. */
import { expect, test } from "./fixtures.ts";

test("computes a network and shows it", async ({ initscope, page }) => {
  const { depth } = await initscope.open();
  expect(depth).toBe(10);
  await expect(page).toHaveTitle(/Initscope/);
  await expect(initscope.mainFigure()).toBeVisible();
});

test("asks nobody but its own host for anything", async ({ initscope, page, baseURL }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(baseURL ?? "").origin)
      foreign.push(url.href);
  });
  await initscope.open();
  expect(foreign).toEqual([]);
});
