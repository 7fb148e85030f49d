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
  // The chart is the slider too: its right end is the newest step.
  const chart = bar.getByRole("img", { name: /^Loss over/ });
  const box = await chart.boundingBox();
  await chart.click({ position: { x: (box?.width ?? 0) - 9, y: 30 } });
  await expect(bar.getByText("Step 20 of 20")).toBeVisible();

  await initscope.runAfter(() => page.getByRole("button", { name: "New draw" }).click());
  await expect(bar.getByText(/^Not trained yet/)).toBeVisible();
});

test("goes step by step, by keys, at a speed, and from a link to its step", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(`${TINY}&step=7`);
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await expect(bar.getByText("Step 7 of 20")).toBeVisible();
  await expect(bar.getByRole("button", { name: "Go on" })).toBeVisible();
  const atSeven = (await initscope.exportCsv()).rows;
  expect(atSeven.some(({ tensor }) => tensor === "update")).toBe(true);

  await bar.getByRole("button", { name: "One step" }).click();
  await expect(bar.getByText("Step 8 of 20")).toBeVisible();
  await expect(page).toHaveURL(/[&]step=8(?:&|$)/);
  const scrubber = bar.getByRole("slider", { name: "Step" });
  await scrubber.press("ArrowRight");
  await expect(bar.getByText("Step 9 of 20")).toBeVisible();
  await scrubber.press("ArrowLeft");
  await scrubber.press("ArrowLeft");
  await expect(bar.getByText("Step 7 of 20")).toBeVisible();
  expect((await initscope.exportCsv()).rows.filter(({ tensor }) => tensor !== "update")).toEqual(
    atSeven.filter(({ tensor }) => tensor !== "update"),
  );
  await bar.getByRole("combobox", { name: "Speed" }).selectOption("20 steps/s");
  await scrubber.press("End");
  await scrubber.press(" ");
  await expect(bar.getByText("Step 20 of 20")).toBeVisible();
  await expect(bar.getByRole("button", { name: "Train again" })).toBeVisible();

  // The picture beside the timeline, the rows of a trained network, and the maps.
  await expect(bar.getByRole("img", { name: /^Which class the network gives/ })).toBeVisible();
  await expect(page.getByRole("figure", { name: /^Update : weights/ })).toBeVisible();
  await bar.getByRole("button", { name: "Layers over time" }).click();
  const map = bar.getByRole("img", { name: /^std of activations of 2 layers at 21 kept steps/ });
  await map.click({ position: { x: 90, y: 4 } });
  await expect(bar.getByText("Step 0 of 20")).toBeVisible();
  await expect(page).toHaveURL(/[&]layer=1(?:&|$)/);
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("combobox", { name: "Backward tensor" }).selectOption("Weight updates");
});

test("says that a network does not learn, why, and what was seen to help", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=3&width=16&batch=64&task=moons&n=64&lr=1e-5&steps=60&seed=1");
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  const main = page.getByRole("main");
  await expect(main.getByText("It does not learn.", { exact: true })).toBeVisible();
  await expect(main.getByText(/The learning rate is too small/).first()).toBeVisible();
  const fix = main
    .getByRole("button", { name: /^(?:Learning rate|Adam).*→ loss 0\.\d+ after 60 steps$/ })
    .first();
  await fix.click();
  // The rate changes nothing at the initialisation, so nothing is run.
  await expect(bar.getByText(/^Not trained yet/)).toBeVisible();
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await expect(main.getByText("It learns.", { exact: true })).toBeVisible();
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

  test("halts when asked, goes on, and keeps the steps so far", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open("#v=1&depth=4&width=64&batch=64&task=moons&steps=100000&seed=1");
    const bar = page.getByRole("region", { name: "训练", exact: true });
    await bar.getByRole("button", { name: "训练", exact: true }).click();
    await expect(bar.getByText(/^第 \d+ 步，共 100000 步$/)).toBeVisible();
    await bar.getByRole("button", { name: "暂停" }).click();
    await expect(bar.getByRole("button", { name: "走一步" })).toBeVisible();
    await bar.getByRole("button", { name: "继续" }).click();
    await expect(bar.getByRole("button", { name: "暂停" })).toBeVisible();
  });
});

test("nothing of it is there without a task", async ({ initscope }) => {
  await initscope.open("#v=1&depth=2&width=8&batch=16&seed=1");
  await expect(initscope.page.getByRole("region", { name: "Training", exact: true })).toHaveCount(0);
});
