/** Finds the Chromium that the browser tests drive, or installs one. */
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { run, runTool } from "./house.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own download, if there is one. @returns {string[]} */
function playwrightBrowsers() {
  try {
    const require = createRequire(import.meta.url);
    const playwright = /** @type {typeof import("@playwright/test")} */ (require("@playwright/test"));
    return [playwright.chromium.executablePath()];
  } catch {
    return []; // Playwright is not installed yet.
  }
}

/**
 * CHROMIUM_PATH decides when it is set; otherwise the system's Chromium or Chrome, then Playwright's own.
 * @returns {string | null}
 */
export function findChromium() {
  const chosen = process.env["CHROMIUM_PATH"] ?? process.env["PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH"];
  if (chosen !== undefined) return isExecutable(chosen) ? chosen : null;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES, ...playwrightBrowsers()].find(isExecutable) ?? null;
}

/** The command line of a package manager run with the rights it needs, or null where there is none. */
async function aptCommand() {
  if (!isExecutable("/usr/bin/apt-get")) return null;
  const apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  if (process.getuid?.() === 0) return apt;
  return isExecutable("/usr/bin/sudo") && (await run("sudo", ["-n", "true"])) ? ["sudo", "-n", ...apt] : null;
}

/** The Chromium to use, installed if there was none. @returns {Promise<string | null>} */
export async function provideChromium() {
  const found = findChromium();
  if (found !== null) return found;
  if (process.env["CHROMIUM_PATH"] !== undefined) {
    console.error(`invalid CHROMIUM_PATH: ${process.env["CHROMIUM_PATH"]} (expected a program)`);
    return null;
  }
  console.log("Installing Chromium for the browser tests ...");
  const [program, ...apt] = (await aptCommand()) ?? [];
  if (program !== undefined && (await run(program, [...apt, "update", "-qq"]))) {
    await run(program, [
      ...apt,
      "install",
      "-y",
      "-qq",
      "--no-install-recommends",
      "chromium",
      "fonts-noto-cjk",
    ]);
  }
  if (findChromium() === null) await runTool("@playwright/test/cli.js", ["install", "chromium"]);
  const installed = findChromium();
  if (installed === null) {
    console.error("no Chromium: install Chromium or Chrome, or set CHROMIUM_PATH to its program");
  }
  return installed;
}
