/**
 * `npm run mutate`: puts small faults into the sources, one at a time, and counts those that the unit tests
 * notice. The survivors are listed with their lines.
 *
 *   npm run mutate -- --subject=codec --count=100
 *
 * A run of the tests is a run of Vitest in a child process, which ends when a fault makes it hang.
 */
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ROOT } from "./house.js";
import { SUBJECTS } from "./mutation/subjects.js";
import { source } from "./source.js";

const { values } = parseArgs({
  options: {
    /** One subject, or all of them. */
    subject: { type: "string" },
    /** Faults per subject, evenly spread over its sources; all of them by default. */
    count: { type: "string", default: "Infinity" },
    /** Writes the survivors as JSON. */
    out: { type: "string" },
  },
});

/** @type {typeof import("./mutation/mutants.ts")} */
const { mutate } = await source("scripts/mutation/mutants.ts");

/**
 * @typedef {{ readonly file: string, readonly mutant: import("./mutation/mutants.ts").Mutant }} Fault
 * @typedef {"killed" | "hangs" | "survived"} Verdict
 */

const CHILD = fileURLToPath(new URL("mutation/child.js", import.meta.url));
/** A fault that takes so many times as long as the tests without one hangs. */
const PATIENCE = 5;
/** The first run also starts Vitest, and reads every module. */
const START_MS = 180_000;

/** All faults of a subject, then those that are tried. @param {readonly string[]} sources */
function faultsOf(sources) {
  /** @type {Fault[]} */
  const all = [];
  for (const file of sources)
    for (const mutant of mutate(file, readFileSync(join(ROOT, file), "utf8")).mutants)
      all.push({ file, mutant });
  const count = Math.min(Number(values.count), all.length);
  const chosen = Array.from(
    { length: count },
    (_, index) => all[Math.floor(((index + 0.5) * all.length) / count)],
  );
  return { all, chosen: chosen.flatMap((fault) => fault ?? []) };
}

/** A child process that runs the tests of a subject again and again. */
class Tester {
  /** @type {import("node:child_process").ChildProcess | null} */
  #child = null;
  #patienceMs = START_MS;
  #subject;

  /** @param {string} subject */
  constructor(subject) {
    this.#subject = subject;
  }

  /** Runs the tests with a fault, or without one. @param {Fault | null} fault @returns {Promise<Verdict>} */
  run(fault) {
    const isFirst = this.#child === null;
    const child = (this.#child ??= fork(CHILD, [this.#subject], { cwd: ROOT, silent: true, detached: true }));
    const limitMs = isFirst ? START_MS : this.#patienceMs;
    return new Promise((resolve) => {
      /** @param {Verdict} verdict */
      const end = (verdict) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(verdict);
      };
      const timer = setTimeout(() => {
        this.stop();
        end("hangs");
      }, limitMs);
      // A fault can end the process that runs the tests, as by taking all memory.
      child.once("exit", () => {
        this.#child = null;
        end("killed");
      });
      child.once("message", (message) => {
        const { isGood, ms } = /** @type {{ isGood: boolean, ms: number }} */ (message);
        if (fault === null) this.#patienceMs = Math.max(20_000, PATIENCE * ms);
        end(isGood ? "survived" : "killed");
      });
      child.send({ file: fault?.file ?? "", id: fault?.mutant.id ?? -1 });
    });
  }

  stop() {
    const pid = this.#child?.pid;
    this.#child = null;
    // The group: its worker threads may hang as well.
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  }
}

/** @type {Record<string, object>} */
const report = {};
let survivors = 0;
for (const [name, { sources }] of Object.entries(SUBJECTS)) {
  if (values.subject !== undefined && values.subject !== name) continue;
  const { all, chosen } = faultsOf(sources);
  const tester = new Tester(name);
  if ((await tester.run(null)) !== "survived") {
    tester.stop();
    throw new Error(`the tests of ${name} fail without a fault`);
  }
  /** @type {Record<Verdict, number>} */
  const counts = { killed: 0, hangs: 0, survived: 0 };
  /** @type {string[]} */
  const survived = [];
  const startMs = performance.now();
  for (const fault of chosen) {
    const verdict = await tester.run(fault);
    counts[verdict]++;
    if (verdict !== "survived") continue;
    const { line, original, replacement } = fault.mutant;
    const text = `${fault.file}:${line}: ${original} -> ${replacement}`.replaceAll(/\s+/g, " ");
    survived.push(text);
    console.log(`  ${text}`);
  }
  tester.stop();
  const score = (counts.killed + counts.hangs) / chosen.length;
  survivors += survived.length;
  report[name] = { faults: all.length, tried: chosen.length, ...counts, score, survived };
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(
    `${name}: ${chosen.length} of ${all.length} faults tried, ${counts.killed + counts.hangs} noticed ` +
      `(${(100 * score).toFixed(1)} %), ${seconds} s`,
  );
}
console.log(`${survivors} survivors`);
if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(report, null, 2));
