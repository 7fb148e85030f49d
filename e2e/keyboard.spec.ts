/** The page by keyboard alone: every control can be reached and left, and single keys can be switched off. */
import type { Page } from "@playwright/test";
import { SHORTCUTS } from "../src/views/keys/shortcuts.ts";
import { expect, test } from "./fixtures.ts";
import { stopClock } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

/** Name and role of the focused element, as assistive technology receives them. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return "page";
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
    const name =
      element.getAttribute("aria-label") ?? labels?.item(0)?.textContent ?? element.textContent ?? "";
    const kind = element instanceof HTMLInputElement ? element.type : element.localName;
    return `${kind}: ${name.replace(/\s+/g, " ").trim()}`;
  });
}

/** The single keys are fetched after the first picture. */
async function openWithKeys(page: Page, open: () => Promise<unknown>): Promise<void> {
  await open();
  await expect(page.locator('[data-key="?"]')).toBeAttached();
}

test("Tab passes every control once, from the first to the last, and never gets stuck", async ({
  initscope,
}) => {
  const { page } = initscope;
  await openWithKeys(page, () => initscope.open(SMALL));
  const stops: string[] = [];
  for (let stop = ""; stop !== "page" && stops.length < 120;) {
    await page.keyboard.press("Tab");
    stop = await focused(page);
    stops.push(stop);
    // The focused element is on the screen and has an outline.
    if (stop === "page") break;
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null) return null;
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const drawn =
        element instanceof HTMLInputElement && element.type === "radio"
          ? element.nextElementSibling
          : element;
      const outline = drawn === null ? style : getComputedStyle(drawn);
      return { isThere: width > 0 && height > 0, outline: outline.outlineStyle };
    });
    expect(seen, stop).toMatchObject({ isThere: true });
    expect(seen?.outline, `outline of ${stop}`).not.toBe("none");
  }
  expect(stops.at(-1)).toBe("page");
  for (const expected of [
    "a: Skip to the figures",
    "button: Explore",
    "button: Export",
    "button: Language: 中文",
    "button: Help",
    "button: Menu",
    "button: Share",
    "range: Depth",
    "text: Depth",
    "range: Batch",
    "select: Activation",
    "select: Initialiser",
    "select: Inputs",
    "select: Gradient",
    "text: Seed",
    "button: New draw",
    "button: Data table",
  ])
    expect(
      stops.filter((stop) => stop.startsWith(expected)).length,
      `${expected} in ${stops.join(" | ")}`,
    ).toBe(1);
  // One tab stop for all layers, one for each group of choices.
  expect(stops.filter((stop) => stop.includes("Layer 1"))).toHaveLength(1);
  expect(
    stops.filter((stop) => stop.startsWith("radio: None")),
    stops.join(" | "),
  ).toHaveLength(1);
});

test("the skip link leads to the figures", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("dialogs and menus open, keep the focus inside, close with Escape and give it back", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  for (const name of ["Explore", "Help", "Share"]) {
    await initscope.page.getByRole("button", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    // More than Close is there: the content has been fetched.
    await expect(dialog.getByRole("button").nth(1)).toBeVisible();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("dialog") !== null)).toBe(true);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name, exact: true })).toBeFocused();
  }
  await initscope.command("Export").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "CSV" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: "Code" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "JSON" })).toBeFocused();
  const file = await initscope.saved(() => page.keyboard.press("Enter"));
  expect(file.name).toMatch(/^initscope-[\w-]+\.json$/);
  await expect(initscope.command("Export")).toBeFocused();
});

/** Presses Tab until an element has the focus, as a reader without a mouse does. */
async function tabTo(page: Page, wanted: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press(key);
    if ((await focused(page)).startsWith(wanted)) return;
  }
  throw new Error(`missing stop: ${wanted} (expected within 150 presses of ${key})`);
}

