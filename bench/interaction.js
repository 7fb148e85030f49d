/**
 * `npm run bench`: how long a run takes and how long an input takes to become pixels, read from the page's own
 * User Timing measures (`initscope:run`, `initscope:update`) on the production build. Absolute times mean little on
 * shared machines; compare runs of one sitting.
 */
import { openBuild } from "./openBuild.js";

const RUNS = 40;
const DRAG_STEPS = 120;
const FRAME_MS = 1000 / 60;

/** @param {readonly number[]} values @param {number} share @returns {number} */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {string} name @param {readonly number[]} values */
function line(name, values) {
  const cells = [0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(1).padStart(8));
  console.log(`${name.padEnd(44)}${String(values.length).padStart(6)}${cells.join("")}`);
}

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

async function measure() {
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
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const badge = await page.evaluate(() =>
    JSON.stringify(Reflect.get(performance.getEntriesByName("initscope:run")[0] ?? {}, "detail")),
  );
  console.log(`\n${cores} cores; ${badge}\n`);
  console.log(
    `${"milliseconds".padEnd(44)}${"count".padStart(6)}${"p50".padStart(8)}${"p95".padStart(8)}${"max".padStart(8)}`,
  );

  // A new seed draws everything anew: the dearest run.
  await clearMeasures(page);
  for (let i = 1; i <= RUNS; i++) {
    await page.getByRole("button", { name: "New draw" }).click();
    await runsDone(page, i);
  }
  line("run, everything drawn anew (new seed)", await durations(page, "initscope:run"));

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
  line("run while the gain is dragged", await durations(page, "initscope:run"));
  line("update while the gain is dragged", await durations(page, "initscope:update"));
  const longTasks = await page.evaluate(() => /** @type {number[]} */ (Reflect.get(window, "longTasks")));
  console.log(
    `tasks over 50 ms on the main thread: ${longTasks.length} ${longTasks.map((ms) => ms.toFixed(0)).join(" ")}`,
  );

  await close();
}

await measure();
