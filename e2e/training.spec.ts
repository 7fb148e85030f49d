/** Training on the screen: the bar, the losses, and the way back to the initialisation. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

const TINY = "#v=1&depth=2&width=8&batch=64&task=spirals&n=64&lr=0.5&steps=20&seed=1";

test("trains a small network, and step 0 is the initial picture to the bit", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(TINY);
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await expect(bar.getByText("Not trained yet: 20 steps of SGD, learning rate 0.5.")).toBeVisible();
  const numbers = async () => (await initscope.exportCsv()).rows;
  const comments = async () => (await initscope.exportCsv()).comments.join();
  const before = await numbers();

  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await expect(bar.getByText("Step 20 of 20")).toBeVisible();
  await expect(bar.getByText(/^training loss 0\.\d+$/)).toBeVisible();
  await expect(bar.getByText(/^validation 0\.\d+$/)).toBeVisible();
  await expect(bar.getByText("Trained: theory describes step 0.")).toBeVisible();
  await expect(bar.getByRole("img", { name: /^Loss over 21 kept steps/ })).toBeVisible();
  const trained = await numbers();
  expect(trained.map(({ std }) => std)).not.toEqual(before.map(({ std }) => std));
  expect(trained.every(({ theory_std: theory }) => theory === "")).toBe(true);
  expect(await comments()).toContain("trained steps: 20");
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);

  const scrubber = bar.getByRole("slider", { name: "Step" });
  await scrubber.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(bar.getByText("Step 19 of 20")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(bar.getByText("Step 0 of 20")).toBeVisible();
  expect(await numbers()).toEqual(before);
  await expect(bar.getByText("Trained: theory describes step 0.")).toHaveCount(0);

  await scrubber.press("End");
  await expect(bar.getByText("Step 20 of 20")).toBeVisible();
  expect(await numbers()).toEqual(trained);
  await bar.getByRole("button", { name: "Initialisation" }).click();
  await expect(bar.getByText("Step 0 of 20")).toBeVisible();

  await initscope.runAfter(() => page.getByRole("button", { name: "New draw" }).click());
  await expect(bar.getByText(/^Not trained yet/)).toBeVisible();
});

test("names step, layer and tensor where a training breaks", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=3&width=8&batch=64&task=plane&n=64&lr=50&steps=200&seed=1");
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await expect(bar.getByRole("alert")).toHaveText(/^Stopped at step \d+: .* among the .+ of layer \d\./);
});

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("stops when asked and keeps the steps so far", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open("#v=1&depth=4&width=64&batch=64&task=moons&steps=100000&seed=1");
    const bar = page.getByRole("region", { name: "训练", exact: true });
    await bar.getByRole("button", { name: "训练", exact: true }).click();
    await expect(bar.getByText(/^第 \d+ 步，共 100000 步$/)).toBeVisible();
    await bar.getByRole("button", { name: "停止" }).click();
    await expect(bar.getByText("已停止；已有的各步仍然保留。")).toBeVisible();
    await expect(bar.getByRole("button", { name: "重新训练" })).toBeVisible();
  });
});

test("nothing of it is there without a task", async ({ initscope }) => {
  await initscope.open("#v=1&depth=2&width=8&batch=16&seed=1");
  await expect(initscope.page.getByRole("region", { name: "Training", exact: true })).toHaveCount(0);
});
