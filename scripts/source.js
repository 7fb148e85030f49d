/** Loads TypeScript of the project into a script, as Vite reads it. */
import { join } from "node:path";
import { runnerImport } from "vite";
import { ROOT } from "./house.js";

/** A module by its path in the project. @template T @param {string} path @returns {Promise<T>} */
export async function source(path) {
  const imported = await runnerImport(join(ROOT, path), { root: ROOT, configFile: false });
  return /** @type {T} */ (imported.module);
}
