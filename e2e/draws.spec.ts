/** How often the charts are drawn: never while a pointer moves over them, once for one change. */
import type { Page } from "@playwright/test";
import { EngineDoor } from "./engineDoor.ts";
import { expect, test } from "./fixtures.ts";
import type { InitscopePage } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";
const MANY = "#v=1&depth=60&width=24&batch=16&seed=1";

/** All plots are in view, so that the mouse reaches them. */
test.use({ viewport: { width: 1440, height: 1000 } });

/**
 * Counts drawings from outside: tasks in which part of a chart changed (React writes a drawing in one task),
 * and pictures put on canvases. The page has no counter.
 */
async function watchDrawings(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const draws = { figures: [0, 0, 0, 0], pictures: 0 };
    Object.assign(window, { draws });
    const { prototype } = CanvasRenderingContext2D;
    const put = Object.getOwnPropertyDescriptor(prototype, "putImageData")?.value as (
      ...parts: unknown[]
    ) => void;
    Object.defineProperty(prototype, "putImageData", {
      value(this: CanvasRenderingContext2D, ...parts: unknown[]) {
        // Excludes the inspector, which draws pictures too.
        if (this.canvas.closest("[data-plot]") !== null) draws.pictures++;
        put.apply(this, parts);
      },
    });
    new MutationObserver((records) => {
      const figures = [...document.querySelectorAll("figure")].slice(0, 4);
      const drawn = new Set(
        records.flatMap(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement;
          const isChart = element?.closest("[data-plot] svg, [data-plot] canvas") != null;
          const figure = element?.closest("figure");
          return isChart && figure != null && figures.includes(figure) ? [figures.indexOf(figure)] : [];
        }),
      );
      for (const index of drawn) draws.figures[index] = (draws.figures[index] ?? 0) + 1;
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

interface Draws {
  readonly figures: readonly number[];
  readonly pictures: number;
}

/**
 * Opens a link with drawings counted, and waits for everything fetched after the first picture, including
 * heat maps.
 */
async function openWatched(initscope: InitscopePage, link: string, pictures: number): Promise<void> {
  const { page } = initscope;
  await watchDrawings(page);
  // A long run is shown layer by layer, and drawn as often.
  await EngineDoor.install(page, { isSilent: true });
  await initscope.open(link);
  await expect(page.locator("[data-plot] canvas")).toHaveCount(pictures);
  await expect(page.getByRole("button", { name: "View", exact: true })).toBeAttached();
  await expect(page.getByRole("button", { name: "Play the pass" })).toBeAttached();
  await takeDrawings(page);
}

/** The drawings since the last call. */
function takeDrawings(page: Page): Promise<Draws> {
  return page.evaluate(async () => {
    // Observers are called at the end of a task.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { draws } = window as unknown as { draws: { figures: number[]; pictures: number } };
    const taken = { figures: [...draws.figures], pictures: draws.pictures };
    draws.figures.fill(0);
    draws.pictures = 0;
    return taken;
  });
}

/** Moves the mouse over every plot of the page. */
async function sweep(page: Page): Promise<void> {
  for (const plot of await page.locator("[data-plot]").all()) {
    const box = await plot.boundingBox();
    if (box === null) continue;
    for (let share = 0.2; share < 1; share += 0.2)
      await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  }
}

for (const [name, link, pictures] of [
  ["histograms", SMALL, 0],
  ["heat maps", MANY, 2],
] as const) {
  test(`${name}: pointing and selecting draw no chart anew`, async ({ initscope }) => {
    const { page } = initscope;
    await openWatched(initscope, link, pictures);
    await sweep(page);
    await expect(page.getByRole("heading", { name: /^Layer \d+$/ })).toBeVisible();
    await page.locator("[data-plot]").first().click();
    await expect(page.getByRole("region", { name: /^Inspector, layer \d+/ })).toBeVisible();
    expect(await takeDrawings(page)).toEqual({ figures: [0, 0, 0, 0], pictures: 0 });
  });

  test(`${name}: a new draw draws every chart once`, async ({ initscope }) => {
    const { page } = initscope;
    await openWatched(initscope, link, pictures);
    await initscope.runAfter(() => page.getByRole("button", { name: "New draw" }).click());
    expect(await takeDrawings(page)).toEqual({ figures: [1, 1, 1, 1], pictures });
  });

  test(`${name}: another axis or scale draws the distributions once, without a run`, async ({
    initscope,
  }) => {
    const { page } = initscope;
    await openWatched(initscope, link, pictures);
    const runs = () => page.evaluate(() => performance.getEntriesByName("initscope:run").length);
    const before = await runs();
    for (const choice of ["Shape", "Magnitude", "Value", "Log", "Linear", "Free", "Shared"]) {
      await initscope.view(choice);
      const { figures, pictures: put } = await takeDrawings(page);
      expect([figures[0], figures[3]], choice).toEqual([0, 0]);
      expect(put, choice).toBe(pictures);
      // On a heat map another scale changes pixels only.
      for (const drawn of [figures[1], figures[2]]) expect(drawn, choice).toBeLessThanOrEqual(1);
      if (pictures === 0) expect([figures[1], figures[2]], choice).toEqual([1, 1]);
    }
    expect(await runs()).toBe(before);
  });
}
