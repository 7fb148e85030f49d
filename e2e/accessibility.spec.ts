/**
 * Runs axe on every view, in every theme and at three widths. Checks what axe cannot: zoom, targets,
 * summaries, states.
 */
import AxeBuilder from "@axe-core/playwright";
import { decode } from "fast-png";
import type { Locator, Page } from "@playwright/test";
import { EngineDoor } from "./engineDoor.ts";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu, openTab } from "./initscopePage.ts";
import type { InitscopePage } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";
const MANY = "#v=1&depth=60&width=24&batch=16&seed=1";
const OVERFLOW = "#v=1&depth=24&width=256&batch=32&init=normal&std=10&seed=1";
const PAIR = `${SMALL}&a.init=xavier_normal`;

const WIDTHS = [1440, 768, 390];
const THEMES = ["light", "dark", "projector"] as const;

/** Axe reads the colours of the moment; a transition would give a mixed colour. */
function endFades(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // Those that follow a scroll position never end.
        .filter(({ timeline }) => timeline === document.timeline)
        .map(({ finished }) => finished),
    ),
  );
}

/** Runs all rules on the page as it is, and leaves axe in the page. */
async function expectNoViolation(page: Page, view: string): Promise<void> {
  await endFades(page);
  // The page has no frames, so axe needs no second page.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, view).toEqual([]);
}

