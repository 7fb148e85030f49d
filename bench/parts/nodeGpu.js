/** Our GPU.js kernels in Node, on Dawn's WebGPU. The table says so where there is no adapter. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ROOT } from "../../scripts/house.js";

/** @typedef {import("./contestants.js").Racer} Racer */
/** @typedef {{ readonly info?: Readonly<Record<string, string>> }} Adapter */
/** @typedef {{ requestAdapter(): Promise<Adapter | null> }} Gpu */

/** Pinned, so that races are comparable. Not a dependency of the project: only the bench needs its 132 MB. */
const DAWN_VERSION = "0.6.2";
const CACHE = join(ROOT, "bench/.cache");
const DAWN = join(CACHE, "webgpu");

/**
 * Installs Dawn into the bench's cache, once.
 * @returns {Promise<{ create(options: readonly string[]): Gpu, globals: object }>}
 */
async function provideDawn() {
  if (!existsSync(join(DAWN, "node_modules/webgpu"))) {
    console.log(`Installing Dawn ${DAWN_VERSION} into bench/.cache ...`);
    mkdirSync(DAWN, { recursive: true });
    writeFileSync(join(DAWN, "package.json"), JSON.stringify({ private: true }));
    const { status } = spawnSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--loglevel=error", `webgpu@${DAWN_VERSION}`],
      { cwd: DAWN, stdio: "inherit", shell: process.platform === "win32" },
    );
    if (status !== 0) throw new Error("Dawn, the WebGPU of Node, cannot be installed");
  }
  return import(pathToFileURL(join(DAWN, "node_modules/webgpu/index.js")).href);
}

/** @returns {Promise<Racer>} rejects where no adapter answers */
export async function openNodeGpu() {
  const { create, globals } = await provideDawn();
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("no adapter for WebGPU in Node");
  const outDir = join(CACHE, "node");
  await build({
    configFile: false,
    logLevel: "warn",
    root: ROOT,
    build: { ssr: join(ROOT, "bench/page/nodeGpu.ts"), outDir, emptyOutDir: true },
  });
  const built = await import(pathToFileURL(join(outDir, "nodeGpu.js")).href);
  /** @param {import("../../src/engine/wasm/kernels/kernels.ts").KernelBackend} backend */
  const readKernels = (backend) => {
    const name = backend === "simd" ? "kernels.simd.wasm" : "kernels.relaxed.wasm";
    return readFile(join(ROOT, "src/engine/wasm/kernels/generated", name));
  };
  /** @type {import("../page/contestant.ts").Contestant} */
  const contestant = await built.openNodeGpu(readKernels);
  const { info } = adapter;
  return {
    describe: async () =>
      [contestant.description, info?.["vendor"], info?.["architecture"]].filter((word) => word).join(", "),
    run: (trial) => contestant.run(trial),
    close: async () => contestant.dispose(),
  };
}
