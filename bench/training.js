/**
 * Training alone, in one command and one table: `node bench/training.js [--only=t2,t4] [--repetitions=3]
 * [--without=torch,torch-1] [--seconds=10] [--json=FILE]`. The race of T1 to T4 as in bench.js, and the
 * product's page while T1 trains in it: clicks, long tasks, pictures.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openBuild } from "./openBuild.js";
import { median, medianRatio, printTable, quantile, spread, text } from "./parts/numbers.js";
import { openRace, SOFTWARE_GPU } from "./parts/openRace.js";
import { TRAINING_GOALS, TRAININGS, TrainingRace } from "./parts/training.js";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(TRAININGS).join(",") },
    repetitions: { type: "string", default: "3" },
    // Software adapters say nothing of a GPU.
    without: { type: "string", default: "gpu-webgl2,gpu-webgpu" },
    seconds: { type: "string", default: "10" },
    json: { type: "string" },
  },
});

/** T1 as the page trains it, with more steps than there is time for. */
const T1 = "#v=1&depth=11&width=256&in=256&batch=128&task=noise&n=512&steps=100000&seed=1";
/** Between two clicks: none waits for the one before. */
const CLICK_EVERY_MS = 250;

/** Collects long tasks, clicks and pictures. @param {import("@playwright/test").Page} page */
function watch(page) {
  return page.addInitScript(() => {
    /** @type {{ longTasks: number[], clicks: number[], pictures: number }} */
    const seen = { longTasks: [], clicks: [], pictures: 0 };
    Object.assign(window, { seen });
    const observe = (
      /** @type {PerformanceObserverInit} */ what,
      /** @type {(entry: PerformanceEntry) => void} */ take,
    ) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe(what);
    observe({ type: "longtask" }, ({ duration }) => seen.longTasks.push(duration));
    // From the press to the next frame, in steps of 8 ms; shorter than 16 ms is not told.
    observe(/** @type {PerformanceObserverInit} */ ({ type: "event", durationThreshold: 16 }), (entry) => {
      if (entry.name === "click") seen.clicks.push(entry.duration);
    });
  });
}

/** The product's page while it trains. @param {number} seconds */
async function measurePage(seconds) {
  const { page, close } = await openBuild([], watch, T1);
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await bar.getByText(/^Step [1-9]/).waitFor();
  await page.evaluate(() => {
    const seen = Reflect.get(window, "seen");
    seen.longTasks.length = 0;
    seen.clicks.length = 0;
    const step = document.evaluate(
      "//strong[starts-with(., 'Step')]",
      document,
      null,
      XPathResult.FIRST_ORDERED_NODE_TYPE,
    ).singleNodeValue;
    if (step === null) throw new Error("no step on the screen");
    new MutationObserver(() => (seen.pictures += 1)).observe(step, {
      characterData: true,
      subtree: true,
      childList: true,
    });
  });
  const view = page.getByRole("button", { name: "View", exact: true });
  const startMs = performance.now();
  let clicks = 0;
  while (performance.now() - startMs < 1000 * seconds) {
    await view.click();
    clicks += 1;
    await page.waitForTimeout(CLICK_EVERY_MS);
  }
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  const seen = /** @type {{ longTasks: number[], clicks: number[], pictures: number }} */ (
    await page.evaluate(() => Reflect.get(window, "seen"))
  );
  await close();
  return { ...seen, count: clicks, picturesPerSecond: seen.pictures / elapsedSeconds };
}

/** @param {readonly import("./parts/training.js").TrainingResult[]} results */
function printSummary(results) {
  printTable(
    "Training: milliseconds a step, median (least..greatest); ratios within repetitions, to our WASM with one worker and no statistics",
    [
      "network",
      "optimiser",
      "ours",
      "two workers",
      "TensorFlow.js",
      "goal",
      "PyTorch",
      "goal",
      "statistics every 10 steps",
      "goal",
    ],
    results.map(({ workload, optimizer, lanes }) => {
      const of = (/** @type {RegExp} */ ids) =>
        lanes.filter(({ id }) => ids.test(id)).toSorted((a, b) => median(a.ms) - median(b.ms))[0]?.ms ?? [];
      const ours = of(/^wasm-1$/);
      const ratio = (/** @type {readonly number[]} */ ms) => `${text(medianRatio(ms, ours))} x`;
      const statistics = 100 * (medianRatio(of(/^wasm-1-stats$/), ours) - 1);
      return [
        workload.toUpperCase(),
        optimizer,
        spread(ours),
        ratio(of(/^wasm-2$/)),
        ratio(of(/^tfjs/)),
        `${TRAINING_GOALS[workload] ?? NaN} x`,
        ratio(of(/^torch/)),
        "1 x",
        `${text(statistics)} %`,
        "15 %",
      ];
    }),
  );
}

const without = values.without.split(",");
const repetitions = Number(values.repetitions);
const workloads = values.only.split(",").filter((workload) => workload in TRAININGS);
if (!(repetitions >= 1) || workloads.length === 0) {
  console.error(`expected --repetitions=1 or more, and --only=${Object.keys(TRAININGS).join(",")}`);
  process.exit(1);
}
const whilePage = await measurePage(Number(values.seconds));
const { page, cores, version, close } = await openRace(
  SOFTWARE_GPU,
  !["tfjs-wasm", "tfjs-wasm-1"].every((id) => without.includes(id)),
);
console.log(`\nChromium ${version}, ${cores} cores, ${repetitions} repetitions`);
/** @type {import("./parts/training.js").TrainingResult[]} */
const results = [];
const race = new TrainingRace(page, cores, repetitions, without, false);
await race.run(workloads, (result) => results.push(result));
await close();
printSummary(results);
const { clicks, count, longTasks, picturesPerSecond } = whilePage;
printTable(
  "The page while T1 trains in it",
  ["measure", "goal", "found"],
  [
    // Clicks below 16 ms are not told.
    [`slowest of ${count} clicks, press to frame`, "100 ms", `${text(quantile([0, ...clicks], 1))} ms`],
    ["tasks over 50 ms", "0", String(longTasks.length)],
    ["longest task", "50 ms", longTasks.length === 0 ? "< 50 ms" : `${text(Math.max(...longTasks))} ms`],
    ["pictures a second", "10", text(picturesPerSecond)],
  ],
);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ version, cores, results, page: whilePage }, null, 1)}\n`);
