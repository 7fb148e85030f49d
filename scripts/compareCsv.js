/**
 * `npm run compare:csv -- BEFORE AFTER`: compares the CSV of ten links in two built sites, byte for byte.
 * Both sites answer at the same address, one after the other, and see a machine of one core: every sum is
 * then computed in one order. The command names the first line that differs in each file. It compares
 * numbers, not speed.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.js";

/** What each link covers; together they reach every normalisation, loss and residual connection. */
const LINKS = {
  "default experiment": "#v=1&seed=1",
  "GELU, uniform weights and inputs": "#v=1&depth=12&width=96&act=gelu&init=pytorch_linear&x=pixels&seed=2",
  "layers of their own": "#v=1&act=tanh&acts=6-10:relu&init=xavier_normal&inits=6-10:he_normal&seed=3",
  "batch norm behind the activation, dropout":
    "#v=1&depth=20&width=96&norm=batch&at=after&gamma=1.5&beta=0.5&keep=0.8&seed=4",
  "layer norm, scaled residual blocks":
    "#v=1&depth=20&width=96&act=silu&norm=layer&res=depth_scaled&x=correlated&seed=5",
  "RMS norm, zero residual blocks, squared error":
    "#v=1&depth=12&width=96&act=mish&norm=rms&res=zero&grad=mse&bias=0.1&seed=6",
  "widths of their own, cross-entropy":
    "#v=1&width=256-128-64-10&last=linear&inits=4:normal@0.3&grad=cross_entropy&x=sparse&seed=7",
  "comparison of two experiments":
    "#v=1&depth=5&width=100&batch=500&act=sigmoid&init=normal&seed=8&a.init=xavier_normal",
  "overflow to Inf and NaN": "#v=1&depth=60&width=100&init=normal&seed=9",
  "LSUV on orthogonal weights": "#v=1&depth=12&width=96&batch=128&act=leaky_relu&init=lsuv&seed=10",
};

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** A script that runs before every other: pages and workers count one core, so the engine starts no shard. */
const ONE_CORE = 'Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });\n';

/** A static host whose folder can be exchanged. @param {string} folder */
async function serve(folder) {
  const site = { folder, port: 0 };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const file = join(site.folder, pathname === "/" ? "index.html" : pathname);
    readFile(file).then(
      (content) => {
        const isScript = extname(file) === ".js";
        response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(isScript ? Buffer.concat([Buffer.from(ONE_CORE), content]) : content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((listening) => {
    server.listen(0, "127.0.0.1", () => listening(null));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the site is not being served");
  site.port = address.port;
  return { site, stop: () => server.close() };
}

/**
 * The CSV of a link, through the export menu.
 * @param {import("@playwright/test").Browser} browser
 * @param {string} address
 */
async function csvOf(browser, address) {
  // A fresh visit: nothing is remembered of other links, and no service worker answers for the site.
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  const content = await readFile(await download.path());
  await context.close();
  return content;
}

/**
 * Every file, by what its link covers.
 * @param {import("@playwright/test").Browser} browser
 * @param {string} base
 */
async function allCsv(browser, base) {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (const [what, link] of Object.entries(LINKS)) files.set(what, await csvOf(browser, base + link));
  return files;
}

/**
 * The first line that differs, counted from 1; null where none does.
 * @param {Buffer} before
 * @param {Buffer} after
 */
function firstDifference(before, after) {
  if (before.equals(after)) return null;
  const [left, right] = [before, after].map((content) => content.toString("latin1").split("\n"));
  const count = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let index = 0; index < count; index++) {
    const [old, fresh] = [left?.[index], right?.[index]];
    if (old !== fresh) return { line: index + 1, before: old ?? "(no line)", after: fresh ?? "(no line)" };
  }
  throw new Error("files differ in no line");
}

/** @param {string} before @param {string} after @returns {Promise<boolean>} whether all files are equal */
async function compare(before, after) {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox", "--disable-background-networking"],
    ...(executablePath === null ? {} : { executablePath }),
  });
  const { site, stop } = await serve(before);
  const base = `http://127.0.0.1:${site.port}/`;
  const old = await allCsv(browser, base);
  site.folder = after;
  const fresh = await allCsv(browser, base);
  await browser.close();
  stop();
  let areEqual = true;
  for (const [what, content] of old) {
    const difference = firstDifference(content, fresh.get(what) ?? Buffer.alloc(0));
    if (difference === null) {
      console.log(`equal      ${what}: ${content.length} bytes`);
      continue;
    }
    areEqual = false;
    console.log(`DIFFERENT  ${what}, line ${difference.line}`);
    console.log(`  before: ${difference.before}\n  after:  ${difference.after}`);
  }
  return areEqual;
}

const [before, after] = process.argv.slice(2);
if (before === undefined || after === undefined) {
  console.error("missing folder: npm run compare:csv -- BEFORE AFTER (expected two built sites)");
  process.exitCode = 2;
} else if (!(await compare(resolve(before), resolve(after)))) process.exitCode = 1;
