/** The choice of engines on simulated devices: delays and rates are set by hand, the clock is simulated. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ROOT } from "../../scripts/house.js";
import { printTable } from "./numbers.js";

/** @returns {Promise<readonly import("../page/chooser.ts").ChooserFigures[]>} */
export async function measureChooser() {
  const outDir = join(ROOT, "bench/.cache/chooser");
  await build({
    configFile: false,
    logLevel: "warn",
    root: ROOT,
    build: { ssr: join(ROOT, "bench/page/chooser.ts"), outDir, emptyOutDir: true },
  });
  const built = await import(pathToFileURL(join(outDir, "chooser.js")).href);
  return built.measureChooser();
}

/** @param {Awaited<ReturnType<typeof measureChooser>>} results */
export function printChooser(results) {
  const percent = (/** @type {number} */ share) => `${(100 * (share - 1)).toFixed(0)} %`;
  printTable(
    "Choice of engines on simulated devices, 40 plans from 1 x 16 to 100 x 1024: how much longer than the best engine the chosen one takes, worst plan",
    [
      "device",
      "plans on WASM / WebGPU / WebGL2",
      "first run",
      "second",
      "third",
      "after three",
      "changes, depth dragged there and back",
      "runs that failed over",
    ],
    results.map(({ device, plans, worstShare, changes, failedRuns }) => [
      device,
      `${plans.wasm} / ${plans.webgpu} / ${plans.webgl2}`,
      ...worstShare.map(percent),
      String(changes),
      String(failedRuns),
    ]),
  );
  printTable(
    "The same of trainings: 200 steps of each of the 40 networks, a snapshot every 20 steps",
    ["device", "on WASM / WebGPU / WebGL2", "first training", "second", "third", "after three"],
    results.map(({ device, training: { plans, worstShare } }) => [
      device,
      `${plans.wasm} / ${plans.webgpu} / ${plans.webgl2}`,
      ...worstShare.map(percent),
    ]),
  );
}
