/** The checks that every browser test runs under report what they should. */
import { expect, test } from "./fixtures.ts";

test.describe("the page is watched", () => {
  test.beforeEach(async ({ page }) => {
    await page.goto("./");
  });

  test("for warnings and errors in the console", async ({ page, complaints }) => {
    complaints.expect(/: planted (?:warning|error)$/);
    await page.evaluate(() => {
      console.warn("planted warning");
      console.error("planted error");
      console.log("planted remark");
    });
    await expect
      .poll(() => complaints.all)
      .toEqual(["console.warning: planted warning", "console.error: planted error"]);
  });

  test("for uncaught errors", async ({ page, complaints }) => {
    complaints.expect(/^uncaught: planted failure$/);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error("planted failure");
      });
    });
    await expect.poll(() => complaints.all).toEqual(["uncaught: planted failure"]);
  });

  test("for what its content security policy forbids", async ({ page, complaints }) => {
    complaints.expect(/example\.invalid\/planted\.png/);
    // The browser may tell of the request that it then refuses.
    complaints.allow(/^request to another origin: https:\/\/example\.invalid$/);
    await page.evaluate(() => {
      document.body.append(Object.assign(new Image(), { src: "https://example.invalid/planted.png" }));
    });
    await expect
      .poll(() => complaints.all.join("\n"))
      .toContain("content security policy: img-src forbids https://example.invalid/planted.png");
  });
});

test.describe("a page without its policy is watched", () => {
  test.use({ bypassCSP: true });

  test("for requests to another origin", async ({ page, complaints }) => {
    complaints.expect(/^request to another origin: https:\/\/example\.invalid$/);
    await page.route("https://example.invalid/", (route) => route.fulfill({ status: 204 }));
    await page.goto("./");
    await page.evaluate(() => fetch("https://example.invalid/", { mode: "no-cors" }));
  });
});
