/** PyTorch and NumPy as contestants: a process that answers one trial per line. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../../scripts/house.js";

/** @typedef {import("./contestants.js").Racer} Racer */

/** @param {string} module @returns {string | null} the first Python that has it */
function pythonWith(module) {
  const candidates = [process.env["PYTHON"], "python3", "/usr/bin/python3", "python"];
  const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`;
  return (
    candidates.find(
      (python) => python !== undefined && spawnSync(python, ["-c", code], { stdio: "ignore" }).status === 0,
    ) ?? null
  );
}

/**
 * A script that answers one line of JSON with another.
 * @param {"torch" | "numpy"} module @param {string} script @param {number} threads
 * @returns {Promise<{ readonly name: string, readonly threads: number,
 *   readonly ask: (question: object) => Promise<any>, readonly close: () => void }>} rejects when the package
 *   is not there
 */
export async function openPythonProcess(module, script, threads) {
  const python = pythonWith(module);
  if (python === null)
    throw new Error(`python3 has no ${module} (Debian: apt-get install python3-${module})`);
  const child = spawn(python, [join(ROOT, "bench", script), "--serve"], {
    env: { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${script} has ended`);
    return JSON.parse(value);
  };
  return {
    ...(await next()),
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    close: () => child.stdin.end(),
  };
}

/**
 * @param {"torch" | "numpy"} module @param {string} script @param {number} threads
 * @returns {Promise<Racer>}
 */
export async function openPython(module, script, threads) {
  const { name, threads: taken, ask, close } = await openPythonProcess(module, script, threads);
  return {
    describe: async () => `${name}, ${taken} thread${taken === 1 ? "" : "s"}`,
    run: async (trial) => ({ ms: (await ask(trial)).ms, engineMs: null }),
    close: async () => close(),
  };
}
