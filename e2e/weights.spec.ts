/** A file of weights on the device: it is read in the browser, and no request leaves. */
import { safetensors } from "../src/testing/weights/writeFiles.ts";
import { expect, test } from "./fixtures.ts";

test("a file is audited without a request", async ({ page, initscope }) => {
  await initscope.open("#v=1&depth=3&seed=1");
  const bytes = [...safetensors([{ name: "w", shape: [2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8] }])];
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(`${request.method()} ${request.url()}`));
  const rows = await page.evaluate(
    (own) => window.initscope?.audit(new File([Uint8Array.from(own)], "w.safetensors")),
    bytes,
  );
  expect(rows).toMatchObject([{ name: "w", shape: [2, 4], stats: { mean: 4.5, min: 1, max: 8 } }]);
  // Scripts of the page itself may come; nothing goes out.
  const { origin } = new URL(page.url());
  expect(addresses.filter((address) => !address.startsWith(`GET ${origin}/assets/`))).toEqual([]);
});
