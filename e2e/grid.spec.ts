/** The sweep of two settings: its cells, its link, and a cell that is adopted. */
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=16&batch=16&act=tanh&seed=1";

test("two settings make a map of networks, and one press adopts one", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await chooseFromMenu(page, "Sweep");
  await page.getByRole("button", { name: "Two settings…" }).click();
  const grid = page.getByRole("region", { name: "Sweep of two settings" });
  await expect(grid.getByRole("progressbar")).toBeHidden();
  await expect(grid.getByRole("cell").getByRole("button")).toHaveCount(64);
  await expect(grid.getByRole("button", { name: /waiting|not run/ })).toHaveCount(0);

  await grid.getByRole("combobox", { name: "Up" }).selectOption({ label: "Bias std" });
  await grid.getByRole("combobox", { name: "Figure" }).selectOption({ label: "Gradient per layer" });
  const hash = () => page.evaluate(() => location.hash);
  await expect.poll(hash).toBe(`${SMALL}&sweep=grid.weights.biasStd.backward`);
  await expect(grid.getByRole("progressbar")).toBeHidden();
  const saved = page.waitForEvent("download");
  await grid.getByRole("button", { name: "Save as CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("initscope-sweep.csv");

  await grid.getByRole("button", { name: /^Weights σw 2\.5, Bias std 1: \d/ }).click();
  await expect.poll(hash).toContain("gain=2.5&bias=1&seed=1");
  await initscope.command("Undo").click();
  await expect.poll(hash).toBe(`${SMALL}&sweep=grid.weights.biasStd.backward`);
  await initscope.open(`${SMALL}&sweep=grid.weights.biasStd.backward`);
  await expect(grid.getByRole("combobox", { name: "Up" })).toHaveValue("biasStd");

  // One setting alone: a line with a band over seeds.
  await grid.getByRole("combobox", { name: "Up" }).selectOption({ label: "nothing: one line over seeds" });
  const lines = page.getByRole("region", { name: "Sweep of one setting" });
  await lines.getByRole("combobox", { name: "Seeds" }).selectOption("3");
  await expect.poll(hash).toBe(`${SMALL}&sweep=grid.weights.lines.backward.s3`);
  await expect(lines.getByRole("progressbar")).toBeHidden();
  await expect(lines.getByRole("img", { name: /^Gradient per layer over Weights σw/ })).toBeVisible();
  await expect(lines.getByRole("row", { name: /^std \d/ })).toBeVisible();
  const drawing = page.waitForEvent("download");
  await lines.getByRole("button", { name: "Save as SVG" }).click();
  expect((await drawing).suggestedFilename()).toBe("initscope-sweep.svg");
  await lines.getByRole("button", { name: "Weights σw 2.5", exact: true }).click();
  await expect.poll(hash).toContain("gain=2.5&");
});
