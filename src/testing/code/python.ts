/** Runs the scripts that the page writes, where this computer has what they need. */
import { spawnSync } from "node:child_process";

/** Debian's packages belong to its own Python, which need not be the first of the path. */
const CANDIDATES = ["python3", "/usr/bin/python3"] as const;

/** The Python that has a module; null where none has. */
export function pythonWith(module: string): string | null {
  const hasIt = (command: string): boolean =>
    spawnSync(command, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
  return CANDIDATES.find(hasIt) ?? null;
}

/** Runs a program. @returns what it prints, and its complaint where it ended badly */
export function runPython(
  command: string,
  program: string,
): { readonly output: string; readonly complaint: string } {
  const { status, stdout, stderr, error } = spawnSync(command, ["-"], {
    input: program,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const complaint = error === undefined ? stderr : error.message;
  return { output: stdout, complaint: status === 0 ? "" : complaint };
}
