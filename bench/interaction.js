/**
 * How long a run takes and how long an input takes to become pixels, read from the page's own User Timing measures
 * (`initscope:run`, `initscope:update`) on the production build. A part of bench.js; alone: `node bench/interaction.js`.
 */
import { basename } from "node:path";
import { openBuild } from "./openBuild.js";
import { printTable, quantile, text } from "./parts/figures.js";

const RUNS = 40;
const DRAG_STEPS = 120;
const FRAME_MS = 1000 / 60;

/** @param {import("@playwright/test").Page} page @param {string} name @returns {Promise<number[]>} */
function durations(page, name) {
  return page.evaluate(
    (measure) => performance.getEntriesByName(measure).map(({ duration }) => duration),
    name,
  );
}

/** @param {import("@playwright/test").Page} page */
async function clearMeasures(page) {
  await page.evaluate(() => {
    performance.clearMeasures();
    const longTasks = /** @type {number[]} */ (Reflect.get(window, "longTasks"));
    longTasks.length = 0;
  });
}

/** Waits until the page has been through another run. @param {import("@playwright/test").Page} page @param {number} count */
function runsDone(page, count) {
  return page.waitForFunction(
    (least) => performance.getEntriesByName("initscope:run").length >= least,
    count,
  );
}

/** Clicks and drags in the product's page; milliseconds. */
export async function measureInteraction() {
  const { page, close } = await openBuild([], (opened) =>
    opened.addInitScript(() => {
      /** @type {number[]} */
      const longTasks = [];
      Reflect.set(window, "longTasks", longTasks);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longTasks.push(duration);
      }).observe({ type: "longtask" });
    }),
  );
  const badge = await page.evaluate(() =>
    JSON.stringify(Reflect.get(performance.getEntriesByName("initscope:run")[0] ?? {}, "detail")),
  );

  // A new seed draws everything anew: the dearest run.
  await clearMeasures(page);
  for (let i = 1; i <= RUNS; i++) {
    await page.getByRole("button", { name: "New draw" }).click();
    await runsDone(page, i);
  }
  const newSeedMs = await durations(page, "initscope:run");

  const slider = page.getByRole("slider", { name: "Gain", exact: true });
  const box = await slider.boundingBox();
  if (box === null) throw new Error("no slider to drag");
  await clearMeasures(page);
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 0; step < DRAG_STEPS; step++) {
    const share = 0.2 + 0.5 * Math.abs(Math.sin((step / DRAG_STEPS) * Math.PI * 2));
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
    await page.waitForTimeout(FRAME_MS);
  }
  await page.mouse.up();
  const dragRunMs = await durations(page, "initscope:run");
  const updateMs = await durations(page, "initscope:update");
  const longTaskMs = await page.evaluate(() => /** @type {number[]} */ (Reflect.get(window, "longTasks")));
  await close();
  return { badge, newSeedMs, dragRunMs, updateMs, longTaskMs };
}

/** @param {Awaited<ReturnType<typeof measureInteraction>>} results */
export function printInteraction({ badge, newSeedMs, dragRunMs, updateMs, longTaskMs }) {
  const row = (/** @type {string} */ name, /** @type {readonly number[]} */ values) => [
    name,
    String(values.length),
    ...[0.5, 0.95, 1].map((share) => text(quantile(values, share))),
  ];
  printTable(
    `The default experiment in the product's page (${badge}); milliseconds`,
    ["what", "count", "median", "95 %", "greatest"],
    [
      row("run, everything drawn anew (new seed)", newSeedMs),
      row("run while the gain is dragged", dragRunMs),
      row("input to pixels while the gain is dragged", updateMs),
      row("tasks over 50 ms on the main thread", longTaskMs),
    ],
  );
}

if (basename(process.argv[1] ?? "") === "interaction.js") printInteraction(await measureInteraction());
