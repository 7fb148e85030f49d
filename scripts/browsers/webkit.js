/** WebKitGTK over WebDriver: Debian's WebKitWebDriver drives its MiniBrowser, which needs a display. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { probePort } from "../house.js";

const HOST = "127.0.0.1";
/** Longest time until a call answers: a test runs one network after another in one call. */
const SCRIPT_MS = 10 * 60_000;

/** The browser that comes with the driver; null where there is none. */
export function findMiniBrowser() {
  const library = "/usr/lib/x86_64-linux-gnu";
  if (!existsSync(library)) return null;
  for (const name of readdirSync(library)
    .filter((one) => one.startsWith("webkit2gtk-"))
    .sort()
    .reverse()) {
    const path = join(library, name, "MiniBrowser");
    if (existsSync(path)) return path;
  }
  return null;
}

/** @param {string} driver @param {string} browser @returns {Promise<import("./browser.js").Browser>} */
export async function openWebKit(driver, browser) {
  const port = await probePort(0, HOST);
  const display = `:${90 + (port % 100)}`;
  const screen = spawn("Xvfb", [display, "-screen", "0", "1440x900x24", "-nolisten", "tcp"], {
    stdio: "ignore",
  });
  const child = spawn(driver, [`--host=${HOST}`, `--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      DISPLAY: display,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      GDK_BACKEND: "x11",
    },
  });
  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<unknown>} */
  const call = async (method, path, body) => {
    const response = await fetch(`http://${HOST}:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = /** @type {{ value: { error?: string, message?: string } | null }} */ (
      await response.json()
    );
    if (value?.error !== undefined) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  /** @type {{ sessionId: string, capabilities: { browserVersion: string } } | null} */
  let session = null;
  for (let attempt = 0; session === null; attempt++) {
    try {
      const capabilities = {
        alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } },
      };
      session = /** @type {{ sessionId: string, capabilities: { browserVersion: string } }} */ (
        await call("POST", "/session", { capabilities })
      );
    } catch (error) {
      // The driver and the display need a moment to listen.
      if (attempt > 40) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 500));
    }
  }
  const { sessionId, capabilities } = session;
  await call("POST", `/session/${sessionId}/timeouts`, { script: SCRIPT_MS, pageLoad: SCRIPT_MS });
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    // WebDriver does not tell what the console says.
    complaints: () => [],
    async open(url) {
      await call("POST", `/session/${sessionId}/url`, { url: "about:blank" });
      await call("POST", `/session/${sessionId}/url`, { url });
    },
    async evaluate(expression) {
      const script =
        `const done = arguments[0]; Promise.resolve(${expression}).then(` +
        "(value) => done(JSON.stringify({ value: value ?? null }))," +
        "(error) => done(JSON.stringify({ error: String(error) })));";
      const text = String(await call("POST", `/session/${sessionId}/execute/async`, { script, args: [] }));
      const { value, error } = /** @type {{ value?: unknown, error?: string }} */ (JSON.parse(text));
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async close() {
      await call("DELETE", `/session/${sessionId}`).catch(() => undefined);
      child.kill();
      screen.kill();
    },
  };
}
