/**
 * `node bench/boundary.js`: the time of the whole map of trainability, 256 x 256 networks of width 16 in 300
 * steps, with one process per core in place of the page's workers. GFLOP/s count multiplications and
 * additions of products and updates; the share is that of the SIMD peak of one core, without fused
 * operations.
 *
 *   --processes=2   how many
 *   --layers=3      layers of weights
 */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";
import { ROOT } from "../scripts/house.js";

const { values } = parseArgs({
  options: {
    processes: { type: "string", default: String(availableParallelism()) },
    layers: { type: "string", default: "2" },
    part: { type: "string" },
  },
});

const processes = Number(values.processes);

/**
 * What one process found.
 * @typedef {{ flops: number, cpuSeconds: number, peak: number, learners: number }} Found
 */

/** Trains every `processes`-th piece of the map, once the parent says so. @param {number} part */
async function trainPart(part) {
  /** @param {string} path */
  const load = async (path) =>
    (await runnerImport(join(ROOT, path), { root: ROOT, configFile: false })).module;
  const kernel = /** @type {typeof import("../src/engine/boundary/boundaryKernel.ts")} */ (
    await load("src/engine/boundary/boundaryKernel.ts")
  );
  const map = /** @type {typeof import("../src/views/trainability/boundaryMap.ts")} */ (
    await load("src/views/trainability/boundaryMap.ts")
  );
  const { boundaryViewOf } = /** @type {typeof import("../src/views/trainability/boundaryView.ts")} */ (
    await load("src/views/trainability/boundaryView.ts")
  );
  const speed = /** @type {typeof import("../src/engine/speed/peak.ts")} */ (
    await load("src/engine/speed/peak.ts")
  );
  const bytes = readFileSync(join(ROOT, "src/engine/wasm/kernels/generated/boundary.wasm"));
  const train = await kernel.loadBoundary(bytes);
  const { axes, viewport, ink: _ink, ...family } = boundaryViewOf("boundary");
  const network = {
    ...family,
    layers: values.layers === "3" ? /** @type {const} */ (3) : family.layers,
    seed: 1,
  };
  let peak = 0;
  for (let repetition = 0; repetition < 5; repetition++) {
    peak = Math.max(peak, (await speed.measurePeak()).simd);
  }
  const state = map.emptyMap(viewport);
  process.send?.("ready");
  process.once("message", () => {
    const before = process.cpuUsage();
    let flops = 0;
    for (let piece = map.takePiece(state); piece !== null; piece = map.takePiece(state)) {
      if (piece % processes !== part) continue;
      const result = train(network, map.pointsOf(axes, viewport, map.pixelsOf(piece)));
      map.fillPiece(state, piece, result.paces);
      flops += result.flops;
    }
    const { user, system } = process.cpuUsage(before);
    const learners = state.paces.reduce((sum, pace) => sum + (pace > 0 ? 1 : 0), 0);
    process.send?.({ flops, cpuSeconds: (user + system) / 1e6, peak, learners });
    process.disconnect();
  });
}

async function measure() {
  const load = loadavg()[0] ?? NaN;
  const children = Array.from({ length: processes }, (_, part) =>
    fork(process.argv[1] ?? "", [`--part=${part}`, `--processes=${processes}`, `--layers=${values.layers}`]),
  );
  /** @param {import("node:child_process").ChildProcess} child @returns {Promise<unknown>} */
  const heard = (child) => new Promise((resolve) => child.once("message", resolve));
  await Promise.all(children.map(heard));
  const startMs = performance.now();
  for (const child of children) child.send("go");
  const found = /** @type {readonly Found[]} */ (await Promise.all(children.map(heard)));
  const seconds = (performance.now() - startMs) / 1000;
  /** @param {(each: Found) => number} read */
  const sum = (read) => found.reduce((total, each) => total + read(each), 0);
  const flops = sum((each) => each.flops);
  const cpuSeconds = sum((each) => each.cpuSeconds);
  const peak = Math.max(...found.map((each) => each.peak));
  const rate = flops / cpuSeconds / 1e9;
  process.stdout.write(
    [
      `256 x 256 networks, tanh, ${values.layers} layers of weights, width 16, 300 steps, ${processes} processes`,
      `load before: ${load.toFixed(1)} on ${availableParallelism()} cores`,
      `time: ${seconds.toFixed(1)} s; processor time: ${cpuSeconds.toFixed(1)} s`,
      `work: ${(flops / 1e9).toFixed(0)} GFLOP; ${(flops / seconds / 1e9).toFixed(1)} GFLOP/s together`,
      `one core: ${rate.toFixed(1)} GFLOP/s of ${peak.toFixed(1)}, ${((100 * rate) / peak).toFixed(0)} % of the peak`,
      `networks that learn: ${sum((each) => each.learners)}`,
      "",
    ].join("\n"),
  );
}

await (values.part === undefined ? measure() : trainPart(Number(values.part)));
