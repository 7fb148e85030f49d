/**
 * How long a run takes and how long an input takes to become pixels, read from the page's own User Timing
 * measures (`initscope:run`, `initscope:update`) on the production build. A part of bench.js; alone: `node
 * bench/interaction.js [repetitions]`.
 */
import { basename } from "node:path";
import { openBuild } from "./openBuild.js";
import { median, printTable, quantile, text } from "./parts/numbers.js";
import { MAIN_STAGES, readTrace, TRACE_CATEGORIES } from "./parts/stages.js";

const RUNS = 40;
/** Frames of one movement: two seconds. */
const DRAG_STEPS = 120;
const FRAME_MS = 1000 / 60;
/** Longest time of the contest of engines. */
const CONTEST_WITHIN_MS = 30_000;
/** Longest time of the full run that follows a movement. */
const REST_MS = 1000;

/**
 * @typedef {{ readonly name: string, readonly link: string, readonly slider: string,
 *   readonly isComparing?: boolean }} Lane
 */

/** The default experiment; the empty address tells a story instead. */
const DEFAULT = "#v=1&seed=1";

/** @type {readonly [Lane, ...Lane[]]} */
const LANES = [
  { name: "gain", link: DEFAULT, slider: "Gain" },
  { name: "std", link: "#v=1&init=normal&seed=1", slider: "Std" },
  { name: "depth", link: DEFAULT, slider: "Depth" },
  { name: "gain, compared with A", link: DEFAULT, slider: "Gain", isComparing: true },
  { name: "gain, 100 layers", link: "#v=1&depth=100&seed=1", slider: "Gain" },
];

/**
 * @param {import("@playwright/test").Page} page
 * @param {string} name
 * @returns {Promise<{ startMs: number, durationMs: number, batch: number }[]>}
 */
function measures(page, name) {
  return page.evaluate(
    (measure) =>
      performance.getEntriesByName(measure).map((entry) => ({
        startMs: entry.startTime,
        durationMs: entry.duration,
        batch: Number(Reflect.get(Reflect.get(entry, "detail"), "batch")),
      })),
    name,
  );
}

/** @param {import("@playwright/test").Page} page */
async function forget(page) {
  await page.evaluate(() => {
    performance.clearMeasures();
    for (const key of ["inputTimes", "longTasks"]) Reflect.get(window, key).length = 0;
  });
}

/** The groups of controls, as the device remembers that they are open. */
const OPEN_GROUPS = "network weights layers normalisation data training";

/**
 * Installs collectors for numbers that the page does not measure.
 * @param {import("@playwright/test").Page} page
 */
function watch(page) {
  return page.addInitScript((openGroups) => {
    // The sliders stand in groups that a first visit finds closed.
    localStorage.setItem("initscope.more", openGroups);
    /** @type {number[]} */
    const longTasks = [];
    // Times of the inputs that request a run. A slider may move without a change of its rounded value; the
    // picture on the screen is then the answer already.
    /** @type {number[]} */
    const inputTimes = [];
    Object.assign(window, { longTasks, inputTimes });
    const valueOf = (/** @type {Event} */ { target }) =>
      target instanceof Element ? target.getAttribute("aria-valuetext") : null;
    /** @type {string | null} */
    let valueBefore = null;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: "longtask" });
    addEventListener("input", (event) => (valueBefore = valueOf(event)), { capture: true });
    // The page has updated its control before this listener is called.
    addEventListener("input", (event) => {
      if (valueOf(event) !== valueBefore) inputTimes.push(event.timeStamp);
    });
  }, OPEN_GROUPS);
}

/**
 * Waits for the contest of engines: it would take processor time from the first movements.
 * @param {import("@playwright/test").Page} page
 */
async function contestHeld(page) {
  await page.waitForFunction(
    () => Object.keys(localStorage).some((key) => key.endsWith(".contest")),
    undefined,
    { timeout: CONTEST_WITHIN_MS },
  );
  await page.waitForTimeout(REST_MS);
}

/**
 * One movement, paced by the clock: a busy page must not slow the pointer down.
 * @param {import("@playwright/test").Page} page @param {string} name of the slider
 */
async function drag(page, name) {
  const slider = page.getByRole("slider", { name, exact: true });
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  if (box === null) throw new Error(`no slider to drag: ${name}`);
  const y = box.y + box.height / 2;
  const client = await page.context().newCDPSession(page);
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  /** @type {Promise<unknown>[]} */
  const sent = [];
  const startMs = performance.now();
  for (let step = 0; step < DRAG_STEPS; step++) {
    const x = box.x + box.width * (0.3 + 0.3 * Math.sin((step / DRAG_STEPS) * Math.PI * 2));
    sent.push(
      client.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y, button: "left", buttons: 1 }),
    );
    const waitMs = startMs + (step + 1) * FRAME_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => void setTimeout(resolve, waitMs));
  }
  await Promise.all(sent);
  await page.mouse.up();
  await client.detach();
}

