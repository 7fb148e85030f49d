/** Runs the tests of a subject with one fault after another, as scripts/mutate.js says, in one Vitest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createVitest } from "vitest/node";
import { ROOT } from "../house.js";
import { source } from "../source.js";
import { SUBJECTS } from "./subjects.js";

const subject = SUBJECTS[process.argv[2] ?? ""];
if (subject === undefined) throw new Error(`invalid subject: ${process.argv[2]}`);
const { sources, tests } = subject;

/** @type {typeof import("./mutants.ts")} */
const { mutate } = await source("scripts/mutation/mutants.ts");

/** Numbers of the first faults of each source: the switch has one number for all of them. */
const STEP = 100_000;
const offsetOf = (/** @type {string} */ file) => sources.indexOf(file) * STEP;

/** @type {import("vite").Plugin} */
const faults = {
  name: "initscope:faults",
  enforce: "pre",
  load(id) {
    const file = sources.find((source) => id.split("?")[0] === join(ROOT, source));
    if (file === undefined) return null;
    const { code } = mutate(file, readFileSync(join(ROOT, file), "utf8"));
    return code.replaceAll(
      /globalThis\.activeMutant (===|!==) (\d+)/g,
      (_, operator, number) => `globalThis.activeMutant ${operator} ${offsetOf(file) + Number(number)}`,
    );
  },
};

const vitest = await createVitest(
  "test",
  {
    watch: false,
    bail: 1,
    reporters: [{}],
    fileParallelism: false,
    setupFiles: ["src/testing/matchers.ts", "scripts/mutation/setup.ts"],
    include: [...tests],
    silent: true,
  },
  { root: ROOT, plugins: [faults] },
);
const specifications = await vitest.globTestSpecifications([...tests]);

/** @param {{ readonly file: string, readonly id: number }} fault */
async function runTests({ file, id }) {
  const startMs = performance.now();
  vitest.provide("activeMutant", id < 0 ? -1 : offsetOf(file) + id);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const isGood = unhandledErrors.length === 0 && testModules.every((one) => one.ok());
  process.exitCode = 0;
  process.send?.({ isGood, ms: performance.now() - startMs });
}

process.on("message", (message) => {
  void runTests(/** @type {{ file: string, id: number }} */ (message));
});
