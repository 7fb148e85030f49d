/**
 * How long the page takes from a finished picture to the outcome of the trials of its verdict, on the
 * production build: `node bench/verdict.js [draws per network]`. The start is the end of `initscope:run`, the
 * end the moment at which the page says what the trial of the cause has shown.
 */
import { basename } from "node:path";
import { openBuild } from "./openBuild.js";
import { median, printTable, quantile, text } from "./parts/numbers.js";

const DRAWS = 20;
/** Longest time of one outcome; what takes longer is counted as lost. */
const WITHIN_MS = 20_000;
const WORDS = ["Confirmed by", "Not the only cause."];

/** Networks with a cause that is tried, from small to large. */
const NETWORKS = [
  { name: "Xavier and ReLU, 60 layers", link: "#v=1&depth=60&init=xavier_normal&seed=1" },
  { name: "PyTorch's default", link: "#v=1&depth=20&init=pytorch_linear&seed=1" },
  { name: "pixels of 0..255, tanh", link: "#v=1&act=tanh&init=xavier_normal&x=pixels&xscale=255&seed=1" },
  { name: "batch norm, 50 layers", link: "#v=1&depth=50&norm=batch&seed=1" },
  { name: "512 units, dropout", link: "#v=1&depth=40&width=512&keep=0.5&seed=1" },
];

/**
 * Notes when the page begins to say what a trial has shown.
 * @param {import("@playwright/test").Page} page
 */
function watch(page) {
  return page.addInitScript((words) => {
    /** @type {number[]} */
    const outcomes = [];
    Object.assign(window, { outcomes });
    let isSaid = false;
    const look = () => {
      const texts = Array.from(document.querySelectorAll("section p"), (part) => part.textContent ?? "");
      const isSaidNow = texts.some((said) => words.some((word) => said.includes(word)));
      if (isSaidNow && !isSaid) outcomes.push(performance.now());
      isSaid = isSaidNow;
    };
    document.addEventListener("DOMContentLoaded", () => {
      const observer = new MutationObserver(look);
      observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    });
  }, WORDS);
}

/**
 * The time of one outcome; null where none came.
 * @param {import("@playwright/test").Page} page
 * @param {number} afterMs time of the click
 */
async function outcomeMs(page, afterMs) {
  try {
    await page.waitForFunction(
      (after) => Reflect.get(window, "outcomes").some((/** @type {number} */ time) => time > after),
      afterMs,
      { timeout: WITHIN_MS },
    );
  } catch {
    return null;
  }
  return page.evaluate((after) => {
    const at = Reflect.get(window, "outcomes").find((/** @type {number} */ time) => time > after);
    const ends = performance.getEntriesByName("initscope:run").map((run) => run.startTime + run.duration);
    // The last picture before the outcome: trials are no pictures of the page.
    const shown = ends.filter((end) => end > after && end <= at).at(-1);
    return shown === undefined ? null : at - shown;
  }, afterMs);
}

/** @param {{ readonly name: string, readonly link: string }} network @param {number} draws */
async function measureNetwork({ name, link }, draws) {
  const { page, close } = await openBuild([], watch, link);
  await outcomeMs(page, 0);
  /** @type {number[]} */
  const times = [];
  let lost = 0;
  for (let draw = 0; draw < draws; draw++) {
    const clickedAt = await page.evaluate(() => performance.now());
    await page.getByRole("button", { name: "New draw" }).click();
    const time = await outcomeMs(page, clickedAt);
    if (time === null) lost++;
    else times.push(time);
  }
  await close();
  return { name, times, lost };
}

/** @param {number} draws of each network */
async function main(draws) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {number[]} */
  const all = [];
  for (const network of NETWORKS) {
    const { name, times, lost } = await measureNetwork(network, draws);
    all.push(...times);
    rows.push([name, text(median(times)), text(quantile(times, 0.95)), String(lost)]);
  }
  rows.push(["all", text(median(all)), text(quantile(all, 0.95)), ""]);
  printTable(
    "From picture to the outcome of trials, ms",
    ["network", "median", "95 %", "none in 20 s"],
    rows,
  );
}

if (basename(process.argv[1] ?? "") === "verdict.js") {
  await main(Number(process.argv[2] ?? DRAWS));
}
