/** Compares the numbers of one run with the targets of docs/performance.md. */
import { inputToPixels } from "../interaction.js";
import { medianRatio, printTable, quantile, text } from "./numbers.js";

/**
 * @typedef {{
 *   readonly races: import("./race.js").RaceResult[],
 *   readonly trainings: import("./training.js").TrainingResult[],
 *   gemm?: Awaited<ReturnType<typeof import("./engineNumbers.js").measureGemm>>,
 *   profile?: Awaited<ReturnType<typeof import("./engineNumbers.js").measureProfile>>,
 *   memory?: Awaited<ReturnType<typeof import("./engineNumbers.js").measureMemory>>,
 *   scaling?: Awaited<ReturnType<typeof import("./engineNumbers.js").measureScaling>>,
 *   backends?: Awaited<ReturnType<typeof import("./backends.js").measureBackends>>,
 *   chooser?: Awaited<ReturnType<typeof import("./chooser.js").measureChooser>>,
 *   load?: Awaited<ReturnType<typeof import("./firstLoad.js").measureFirstLoad>>,
 *   drag?: Awaited<ReturnType<typeof import("../interaction.js").measureInteraction>>,
 * }} Results
 */

/**
 * Speed ratio of our fastest contestant over their fastest, at a new gain.
 * @param {Results} results @param {string} workload @param {RegExp} ours @param {RegExp} theirs
 */
function lead({ races }, workload, ours, theirs) {
  const lanes = races.find((race) => race.workload === workload)?.lanes ?? [];
  const fastest = (/** @type {RegExp} */ ids) =>
    lanes
      .filter(({ id }) => ids.test(id))
      .toSorted((a, b) => quantile(a.newGain, 0.5) - quantile(b.newGain, 0.5))[0];
  const [own, other] = [fastest(ours), fastest(theirs)];
  if (own === undefined || other === undefined) return NaN;
  return medianRatio(other.newGain, own.newGain);
}

/** @param {Results} results */
export function printTargets(results) {
  /** @type {[string, string, string, boolean | null][]} */
  const rows = [];
  const add = (
    /** @type {string} */ what,
    /** @type {string} */ target,
    /** @type {string} */ found,
    isReached = false,
  ) => rows.push([what, target, found, found.startsWith("-") ? null : isReached]);
  const addLead = (/** @type {string} */ what, /** @type {number} */ least, /** @type {number} */ ratio) =>
    add(what, `${least} x`, Number.isNaN(ratio) ? "-" : `${text(ratio)} x`, ratio >= least);
  addLead("W2, our WASM against the fastest TensorFlow.js", 5, lead(results, "w2", /^wasm-/, /^tfjs-/));
  addLead("W2, our WASM against PyTorch", 2, lead(results, "w2", /^wasm-/, /^torch/));
  const shares = results.gemm?.flatMap((size) => Object.values(size.shares)) ?? [];
  add(
    "products, share of the SIMD peak, the least",
    "70 %",
    shares.length > 0 ? `${(100 * Math.min(...shares)).toFixed(0)} %` : "-",
    Math.min(...shares) >= 0.7,
  );
  addLead("W2, two workers against one", 1.8, lead(results, "w2", /^wasm-2$/, /^wasm-1$/));
  addLead(
    "W1, GPU.js WebGL2 against TensorFlow.js WebGL",
    1,
    lead(results, "w1", /^gpu-webgl2$/, /^tfjs-webgl$/),
  );
  const update = inputToPixels(results.drag?.lanes[0]);
  add(
    "input to pixels while dragging, 95th percentile",
    "33 ms",
    Number.isNaN(update) ? "-" : `${text(update)} ms`,
    update <= 33,
  );
  for (const { along, expected, exponent } of results.scaling ?? []) {
    add(
      `exponent in ${along}`,
      `${expected.toFixed(1)} +- 0.1`,
      exponent.toFixed(2),
      Math.abs(exponent - expected) <= 0.1,
    );
  }
  const picture = quantile(results.load?.pictureMs ?? [], 0.5);
  add(
    "first picture after the HTML",
    "1,000 ms",
    Number.isNaN(picture) ? "-" : `${text(picture)} ms`,
    picture <= 1000,
  );
  const measured = rows.filter(([, , , isReached]) => isReached !== null);
  if (measured.length === 0) return;
  printTable(
    "Targets",
    ["measure", "at least (or most)", "found", "reached"],
    measured.map(([what, target, found, isReached]) => [
      what,
      target,
      found,
      isReached === true ? "yes" : "no",
    ]),
  );
}
