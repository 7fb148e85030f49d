/**
 * Builds, serves and opens the bench's page: the engine as the product builds it, and TensorFlow.js as its
 * authors ship it. The server sends the headers of cross-origin isolation, which the threads of TensorFlow.js
 * need (ours do not) and which give the clock its 5 microseconds.
 */
import { chromium } from "@playwright/test";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, preview } from "vite";
import { findChromium } from "../../scripts/chromium.js";
import { probePort, ROOT } from "../../scripts/house.js";
import { spawnSync } from "node:child_process";

const PAGE = join(ROOT, "bench/page");
const CACHE = join(ROOT, "bench/.cache");
const BUILT = join(CACHE, "page");

/** Pinned, so that races are comparable. Not a dependency of the project: only the bench needs its 88 MB. */
const TENSORFLOW_VERSION = "4.22.0";
const TENSORFLOW = ["core", "backend-cpu", "backend-wasm", "backend-webgl"].map((name) => `tfjs-${name}`);

/** Software adapters for WebGL2 and WebGPU, which every machine has. */
export const SOFTWARE_GPU = [
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
];

/** The machine's own GPU: WebGPU is switched off by default on some systems. */
export const REAL_GPU = ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--ignore-gpu-blocklist"];

/** Installs TensorFlow.js into the bench's cache, once. @returns {boolean} whether it is there */
function provideTensorFlow() {
  const folder = join(CACHE, "tensorflow");
  const isThere = TENSORFLOW.every((name) => existsSync(join(folder, "node_modules/@tensorflow", name)));
  if (isThere) return true;
  console.log(`Installing TensorFlow.js ${TENSORFLOW_VERSION} into bench/.cache ...`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const packages = TENSORFLOW.map((name) => `@tensorflow/${name}@${TENSORFLOW_VERSION}`);
  const { status } = spawnSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--loglevel=error", ...packages],
    {
      cwd: folder,
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  return status === 0;
}

/** The minified scripts and WASM modules, beside the page. */
function copyTensorFlow() {
  const to = join(BUILT, "tensorflow");
  mkdirSync(to, { recursive: true });
  for (const name of TENSORFLOW) {
    const from = join(CACHE, "tensorflow/node_modules/@tensorflow", name, "dist");
    for (const file of readdirSync(from)) {
      if (/^tf-[a-z-]+\.min\.js$|\.wasm$/.test(file)) copyFileSync(join(from, file), join(to, file));
    }
  }
}

/**
 * The scripts know no gradients but those that are registered: its ESM files register them, in the registry
 * that all its builds share.
 */
async function bundleGradients() {
  const core = join(CACHE, "tensorflow/node_modules/@tensorflow/tfjs-core/dist");
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: join(BUILT, "tensorflow"),
      emptyOutDir: false,
      lib: {
        entry: join(core, "register_all_gradients.js"),
        formats: ["iife"],
        name: "gradients",
        fileName: () => "gradients.js",
      },
    },
  });
}

/**
 * @param {readonly string[]} flags further ones for Chromium
 * @param {boolean} needsTensorFlow
 */
export async function openRace(flags, needsTensorFlow) {
  const hasTensorFlow = needsTensorFlow && provideTensorFlow();
  await build({ configFile: join(PAGE, "vite.config.ts"), logLevel: "warn" });
  if (hasTensorFlow) {
    copyTensorFlow();
    await bundleGradients();
  }
  const host = "127.0.0.1";
  const port = await probePort(0, host);
  const server = await preview({
    root: PAGE,
    configFile: false,
    logLevel: "warn",
    build: { outDir: BUILT },
    preview: {
      port,
      host,
      strictPort: true,
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    },
  });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox", "--disable-background-networking", ...flags],
    ...(executablePath === null ? {} : { executablePath }),
  });
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`in the page: ${error.message}`));
  await page.goto(`http://${host}:${port}/`);
  await page.waitForFunction(() => window.bench !== undefined);
  const { isIsolated, cores } = await page.evaluate(() => ({
    isIsolated: window.bench?.isIsolated,
    cores: window.bench?.cores ?? 1,
  }));
  if (isIsolated !== true) throw new Error("the page is not cross-origin isolated");
  return {
    page,
    cores,
    version: browser.version(),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
