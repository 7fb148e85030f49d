/**
 * `npm run browsers`: the production build in Firefox and WebKitGTK. A smoke test of each, and every tensor
 * of the conformance networks bit for bit against Chromium. What is not installed is listed as skipped;
 * `npm run browsers -- --install` installs both from Debian's archive.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { inflateSync } from "node:zlib";
import { openFirefox } from "./browsers/bidi.js";
import { openChromium } from "./browsers/browser.js";
import { findMiniBrowser, openWebKit } from "./browsers/webkit.js";
import { buildIfStale, checkNode, install, probePort, ROOT, run } from "./house.js";
import { source } from "./source.js";

const { values } = parseArgs({
  options: {
    install: { type: "boolean", default: false },
    /** Conformance networks; all of them by default. */
    count: { type: "string", default: "Infinity" },
  },
});

const HOST = "127.0.0.1";
const PACKAGES = ["firefox-esr", "webkit2gtk-driver", "xvfb"];
const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
});

/** Workers take the plain SIMD kernels, which every browser has: the relaxed ones may round otherwise. */
const PLAIN_SIMD =
  "{const{validate}=WebAssembly;WebAssembly.validate=b=>!new Uint8Array(b).includes(133)&&validate(b)}";

/** Serves the build twice: as it is, and below /plain/ with plain SIMD alone. */
async function serveBuild() {
  const port = await probePort(0, HOST);
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, `http://${HOST}`);
    const isPlain = pathname.startsWith("/plain/");
    const path = normalize(pathname.slice(isPlain ? "/plain".length : 0));
    const file = join(ROOT, "dist", path === "/" ? "index.html" : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    const isWorker = /^worker-[\w-]+\.js$/.test(file.split("/").at(-1) ?? "");
    response.end(isPlain && isWorker ? `${PLAIN_SIMD}\n${readFileSync(file, "utf8")}` : readFileSync(file));
  });
  await new Promise((resolve) => void server.listen(port, HOST, () => resolve(null)));
  return { address: `http://${HOST}:${port}/`, stop: () => server.close() };
}

