/** `npm run check`: all checks of the sources and the build, without the tests. */
import { BUILD_CHECKS, SOURCE_CHECKS, take } from "./steps.js";

/** @type {string[]} */
const failed = [];
for (const step of [...SOURCE_CHECKS, ...BUILD_CHECKS]) if (!(await take(step))) failed.push(step.name);
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
