/** A CSV file as columns, and what may be wrong with it. Types, limits and the reading of one cell. */

/** Rows of a file: 4/5 of them are as many points as a training may have. */
export const MOST_ROWS = 81_920;
/** Numbers of a file: 8 MB of float32, which go to a worker in a millisecond or two. */
export const MOST_NUMBERS = 2 ** 21;
/** Inputs and label: a layer has no more units. */
export const MOST_COLUMNS = 8193;
/** A label with more values is a name or a number of the row. */
export const MOST_CLASSES = 100;
/** Two to learn from and one to test. */
export const LEAST_ROWS = 3;
/** Larger files are not even read. */
export const MOST_BYTES = 32 * 2 ** 20;

/** What is wrong with one cell of a column of numbers. */
interface CellFault {
  readonly kind: "text" | "missing" | "notFinite";
  /** 1-based line of the file. */
  readonly line: number;
  /** The cell as it stands there. */
  readonly text: string;
}

export interface Column {
  readonly name: string;
  /** By row; NaN where a cell is no finite number. */
  readonly numbers: Float64Array;
  readonly hasNumbers: boolean;
  /** The first cell that is no finite number. */
  readonly fault: CellFault | null;
  /** The first empty cell, by its line. */
  readonly missingLine: number | null;
  /** The different cells, sorted; null where there are too many for classes. */
  readonly classes: readonly string[] | null;
  /** By row: the index among `classes`; empty where there are none. */
  readonly codes: Uint8Array;
}

export interface Sheet {
  /** Name of the file. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** What is wrong with a file, or with the choice of its columns; the words are `i18n/csvText.ts`. */
export type CsvFault =
  | { readonly kind: "empty" | "headerOnly" | "binary" | "noInputs" | "unreadable" }
  | { readonly kind: "large"; readonly megabytes: number }
  | { readonly kind: "few"; readonly rows: number }
  | { readonly kind: "many"; readonly most: number }
  | { readonly kind: "wide"; readonly columns: number }
  | { readonly kind: "quotes"; readonly line: number }
  | { readonly kind: "ragged"; readonly line: number; readonly cells: number; readonly columns: number }
  | (CellFault & { readonly column: number; readonly name: string })
  | { readonly kind: "label"; readonly line: number; readonly column: number; readonly name: string }
  | { readonly kind: "oneClass"; readonly name: string; readonly text: string }
  | { readonly kind: "manyClasses" | "constant"; readonly name: string };

/** Decimal numbers as files write them; `Number` alone would take "", "0x10" and " ". */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^(?:nan|[+-]?(?:inf|infinity|∞))$/i;
/** What spreadsheets and data frames write for nothing. */
const MISSING = /^(?:|-|\?|n\/?a|null|none|<na>|#n\/a)$/i;

/** @param text without blanks around it */
export function readCell(text: string): number | CellFault["kind"] {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : "notFinite";
  }
  if (NOT_FINITE.test(text)) return "notFinite";
  return MISSING.test(text) ? "missing" : "text";
}
