/** The coordinate check and the best rates: from the menu, as they fill, their link and files. */
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const SMALL = "#v=1&depth=2&width=16&batch=8&task=blobs&n=32&opt=adam&lr=0.02&steps=8&seed=1";

test("standard and muP are trained side by side at every width, in two presses", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await chooseFromMenu(page, "Coordinate check");
  const check = page.getByRole("region", { name: "Coordinate check" });
  await expect(
    check.getByText(/^This network at five widths, with its own task.*: 2 layers, Adam, learning rate 0\.02/),
  ).toBeVisible();
  await expect(check.getByRole("progressbar")).toBeHidden();
  const standard = check.getByRole("table", { name: /^Standard: slope/ });
  await expect(standard.getByRole("row")).toHaveCount(3);
  await expect(standard.getByRole("cell").first()).toHaveText(/^−?\d\.\d\d$/);
  await expect(
    check.getByText(/^This is allowed: before the first step the readout of muP shrinks/),
  ).toBeVisible();
  await check.getByRole("radio", { name: "Spread" }).check();
  const hash = () => page.evaluate(() => location.hash);
  await expect.poll(hash).toBe(`${SMALL}&sweep=coord.spread`);

  for (const [button, file] of [
    ["Save as CSV", "initscope-coordinates.csv"],
    ["Save as SVG", "initscope-coordinates.svg"],
  ] as const) {
    const saved = page.waitForEvent("download");
    await check.getByRole("button", { name: button }).click();
    expect((await saved).suggestedFilename()).toBe(file);
  }

  await check.getByRole("radio", { name: "Best rate by width" }).check();
  await expect(check).toContainText(/[1-9]\d* of 144 networks trained/);
  await check.getByRole("button", { name: "Stop" }).click();
  await expect(check.getByRole("button", { name: "Go on" })).toBeVisible();
  await check.getByRole("button", { name: /^muP, width 64, rate 2\^-6/ }).click();
  await expect.poll(hash).toContain("width=64&");
  await expect.poll(hash).toContain("lr=0.015625&");
  await expect.poll(hash).toContain("par=mup&");
  await initscope.command("Undo").click();
  await expect.poll(hash).toBe(`${SMALL}&sweep=coord.rates.spread`);
});