/** Measures one movement. @param {import("@playwright/test").Page} page @param {string} slider */
async function movement(page, slider) {
  await forget(page);
  await drag(page, slider);
  const inputTimes = /** @type {number[]} */ (await page.evaluate(() => Reflect.get(window, "inputTimes")));
  const updates = await measures(page, "initscope:update");
  const runs = await measures(page, "initscope:run");
  const longTasks = /** @type {number[]} */ (await page.evaluate(() => Reflect.get(window, "longTasks")));
  await page.waitForTimeout(REST_MS);
  return {
    runMs: runs.map(({ durationMs }) => durationMs),
    batches: runs.map(({ batch }) => batch),
    // Every input counts, even an overtaken one: it waits until the screen shows a picture of it, or of a
    // later input.
    inputMs: inputTimes.flatMap((timeMs) => {
      const answer = updates.find(({ startMs }) => startMs >= timeMs);
      return answer === undefined ? [] : answer.startMs + answer.durationMs - timeMs;
    }),
    longTasks,
  };
}

/** @param {Lane} lane @param {number} repetitions */
async function measureLane({ name, link, slider, isComparing = false }, repetitions) {
  const { page, close } = await openBuild([], watch, link);
  await contestHeld(page);
  if (isComparing) {
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.waitForTimeout(REST_MS);
  }
  const first = await movement(page, slider);
  /** @type {(typeof first)[]} */
  const later = [];
  for (let i = 0; i < repetitions; i++) later.push(await movement(page, slider));
  await forget(page);
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: TRACE_CATEGORIES });
  await drag(page, slider);
  const trace = readTrace(String(await browser?.stopTracing()));
  const pictures = Math.max(1, (await measures(page, "initscope:run")).length);
  await close();
  return { name, first, later, pictures, trace };
}

/** Clicks on New draw: the most expensive run, because everything is drawn again. */
async function measureRuns() {
  const { page, close } = await openBuild([], watch, DEFAULT);
  await contestHeld(page);
  const detail = await page.evaluate(() =>
    JSON.stringify(Reflect.get(performance.getEntriesByName("initscope:run")[0] ?? {}, "detail")),
  );
  await forget(page);
  for (let i = 1; i <= RUNS; i++) {
    await page.getByRole("button", { name: "New draw" }).click();
    await page.waitForFunction((least) => performance.getEntriesByName("initscope:run").length >= least, i);
    // Clicks that follow faster count as a movement.
    await page.waitForTimeout(200);
  }
  const newSeedMs = (await measures(page, "initscope:run")).map(({ durationMs }) => durationMs);
  await close();
  return { detail, newSeedMs };
}

/** Clicks and drags in the page, in milliseconds. @param {number} repetitions movements of each lane */
export async function measureInteraction(repetitions) {
  const { detail, newSeedMs } = await measureRuns();
  /** @type {Awaited<ReturnType<typeof measureLane>>[]} */
  const lanes = [];
  for (const lane of LANES) lanes.push(await measureLane(lane, repetitions));
  return { detail, newSeedMs, lanes };
}

/**
 * The median over the movements of each one's 95th percentile: one noisy movement does not decide.
 * @param {Awaited<ReturnType<typeof measureLane>> | undefined} lane
 */
export function inputToPixels(lane) {
  return median((lane?.later ?? []).map(({ inputMs }) => quantile(inputMs, 0.95)));
}

/** @param {Awaited<ReturnType<typeof measureInteraction>>} results */
export function printInteraction({ detail, newSeedMs, lanes }) {
  printTable(
    `The default experiment in the product's page (${detail}): runs with a new seed; milliseconds`,
    ["count", "median", "95 %", "greatest"],
    [[String(newSeedMs.length), ...[0.5, 0.95, 1].map((share) => text(quantile(newSeedMs, share)))]],
  );
  const over = (
    /** @type {Awaited<ReturnType<typeof measureLane>>} */ { later },
    /** @type {number} */ share,
  ) => text(median(later.map(({ inputMs }) => quantile(inputMs, share))));
  printTable(
    "Every input to pixels while a slider is dragged; milliseconds, of each movement, median over the movements",
    [
      "drag",
      "median",
      "95 %",
      "greatest",
      "first movement, 95 %",
      "pictures",
      "inputs run",
      "tasks over 50 ms",
    ],
    lanes.map((lane) => [
      lane.name,
      over(lane, 0.5),
      over(lane, 0.95),
      over(lane, 1),
      text(quantile(lane.first.inputMs, 0.95)),
      text(median(lane.later.map(({ runMs }) => runMs.length))),
      text(median(lane.later.map(({ batches }) => median(batches)))),
      String(lane.later.reduce((sum, { longTasks }) => sum + longTasks.length, 0)),
    ]),
  );
  printTable(
    "Processor time of a picture while a slider is dragged, from a trace; milliseconds",
    ["stage", ...lanes.map(({ name }) => name)],
    [
      ...MAIN_STAGES.map((stage) => [
        stage,
        ...lanes.map(({ trace, pictures }) => text(trace.stages[stage] / pictures)),
      ]),
      [
        "main thread, all",
        ...lanes.map(({ trace, pictures }) =>
          text(MAIN_STAGES.reduce((sum, stage) => sum + trace.stages[stage], 0) / pictures),
        ),
      ],
      // Every input moves its slider, with or without a new picture in that frame.
      ["frames of a picture", ...lanes.map(({ trace, pictures }) => text(trace.frames / pictures))],
      ["workers", ...lanes.map(({ trace, pictures }) => text(trace.workerMs / pictures))],
      ["longest task, by the clock", ...lanes.map(({ trace }) => text(trace.longestMs))],
    ],
  );
}

if (basename(process.argv[1] ?? "") === "interaction.js")
  printInteraction(await measureInteraction(Number(process.argv[2] ?? 5)));
