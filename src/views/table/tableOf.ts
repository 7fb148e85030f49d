/** Makes the data of a task from the columns of a file: which is learnt, and how. Pure. */
import type { Table } from "../../experiment/table.ts";
import { MOST_CLASSES } from "./sheet.ts";
import type { Column, CsvFault, Sheet } from "./sheet.ts";

/** What is learnt of a file. */
export interface TableChoice {
  /** Index of the column. */
  readonly target: number;
  readonly kind: Table["kind"];
}

/** Whole numbers with so few values are more likely classes than amounts. */
const FEW_NUMBERS = 10;
/** Share of the rows to learn from, at most. */
const LEARNABLE = 0.8;

/** Classes for words and for a few whole numbers, an amount for other numbers. */
export function usualKind({ hasNumbers, fault, numbers, classes }: Column): Table["kind"] {
  if (!hasNumbers) return "classes";
  const isFew = classes !== null && classes.length <= FEW_NUMBERS;
  return fault === null && isFew && numbers.every(Number.isInteger) ? "classes" : "values";
}

/** The last column, as its cells suggest. */
export function usualChoice({ columns }: Sheet): TableChoice {
  const target = columns.length - 1;
  const column = columns[target];
  return { target, kind: column === undefined ? "classes" : usualKind(column) };
}

/** The inputs: columns with numbers. Those without any are left out, as names and dates are. */
export function inputsOf({ columns }: Sheet, { target }: TableChoice): readonly number[] {
  return columns.flatMap(({ hasNumbers }, index) => (hasNumbers && index !== target ? [index] : []));
}

function cellFault(columns: readonly Column[], index: number): CsvFault | null {
  const column = columns[index];
  if (column === undefined || column.fault === null) return null;
  return { ...column.fault, column: index + 1, name: column.name };
}

function targetFault(columns: readonly Column[], { target, kind }: TableChoice): CsvFault | null {
  const column = columns[target];
  if (column === undefined) return { kind: "empty" };
  const { name, classes, missingLine } = column;
  if (kind === "values") {
    const fault = cellFault(columns, target);
    if (fault !== null) return fault;
    return column.numbers.every((value) => value === column.numbers[0]) ? { kind: "constant", name } : null;
  }
  if (classes === null) return { kind: "manyClasses", name };
  if (missingLine !== null) return { kind: "label", line: missingLine, column: target + 1, name };
  return classes.length < 2 ? { kind: "oneClass", name, text: classes[0] ?? "" } : null;
}

/** What is wrong with a choice; null where nothing is. */
export function choiceFault(sheet: Sheet, choice: TableChoice): CsvFault | null {
  const inputs = inputsOf(sheet, choice);
  if (inputs.length === 0) return { kind: "noInputs" };
  const faults = inputs.map((index) => cellFault(sheet.columns, index));
  return faults.find((fault) => fault !== null) ?? targetFault(sheet.columns, choice);
}

/**
 * A column with mean 0 and mean square 1; zeros where all values are the same. In units of its largest size,
 * whose squares are finite.
 */
export function standardised(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const scaled = values.map((value) => value / largest);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const isConstant = values.every((value) => value === values[0]);
  return scaled.map((value) => (isConstant ? 0 : (value - mean) / std));
}

/** 64 bits of some words (FNV-1a with two offsets), as hexadecimal digits. */
function hashOf(words: Uint32Array): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ (word >>> 15) ^ (word << 17), 0x85ebca6b);
    a ^= a >>> 13;
    b ^= b >>> 16;
  }
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The table of a choice in which nothing is wrong. */
export function tableOf(sheet: Sheet, choice: TableChoice): Table {
  const { rows, columns, name } = sheet;
  const { target, kind } = choice;
  const column = columns[target];
  const inputs = inputsOf(sheet, choice).map((index) =>
    standardised(columns[index]?.numbers ?? new Float64Array(rows)),
  );
  const targets = kind === "classes" ? column?.codes : column && standardised(column.numbers);
  const all = [...inputs, targets ?? new Float64Array(rows)];
  const values = new Float32Array(rows * all.length);
  all.forEach((own, index) => {
    for (let row = 0; row < rows; row++) values[row * all.length + index] = own[row] ?? 0;
  });
  const outputs = kind === "classes" ? (column?.classes?.length ?? MOST_CLASSES) : 1;
  return {
    key: `${rows}x${all.length} ${hashOf(new Uint32Array(values.buffer))}`,
    name,
    kind,
    inputs: inputs.length,
    outputs,
    rows,
    learnable: Math.floor(LEARNABLE * rows),
    data: values.buffer,
  };
}
