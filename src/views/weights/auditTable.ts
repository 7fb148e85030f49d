/** The lines of the audit as files: every number in full as CSV, four digits as Markdown. */
import type { JudgedRow } from "../../weights/judge/verdicts.ts";

const DIGITS = 4;

type Cell = number | string | null;

/** The columns, their names in English as in all files of the page. */
const COLUMNS: readonly (readonly [heading: string, cell: (row: JudgedRow) => Cell])[] = [
  ["name", ({ name }) => name],
  ["role", ({ role }) => role],
  ["shape", ({ shape }) => shape.join("x")],
  ["dtype", ({ dtype }) => dtype],
  ["count", ({ count }) => count],
  ["mean", ({ stats }) => stats?.mean ?? null],
  ["std", ({ stats }) => stats?.std ?? null],
  ["min", ({ stats }) => stats?.min ?? null],
  ["max", ({ stats }) => stats?.max ?? null],
  ["zeros", ({ stats }) => stats?.zeros ?? null],
  ["not_finite", ({ stats }) => (stats === null ? null : stats.nan + stats.infinite)],
  ["kurtosis", ({ stats }) => stats?.kurtosis ?? null],
  ["law", ({ stats }) => stats?.law?.kind ?? null],
  ["initializer", ({ names }) => names.map(({ id, fan }) => (fan === null ? id : `${id}:${fan}`)).join(" ")],
  ["fan_in", ({ fans }) => fans?.fanIn ?? null],
  ["fan_out", ({ fans }) => fans?.fanOut ?? null],
  ["k", ({ k }) => k],
  ["recipe_std", ({ expected }) => (expected?.kind === "draw" ? expected.std : null)],
  ["ratio", ({ ratio }) => ratio],
];

/** An empty cell for what is undefined. */
function valueOf(cell: Cell): number | string {
  return cell === null || (typeof cell === "number" && Number.isNaN(cell)) ? "" : cell;
}

/**
 * A cell of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe:
 * names come out of a file that anybody may have made.
 */
function csvCell(cell: Cell): string {
  const value = valueOf(cell);
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function auditCsv(rows: readonly JudgedRow[]): string {
  const lines = [
    COLUMNS.map(([heading]) => heading),
    ...rows.map((row) => COLUMNS.map(([, cell]) => csvCell(cell(row)))),
  ];
  return `${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

function markdownCell(cell: Cell): string {
  const value = valueOf(cell);
  if (typeof value === "number") return String(Number(value.toPrecision(DIGITS)));
  return value.replaceAll(/[\\|`<>*_[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}

export function auditMarkdown(rows: readonly JudgedRow[], file: string): string {
  const lines = [
    COLUMNS.map(([heading]) => heading),
    COLUMNS.map(() => "---"),
    ...rows.map((row) => COLUMNS.map(([, cell]) => markdownCell(cell(row)))),
  ];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n\nInitscope: ${markdownCell(file)}\n`;
}
