/** The panels of the Jacobian and of batch norm: from the menu, as they fill, their links and files. */
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const ISOMETRY = "#v=1&depth=4&width=16&batch=8&act=linear&init=orthogonal&gain=1&seed=1";

test("orthogonal weights keep every direction, and the link opens the panel", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(ISOMETRY);
  await chooseFromMenu(page, "Jacobian");
  const panel = page.getByRole("region", { name: "Jacobian" });
  await expect(panel.getByText("dynamical isometry")).toBeVisible();
  await expect(panel.getByRole("progressbar")).toBeHidden();
  await expect(panel.getByRole("row", { name: /^Mean square/ }).getByRole("cell")).toHaveText(["1", "1"]);
  await expect(
    panel
      .getByRole("row", { name: /^Condition number/ })
      .getByRole("cell")
      .first(),
  ).toHaveText("1");
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("&sweep=jacobian");
  for (const [button, file] of [
    ["Save CSV", "initscope-jacobian.csv"],
    ["Save SVG", "initscope-jacobian.svg"],
  ] as const) {
    const saved = page.waitForEvent("download");
    await panel.getByRole("button", { name: button }).click();
    expect((await saved).suggestedFilename()).toBe(file);
  }
  await panel.getByRole("radio", { name: "Along a line" }).check();
  await expect(
    panel.getByText(/^This activation has no kinks, so changes of sign count: \d+ in all/),
  ).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("&sweep=jacobian.line");
  await initscope.open("#v=1&depth=4&width=600&batch=8&seed=1&sweep=jacobian");
  await expect(panel.getByText("The Jacobian is measured up to width 512.")).toBeVisible();
});

test("batch norm grows gradients at every batch size, as theory says", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=6&width=32&batch=8&seed=1");
  await chooseFromMenu(page, "Batch norm by batch size");
  const panel = page.getByRole("region", { name: "Batch norm by batch size" });
  await expect(panel.getByRole("progressbar")).toBeHidden();
  await expect(panel.getByText("π/(π − 1) ≈ 1.467")).toBeVisible();
  await expect(panel.getByRole("row")).toHaveCount(8);
  await expect(panel.getByRole("row", { name: /^64 / }).getByRole("cell").nth(1)).toHaveText(/^1\.\d{3}$/);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("&sweep=bn");
  const saved = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Save CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("initscope-batch-norm.csv");
});
