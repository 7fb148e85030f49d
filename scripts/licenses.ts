/** Completes the list of licences in the build: Vite lists what the page's bundle takes, not the worker's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The file of the build. A text file: browsers show it rather than save it. */
export const LICENSES_FILE = "licenses.txt";

/**
 * Packages whose code is in the workers' files: GPU.js with the parser it has built in, and the runtime that
 * the AssemblyScript compiler puts into the kernels.
 */
export const WORKER_PACKAGES = ["acorn", "assemblyscript", "gpu.js"] as const;

function licenseOf(root: string, name: string): string {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version: string;
    readonly license: string;
  };
  return `## ${name} - ${version} (${license})\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
}

/** Appends the licences of the workers' packages to Vite's list. */
export function workerLicenses(root: string): Plugin {
  return {
    name: "initscope:worker-licenses",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const list = bundle[LICENSES_FILE];
        if (list?.type !== "asset") throw new Error(`${LICENSES_FILE} is not in the build`);
        list.source = [
          String(list.source).trim(),
          ...WORKER_PACKAGES.map((name) => licenseOf(root, name)),
        ].join("\n\n");
      },
    },
  };
}