/** Axe's findings in a part of the page, for each theme. Rules that do not concern colours run once. */
function violationsIn(page: Page, within: string): Promise<readonly string[]> {
  return page.evaluate(
    async ([part, themes]) => {
      interface Axe {
        run(
          part: string,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      }
      const { axe } = window as unknown as { axe: Axe };
      const { dataset } = document.documentElement;
      const found: string[] = [];
      for (const theme of themes) {
        dataset["theme"] = theme;
        const fades = document.getAnimations().filter(({ timeline }) => timeline === document.timeline);
        await Promise.all(fades.map(({ finished }) => finished));
        const { violations } = await axe.run(part, {
          resultTypes: ["violations"],
          ...(theme === "light" ? {} : { runOnly: ["color-contrast"] }),
        });
        for (const { id, nodes } of violations)
          found.push(`${theme}, ${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
      }
      return found;
    },
    [within, THEMES] as const,
  );
}

/** Runs axe on the screen, at every width and in every theme. */
async function expectClean(page: Page, view: string, within = "html"): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violationsIn(page, within), `${view}, ${width} px`).toEqual([]);
  }
  await page.setViewportSize({ width: WIDTHS[0] ?? 0, height: 900 });
}

/** Opens a link on a wide screen, with axe in the page. */
async function openWithAxe(initscope: InitscopePage, link: string): Promise<void> {
  await initscope.page.setViewportSize({ width: WIDTHS[0] ?? 0, height: 900 });
  await initscope.open(link);
  // In a lesson it is in the document but not visible.
  await expect(initscope.page.locator("[data-key='?']")).toBeAttached();
  await new AxeBuilder({ page: initscope.page }).setLegacyMode().withRules("document-title").analyze();
}

/** A dialog, once its chunk has loaded. */
async function opened(page: Page): Promise<Locator> {
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button").nth(1)).toBeVisible();
  return dialog;
}

test("axe finds nothing in any dialog, theme or width", async ({ initscope }) => {
  const { page } = initscope;
  await openWithAxe(initscope, SMALL);
  for (const name of ["Presets", "Lessons", "Myths", "Share", "Help"]) {
    if (name === "Share" || name === "Help") await page.getByRole("button", { name, exact: true }).click();
    else await openTab(page, name);
    await opened(page);
    await expectClean(page, name, "dialog[open]");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectClean(page, "the list of keys", "dialog[open]");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await initscope.command("Export").click();
  await expectClean(page, "the export menu", "[role='menu']");
  await page.getByRole("menuitem", { name: "Charts and sizes" }).click();
  await expect(page.getByRole("img", { name: /^Preview/ })).toBeVisible();
  await expectClean(page, "the picture dialog", "dialog[open]");
});

test("axe finds nothing in any view, theme or width: figures, a layer, the views below, controls", async ({
  initscope,
}) => {
  const { page } = initscope;
  await openWithAxe(initscope, SMALL);
  await page.getByRole("button", { name: "About: Activation" }).click();
  await expectClean(page, "the page and a note");
  await page.locator("[data-plot]").first().click();
  await expect(page.getByRole("slider", { name: "Bins of the histogram" })).toBeVisible();
  await initscope.command("Data table").click();
  await expect(initscope.dataTable()).toBeVisible();
  await chooseFromMenu(page, "Sweep");
  await expect(page.getByText("Press one to adopt it.")).toBeVisible();
  await expectClean(page, "a layer, the sweep and the table", "main");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Controls" }).click();
  expect(await violationsIn(page, "html"), "the controls of a phone").toEqual([]);
});

test("axe finds nothing in a comparison", async ({ initscope }) => {
  const { page } = initscope;
  await openWithAxe(initscope, PAIR);
  await expect(page.getByRole("figure", { name: /^B over A/ })).toBeVisible();
  await expectClean(page, "A over B", "main");
  await page.getByRole("radio", { name: "Columns" }).check();
  await expectClean(page, "A beside B", "main");
});

test("axe finds nothing in a heat map, a lesson, and a network with values that are not finite", async ({
  initscope,
}) => {
  const { page } = initscope;
  for (const link of [MANY, OVERFLOW]) {
    await openWithAxe(initscope, link);
    await expectClean(page, link, "main");
  }
  await openWithAxe(initscope, "#lesson=xavier_he_30");
  await expect(page.getByRole("region", { name: "Lesson", exact: true })).toBeVisible();
  await expectClean(page, "a lesson");
});

test("axe finds nothing in Chinese", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(`${SMALL}&lang=zh`);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expectNoViolation(page, "figures");
});

test("every figure says in a sentence what it shows, in both languages", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(OVERFLOW);
  const summaries = () =>
    page
      .getByRole("figure")
      .evaluateAll((figures) => figures.map((figure) => figure.getAttribute("aria-label")));
  const english = await summaries();
  expect(english).toHaveLength(4);
  for (const summary of english) expect(summary).toMatch(/^[A-Z].*\.$/);
  expect(english[1]).toContain("Not finite from layer");
  await initscope.open(`${OVERFLOW}&lang=zh`);
  for (const summary of await summaries()) expect(summary).toMatch(/^[\u4e00-\u9fff].*。$/);
});

test("at 400 % zoom nothing is cut off and nothing scrolls sideways", async ({ initscope }) => {
  const { page } = initscope;
  // 1280 x 1024 at 400 %.
  await page.setViewportSize({ width: 320, height: 256 });
  await initscope.open(SMALL);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await page.getByRole("button", { name: "Controls" }).click();
  await initscope.choose("Activation", "Tanh");
  await page.getByRole("button", { name: "Done" }).click();
  await initscope.command("Data table").click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test.describe("touch", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("targets are at least 24 px in both directions, and commands at least 36 px high", async ({
    initscope,
  }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    await page.getByRole("button", { name: "Controls" }).click();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input")].flatMap((element) => {
        const target =
          element instanceof HTMLInputElement && element.type === "radio" ? element.labels?.[0] : element;
        const { width, height } = (target ?? element).getBoundingClientRect();
        return height > 0 && (width < 24 || height < 24) ? [`${element.outerHTML} ${width} x ${height}`] : [];
      }),
    );
    expect(small).toEqual([]);
    const heights = await page
      .getByRole("banner")
      .getByRole("button")
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
    for (const height of heights) expect(height).toBeGreaterThanOrEqual(36);
  });
});

test.describe("states", () => {
  test("without an engine the page says so, offers another try, and is not busy for ever", async ({
    initscope,
    complaints,
  }) => {
    const { page } = initscope;
    // Neither the workers' script nor the reference, which would compute in the page.
    const engines = /\/assets\/(worker|referenceEngine)-[\w-]+\.js$/;
    complaints.expect(failedFetch(engines));
    await page.route(engines, (route) => route.abort());
    await page.goto(`./${SMALL}`);
    await expect(page.getByText("No picture yet.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Engine: No engine" })).toBeVisible();
    await expect(initscope.mainChart()).not.toHaveAttribute("aria-busy", "true");
    await expectNoViolation(page, "failed");
    await page.unroute(engines);
    await initscope.runAfter(() => page.getByRole("button", { name: "Retry" }).click());
    await expect(page.getByText("No picture yet.")).toHaveCount(0);
  });

  test("a first run that is stopped keeps what it has and says that it is a part", async ({ initscope }) => {
    const { page } = initscope;
    await EngineDoor.install(page, { isEndless: true });
    // A run large enough to be shown layer by layer on any machine.
    await page.goto("./#v=1&depth=60&width=1024&batch=1024&seed=1");
    // Until the first layers are on the screen there is nothing to keep.
    await expect(page.locator("[data-plot]").first()).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Only a part was computed.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(1);
    await expectNoViolation(page, "stopped");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`forced colours are the reader's, on a ${colorScheme} system`, async ({ initscope }) => {
      const { page } = initscope;
      await page.emulateMedia({ forcedColors: "active", colorScheme });
      await initscope.open(SMALL);
      const inks = await page.evaluate(() => {
        const ink = (value: string) => {
          const probe = document.createElement("div");
          probe.style.setProperty("forced-color-adjust", "none");
          probe.style.color = value;
          document.body.append(probe);
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        };
        return [
          [ink("var(--paper)"), ink("Canvas")],
          [ink("var(--ink)"), ink("CanvasText")],
          [ink("var(--forward)"), ink("LinkText")],
        ];
      });
      for (const [used, wanted] of inks) expect(used).toBe(wanted);
      // The track of a slider, between its thumb and its end.
      const slider = await initscope.slider("Depth").boundingBox();
      if (slider === null) throw new Error("the slider is not shown");
      const { x, y, width, height } = slider;
      const clip = { x: x + 0.7 * width, y: y + height / 2 - 4, width: 4, height: 8 };
      const { data, channels } = decode(await page.screenshot({ clip }));
      const colours = Array.from({ length: data.length / channels }, (_, at) =>
        data.slice(at * channels, at * channels + 3).join(),
      );
      expect(new Set(colours).size, "a track and what is behind it").toBeGreaterThan(1);
    });
  }
});
