/**
 * `npm run fuzz`: links, round trips, lessons, lecture lists, messages and packed texts that nobody would
 * write by hand, in their millions, and the time to read a link of 64 kB. Ends with an error at any fault.
 *
 *   npm run fuzz -- --links=10000000 --seed=2
 */
import { parseArgs } from "node:util";
import { source } from "./source.js";

const { values } = parseArgs({
  options: {
    links: { type: "string", default: "10000000" },
    roundTrips: { type: "string", default: "1000000" },
    lessons: { type: "string", default: "200000" },
    lectures: { type: "string", default: "200000" },
    messages: { type: "string", default: "500000" },
    packed: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
  },
});

/** @type {typeof import("../src/testing/fuzz/campaign.ts")} */
const { fuzz, FUZZED, fuzzPacked } = await source("src/testing/fuzz/campaign.ts");
/** @type {typeof import("../src/testing/fuzz/links.ts")} */
const { longLinks } = await source("src/testing/fuzz/links.ts");
/** @type {typeof import("../src/link/codec.ts")} */
const { decodeLink } = await source("src/link/codec.ts");

const seed = Number(values.seed);
/** Inputs tried between two lines of progress. */
const SLICE = 250_000;
/** Longest time to read a link of 64 kB. */
const MOST_MS = 1;
/** Readings of each long link. The quickest counts: others wait for the compiler or the machine. */
const READINGS = 200;

let faultCount = 0;

/**
 * @param {string} kind
 * @param {import("../src/testing/fuzz/campaign.ts").Outcome} outcome
 * @param {number} startMs
 */
function report(kind, { count, faults, faultCount: found }, startMs) {
  const seconds = (performance.now() - startMs) / 1000;
  console.log(`${kind}: ${count} tried, ${found} faults, ${seconds.toFixed(1)} s`);
  for (const fault of faults) console.log(`  ${fault}`);
  faultCount += found;
}

for (const kind of /** @type {(keyof typeof FUZZED)[]} */ (Object.keys(FUZZED))) {
  const count = Number(values[kind]);
  const startMs = performance.now();
  /** @type {string[]} */
  const faults = [];
  let found = 0;
  for (let first = 0; first < count; first += SLICE) {
    const slice = fuzz(kind, Math.min(SLICE, count - first), seed, first);
    faults.push(...slice.faults);
    found += slice.faultCount;
  }
  report(kind, { count, faults: faults.slice(0, 10), faultCount: found }, startMs);
}

const packedMs = performance.now();
report("packed", await fuzzPacked(Number(values.packed), seed), packedMs);

for (const [name, link] of Object.entries(longLinks())) {
  const times = Array.from({ length: READINGS }, () => {
    const startMs = performance.now();
    decodeLink(link);
    return performance.now() - startMs;
  });
  const leastMs = Math.min(...times);
  const isSlow = !(leastMs <= MOST_MS);
  if (isSlow) faultCount++;
  console.log(`64 kB, ${name}: ${leastMs.toFixed(3)} ms${isSlow ? ` (expected at most ${MOST_MS})` : ""}`);
}

if (faultCount > 0) process.exitCode = 1;