test("the whole page with nothing but keys", async ({ initscope }) => {
  const { page } = initscope;
  const { keyboard } = page;
  await openWithKeys(page, () => initscope.open(SMALL));

  // A preset is opened from its list, and undone.
  await tabTo(page, "button: Explore");
  await keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button").nth(1)).toBeVisible();
  await tabTo(page, "button: All zeros");
  await initscope.runAfter(() => keyboard.press("Enter"));
  await expect(dialog).toHaveCount(0);
  await initscope.runAfter(() => keyboard.press("Control+z"));

  // The controls: a list by type-ahead, a slider by arrows, a field by typing.
  await tabTo(page, "select: Activation");
  await initscope.runAfter(() => keyboard.type("Tanh"));
  await tabTo(page, "range: Depth", "Shift+Tab");
  expect(await initscope.runAfter(() => keyboard.press("ArrowRight"))).toMatchObject({ depth: 5 });
  await tabTo(page, "text: Seed");
  await keyboard.press("Control+a");
  await keyboard.type("7");
  await initscope.runAfter(() => keyboard.press("Enter"));

  // The rows of the chart: a tensor, and an axis for it.
  await tabTo(page, "button: View");
  await keyboard.press("Enter");
  await tabTo(page, "select: Forward tensor");
  await keyboard.press("ArrowDown");
  await expect(page.getByRole("figure", { name: /^Pre-activations/ })).toBeVisible();
  await tabTo(page, "radio: Automatic: Value");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Shape" })).toBeChecked();
  await keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "View" })).toBeFocused();

  // A layer, its inspector and the bins of its histogram; Escape puts the inspector away and goes back.
  await tabTo(page, "button: Layer 1,", "Shift+Tab");
  await keyboard.press("ArrowRight");
  const inspector = page.getByRole("region", { name: "Inspector, layer 2" });
  await expect(inspector).toBeVisible();
  await tabTo(page, "div: Bins of the histogram");
  const bins = page.getByRole("slider", { name: "Bins of the histogram" });
  await keyboard.press("Home");
  await keyboard.press("ArrowRight");
  await expect(bins).toHaveAttribute("aria-valuenow", "2");
  await keyboard.press("Escape");
  await expect(inspector).toHaveCount(0);
  expect(await focused(page)).toBe("button: Inspector");

  // A comparison, and its commands.
  await keyboard.press("c");
  await expect(page.getByRole("region", { name: "Comparison" })).toBeVisible();
  await tabTo(page, "button: Unpin A", "Shift+Tab");
  await keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Comparison" })).toHaveCount(0);

  // Files: one from the menu, one from the dialog.
  await keyboard.press("e");
  await keyboard.press("ArrowDown");
  expect((await initscope.saved(() => keyboard.press("Enter"))).name).toMatch(/^initscope-[\w-]+\.json$/);
  await keyboard.press("Enter");
  await keyboard.press("End");
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await expect(page.getByRole("img", { name: "Preview: The whole figure" })).toBeVisible();
  await tabTo(page, "radio: The whole figure");
  await keyboard.press("ArrowDown");
  await expect(page.getByRole("img", { name: "Preview: Spread per layer" })).toBeVisible();
  await tabTo(page, "button: Save");
  expect((await initscope.saved(() => keyboard.press("Enter"))).name).toMatch(
    /^initscope-[\w-]+-signal\.svg$/,
  );
  await keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  // A lesson is opened and left.
  await keyboard.press("o");
  await expect(dialog.getByRole("button").nth(1)).toBeVisible();
  await tabTo(page, "button: Thirty layers: Xavier against He");
  await keyboard.press("Enter");
  const lesson = page.getByRole("region", { name: "Lesson", exact: true });
  await expect(lesson).toBeVisible();
  await tabTo(page, "button: Close the lesson", "Shift+Tab");
  await keyboard.press("Enter");
  await expect(lesson).toHaveCount(0);

  // The link, the list of keys, a new draw, and everything back to where the lesson began.
  await keyboard.press("s");
  await tabTo(page, "button: Copy link");
  await keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await initscope.runAfter(() => keyboard.press("n"));
  await expect(initscope.number("Seed")).toHaveValue("2");
  await initscope.runAfter(() => keyboard.press("r"));
  await expect(initscope.number("Seed")).toHaveValue("1");
});

