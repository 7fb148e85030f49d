/**
 * `npm run bench`: one command, one table of ratios. Absolute times mean little on shared machines; the ratios are
 * taken within repetitions in which everyone ran once.
 *
 *   npm run bench -- --only=w1,w2,w3,w4,gemm,scaling,profile,memory,load,drag
 *                    --repetitions=5  --json=FILE  --cores=2 (Linux: this process and its children on the first 2)
 *                    --gpu=real (instead of the software adapters)
 *                    --without=torch,gpu-webgpu,... (ids in parts/contestants.js)
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkNode, install } from "../scripts/house.js";

const RACES = /** @type {const} */ (["w1", "w2", "w3", "w4"]);
const PARTS = [...RACES, "gemm", "scaling", "profile", "memory", "load", "drag"];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: PARTS.join(",") },
    repetitions: { type: "string", default: "5" },
    json: { type: "string" },
    cores: { type: "string" },
    without: { type: "string", default: "" },
    gpu: { type: "string", default: "software" },
  },
});

/** Starts this script again on the first cores alone. @param {number} cores @returns {number} its exit code */
function startPinned(cores) {
  const kept = process.argv.slice(1).filter((argument) => !argument.startsWith("--cores="));
  const { status, error } = spawnSync("taskset", ["-c", `0-${cores - 1}`, process.execPath, ...kept], {
    stdio: "inherit",
  });
  if (error !== undefined) console.error(`cannot pin to ${cores} cores: ${error.message}`);
  return status ?? 1;
}

async function everything() {
  const parts = values.only.split(",");
  const unknown = parts.filter((part) => !PARTS.includes(part));
  const repetitions = Number(values.repetitions);
  if (unknown.length > 0)
    throw new Error(`unknown part: ${unknown.join(", ")} (expected ${PARTS.join(", ")})`);
  if (!(repetitions >= 1)) throw new Error(`invalid repetitions: ${values.repetitions} (expected 1 or more)`);
  const { openRace, SOFTWARE_GPU } = await import("./parts/openRace.js");
  const { Racing, printRace } = await import("./parts/race.js");
  const figures = await import("./parts/engineFigures.js");
  const { measureFirstLoad, printFirstLoad } = await import("./parts/firstLoad.js");
  const { measureInteraction, printInteraction } = await import("./interaction.js");
  const { printTargets } = await import("./parts/targets.js");

  /** @type {import("./parts/targets.js").Results} */
  const results = { races: [] };
  const { page, cores, version, close } = await openRace(values.gpu === "real" ? [] : SOFTWARE_GPU);
  console.log(`Chromium ${version}, ${cores} cores, ${repetitions} repetitions`);
  const racing = new Racing(page, cores, repetitions, values.without.split(","));
  // Before the race, whose frames and threads stay in the page.
  if (parts.includes("gemm")) {
    results.gemm = await figures.measureGemm(page, repetitions);
    figures.printGemm(results.gemm);
  }
  if (parts.includes("memory")) {
    results.memory = await figures.measureMemory(page);
    figures.printMemory(results.memory);
  }
  if (parts.includes("profile")) {
    results.profile = await figures.measureProfile(page, repetitions);
    figures.printProfile(results.profile);
  }
  if (parts.includes("scaling")) {
    results.scaling = await figures.measureScaling(page, repetitions);
    figures.printScaling(results.scaling);
  }
  for (const workload of RACES) {
    if (!parts.includes(workload)) continue;
    const result = await racing.race(workload);
    results.races.push(result);
    printRace(result);
  }
  await racing.close();
  await close();
  if (parts.includes("load")) {
    results.load = await measureFirstLoad(repetitions);
    printFirstLoad(results.load);
  }
  if (parts.includes("drag")) {
    results.drag = await measureInteraction();
    printInteraction(results.drag);
  }
  printTargets(results);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ version, cores, repetitions, ...results }, null, 1)}\n`);
  }
}

if (values.cores !== undefined) process.exitCode = startPinned(Number(values.cores));
else if (checkNode() && (await install())) await everything();
else process.exitCode = 1;
