/**
 * `npm run bench`: prints tables of medians and ratios. Absolute times mean little on shared machines. In a
 * repetition every contestant runs once, and ratios are taken within repetitions.
 *
 *   npm run bench -- --only=w1,w2,w3,w4,t1,t2,t3,t4,gemm,scaling,profile,memory,load,drag,chooser,backends
 *                    --repetitions=5  --json=FILE
 *                    --cores=2 (Linux: this process and its children on the first 2)
 *                    --gpu=real (the machine's GPU instead of the software adapters; without --only:
 *                      every backend tested, W1 to W4 and T1 to T4 on each)
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
  const { measureAll, GPU_PARTS, PARTS } = await import("./parts/measureAll.js");
  const { CONTESTANTS, isProduct } = await import("./parts/contestants.js");
  const isGpuReal = values.gpu === "real";
  const isReport = isGpuReal && values.only === undefined;
  const parts = values.only?.split(",") ?? (isReport ? GPU_PARTS : PARTS);
  const known = [...new Set([...PARTS, ...GPU_PARTS])];
  const unknown = parts.filter((part) => !known.includes(part));
  const repetitions = Number(values.repetitions);
  if (unknown.length > 0) {
    console.error(`unknown part: ${unknown.join(", ")} (expected ${known.join(", ")})`);
    return 1;
  }
  if (!(repetitions >= 1)) {
    console.error(`invalid repetitions: ${values.repetitions} (expected 1 or more)`);
    return 1;
  }
  const others = isReport ? CONTESTANTS.filter((contestant) => !isProduct(contestant)) : [];
  const without = [...values.without.split(","), ...others.map(({ id }) => id)];
  await measureAll({ parts, repetitions, without, isGpuReal, json: values.json });
  return 0;
}

process.exitCode = values.cores === undefined ? await start() : startPinned(Number(values.cores));
