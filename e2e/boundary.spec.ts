/** The boundary of trainability: small networks fill a map, which is moved by keys, wheel and buttons. */
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const SMALL = "#v=1&depth=3&width=16&batch=16&seed=1";

test("fills from coarse to fine, zooms with keys and wheel, stops, and is in the link", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await chooseFromMenu(page, "Boundary of trainability");
  const boundary = page.getByRole("region", { name: "Boundary of trainability" });
  const hash = () => page.evaluate(() => location.hash);
  await expect.poll(hash).toBe(`${SMALL}&sweep=boundary`);
  await boundary.getByRole("combobox", { name: "Width" }).selectOption("4");
  await boundary.getByRole("combobox", { name: "Steps" }).selectOption("100");
  await expect.poll(hash).toBe(`${SMALL}&sweep=boundary.w4.t100`);
  await expect(boundary).toContainText("of the networks learn.");
  await expect(boundary).toContainText("65536 of 65536 networks trained");
  await expect(boundary).toContainText(/dimension of the boundary in this picture: 1\.\d\d ± 0\.\d\d/);

  await boundary.getByRole("group", { name: /^Map of 65536 networks/ }).focus();
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowRight");
  await expect.poll(hash).toContain("boundary.w4.t100.x1_313.y0.s2_5");
  await expect(boundary).toContainText("Zoom 2×");
  await boundary.getByRole("group", { name: /^Map of 65536 networks/ }).hover();
  await page.mouse.wheel(0, -300);
  await expect(boundary).toContainText("Zoom 4×");
  await boundary.getByRole("button", { name: "Whole map" }).click();
  // What is trained already is there at once.
  await expect(boundary).toContainText("65536 of 65536 networks trained");
  // The largest family takes a minute.
  await boundary.getByRole("combobox", { name: "Width" }).selectOption("16");
  await boundary.getByRole("combobox", { name: "Steps" }).selectOption("1000");
  await boundary.getByRole("button", { name: "Stop" }).click();
  await expect(boundary.getByRole("button", { name: "Go on" })).toBeVisible();
  await boundary.getByRole("combobox", { name: "Steps" }).selectOption("100");
  await boundary.getByRole("combobox", { name: "Width" }).selectOption("4");
  const saving = page.waitForEvent("download");
  await boundary.getByRole("button", { name: "Save CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("initscope-boundary.csv");
});
