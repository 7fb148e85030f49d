/**
 * Shared by all commands of the project: runs a program, installs what is missing, tells whether the build is
 * stale. It uses built-in modules of Node only: nothing is installed when `npm start` or `npm test` first
 * runs.
 */
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The oldest Node that every tool here supports; package.json says the same to npm. */
const NODE_FLOOR = /** @type {const} */ ([20, 19]);

/** Inputs of the build. */
const BUILD_INPUTS = [
  "docs",
  "index.html",
  "package-lock.json",
  "public",
  "scripts/offline.ts",
  "scripts/pages.ts",
  "scripts/program.ts",
  "src",
  "tsconfig.json",
  "vite.config.ts",
];

/** Files of src/ that never reach the build: tests, their helpers, and files that the build itself writes. */
const NOT_BUILT = /\.test\.tsx?$|(^|\/)(golden|generated|testing)$/;

/**
 * @param {string} path
 * @returns {number} milliseconds since the epoch; -Infinity when there is no such file
 */
function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

/**
 * The newest change at or below a path, except in what `NOT_BUILT` names.
 * @param {string} path
 * @returns {number}
 */
function newestMs(path) {
  if (NOT_BUILT.test(relative(ROOT, path))) return -Infinity;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? -Infinity;
  // A folder's own time changes when a generated folder is made, so only files count.
  return Math.max(...readdirSync(path).map((name) => newestMs(join(path, name))), -Infinity);
}

/**
 * The path of a program that a dependency brings, to be run by Node.
 * @param {string} path inside node_modules
 */
export function tool(path) {
  return join(ROOT, "node_modules", path);
}

/**
 * Runs a program to its end in the project's folder and passes its output through.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string>>} [environment] added to this process's own
 * @returns {Promise<boolean>} whether it ended well
 */
export function run(program, parameters, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
      // npm is a script on Windows, which only a shell starts.
      shell: process.platform === "win32" && program === "npm",
    });
    child.on("error", (error) => {
      console.error(`cannot run ${program}: ${error.message}`);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}

/**
 * Runs a dependency's program.
 * @param {string} path
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string>>} [environment]
 */
export function runTool(path, parameters, environment) {
  return run(process.execPath, [tool(path), ...parameters], environment);
}

/** Says what to do when Node is too old. @returns {boolean} whether it is new enough */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isEnough = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1]);
  if (!isEnough) {
    console.error(
      `invalid Node: ${process.versions.node} (expected ${NODE_FLOOR.join(".")} or later, see nodejs.org)`,
    );
  }
  return isEnough;
}

/** Installs the dependencies of the lock file unless they are there. @returns {Promise<boolean>} */
export async function install() {
  const installedMs = modifiedMs(tool(".package-lock.json"));
  if (installedMs >= modifiedMs(join(ROOT, "package-lock.json"))) return true;
  console.log("Installing dependencies ...");
  // npm leaves out the development tools when NODE_ENV says production, and the build needs them.
  return run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Builds dist/ anew. @returns {Promise<boolean>} */
export async function build() {
  return runTool("vite/bin/vite.js", ["build", "--logLevel", "warn"]);
}

/** Builds dist/ when a source is newer than it. @returns {Promise<boolean>} */
export async function buildIfStale() {
  const sourceMs = Math.max(...BUILD_INPUTS.map((name) => newestMs(join(ROOT, name))));
  if (modifiedMs(join(ROOT, "dist/index.html")) > sourceMs) return true;
  console.log("Building ...");
  return build();
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number>} the port, or the one found for 0; rejects when it is taken
 */
export function probePort(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}
