/** The requests that a visitor's network sees. */
import { expect, test } from "./fixtures.ts";

test("sends requests to its own host only", async ({ initscope, page, baseURL }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(baseURL ?? "").origin)
      foreign.push(url.href);
  });
  // The last script that is fetched in idle time.
  const last = page.waitForResponse(/\/assets\/offline-[\w-]+\.js$/);
  await initscope.open();
  await (await last).finished();
  expect(foreign).toEqual([]);
});
