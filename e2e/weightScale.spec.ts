/** The slider of the weights: its zones, a drag as one step of undo, its words on a trained step. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const DEEP = "#v=1&depth=30&width=64&batch=64&act=tanh&init=normal&std=0.1&seed=1";

/** The slider and the words over its zones. */
function scaleOf(page: Page): { readonly slider: Locator; readonly word: (text: string) => Locator } {
  const slider = page.getByRole("main").getByRole("slider", { name: "Weights", exact: true });
  const row = page
    .getByRole("group")
    .filter({ has: page.getByRole("slider", { name: "Weights", exact: true }) });
  return { slider, word: (text) => row.getByText(text, { exact: true }) };
}

test("names its zones, and the handle covers no word at any size", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(DEEP);
  const { slider, word } = scaleOf(page);
  for (const zone of ["vanishes", "explodes", "He"]) await expect(word(zone)).toBeVisible();
  await expect(slider).toHaveAttribute("aria-valuetext", /^1 times: the signal (vanishes|holds)$/);
  for (const key of ["Home", "End"]) {
    await initscope.runAfter(() => slider.press(key));
    const track = await slider.boundingBox();
    for (const text of ["vanishes", "explodes", "He"]) {
      const box = await word(text).boundingBox();
      // The handle has 8 px above and below the middle of the slider.
      const middle = (track?.y ?? NaN) + (track?.height ?? NaN) / 2;
      const [top, bottom] = [box?.y ?? NaN, (box?.y ?? NaN) + (box?.height ?? NaN)];
      expect(bottom <= middle - 7 || top >= middle + 7, `${text} after ${key}`).toBe(true);
    }
  }
  await expect(slider).toHaveAttribute("aria-valuetext", /^10 times: the signal explodes$/);
  await expect(initscope.slider("Depth")).toHaveValue(/\d/);
  await expect(page.getByRole("spinbutton", { name: "Std", exact: true })).toHaveValue("1");
});

test("a drag is one step of undo, however long it rests on the way", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(DEEP);
  const { slider } = scaleOf(page);
  const std = page.getByRole("spinbutton", { name: "Std", exact: true });
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const [left, width, y] = [box?.x ?? NaN, box?.width ?? NaN, (box?.y ?? NaN) + (box?.height ?? NaN) / 2];
  await page.mouse.move(left + width / 2, y);
  await page.mouse.down();
  const seen: string[] = [];
  for (const share of [0.6, 0.7, 0.8]) {
    const before = await std.inputValue();
    await page.mouse.move(left + share * width, y);
    await expect(std).not.toHaveValue(before);
    seen.push(await std.inputValue());
    // The page's clock leaps by a minute: the hand rests.
    await page.evaluate(() => {
      const { now } = performance;
      performance.now = () => now.call(performance) + 60_000;
    });
  }
  await page.mouse.up();
  expect(new Set(seen).size).toBe(3);
  await page.keyboard.press("Control+z");
  await expect(std).toHaveValue("0.1");
  await page.keyboard.press("Control+Shift+z");
  await expect(std).toHaveValue(seen.at(-1) ?? "");
});

test("says of a trained step that its zones are those of the start", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=2&width=8&batch=64&task=spirals&n=64&lr=0.5&steps=20&seed=1");
  const { slider } = scaleOf(page);
  const note = page.getByRole("main").getByText("at the start", { exact: true });
  await expect(slider).toHaveAttribute("aria-valuetext", /: the signal holds$/);
  await expect(note).toHaveCount(0);
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await expect(bar.getByText("Step 20 of 20")).toBeVisible();
  await expect(note).toBeVisible();
  await expect(slider).toHaveAttribute("aria-valuetext", /: at the start of training the signal holds$/);
});
