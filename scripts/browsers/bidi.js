/** Firefox over WebDriver BiDi: the browser speaks it itself, over a WebSocket, without a driver between. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a browser must have said by then, or it has not started. */
const START_MS = 60_000;

/** Settings of the profile: no network but the page's, no first-run pages, forced colours where asked. */
const PREFERENCES = {
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "remote.active-protocols": 1,
  // Tests change sizes and print without asking.
  "full-screen-api.transition-duration.enter": "0 0",
  "full-screen-api.transition-duration.leave": "0 0",
  "full-screen-api.warning.timeout": 0,
};

/** @param {string} program */
function startFirefox(program, preferences = {}) {
  const profile = mkdtempSync(join(tmpdir(), "initscope-firefox-"));
  const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: "1" } },
  );
  const address = new Promise((/** @type {(address: string) => void} */ resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Firefox did not start in time")), START_MS);
    child.stderr.on("data", (/** @type {Buffer} */ chunk) => {
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(chunk.toString());
      if (found?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(`${found[1]}/session`);
    });
    child.on("error", reject);
  });
  return {
    address,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * @typedef {import("./browser.js").Browser} Browser
 *
 * The fields of answers that are read here, each of the calls that have it.
 * @typedef {object} Answer
 * @property {{ readonly browserVersion: string }} capabilities
 * @property {readonly { readonly context: string }[]} contexts
 * @property {string} type
 * @property {{ readonly text: string }} exceptionDetails
 * @property {{ readonly value: string }} result
 * @property {string} data
 *
 * @typedef {object} Message
 * @property {number} id
 * @property {string} [type]
 * @property {string} [method]
 * @property {string} [error]
 * @property {string} [message]
 * @property {{ readonly level: string, readonly text: string }} params of an event of the log
 * @property {Answer} result
 */

/**
 * Starts Firefox and opens a page.
 * @param {string} program
 * @param {{ readonly width: number, readonly height: number }} size
 * @param {Readonly<Record<string, unknown>>} [preferences]
 * @returns {Promise<Browser & {
 *   print(isLandscape: boolean): Promise<Buffer>, press(keys: string): Promise<void> }>}
 */
export async function openFirefox(program, { width, height }, preferences) {
  const { address, stop } = startFirefox(program, preferences);
  const socket = new WebSocket(await address);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("no connection to Firefox")), { once: true });
  });
  /** @type {Map<number, { resolve: (result: Answer) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  /** @type {string[]} */
  const complaints = [];
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = /** @type {Message} */ (JSON.parse(String(data)));
    if (message.method === "log.entryAdded" && ["error", "warn"].includes(message.params.level)) {
      complaints.push(`${message.params.level}: ${message.params.text}`);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "error") call?.reject(new Error(`${message.error}: ${message.message}`));
    else call?.resolve(message.result);
  });
  /** @param {string} method @param {object} params @returns {Promise<Answer>} */
  const send = (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });

  const session = await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts } = await send("browsingContext.getTree", {});
  const context = contexts[0]?.context;
  await send("browsingContext.setViewport", { context, viewport: { width, height } });
  return {
    version: `Firefox ${session.capabilities.browserVersion}`,
    complaints: () => complaints.splice(0),
    async open(url) {
      await send("browsingContext.navigate", { context, url: "about:blank", wait: "complete" });
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async evaluate(expression) {
      const answer = await send("script.evaluate", {
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      });
      if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
      return /** @type {unknown} */ (JSON.parse(answer.result.value));
    },
    async press(keys) {
      const actions = Array.from(keys).flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      await send("input.performActions", { context, actions: [{ type: "key", id: "keys", actions }] });
    },
    async print(isLandscape) {
      const { data } = await send("browsingContext.print", {
        context,
        orientation: isLandscape ? "landscape" : "portrait",
        page: { width: 21, height: 29.7 },
        background: false,
      });
      return Buffer.from(data, "base64");
    },
    async close() {
      socket.close();
      await stop();
    },
  };
}
