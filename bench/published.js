/**
 * `npm run published`: writes the table of docs/published.md, measured on the production build; with
 * `-- --training` the results of training instead. Its columns are theory, the reference, WASM, and GPU.js on
 * the WebGL2 adapter that answers. The rows are those of the tests.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";
import { ROOT } from "../scripts/house.js";
import { openBuild } from "./openBuild.js";

/**
 * @typedef {import("../src/testing/published/row.ts").PublishedRow} PublishedRow
 * @typedef {import("../src/testing/published/row.ts").NetworkRow} NetworkRow
 * @typedef {import("../src/testing/published/row.ts").Measured} Measured
 */

const DOCUMENT = join(ROOT, "docs/published.md");
const BEGIN = "<!-- published: begin -->";
const END = "<!-- published: end -->";
const ENGINES = /** @type {const} */ (["reference", "wasm", "gpu-webgl2"]);

/** A module of the sources. @template T @param {string} path @returns {Promise<T>} */
async function source(path) {
  const { module } = await runnerImport(join(ROOT, "src", path), { root: ROOT, configFile: false });
  return /** @type {T} */ (module);
}

/** @type {typeof import("../src/testing/published/rows.ts")} */
const { publishedRows } = await source("testing/published/rows.ts");
/** @type {typeof import("../src/experiment/config.ts")} */
const { DEFAULT_CONFIG } = await source("experiment/config.ts");
/** @type {typeof import("../src/experiment/plan.ts")} */
const { planExperiment } = await source("experiment/plan.ts");
/** @type {typeof import("../src/experiment/theory/theory.ts")} */
const { predict } = await source("experiment/theory/theory.ts");
/** @type {typeof import("../src/link/codec.ts")} */
const { encodeLink } = await source("link/codec.ts");

/** @param {number | undefined} value @param {number} digits */
function text(value, digits) {
  if (value === undefined || !Number.isFinite(value)) return "-";
  if (Number.isInteger(value) && Math.abs(value) < 1e4) return String(value);
  return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5
    ? value.toExponential(digits - 1)
    : value.toPrecision(digits);
}

/** A percentage; zero has no sign. @param {number} value */
function percent(value) {
  return `${(100 * value).toFixed(1).replace(/^-0\.0$/, "0.0")} %`;
}

/**
 * @param {PublishedRow} row
 * @param {number} published
 * @param {number} index
 * @param {number | undefined} number
 */
function deviation({ tolerance: { text: origin, isRelative, allowed } }, published, index, number = NaN) {
  const most = allowed(published, index);
  const off = number - published;
  const [offText, mostText] = isRelative
    ? [percent(off / published), percent(most / published)]
    : [off === 0 ? "0" : off.toPrecision(1), String(Number(most.toPrecision(2)))];
  return { offText, toleranceText: origin === "" ? mostText : `${mostText}: ${origin}` };
}

/**
 * Runs a link in the page; null where the engine does not answer. Sketches stay in the page.
 * @param {import("@playwright/test").Page} page
 * @param {string} link
 * @param {(typeof ENGINES)[number]} engine
 * @param {boolean} needsWeights
 * @returns {Promise<(Measured & { readonly planKey: string }) | null>}
 */
function runInPage(page, link, engine, needsWeights) {
  return page.evaluate(async ([hash, choice, capture]) => {
    const run = await window.initscope
      ?.run(hash, { engine: choice, capture })
      .catch((/** @type {unknown} */ error) => {
        console.error(String(error));
        return undefined;
      });
    if (run === undefined) return null;
    const { layers, batch, planKey } = run.result;
    return {
      planKey,
      batch,
      layers: layers.map(({ tensors, units, saturated, deadUnits, similarity, calibration }) => ({
        units,
        saturated,
        deadUnits,
        similarity,
        calibration,
        tensors: Object.fromEntries(
          Object.entries(tensors).map(([id, stats]) => [id, { ...stats, sketch: undefined }]),
        ),
      })),
      weights: run.captured?.layers.map(({ weight }) => Array.from(weight)) ?? [],
    };
  }, /** @type {const} */ ([link, engine, needsWeights]));
}

