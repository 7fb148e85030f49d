/**
 * `npm run contexts`: takes the WebGL2 context away from the GPU engine again and again, while it compiles,
 * draws, reads and rests, on Chromium's software GPU. The last picture must stay, the next one must come from
 * another engine or from a new context, and no second context may be alive.
 *
 *   npm run contexts -- --count=100
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBuild } from "../bench/openBuild.js";
import { buildIfStale, ROOT } from "./house.js";

const { values } = parseArgs({ options: { count: { type: "string", default: "100" } } });

/** The moments of a loss, by the call of WebGL that it comes with. */
const MOMENTS = /** @type {const} */ ({
  compile: "linkProgram",
  draw: "drawArrays",
  reading: "readPixels",
  idle: null,
});

/** Runs in every worker before its program: watches the contexts, and loses one when the page says so. */
const WATCH = `{
  const contexts = new Set();
  const channel = new BroadcastChannel("contexts");
  let wanted;
  const lose = (context) => {
    wanted = undefined;
    context.getExtension("WEBGL_lose_context")?.loseContext();
    channel.postMessage({ lostMs: performance.timeOrigin + performance.now() });
  };
  const { getContext } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.getContext = function (...given) {
    const context = getContext.apply(this, given);
    // The probe of the device makes a context of its own, and gives it up at once.
    if (given[0] === "webgl2" && context !== null) contexts.add(context);
    return context;
  };
  for (const name of ["linkProgram", "drawArrays", "readPixels"]) {
    const own = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      if (wanted === name && contexts.has(this)) lose(this);
      return own.apply(this, given);
    };
  }
  channel.onmessage = ({ data }) => {
    const alive = [...contexts].filter((context) => !context.isContextLost());
    if (data === "count") channel.postMessage({ alive: alive.length });
    else if (data.lose === null) alive.forEach(lose);
    else wanted = data.lose;
  };
  channel.postMessage("begun");
}`;

// Not a rewritten answer: a browser that has met the script asks for it no more.
if (!(await buildIfStale())) throw new Error("there is no build to test");
const copy = mkdtempSync(join(tmpdir(), "initscope-contexts-"));
cpSync(join(ROOT, "dist"), copy, { recursive: true });
for (const name of readdirSync(join(copy, "assets"))) {
  const file = join(copy, "assets", name);
  if (/^worker-[\w-]+\.js$/.test(name)) writeFileSync(file, `${WATCH}\n${readFileSync(file, "utf8")}`);
}

const { page, close } = await openBuild(
  ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  async (target) => {
    await target.addInitScript(() => {
      const channel = new BroadcastChannel("contexts");
      /** @type {{ lostMs: number[], alive: number, wish: string | null }} */
      const seen = { lostMs: [], alive: 0, wish: null };
      /** @param {MessageEvent<"begun" | { lostMs: number } | { alive: number }>} event */
      channel.onmessage = ({ data }) => {
        if (data === "begun") {
          if (seen.wish !== null) channel.postMessage({ lose: seen.wish });
        } else if ("lostMs" in data) {
          seen.wish = null;
          seen.lostMs.push(data.lostMs);
        } else seen.alive += data.alive;
      };
      Object.assign(window, { contexts: { channel, seen } });
    });
  },
  "#v=1&depth=3&width=8&batch=8&seed=1",
  copy,
);

/**
 * @typedef {Window & { contexts: {
 *   channel: BroadcastChannel,
 *   seen: { lostMs: number[], alive: number, wish: string | null } } }} WatchedWindow
 */

await page.getByRole("button", { name: "Help" }).click();
await page.getByRole("button", { name: /WASM SIMD/ }).click();
await page.getByRole("radio", { name: /GPU\.js WebGL2/ }).check();
await page.keyboard.press("Escape");
await page.keyboard.press("Escape");

let failures = 0;
/** @param {string} what */
function fail(what) {
  failures++;
  console.log(`  FAILED: ${what}`);
}

/**
 * Changes the seed, waits for the run, and says which engine had it and when it ended.
 * @param {number} seed
 */
async function runWith(seed) {
  const before = await page.evaluate(() => performance.getEntriesByName("initscope:run").length);
  const field = page.getByRole("spinbutton", { name: "Seed", exact: true });
  await field.fill(String(seed));
  await field.press("Enter");
  await page.waitForFunction(
    (count) =>
      performance.getEntriesByName("initscope:run").length > count &&
      document.querySelector('[aria-busy="true"]') === null,
    before,
  );
  return page.evaluate(() => {
    const run = /** @type {PerformanceMeasure | undefined} */ (
      performance.getEntriesByName("initscope:run").at(-1)
    );
    const { engine } = /** @type {{ engine: string }} */ (run?.detail ?? { engine: "none" });
    const startMs = performance.timeOrigin + (run?.startTime ?? NaN);
    return { engine, startMs, endMs: startMs + (run?.duration ?? NaN) };
  });
}

/** @type {Record<string, { count: number, met: number, recoveryMs: number[] }>} */
const table = {};
let seed = 1;
for (let index = 0; index < Number(values.count); index++) {
  const names = /** @type {(keyof typeof MOMENTS)[]} */ (Object.keys(MOMENTS));
  const moment = names[index % names.length] ?? "idle";
  const row = (table[moment] ??= { count: 0, met: 0, recoveryMs: [] });
  row.count++;
  // The context was lost at rest before: the next run opens a new one, which compiles its kernels.
  const settled = moment === "compile" ? null : await runWith(++seed);
  if (settled !== null && settled.engine !== "gpu") fail(`${index}: ${settled.engine} ran, before the loss`);
  await page.evaluate((lose) => {
    const { channel, seen } = /** @type {WatchedWindow} */ (/** @type {unknown} */ (window)).contexts;
    seen.lostMs.length = 0;
    seen.wish = lose;
    channel.postMessage({ lose });
  }, MOMENTS[moment]);
  const { engine, startMs, endMs } = await runWith(++seed);
  const [lostMs] = await page.evaluate(
    () => /** @type {WatchedWindow} */ (/** @type {unknown} */ (window)).contexts.seen.lostMs,
  );
  if (lostMs === undefined) fail(`${index}: the context was not lost (${moment})`);
  else {
    row.met++;
    // A loss at rest is noticed by the next run.
    row.recoveryMs.push(endMs - (moment === "idle" ? startMs : lostMs));
    if (engine === "gpu" && moment !== "idle") fail(`${index}: a run went on without its context`);
  }
  if ((await page.getByRole("figure").count()) < 2) fail(`${index}: the picture has gone`);
  const alive = await page.evaluate(async () => {
    const { channel, seen } = /** @type {WatchedWindow} */ (/** @type {unknown} */ (window)).contexts;
    seen.alive = 0;
    channel.postMessage("count");
    await new Promise((resolve) => void setTimeout(resolve, 200));
    return seen.alive;
  });
  if (alive > 1) fail(`${index}: ${alive} contexts are alive`);
}
await close();
rmSync(copy, { recursive: true, force: true });

console.log("| lost while | losses | median ms | 95th percentile ms |\n| --- | ---: | ---: | ---: |");
for (const [moment, { met, recoveryMs }] of Object.entries(table)) {
  const sorted = recoveryMs.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]?.toFixed(0) ?? "";
  console.log(`| ${moment} | ${met} | ${at(0.5)} | ${at(0.95)} |`);
}
console.log(`${values.count} tried, ${failures} failures`);
if (failures > 0) process.exitCode = 1;
