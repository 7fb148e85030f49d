/**
 * `npm run bench`: prints tables of medians and ratios. Absolute times mean little on shared machines. In a
 * repetition every contestant runs once, and ratios are taken within repetitions.
 *
 *   npm run bench -- --only=w1,w2,w3,w4,gemm,scaling,profile,memory,load,drag
 *                    --repetitions=5  --json=FILE
 *                    --cores=2 (Linux: this process and its children on the first 2)
 *                    --gpu=real (instead of the software adapters)
 *                    --without=torch,gpu-webgpu,... (ids in parts/contestants.js)
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { checkNode, install } from "../scripts/house.js";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    repetitions: { type: "string", default: "5" },
    json: { type: "string" },
    cores: { type: "string" },
    without: { type: "string", default: "" },
    gpu: { type: "string", default: "software" },
  },
});

/**
 * Starts this script again, pinned to the first cores.
 * @param {number} cores
 * @returns {number} its exit code
 */
function startPinned(cores) {
  const kept = process.argv.slice(1).filter((argument) => !argument.startsWith("--cores="));
  const { status, error } = spawnSync("taskset", ["-c", `0-${cores - 1}`, process.execPath, ...kept], {
    stdio: "inherit",
  });
  if (error !== undefined) console.error(`cannot pin to ${cores} cores: ${error.message}`);
  return status ?? 1;
}

async function start() {
  if (!checkNode() || !(await install())) return 1;
  // Imported only now: the installation above may be needed first.
  const { measureAll, PARTS } = await import("./parts/measureAll.js");
  const parts = values.only?.split(",") ?? PARTS;
  const unknown = parts.filter((part) => !PARTS.includes(part));
  const repetitions = Number(values.repetitions);
  if (unknown.length > 0) {
    console.error(`unknown part: ${unknown.join(", ")} (expected ${PARTS.join(", ")})`);
    return 1;
  }
  if (!(repetitions >= 1)) {
    console.error(`invalid repetitions: ${values.repetitions} (expected 1 or more)`);
    return 1;
  }
  const without = values.without.split(",");
  await measureAll({ parts, repetitions, without, isGpuReal: values.gpu === "real", json: values.json });
  return 0;
}

process.exitCode = values.cores === undefined ? await start() : startPinned(Number(values.cores));
