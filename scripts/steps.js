/** The checks of the project; each is one command that succeeds or fails. */
import { build, runTool } from "./house.js";

/** @typedef {{ readonly name: string, readonly run: () => Promise<boolean> }} Step */

/** Checks of the sources. @type {readonly Step[]} */
export const SOURCE_CHECKS = [
  { name: "types", run: () => runTool("typescript/bin/tsc", []) },
  { name: "lint", run: () => runTool("oxlint/bin/oxlint", []) },
  {
    name: "format",
    run: () => runTool("prettier/bin/prettier.cjs", ["--check", "--log-level=warn", "."]),
  },
  { name: "dead code", run: () => runTool("knip/bin/knip.js", ["--no-progress"]) },
];

/** Checks of the build. @type {readonly Step[]} */
export const BUILD_CHECKS = [
  { name: "build", run: build },
  { name: "size", run: async () => (await import("./size.js")).checkSize() },
];

/**
 * Runs a step and prints whether it succeeded.
 * @param {Step} step
 * @returns {Promise<boolean>}
 */
export async function take(step) {
  const startMs = performance.now();
  console.log(`\n--- ${step.name}`);
  const isGood = await step.run();
  console.log(
    `${isGood ? "ok" : "FAILED"}: ${step.name} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`,
  );
  return isGood;
}