test("the list names every key that has a button, and no other", async ({ initscope }) => {
  const { page } = initscope;
  await openWithKeys(page, () => initscope.open(SMALL));
  // A selected layer has a separate command, and so has a run in progress.
  await page.keyboard.press("j");
  await expect(page.getByRole("button", { name: "Inspector", exact: true })).toBeVisible();
  const onPage = await page
    .locator("[data-key]")
    .evaluateAll((all) => all.map((element) => element.getAttribute("data-key") ?? ""));
  const pressed = SHORTCUTS.filter(({ act }) => act === null).map(({ key }) => key);
  expect([...onPage, "x"].toSorted()).toEqual(pressed.toSorted());
  await page.keyboard.press("?");
  const listed = await page.getByRole("dialog").locator("section kbd").allTextContents();
  for (const { key } of SHORTCUTS) expect(listed).toContain(key);
});

test("single keys press the commands of the page", async ({ initscope }) => {
  const { page } = initscope;
  await openWithKeys(page, () => initscope.open(SMALL));
  for (const [key, title] of [
    ["?", "Keyboard shortcuts"],
    ["q", "Presets"],
    ["m", "Myths and misprints"],
    ["o", "Lessons"],
    ["s", "Share"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: title })).toBeVisible();
    // Inside a dialog single keys are off.
    await page.keyboard.press("n");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await expect(initscope.number("Seed")).toHaveValue("1");
  await page.keyboard.press("e");
  await expect(page.getByRole("menuitem", { name: "CSV" })).toBeFocused();
  await page.keyboard.press("Escape");
  expect(await initscope.runAfter(() => page.keyboard.press("]"))).toMatchObject({ depth: 5 });
  expect(await initscope.runAfter(() => page.keyboard.press("["))).toMatchObject({ depth: 4 });
  await initscope.runAfter(() => page.keyboard.press("n"));
  await expect(initscope.number("Seed")).toHaveValue("2");
  await initscope.runAfter(() => page.keyboard.press("r"));
  await expect(initscope.number("Seed")).toHaveValue("1");
  await initscope.runAfter(() => page.keyboard.press("u"));
  await expect(initscope.number("Seed")).toHaveValue("2");
  await initscope.runAfter(() => page.keyboard.press("Shift+U"));
  await expect(initscope.number("Seed")).toHaveValue("1");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { name: "Layer 2", exact: true })).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByRole("heading", { name: "Layer 1", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "View" }).click();
  await page.keyboard.press("v");
  await expect(page.getByRole("radio", { name: "Shape" })).toBeChecked();
  await page.keyboard.press("h");
  await expect(page.getByRole("radio", { name: "Log" })).toBeChecked();
  await page.keyboard.press("f");
  await expect(page.getByRole("radio", { name: "Free" })).toBeChecked();
  await page.keyboard.press("g");
  await expect(page.getByRole("radio", { name: "Ridges" })).toBeChecked();
  // A pass ends by itself after a while.
  await stopClock(page);
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Stop the pass" }).waitFor();
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Play the pass" }).waitFor();
  await page.clock.resume();
  await page.keyboard.press("t");
  await expect(initscope.dataTable()).toBeVisible();
  await page.keyboard.press("l");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("keys typed into a field or a list are text, not commands", async ({ initscope }) => {
  const { page } = initscope;
  await openWithKeys(page, () => initscope.open(SMALL));
  await initscope.number("Seed").focus();
  await page.keyboard.type("qe?n");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(initscope.number("Seed")).toHaveValue("qe?n");
  await page.keyboard.press("Escape");
  await expect(initscope.number("Seed")).toHaveValue("1");
  await initscope.choice("Inputs").focus();
  await page.keyboard.press("q");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("single keys can be switched off, and stay off; the list can still be reached", async ({
  initscope,
}) => {
  const { page } = initscope;
  await openWithKeys(page, () => initscope.open(SMALL));
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await openWithKeys(page, () => initscope.open(SMALL));
  await page.keyboard.press("q");
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(initscope.number("Seed")).toHaveValue("1");
  // A presentation has other letters; a clicker's keys are no letters.
  await initscope.open(`${SMALL}&mode=present`);
  const bar = page.getByRole("banner", { name: "Presentation" });
  await expect(bar).toBeVisible();
  await page.keyboard.press("q");
  await page.keyboard.press("ArrowRight");
  await expect(bar).toContainText("std of activations, layer 1");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await openWithKeys(page, () => initscope.open(SMALL));
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("checkbox", { name: "Single-key shortcuts" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("q");
  await expect(page.getByRole("dialog", { name: "Presets" })).toBeVisible();
});
