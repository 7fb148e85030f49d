/**
 * `npm run soak`: runs a very large network, 100 x 1024 x 1024, in the page. Reports the total time, the time
 * of the first layers, the memory, the error of the remaining-time estimate, and the latency of Cancel.
 *
 *   npm run soak -- --depth=100 --width=1024 --batch=1024 --cancels=5
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openBuild } from "./openBuild.js";

const { values } = parseArgs({
  options: {
    depth: { type: "string", default: "100" },
    width: { type: "string", default: "1024" },
    batch: { type: "string", default: "1024" },
    cancels: { type: "string", default: "5" },
  },
});

/** Shares of the run's time at which the estimate is compared with the true remaining time. */
const LOOKS = [0.25, 0.5, 0.75];
/** Longest time a run may take: thirty minutes. */
const PATIENCE_MS = 30 * 60_000;

/**
 * @typedef {{ readonly ms: number, readonly percent: number, readonly remainingMs: number | null }} Sample
 */

/**
 * A field of /proc/PID/status in MB; null where there is no such file.
 * @param {string} pid
 * @param {string} field
 */
function statusOf(pid, field) {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return found === null ? null : Number(found[1]);
  } catch {
    // The system is not Linux, or the process has ended.
    return null;
  }
}

/** All processes below this one. @returns {string[]} */
function descendants() {
  /** @type {Set<string>} */
  const family = new Set([String(process.pid)]);
  /** @type {string[]} */
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  for (;;) {
    const more = pids.filter((pid) => !family.has(pid) && family.has(String(statusOf(pid, "PPid"))));
    if (more.length === 0) return [...family];
    for (const pid of more) family.add(pid);
  }
}

/** Peak memory of the page's process in MB; NaN where the system does not report it. */
function peakMegabytes() {
  const peaks = descendants()
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer");
      } catch {
        return false;
      }
    })
    .map((pid) => statusOf(pid, "VmHWM") ?? NaN);
  return peaks.length === 0 ? NaN : (Math.max(...peaks) * 1024) / 1e6;
}

/**
 * Reads the status bar ten times a second while a run is shown.
 * @param {import("@playwright/test").Page} page
 * @param {number} sinceMs
 * @returns {Promise<{ ms: number, samples: Sample[], firstLayerMs: number }>}
 */
function watchRun(page, sinceMs) {
  return page.evaluate(([startMs, patienceMs]) => {
    /** @type {{ ms: number, percent: number, remainingMs: number | null }[]} */
    const samples = [];
    let firstLayerMs = NaN;
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        const ms = performance.now() - startMs;
        const bar = document.querySelector('[role="progressbar"]');
        const finished = performance.getEntriesByName("initscope:run").at(-1);
        if (finished !== undefined && finished.startTime >= startMs) {
          clearInterval(timer);
          resolve({ ms: finished.duration, samples, firstLayerMs });
          return;
        }
        if (ms > patienceMs) {
          clearInterval(timer);
          reject(new Error("the run did not finish in time"));
        }
        if (bar === null) return;
        const percent = Number(bar.getAttribute("aria-valuenow"));
        if (percent > 0 && Number.isNaN(firstLayerMs)) firstLayerMs = ms;
        const found = /about ([\d.]+) (s|min)/.exec(bar.parentElement?.textContent ?? "");
        const remainingMs = found === null ? null : Number(found[1]) * (found[2] === "s" ? 1000 : 60_000);
        samples.push({ ms, percent, remainingMs });
      }, 100);
    });
  }, /** @type {const} */ ([sinceMs, PATIENCE_MS]));
}

/**
 * Milliseconds from a click on Cancel to the end of the run, at a share of its progress.
 * @param {import("@playwright/test").Page} page
 * @param {number} share
 * @returns {Promise<number>}
 */
async function cancelAt(page, share) {
  await page.waitForFunction(
    (least) => Number(document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow")) >= least,
    100 * share,
    { timeout: PATIENCE_MS },
  );
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const bar = document.querySelector('[role="progressbar"]');
        const button = bar?.parentElement?.querySelector("button");
        if (bar == null || button == null) {
          reject(new Error("there is nothing to cancel"));
          return;
        }
        const startMs = performance.now();
        const observer = new MutationObserver(() => {
          if (document.querySelector('[role="progressbar"]') !== null) return;
          observer.disconnect();
          resolve(performance.now() - startMs);
        });
        observer.observe(document.body, { childList: true, subtree: true });
        button.click();
      }),
  );
}

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
/** @param {number} share */
const percent = (share) => `${Math.round(100 * share)} %`;

/**
 * Prints estimates of the remaining time and their errors.
 * @param {number} totalMs
 * @param {readonly Sample[]} samples
 */
function printEstimates(totalMs, samples) {
  for (const look of LOOKS) {
    const sample = samples.findLast(({ ms, remainingMs }) => ms <= look * totalMs && remainingMs !== null);
    if (sample === undefined || sample.remainingMs === null) {
      console.log(`at ${percent(look)} of the time: no estimate`);
      continue;
    }
    const leftMs = totalMs - sample.ms;
    const off = sample.remainingMs / leftMs - 1;
    console.log(
      `at ${percent(look)} of the time: ${sample.percent} % done, ${seconds(sample.remainingMs)} left said, ` +
        `${seconds(leftMs)} left in truth: off by ${percent(off)}`,
    );
  }
}

/**
 * Presses Run full size where the page has reduced the batch.
 * @param {import("@playwright/test").Page} page
 */
async function runFullSize(page) {
  const full = page.getByRole("button", { name: "Run full size" });
  const isCut = await full.waitFor({ timeout: 2000 }).then(
    () => true,
    () => false,
  );
  if (isCut) await full.click();
}

async function soak() {
  const { depth, width, batch, cancels } = values;
  const { page, close } = await openBuild();
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  console.log(`${depth} x ${width} x ${batch}, ${cores} cores`);
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(`${address}#v=1&depth=${depth}&width=${width}&batch=${batch}&seed=1`);
  await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0, null, {
    timeout: PATIENCE_MS,
  });
  const sinceMs = await page.evaluate(() => performance.now());
  await runFullSize(page);
  const { ms, samples, firstLayerMs } = await watchRun(page, sinceMs);
  console.log(`run: ${seconds(ms)}; first layers shown after ${seconds(firstLayerMs)}`);
  console.log(`greatest memory of the page's process: ${peakMegabytes().toFixed(0)} MB`);
  printEstimates(ms, samples);

  /** @type {number[]} */
  const latencies = [];
  for (let i = 1; i <= Number(cancels); i++) {
    await page.getByRole("button", { name: "New draw" }).click();
    await runFullSize(page);
    await page.getByRole("progressbar").waitFor();
    // The cancels are spread over both passes of the run.
    latencies.push(await cancelAt(page, i / (Number(cancels) + 1)));
  }
  if (latencies.length > 0)
    console.log(`cancel, click to stopped: ${latencies.map((latency) => latency.toFixed(0)).join(", ")} ms`);
  await close();
}

await soak();
