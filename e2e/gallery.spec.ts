/** The gallery of presets: pictures from real runs, search by words, opening by keyboard, undo. */
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { EngineDoor } from "./engineDoor.ts";
import { expect, test } from "./fixtures.ts";
import { openTab, verdictTitle } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

async function openGallery(page: Page, [button, dialog] = ["Presets", "Presets"]): Promise<Locator> {
  await openTab(page, button);
  const gallery = page.getByRole("dialog", { name: dialog, exact: true });
  await expect(gallery.getByRole("heading", { level: 3 }).first()).toBeVisible();
  return gallery;
}

/** The tile of an experiment, by its whole title. */
const tileOf = (gallery: Locator, title: string): Locator =>
  gallery.getByRole("button", { name: title, exact: true });

test("tiles in sight are measured without moving, and the page's own experiment stays as it is", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const gallery = await openGallery(page);
  const tile = tileOf(gallery, "All zeros");
  const before = await tile.boundingBox();
  await expect(tile).toContainText(verdictTitle("silent"));
  await expect(tileOf(gallery, "All ones")).toContainText(verdictTitle("overflow"));
  expect(await tile.boundingBox()).toEqual(before);
  // Ticks of layers that are not finite, and a line of those that are.
  const paths = tileOf(gallery, "All ones").locator("svg path");
  await expect(paths.filter({ visible: true }).first()).toBeAttached();
  const drawn = await paths.evaluateAll((all) => all.map((path) => path.getAttribute("d") ?? ""));
  expect(drawn.some((d) => /v3/.test(d))).toBe(true);
  expect(drawn.some((d) => d.split("L").length > 5)).toBe(true);
  // Tiles outside the view have not been run.
  await expect(tileOf(gallery, "Batch norm, γ = 0").locator("svg path")).toHaveCount(1);
  expect(await page.evaluate(() => location.hash)).toBe(SMALL);
});

test("found by words, reached by arrow keys, opened by Enter, and undone", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const gallery = await openGallery(page);
  await gallery.getByRole("searchbox", { name: "Search" }).fill("batch norm γ");
  await expect(gallery.getByText(/^2 of \d+$/)).toBeVisible();
  await tileOf(gallery, "Batch norm, γ = 4").focus();
  await page.keyboard.press("End");
  await expect(tileOf(gallery, "Batch norm, γ = 0")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await expect(tileOf(gallery, "Batch norm, γ = 4")).toBeFocused();
  await initscope.runAfter(() => page.keyboard.press("Enter"));
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(initscope.number("Depth")).toHaveValue("10");
  await expect(page.getByRole("button", { name: "Explore", exact: true })).toBeFocused();
  await initscope.runAfter(() => initscope.command("Undo").click());
  await expect(initscope.number("Depth")).toHaveValue("4");
});

test("a myth has the verdict of its runs, and opens with all of them side by side", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const gallery = await openGallery(page);
  await gallery.getByRole("combobox", { name: "Group" }).selectOption("Myths, put to the test");
  const tile = tileOf(gallery, "Each ReLU layer halves the gradient.");
  await tile.scrollIntoViewIfNeeded();
  await expect(tile).toContainText("Measured: False.");
  await initscope.runAfter(() => tile.click());
  expect(await page.evaluate(() => location.hash)).toBe("#v=1&batch=64&seed=1&a.init=lecun_normal");
});

test("closing stops the measurements; what is there already is there again", async ({ initscope }) => {
  const { page } = initscope;
  const door = await EngineDoor.install(page);
  // The contest of engines runs networks of its own, which would wait at the door as well.
  await page.route(/\/contest-/, () => new Promise(() => undefined));
  await initscope.open(SMALL);
  const gallery = await openGallery(page);
  await expect(tileOf(gallery, "All zeros")).toContainText(verdictTitle("silent"));
  await page.keyboard.press("Escape");
  await expect(gallery).toBeHidden();
  // Another group of tiles is not measured yet when the gallery is closed again.
  await door.hold();
  await openGallery(page);
  await gallery.getByRole("combobox", { name: "Group" }).selectOption("Myths, put to the test");
  await expect.poll(() => door.waiting()).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => door.waiting()).toBe(0);
  await door.release();
  expect(await initscope.setNumber("Depth", 5)).toMatchObject({ depth: 5 });
  await openGallery(page);
  await expect(tileOf(gallery, "All zeros")).toContainText(verdictTitle("silent"));
});

for (const { language, button, tile, theme, width } of [
  { language: "en", button: "Presets", tile: "All zeros", theme: "light", width: 390 },
  { language: "zh", button: "预设", tile: "全零", theme: "dark", width: 390 },
  { language: "zh", button: "预设", tile: "全零", theme: "projector", width: 1440 },
] as const) {
  test(`axe finds nothing and nothing sticks out, and Enter opens: ${language}, ${theme}, ${width} px`, async ({
    initscope,
  }) => {
    const { page } = initscope;
    await page.setViewportSize({ width, height: 844 });
    await initscope.open(`${SMALL}&lang=${language}&theme=${theme}`);
    const gallery = await openGallery(page, [button, button]);
    await expect(tileOf(gallery, tile)).toContainText(verdictTitle("silent", language));
    // One group has every kind of element, and axe needs some time for each.
    await gallery.getByRole("combobox").selectOption("articles");
    const { violations } = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
    const overflow = await gallery.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await tileOf(gallery, tile).focus();
    await initscope.runAfter(() => page.keyboard.press("Enter"));
    await expect(gallery).toBeHidden();
    expect(await page.evaluate(() => location.hash)).toContain("&init=zeros&");
  });
}

test("other names of an initialiser open without a notice; a mistyped one gets the nearest, in one line", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(`${SMALL}&init=glorot_uniform`);
  await expect(initscope.choice("Initialiser")).toHaveValue("xavier_uniform");
  await expect(initscope.choice("Initialiser").locator("option:checked")).toHaveText(
    "Xavier uniform (Glorot)",
  );
  const notice = page.getByRole("region", { name: "This link was adjusted." });
  await expect(notice).toHaveCount(0);
  await initscope.open(`${SMALL}&init=he_norml`);
  await expect(notice).toContainText("he_normal, normal, he_uniform");
  await expect(notice).toContainText(/\(\d+ in all\)/);
  const height = (await notice.boundingBox())?.height ?? NaN;
  // A title, a header and one row.
  expect(height).toBeLessThan(110);
});
