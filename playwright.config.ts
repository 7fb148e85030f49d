/** The browser tests: they drive the production build, in a plain Chromium and on two software GPUs. */
import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/chromium.js";
import { probePort } from "./scripts/house.js";

const HOST = "127.0.0.1";

// Chosen once and inherited by the worker processes, which read this file again.
const port = Number((process.env["INITSCOPE_E2E_PORT"] ??= String(await probePort(0, HOST))));

const executablePath = findChromium();

/** Containers have no sandbox to give, and nothing but the page may use the network. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function chromium(...flags: readonly string[]) {
  return {
    browserName: "chromium" as const,
    launchOptions: {
      args: [...CHROMIUM_FLAGS, ...flags],
      ...(executablePath === null ? {} : { executablePath }),
    },
  };
}

/** Tests that must run on a GPU backend; everything else runs once, without a GPU. */
const GPU_SPECS = "**/*.gpu.spec.ts";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  forbidOnly: process.env["CI"] !== undefined,
  retries: 0,
  workers: 2,
  // Limits end what hangs; no test measures time. The longest test takes half a minute on two quiet cores.
  timeout: 5 * 60_000,
  expect: { timeout: 60_000 },
  // A broken site fails every test at its limit; a list of 30 failures shows that, and hides no separate one.
  maxFailures: 30,
  // The JSON report goes where PLAYWRIGHT_JSON_OUTPUT_NAME says; without it, it would flood the terminal.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] === undefined ? [["list"]] : [["list"], ["json"]],
  use: {
    baseURL: `http://${HOST}:${port}/`,
    locale: "en-GB",
    // A trace makes a test take twice as long; `npm run e2e -- --trace=retain-on-failure` records one.
    trace: "off",
    // Every test meets the host itself; offline.spec.ts is about the worker in between.
    serviceWorkers: "block",
  },
  projects: [
    { name: "default", testIgnore: GPU_SPECS, use: chromium() },
    {
      name: "webgl2",
      testMatch: GPU_SPECS,
      use: chromium("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    },
    {
      name: "webgpu",
      testMatch: GPU_SPECS,
      use: chromium("--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"),
    },
  ],
  webServer: {
    command: "node scripts/start.js",
    url: `http://${HOST}:${port}/`,
    env: { HOST, PORT: String(port) },
    // The server builds a stale site before it answers.
    timeout: 20 * 60_000,
  },
});
