/** Order and chaos: the plane by theory, its dot by keys and pointer, its link. */
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const TANH = "#v=1&depth=6&width=16&batch=16&act=tanh&init=mean_field&std=1.3&bias=0.3&seed=1";

test("the dot moves the network, a drag is one step of undo, and the link opens the plane", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(TANH);
  await chooseFromMenu(page, "Order and chaos");
  const plane = page.getByRole("region", { name: "Order and chaos" });
  await expect(plane).toContainText("Ordered: χ = 0.94");
  await expect(plane.getByRole("row")).toHaveCount(6);
  const hash = () => page.evaluate(() => location.hash);
  await expect.poll(hash).toBe(`${TANH}&sweep=plane`);

  const dot = plane.getByRole("slider", { name: "Size of the weights" });
  await dot.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect.poll(hash).toContain("std=1.34&bias=0.32&");
  // Two settings are two steps, however fast their keys follow.
  await initscope.command("Undo").click();
  await expect.poll(hash).toContain("std=1.34&bias=0.3&");
  await initscope.command("Undo").click();
  await expect.poll(hash).toContain("std=1.3&bias=0.3&");

  const box = await dot.locator("xpath=..").boundingBox();
  if (box === null) throw new Error("missing dot (expected one in the plane)");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const share of [0.25, 0.5, 0.75, 1]) await page.mouse.move(x + 150 * share, y);
  await page.mouse.up();
  await expect(plane).toContainText("Chaotic: χ =");
  await initscope.command("Undo").click();
  await expect(plane).toContainText("Ordered: χ = 0.94");

  await plane.getByRole("radio", { name: "Correlation c*" }).check();
  await expect.poll(hash).toBe(`${TANH}&sweep=plane.c`);
  await initscope.open(`${TANH}&sweep=plane.c`);
  await expect(plane.getByRole("radio", { name: "Correlation c*" })).toBeChecked();
  await plane.getByRole("button", { name: "Close order and chaos" }).click();
  await expect(plane).toBeHidden();
});

test("measured networks fill the plane from coarse to fine, can be stopped, and are in the link", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(`${TANH}&sweep=plane`);
  const plane = page.getByRole("region", { name: "Order and chaos" });
  await plane.getByRole("radio", { name: "Measure" }).check();
  await expect(plane).toContainText(/[1-9]\d* of 4096 networks measured: half of them within/);
  await plane.getByRole("button", { name: "Stop" }).click();
  await expect(plane.getByRole("button", { name: "Go on" })).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe(`${TANH}&sweep=plane.measured`);
  await expect(plane.getByRole("table", { name: "Gradient χ by theory, and measured" })).toBeAttached();
  await expect(plane.getByRole("cell").first()).toHaveText(/^[\d.]+, [\d.]+/);

  // The loss after training has no theory, but the depth that theory expects to be reached.
  await plane.getByRole("radio", { name: "Loss after training" }).check();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe(`${TANH}&sweep=plane.loss`);
  await expect(plane.getByRole("radio", { name: "Measure" })).toHaveCount(0);
  await expect(plane).toContainText(/[1-9]\d* of 1024 networks trained\. Learnt/);
  await plane.getByRole("button", { name: "Stop" }).click();
  await expect(plane.getByRole("button", { name: "Go on" })).toBeVisible();
  await expect(plane.getByRole("table", { name: "Loss after training" })).toBeAttached();
});
