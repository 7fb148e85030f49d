/** Runs the parts of the bench one after another; each prints its table when it is done. */
import { writeFileSync } from "node:fs";
import { measureInteraction, printInteraction } from "../interaction.js";
import { measureBackends, printBackends } from "./backends.js";
import { measureChooser, printChooser } from "./chooser.js";
import * as numbers from "./engineNumbers.js";
import { measureFirstLoad, printFirstLoad } from "./firstLoad.js";
import { CONTESTANTS } from "./contestants.js";
import { openRace, REAL_GPU, SOFTWARE_GPU } from "./openRace.js";
import { printRace, Racing } from "./race.js";
import { printTargets } from "./targets.js";
import { TRAININGS, TrainingRace } from "./training.js";

const RACES = /** @type {const} */ (["w1", "w2", "w3", "w4"]);
/** Parts that are measured in the product's page; the others use the bench's page. */
const PRODUCT_PARTS = ["load", "drag"];
/** Parts that need no browser. */
const PLAIN_PARTS = ["chooser"];
const TRAINING_PARTS = Object.keys(TRAININGS);
export const PARTS = [
  ...PRODUCT_PARTS,
  ...PLAIN_PARTS,
  "gemm",
  "memory",
  "profile",
  "scaling",
  ...RACES,
  ...TRAINING_PARTS,
];
/** What a machine with a GPU is asked for: every backend tested, W1 to W4 and T1 to T4 on each. */
export const GPU_PARTS = ["backends", ...RACES, ...TRAINING_PARTS];

/**
 * @typedef {{ readonly parts: readonly string[], readonly repetitions: number,
 *   readonly without: readonly string[],
 *   readonly isGpuReal: boolean, readonly json: string | undefined }} Options
 */

/**
 * Runs the parts that need a separate browser, without software adapters.
 * @param {Options} options
 * @param {import("./targets.js").Results} results
 * @param {() => void} save
 */
async function measureProduct({ parts, repetitions }, results, save) {
  if (parts.includes("load")) {
    results.load = await measureFirstLoad(repetitions);
    printFirstLoad(results.load);
    save();
  }
  if (parts.includes("drag")) {
    results.drag = await measureInteraction(repetitions);
    printInteraction(results.drag);
    save();
  }
}

/**
 * Runs the parts that come before the race, because its frames and threads stay in the page.
 * @param {import("@playwright/test").Page} page
 * @param {Options} options
 * @param {import("./targets.js").Results} results
 */
async function measureEngine(page, { parts, repetitions }, results) {
  if (parts.includes("backends")) {
    results.backends = await measureBackends(page);
    printBackends(results.backends);
  }
  if (parts.includes("gemm")) {
    results.gemm = await numbers.measureGemm(page, repetitions);
    numbers.printGemm(results.gemm);
  }
  if (parts.includes("memory")) {
    results.memory = await numbers.measureMemory(page);
    numbers.printMemory(results.memory);
  }
  if (parts.includes("profile")) {
    results.profile = await numbers.measureProfile(page, repetitions);
    numbers.printProfile(results.profile);
  }
  if (parts.includes("scaling")) {
    results.scaling = await numbers.measureScaling(page, repetitions);
    numbers.printScaling(results.scaling);
  }
}

/** @param {Options} options */
export async function measureAll(options) {
  const { parts, repetitions, without, isGpuReal, json } = options;
  /** @type {import("./targets.js").Results} */
  const results = { races: [], trainings: [] };
  /** @type {Record<string, unknown>} */
  const circumstances = { repetitions };
  // Saved after every part, so an interrupted run keeps its results.
  const save = () => {
    if (json === undefined) return;
    writeFileSync(json, `${JSON.stringify({ ...circumstances, ...results }, null, 1)}\n`);
  };
  if (parts.includes("chooser")) {
    results.chooser = await measureChooser();
    printChooser(results.chooser);
    save();
  }
  await measureProduct(options, results, save);
  if (parts.some((part) => ![...PRODUCT_PARTS, ...PLAIN_PARTS].includes(part))) {
    const { page, cores, version, close } = await openRace(
      isGpuReal ? REAL_GPU : SOFTWARE_GPU,
      CONTESTANTS.some(({ id }) => id.startsWith("tfjs") && !without.includes(id)),
    );
    Object.assign(circumstances, { cores, version });
    console.log(`\nChromium ${version}, ${cores} cores, ${repetitions} repetitions`);
    await measureEngine(page, options, results);
    save();
    const racing = new Racing(page, cores, repetitions, without, isGpuReal);
    for (const workload of RACES) {
      if (!parts.includes(workload)) continue;
      const result = await racing.race(workload);
      results.races.push(result);
      printRace(result);
      save();
    }
    await racing.close();
    const trainings = TRAINING_PARTS.filter((part) => parts.includes(part));
    await new TrainingRace(page, cores, repetitions, without, isGpuReal).run(trainings, (result) => {
      results.trainings.push(result);
      save();
    });
    await close();
  }
  // The targets are those of the machine and the contestants that docs/performance.md names.
  if (!isGpuReal) printTargets(results);
}
