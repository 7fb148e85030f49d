/** A fix as code: only the lines of the script that it changes. */
import type { Plan } from "../../experiment/plan.ts";
import type { FrameworkId } from "../../catalog/frameworks.ts";
import { writeScript } from "./script.ts";

/** The lines of a plan's program, without its numbers and without the comparison with the page. */
function linesOf(plan: Plan, framework: FrameworkId): readonly string[] | null {
  const origin = { link: "", appVersion: "", engine: "" };
  const script = writeScript({ plan, layers: [], loss: null, training: null, ...origin }, framework);
  if (script.kind === "refused") return null;
  const own = script.cells.filter(({ code }) => !code.startsWith("PAGE = ["));
  return own.flatMap(({ code }) => code.split("\n"));
}

/**
 * The lines that are in one text and not in the other, in their order: `- ` before those that go, `+ ` before
 * those that come (longest common subsequence, Hunt and McIlroy 1976). An ellipsis stands for equal lines.
 */
export function changedLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const [rows, columns] = [before.length, after.length];
  const width = columns + 1;
  /** Length of the longest common part behind both places. */
  const common = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const lines: string[] = [];
  let [i, j, isEqual] = [0, 0, false];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] === after[j]) {
      isEqual = lines.length > 0;
      i++;
      j++;
      continue;
    }
    if (isEqual) lines.push("…");
    isEqual = false;
    const goes =
      j >= columns || (i < rows && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0));
    const line = goes ? before[i++] : after[j++];
    if (line !== undefined && line.trim() !== "") lines.push(`${goes ? "-" : "+"} ${line}`);
  }
  return lines;
}

/** The lines that lead from one plan's program to another's; null where a framework cannot have one. */
export function fixLines(plan: Plan, fixed: Plan, framework: FrameworkId): string | null {
  const [before, after] = [linesOf(plan, framework), linesOf(fixed, framework)];
  return before === null || after === null ? null : changedLines(before, after).join("\n");
}
