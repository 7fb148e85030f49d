/**
 * The hand-written parts of scripts, in `blocks/`: Python as it goes into a script, each file one function or
 * a few that belong together.
 */
import { unknownPart } from "./codeSource.ts";

const files = import.meta.glob<string>("./blocks/**/*.py", { query: "?raw", import: "default", eager: true });

/** The text of a block by its path in `blocks/`, `inputs/circle`. @throws Unwritable where there is none */
export function block(path: string): string {
  return files[`./blocks/${path}.py`]?.trimEnd() ?? unknownPart(path);
}

/** Blocks in order, two empty lines between them, as Python has it. */
export function joined(parts: readonly string[]): string {
  return parts.join("\n\n\n");
}
