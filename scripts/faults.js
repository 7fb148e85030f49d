/**
 * `npm run faults`: puts faults into engines, one in each run, and counts how the runs end. Ends with an
 * error where one ends in a wrong picture.
 *
 *   npm run faults -- --count=10000 --seed=2
 */
import { parseArgs } from "node:util";
import { source } from "./source.js";

const { values } = parseArgs({
  options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});

/** @type {typeof import("../src/testing/faults/faults.ts")} */
const { FAKE_GLOBALS, injectFault, PLACES } = await source("src/testing/faults/faults.ts");
/** @type {typeof import("../src/testing/faults/limitClock.ts")} */
const { holdLimits } = await source("src/testing/faults/limitClock.ts");

for (const [name, value] of Object.entries(FAKE_GLOBALS))
  Object.defineProperty(globalThis, name, { value, configurable: true });

const clock = holdLimits();
/** @type {Map<string, Record<import("../src/testing/faults/outcome.ts").Outcome, number>>} */
const table = new Map();
let wrong = 0;
for (let index = 0; index < Number(values.count); index++) {
  const place = PLACES[index % PLACES.length] ?? "gpu";
  const { kind, outcome, detail } = await injectFault(place, Number(values.seed), index, clock.passUntil);
  const row = table.get(`${place}: ${kind}`) ?? { harmless: 0, replaced: 0, message: 0, wrong: 0 };
  row[outcome]++;
  table.set(`${place}: ${kind}`, row);
  if (outcome !== "wrong") continue;
  wrong++;
  console.log(`${index} ${place}: ${kind}: ${detail}`);
}
clock.restore();
console.log("| fault | another engine | message | harmless | wrong |\n| --- | --- | --- | --- | --- |");
for (const [name, { harmless, replaced, message, wrong: bad }] of table)
  console.log(`| ${name} | ${replaced} | ${message} | ${harmless} | ${bad} |`);
console.log(`${values.count} faults, ${wrong} wrong pictures`);
if (wrong > 0) process.exitCode = 1;
