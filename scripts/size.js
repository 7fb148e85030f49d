/**
 * The size budget: the bytes that a first visit must download before it can compute, compressed as a host
 * would.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./house.js";

/**
 * Scripts, workers and WASM of the first visit, and the words of one language. GPU.js and everything else
 * behind an `import()` is not part of it. docs/adr/0015-size-budget.md says how the limit was chosen.
 */
const LIMIT_BYTES = 190_000;

const DIST = join(ROOT, "dist");

/** Addresses in a page: scripts, preloaded modules, styles. */
const IN_PAGE = /(?:src|href)="(?:\.\/)?([^":]+\.(?:js|css))"/g;
/** Static imports and re-exports of a minified chunk; `import(` has a bracket and does not match. */
const IMPORTED = /\b(?:import|from)\s*["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g;
/** Files a chunk loads by their own address: workers and WASM. */
const ADDRESSED = /new URL\(\s*(?:""\s*\+\s*)?["'`]([^"'`]+\.(?:js|wasm))["'`]/g;

/**
 * The files under dist/ that a page loads at once, without the page itself.
 * @param {string} page path of an HTML file
 * @returns {string[]} paths
 */
export function initialFiles(page) {
  const files = new Set(
    matches(IN_PAGE, readFileSync(page, "utf8")).map((path) => join(dirname(page), path)),
  );
  for (const file of files) {
    if (!file.endsWith(".js")) continue;
    const code = readFileSync(file, "utf8");
    for (const path of [...matches(IMPORTED, code), ...matches(ADDRESSED, code)]) {
      files.add(join(dirname(file), path));
    }
  }
  return [...files];
}

/** The chunks of src/i18n/en.ts and zh.ts: a page fetches one of them at once, though by an `import()`. */
const DICTIONARY = /^(?:en|zh)-[\w-]+\.js$/;

/**
 * The dictionaries of a build, one per language.
 * @param {string} page path of its HTML file
 * @returns {string[]} paths
 */
export function dictionaryFiles(page) {
  const assets = join(dirname(page), "assets");
  return readdirSync(assets)
    .filter((name) => DICTIONARY.test(name))
    .map((name) => join(assets, name));
}

/** @param {RegExp} pattern @param {string} text */
function matches(pattern, text) {
  return Array.from(text.matchAll(pattern), ([, path]) => path ?? "");
}

/** @param {string} file */
function gzipBytes(file) {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Prints the first visit file by file. @returns {boolean} whether its code is within the budget */
export function checkSize() {
  const page = join(DIST, "index.html");
  if (!existsSync(page)) {
    console.error("no build to measure: run `npm run build` first");
    return false;
  }
  let scriptBytes = 0;
  // A browser fetches one of the kernel modules, the one it validates: the larger counts.
  let kernelBytes = 0;
  // A browser fetches one of the dictionaries: the larger counts.
  let wordBytes = 0;
  const dictionaries = dictionaryFiles(page);
  for (const file of [...initialFiles(page), ...dictionaries]) {
    const bytes = gzipBytes(file);
    if (dictionaries.includes(file)) wordBytes = Math.max(wordBytes, bytes);
    else if (file.endsWith(".wasm")) kernelBytes = Math.max(kernelBytes, bytes);
    else if (!file.endsWith(".css")) scriptBytes += bytes;
    console.log(`${kilobytes(bytes).padStart(10)}  ${relative(DIST, file)}`);
  }
  const codeBytes = scriptBytes + kernelBytes + wordBytes;
  console.log(
    `${kilobytes(codeBytes).padStart(10)}  code of the first visit (limit ${kilobytes(LIMIT_BYTES)}, gzip)`,
  );
  return scriptBytes > 0 && wordBytes > 0 && codeBytes <= LIMIT_BYTES;
}

if (basename(process.argv[1] ?? "") === "size.js" && !checkSize()) process.exitCode = 1;
