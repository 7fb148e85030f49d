/**
 * `npm test`: everything, from a bare clone. It installs what is missing, runs every check, the unit tests,
 * the production build and the browser tests, goes on after a failure, and ends with one line: `N passed, N
 * failed` and, where there were any, `, N skipped`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideChromium } from "./chromium.js";
import { checkNode, install, runTool } from "./house.js";
import { playwrightTally, vitestTally } from "./tally.js";
import { BUILD_CHECKS, SOURCE_CHECKS, take } from "./steps.js";

/** @typedef {import("./tally.js").Tally} Tally */

const reports = mkdtempSync(join(tmpdir(), "initscope-test-"));

/** @param {string} name @param {boolean} isGood @returns {Tally} */
function single(name, isGood) {
  return { passed: isGood ? 1 : 0, failed: isGood ? [] : [name], skipped: [] };
}

/** Runs a check that counts as one test. @param {import("./steps.js").Step} step */
async function takeSingle(step) {
  return single(step.name, await take(step));
}

/**
 * Runs a test runner and reads its report. A runner that ends badly without a failed test has still failed.
 * @param {string} name
 * @param {string} report path of the JSON it writes
 * @param {() => Promise<boolean>} runner
 * @param {(report: unknown) => Tally} read
 * @returns {Promise<Tally>}
 */
async function takeRunner(name, report, runner, read) {
  const isGood = await take({ name, run: runner });
  /** @type {Tally} */
  let tally = { passed: 0, failed: [], skipped: [] };
  try {
    tally = read(JSON.parse(readFileSync(report, "utf8")));
  } catch (error) {
    console.error(`no report of the ${name}: ${String(error)}`);
    if (isGood) tally.failed.push(name);
  }
  return !isGood && tally.failed.length === 0 ? { ...tally, failed: [name] } : tally;
}

async function unitTests() {
  const report = join(reports, "unit.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return takeRunner(
    "unit tests",
    report,
    () => runTool("vitest/vitest.mjs", ["run", ...reporters]),
    vitestTally,
  );
}

async function browserTests() {
  const chromium = await provideChromium();
  if (chromium === null) return single("browser tests (no Chromium)", false);
  const report = join(reports, "e2e.json");
  const environment = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  return takeRunner(
    "browser tests",
    report,
    () => runTool("@playwright/test/cli.js", ["test"], environment),
    playwrightTally,
  );
}

/** @returns {Promise<Tally[]>} */
async function everything() {
  if (!checkNode()) return [single("Node version", false)];
  if (!(await install())) return [single("installation", false)];
  /** @type {Tally[]} */
  const tallies = [];
  for (const step of SOURCE_CHECKS) tallies.push(await takeSingle(step));
  tallies.push(await unitTests());
  for (const step of BUILD_CHECKS) tallies.push(await takeSingle(step));
  tallies.push(await browserTests());
  return tallies;
}

const tallies = await everything();
rmSync(reports, { recursive: true, force: true });

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.flatMap((tally) => tally.failed);
const skipped = tallies.flatMap((tally) => tally.skipped);
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
if (failed.length > 0) console.log(`\nFailed:\n${failed.map((name) => `  ${name}`).join("\n")}`);
console.log(
  `\n${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
);
process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0;