/** @param {string} program */
function which(program) {
  const { status, stdout } = spawnSync("which", [program], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

let failures = 0;
/** @param {boolean} isGood @param {string} what */
function check(isGood, what) {
  if (!isGood) failures++;
  console.log(`  ${isGood ? "ok" : "FAILED"}: ${what}`);
}

/** Resolves when a run that began after the document is on the screen. */
const SETTLED =
  "new Promise((resolve, reject) => { const start = performance.now(); const look = () => {" +
  " if (performance.getEntriesByName('initscope:run').length > 0 && document.querySelector('figure[aria-busy=true]') === null)" +
  " resolve(performance.getEntriesByName('initscope:run').at(-1).duration);" +
  " else if (performance.now() - start > 120000) reject(new Error('no run in two minutes'));" +
  " else setTimeout(look, 50); }; look(); })";

/** Resolves when the sheet for the printer, which is fetched after the picture, is there. */
const UNTIL_PRINTABLE =
  "new Promise((resolve, reject) => { const start = performance.now(); const look = () => {" +
  " if (document.querySelector('[data-part=print]') !== null) resolve(true);" +
  " else if (performance.now() - start > 120000) reject(new Error('no sheet in two minutes'));" +
  " else setTimeout(look, 50); }; look(); })";

/** @param {string} link @param {object} [options] */
const runOf = (link, options = {}) =>
  `window.initscope.run(${JSON.stringify(link)}, ${JSON.stringify(options)}).then(({ result }) => ` +
  "({ ...result.report, std: result.layers.at(-1).tensors.activation.std }))";

/**
 * @param {import("./browsers/browser.js").Browser} browser
 * @param {string} expression
 */
async function reportOf(browser, expression) {
  return /** @type {{ engine: string, backend: string, workers: number }} */ (
    await browser.evaluate(expression)
  );
}

/**
 * The page opens, computes, divides a large batch among workers, compares three networks.
 * @param {import("./browsers/browser.js").Browser} browser
 * @param {string} address
 */
async function smoke(browser, address) {
  await browser.open(`${address}#v=1&depth=10&seed=1`);
  await browser.evaluate(SETTLED);
  check(
    Number(await browser.evaluate("document.querySelectorAll('figure').length")) >= 2,
    "the first picture",
  );
  const small = await reportOf(browser, runOf("#v=1&depth=4&width=16&batch=16&seed=1"));
  check(small.engine === "wasm", `a small network on ${small.engine} ${small.backend}`);
  const cores = Number(await browser.evaluate("navigator.hardwareConcurrency"));
  const link = "#v=1&depth=12&width=512&batch=512&seed=1";
  // Threads start asynchronously, and the first run need not wait for them.
  await browser.evaluate(runOf(link));
  const large = await reportOf(browser, runOf(link));
  check(
    large.engine === "wasm" && large.workers === Math.min(8, cores),
    `a large one on ${large.workers} workers`,
  );
  await browser.open(`${address}#v=1&depth=6&width=64&batch=64&seed=1&a.init=zeros&c.act=tanh`);
  await browser.evaluate(SETTLED);
  check(!(await browser.evaluate("document.body.innerText.includes('Stopped')")), "three networks compared");
  await browser.open(`${address}#v=1&depth=20&width=64&batch=64&init=xavier_normal&seed=1&lang=zh`);
  await browser.evaluate(SETTLED);
  check((await browser.evaluate("document.documentElement.lang")) === "zh-CN", "the Chinese page");
  const complaints = browser.complaints();
  check(
    complaints.length === 0,
    `nothing in the console${complaints.length > 0 ? `: ${complaints[0]}` : ""}`,
  );
}

/** Pages of a PDF, whose objects may stand in compressed streams. @param {Buffer} pdf */
function pagesOf(pdf) {
  const text = pdf.toString("latin1");
  const streams = Array.from(text.matchAll(/stream\r?\n/g), ({ index, 0: word }) => {
    try {
      return inflateSync(pdf.subarray(index + word.length)).toString("latin1");
    } catch {
      // A font or a picture.
      return "";
    }
  });
  return [text, ...streams].join("\n").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** What Firefox did otherwise: paper of either shape, figures that stand still, sliders in forced colours. */
async function checkFirefox(/** @type {string} */ program, /** @type {string} */ address) {
  const size = { width: 1440, height: 900 };
  const browser = await openFirefox(program, size);
  const pair = "#v=1&depth=30&width=24&batch=16&seed=1&a.init=xavier_normal";
  await browser.open(address + pair);
  await browser.evaluate(SETTLED);
  await browser.evaluate(UNTIL_PRINTABLE);
  for (const isLandscape of [false, true]) {
    const pages = pagesOf(await browser.print(isLandscape));
    check(pages === 1, `a comparison on ${pages} page, ${isLandscape ? "landscape" : "portrait"}`);
  }
  const tops = new Set();
  for (const keys of ["", "&init=xavier_normal", "&act=tanh&init=normal", "&act=tanh&init=zeros"]) {
    await browser.open(`${address}#v=1&depth=10&width=24&batch=16&seed=1${keys}`);
    await browser.evaluate(SETTLED);
    await browser.evaluate(UNTIL_PRINTABLE);
    tops.add(await browser.evaluate("document.querySelector('[data-plot]').getBoundingClientRect().top"));
  }
  check(tops.size === 1, `the figures stand still while the words change: ${[...tops].join(", ")} px`);
  await browser.close();
  const forced = await openFirefox(program, size, { "browser.display.document_color_use": 2 });
  await forced.open(`${address}#v=1&depth=6&width=24&batch=16&seed=1`);
  await forced.evaluate(SETTLED);
  const track = String(
    await forced.evaluate(
      "matchMedia('(forced-colors: active)').matches && getComputedStyle(" +
        "document.querySelector('input[type=range]'), '::-moz-range-track').backgroundImage",
    ),
  );
  check(track.startsWith("linear-gradient"), `the track of a slider in forced colours: ${track}`);
  await forced.close();
}

/**
 * A hash of every tensor of some networks; NaN has many bit patterns, and counts as one.
 * @param {readonly string[]} links
 */
const hashesOf = (links) =>
  `(async (links) => { const all = []; for (const link of links) {
    const { captured, result } = await window.initscope.run(link, { engine: "wasm", capture: true });
    for (const layer of captured.layers) for (const [tensor, values] of Object.entries(layer)) {
      const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
      let hash = 2166136261 ^ values.length;
      for (let i = 0; i < bits.length; i++)
        hash = Math.imul(hash ^ (Number.isNaN(values[i]) ? 2143289344 : bits[i]), 16777619);
      all.push(link + " " + tensor + " " + result.report.backend + " " + (hash >>> 0));
    } }
    return all; })(${JSON.stringify(links)})`;

/**
 * @param {import("./browsers/browser.js").Browser} browser
 * @param {string} address
 * @param {readonly string[]} links
 * @returns {Promise<string[]>}
 */
async function tensorsOf(browser, address, links) {
  await browser.open(`${address}#v=1&depth=1&width=4&batch=4&seed=1`);
  await browser.evaluate(SETTLED);
  /** @type {string[]} */
  const hashes = [];
  for (let at = 0; at < links.length; at += 20)
    hashes.push(.../** @type {string[]} */ (await browser.evaluate(hashesOf(links.slice(at, at + 20)))));
  return hashes;
}

/** @param {string} name @param {readonly string[]} own @param {readonly string[]} others */
function compare(name, own, others) {
  const different = own.filter((hash, index) => hash !== others[index]);
  check(
    own.length > 0 && own.length === others.length && different.length === 0,
    `${own.length - different.length} of ${others.length} tensors bit-equal to Chromium's, ${name}` +
      (different.length > 0 ? `; first: ${different[0]}` : ""),
  );
}

if (values.install && !(await run("apt-get", ["install", "--yes", ...PACKAGES]))) process.exitCode = 1;
if (!checkNode() || !(await install()) || !(await buildIfStale()))
  throw new Error("there is no build to test");

/** @type {typeof import("../e2e/conformanceLinks.ts")} */
const { CASES } = await source("e2e/conformanceLinks.ts");
const links = CASES.slice(0, Number(values.count));

const firefox = which("firefox-esr") ?? which("firefox");
const webKitDriver = which("WebKitWebDriver");
const miniBrowser = findMiniBrowser();
const site = await serveBuild();
const chromium = await openChromium();
console.log(chromium.version);
const relaxed = await tensorsOf(chromium, site.address, links);
const plain = await tensorsOf(chromium, `${site.address}plain/`, links);
await chromium.close();

/** @type {string[]} */
const skipped = [];
if (firefox === null) skipped.push("Firefox: firefox-esr is not installed");
else {
  const browser = await openFirefox(firefox, { width: 1440, height: 900 });
  console.log(browser.version);
  await smoke(browser, site.address);
  const own = await tensorsOf(browser, site.address, links);
  compare("as each browser runs", own, relaxed);
  compare("plain SIMD", await tensorsOf(browser, `${site.address}plain/`, links), plain);
  await browser.close();
  await checkFirefox(firefox, site.address);
}
if (webKitDriver === null || miniBrowser === null || which("Xvfb") === null)
  skipped.push("WebKit: webkit2gtk-driver or xvfb is not installed");
else {
  const browser = await openWebKit(webKitDriver, miniBrowser);
  console.log(browser.version);
  await smoke(browser, site.address);
  compare("plain SIMD", await tensorsOf(browser, `${site.address}plain/`, links), plain);
  await browser.close();
}
site.stop();
for (const name of skipped) console.log(`skipped: ${name}`);
console.log(`${failures} failed, ${skipped.length} skipped`);
if (failures > 0) process.exitCode = 1;
