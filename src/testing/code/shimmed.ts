/** Runs exported scripts in one process; those of Keras and JAX against the stand-ins in `shim/`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SHIM = fileURLToPath(new URL("shim", import.meta.url));

interface Outcome {
  readonly output: string;
  /** The end of a traceback; empty where the script ended well. */
  readonly complaint: string;
}

/** Runs programs in one process of Python. @param command a Python that has NumPy */
export function runShimmed(command: string, programs: readonly string[]): readonly Outcome[] {
  const { stdout, stderr, error } = spawnSync(command, ["-B", `${SHIM}/run.py`], {
    input: JSON.stringify(programs),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as readonly Outcome[];
}