/** Runs that several rows use. @type {Map<string, Measured | null>} */
const known = new Map();

/**
 * The numbers of a row on one engine, means over its seeds; empty where the engine does not answer.
 * @param {import("@playwright/test").Page} page
 * @param {NetworkRow} row
 * @param {(typeof ENGINES)[number]} engine
 */
async function measureRow(page, row, engine) {
  const sums = row.published.map(() => 0);
  for (let seed = 1; seed <= row.seeds; seed++) {
    const config = { ...DEFAULT_CONFIG, ...row.config, seed };
    const plan = planExperiment(config);
    const key = `${engine} ${row.needsWeights} ${plan.key}`;
    let run = known.get(key);
    if (run === undefined) {
      const answer = await runInPage(page, encodeLink(config), engine, row.needsWeights);
      if (answer !== null && answer.planKey !== plan.key) throw new Error(`not the experiment: ${row.what}`);
      run = answer;
      if (row.seeds < 20) known.set(key, run);
    }
    if (run === null) return [];
    row.measure(run, plan).forEach((number, at) => {
      sums[at] = (sums[at] ?? NaN) + number / row.seeds;
    });
  }
  return sums;
}

/**
 * The columns of theory and of each engine.
 * @param {import("@playwright/test").Page} page
 * @param {PublishedRow} row
 */
async function columnsOf(page, row) {
  if (row.kind === "theory") return { theory: row.compute(), measured: ENGINES.map(() => []) };
  const plan = planExperiment({ ...DEFAULT_CONFIG, ...row.config });
  const measured = [];
  for (const engine of ENGINES) {
    const isLeftOut = engine === "gpu-webgl2" && !row.isForSoftwareGpu;
    measured.push(isLeftOut ? [] : await measureRow(page, row, engine));
  }
  return { theory: row.predict?.(predict(plan), plan) ?? [], measured };
}

async function table() {
  const { page, close } = await openBuild(["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]);
  page.on("console", (message) => {
    if (message.type() === "error") console.error(message.text());
  });
  page.setDefaultTimeout(0);
  const lines = [
    "| row | experiment | at | published | theory | reference | WASM | GPU.js | off by | tolerance |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const row of publishedRows) {
    const startMs = performance.now();
    const { theory, measured } = await columnsOf(page, row);
    const judged = row.kind === "theory" ? theory : (measured[ENGINES.indexOf("wasm")] ?? []);
    row.published.forEach((published, index) => {
      const off = Math.abs((judged[index] ?? NaN) - published);
      if (!(off <= row.tolerance.allowed(published, index))) {
        throw new Error(`${row.id} ${row.what}: ${judged[index]} instead of ${published}`);
      }
      const digits = row.kind === "theory" ? 7 : 4;
      const { offText, toleranceText } = deviation(row, published, index, judged[index]);
      const cells = [
        row.id,
        `${row.what} (${row.source})`,
        String(row.at[index]),
        String(Number(published.toPrecision(7))),
        ...[theory[index], ...measured.map((column) => column[index])].map((number) => text(number, digits)),
        offText,
        toleranceText,
      ];
      lines.push(`| ${cells.join(" | ")} |`);
    });
    console.log(`${row.id} ${row.what}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  }
  await close();
  const document = readFileSync(DOCUMENT, "utf8");
  const [before = "", rest = ""] = document.split(BEGIN);
  const [, after = ""] = rest.split(END);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${lines.join("\n")}\n\n${END}${after}`);
}

const { values } = parseArgs({
  options: { training: { type: "boolean", default: false }, only: { type: "string" } },
});
if (values.training) {
  const { publishTrainings } = await import("./publishedTraining.js");
  await publishTrainings(values.only?.split(",") ?? null);
} else await table();
