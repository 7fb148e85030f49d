/**
 * `npm run weights`: the audit of files of weights. Thirty files of ten known laws must be named, ten
 * thousand broken files answered, and a file of 3 GB read in bounded memory. Ends with an error at any fault.
 *
 *   npm run weights -- --files=30 --fuzz=10000 --gigabytes=3 --seed=1
 */
import { closeSync, mkdtempSync, openAsBlob, openSync, rmSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { source } from "./source.js";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "30" },
    fuzz: { type: "string", default: "10000" },
    gigabytes: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
  },
});

/** @type {typeof import("../src/testing/weights/lawFiles.ts")} */
const { lawFile, misnamed } = await source("src/testing/weights/lawFiles.ts");
/** @type {typeof import("../src/testing/weights/fuzzFiles.ts")} */
const { fuzzFiles } = await source("src/testing/weights/fuzzFiles.ts");
/** @type {typeof import("../src/weights/audit.ts")} */
const { auditBlob } = await source("src/weights/audit.ts");

const SHOWN = 10;
/** Growth of the process while it reads the large file. Its slices have 4 MB and are freed when it suits. */
const MOST_MEGABYTES = 400;
const MEGABYTE = 2 ** 20;

let faultCount = 0;

/** @param {string} what @param {readonly string[]} faults @param {number} startMs */
function report(what, faults, startMs) {
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${what}: ${faults.length} faults, ${seconds} s`);
  for (const fault of faults.slice(0, SHOWN)) console.log(`  ${fault}`);
  faultCount += faults.length;
}

async function nameLaws() {
  const startMs = performance.now();
  const faults = [];
  const files = Number(values.files);
  for (let index = 0; index < files; index++) {
    const file = lawFile(index);
    for (const fault of await misnamed(file)) faults.push(`file ${index} (${file.label}): ${fault}`);
  }
  report(`laws of ${files} files`, faults, startMs);
}

async function answerFuzz() {
  const startMs = performance.now();
  const count = Number(values.fuzz);
  const { faults, answers } = await fuzzFiles(count, Number(values.seed));
  report(`${count} broken files`, faults, startMs);
  const kinds = Object.entries(answers).sort(([, a], [, b]) => b - a);
  console.log(`  ${kinds.map(([kind, times]) => `${kind} ${times}`).join(", ")}`);
}

/** A file of zeros that takes no room on the disk: a header, and a length. @param {string} path */
function writeSparse(path) {
  const tensors = Math.ceil(12 * Number(values.gigabytes));
  const bytes = Math.floor((Number(values.gigabytes) * 2 ** 30) / tensors / 4) * 4;
  const entries = Array.from({ length: tensors }, (_, index) => [
    `layers.${index}.weight`,
    { dtype: "F32", shape: [bytes / 4], data_offsets: [index * bytes, (index + 1) * bytes] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, "w");
  writeSync(file, Buffer.concat([prefix, header]));
  closeSync(file);
  truncateSync(path, 8 + header.length + tensors * bytes);
}

async function readLarge() {
  const folder = mkdtempSync(join(tmpdir(), "initscope-weights-"));
  try {
    const path = join(folder, "large.safetensors");
    writeSparse(path);
    const blob = await openAsBlob(path);
    const startMs = performance.now();
    const before = process.memoryUsage().rss;
    let most = before;
    let listedMs = NaN;
    /** @type {string[]} */
    const faults = [];
    await auditBlob(blob, "large.safetensors", {
      onListing: () => (listedMs = performance.now() - startMs),
      onMeasured({ index, stats }) {
        if (stats === null || stats.zeros !== stats.count) faults.push(`tensor ${index}`);
      },
      onProgress: () => (most = Math.max(most, process.memoryUsage().rss)),
      signal: new AbortController().signal,
    });
    const grown = Math.round((most - before) / MEGABYTE);
    if (grown > MOST_MEGABYTES) faults.push(`${grown} MB (expected at most ${MOST_MEGABYTES})`);
    report(
      `${values.gigabytes} GB, listed after ${listedMs.toFixed(0)} ms, ${grown} MB more`,
      faults,
      startMs,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await nameLaws();
await answerFuzz();
await readLarge();
if (faultCount > 0) process.exitCode = 1;
