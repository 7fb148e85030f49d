/** Serves the production build, opens it in Chromium and waits for its first run. */
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { buildIfStale, checkNode, install, probePort, ROOT } from "../scripts/house.js";
import { findChromium } from "../scripts/chromium.js";

/**
 * @param {readonly string[]} flags added to Chromium's command line
 * @param {(page: import("@playwright/test").Page) => Promise<unknown>} prepare runs before the page is loaded
 * @param {string} hash of the link to open; none for the default experiment
 * @param {string} directory a changed copy of the build
 */
export async function openBuild(flags = [], prepare = async () => {}, hash = "", directory = "dist") {
  if (!checkNode() || !(await install()) || !(await buildIfStale()))
    throw new Error("there is no build to measure");
  const host = "127.0.0.1";
  const port = await probePort(0, host);
  const server = await preview({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    build: { outDir: directory },
    preview: { port, host, strictPort: true },
  });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox", "--disable-background-networking", ...flags],
    ...(executablePath === null ? {} : { executablePath }),
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await prepare(page);
  await page.goto(`http://${host}:${port}/${hash}`);
  await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0);
  return {
    page,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
