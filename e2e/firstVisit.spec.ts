/** What a visitor's network sees. */
import { expect, test } from "./fixtures.ts";

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
