/** Builds the service worker, and writes the list of the build's files into it. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin, Rolldown } from "vite";

const WORKER = fileURLToPath(new URL("../src/app/serviceWorker.ts", import.meta.url));
const WORKER_FILE = "sw.js";
const PLACEHOLDER = "__INITSCOPE_BUILD__";

/** The files of a folder by their names in the build. */
function filesBelow(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(relative(folder, path).split(sep).join("/"), readFileSync(path));
  }
  return files;
}

/** The first script of the page. */
function entryOf(page: string): string {
  const entry = /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(page)?.[1];
  if (entry === undefined) throw new Error("missing script in index.html (expected the page's entry)");
  return entry;
}

/**
 * The worker's description of its build. The version changes with any byte of any file.
 * @param files every file of the build but the worker, by name
 */
export function describeBuild(files: ReadonlyMap<string, string | Uint8Array>) {
  const names = [...files.keys()].toSorted();
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\0`).update(files.get(name) ?? "");
  const page = files.get("index.html") ?? "";
  return {
    version: hash.digest("hex").slice(0, 16),
    entry: entryOf(typeof page === "string" ? page : new TextDecoder().decode(page)),
    files: names.map((name) => (name === "index.html" ? "./" : name)),
  };
}

function contentOf(file: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array {
  return file.type === "chunk" ? file.code : file.source;
}

export function serviceWorker(): Plugin {
  let publicFolder = "";
  return {
    name: "initscope:service-worker",
    apply: "build",
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: "chunk", id: WORKER, fileName: WORKER_FILE });
    },
    generateBundle: {
      // A late hook writes the page.
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[WORKER_FILE];
        if (worker?.type !== "chunk" || worker.imports.length > 0 || !worker.code.includes(PLACEHOLDER))
          throw new Error(`invalid ${WORKER_FILE} (expected one script with a place for its list)`);
        const made = Object.entries(bundle).filter(([name]) => name !== WORKER_FILE);
        const files = new Map([
          ...filesBelow(publicFolder),
          ...made.map(([name, file]) => [name, contentOf(file)] as const),
        ]);
        worker.code = worker.code.replace(PLACEHOLDER, () => JSON.stringify(describeBuild(files)));
      },
    },
  };
}

/**
 * Leaves the WOFF and TrueType copies of KaTeX's fonts out of the build: every browser that runs the page
 * reads WOFF2, and an offline copy would carry an unused megabyte.
 */
export function woff2Only(): Plugin {
  return {
    name: "initscope:woff2-only",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /katex[^?]*\.css/ },
      handler: (code) => code.replace(/,url\([^)]+\.(?:woff|ttf)\) ?format\("(?:woff|truetype)"\)/g, ""),
    },
  };
}
