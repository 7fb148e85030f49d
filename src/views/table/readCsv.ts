/**
 * Reads the text of a CSV file into columns, a piece at a time, so that the page stays alive. It says where a
 * file breaks; what is to be learnt from the columns is not its business.
 */
import Papa from "papaparse";
import { LEAST_ROWS, MOST_CLASSES, MOST_COLUMNS, MOST_NUMBERS, MOST_ROWS, readCell } from "./sheet.ts";
import type { Column, CsvFault, Sheet } from "./sheet.ts";

/** Characters of a piece: some ten milliseconds. */
const PIECE = 2 ** 19;

/** One column as its cells come. */
class ColumnReader {
  readonly #numbers: number[] = [];
  readonly #codeOf = new Map<string, number>();
  readonly #codes: number[] = [];
  #hasNumbers = false;
  #fault: Column["fault"] = null;
  #missingLine: number | null = null;

  push(cell: string, line: number): void {
    const text = cell.trim();
    const value = readCell(text);
    if (typeof value === "number") {
      this.#numbers.push(value);
      this.#hasNumbers = true;
    } else {
      this.#numbers.push(NaN);
      this.#fault ??= { kind: value, line, text };
    }
    if (text === "") this.#missingLine ??= line;
    if (this.#codeOf.size > MOST_CLASSES) return;
    const code = this.#codeOf.get(text) ?? this.#codeOf.size;
    this.#codeOf.set(text, code);
    this.#codes.push(code);
  }

  end(name: string): Column {
    const found = [...this.#codeOf.keys()];
    const areFew = found.length <= MOST_CLASSES;
    const areNumbers = this.#fault === null;
    // In an order that does not depend on that of the rows.
    const classes = found.toSorted((a, b) => (areNumbers ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1));
    const places = new Map(classes.map((text, index) => [text, index]));
    const placeOf = found.map((text) => places.get(text) ?? 0);
    return {
      name,
      numbers: Float64Array.from(this.#numbers),
      hasNumbers: this.#hasNumbers,
      fault: this.#fault,
      missingLine: this.#missingLine,
      classes: areFew ? classes : null,
      codes: areFew ? Uint8Array.from(this.#codes, (code) => placeOf[code] ?? 0) : new Uint8Array(0),
    };
  }
}

/** Whether a cell stands for itself: neither a number nor the lack of one. */
const isName = (cell: string | undefined): boolean => readCell((cell ?? "").trim()) === "text";

/**
 * Whether the first row names the columns: it has no number at all, or a word above a number. A row of
 * numbers behind one word, as a flower's, is data.
 */
function isHeader(first: readonly string[], second: readonly string[] | undefined): boolean {
  const hasNumber = first.some((cell) => typeof readCell(cell.trim()) === "number");
  return (
    (!hasNumber && first.some(isName)) ||
    (second?.length === first.length &&
      first.some((cell, index) => isName(cell) && typeof readCell((second[index] ?? "").trim()) === "number"))
  );
}

/** Lines that a row takes: its cells may hold line ends. */
function linesOf(row: readonly string[]): number {
  let lines = 1;
  for (const cell of row) {
    if (cell.includes("\n") || cell.includes("\r")) lines += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return lines;
}

const isBlank = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === "");

/** Takes rows one by one; empty ones, and comments before the first, are passed over. */
class SheetReader {
  #line = 1;
  #rows = 0;
  #first: { readonly row: readonly string[]; readonly line: number } | null = null;
  #names: readonly string[] | null = null;
  #columns: readonly ColumnReader[] = [];
  fault: CsvFault | null = null;

  push(row: readonly string[], isBroken: boolean): void {
    const line = this.#line;
    this.#line += linesOf(row);
    const isNote = this.#first === null && row[0]?.startsWith("#") === true;
    if (this.fault !== null || isNote || isBlank(row)) return;
    const columns = this.#first?.row.length ?? row.length;
    if (isBroken) this.fault = { kind: "quotes", line };
    else if (columns > MOST_COLUMNS) this.fault = { kind: "wide", columns };
    else if (row.length !== columns) this.fault = { kind: "ragged", line, cells: row.length, columns };
    else if (this.#first === null) this.#begin(row, line);
    else {
      if (this.#names === null) this.#decide(row);
      this.#add(row, line);
    }
  }

  #begin(row: readonly string[], line: number): void {
    this.#first = { row, line };
    this.#columns = row.map(() => new ColumnReader());
  }

  /** The first row waits for the second, which tells whether it names the columns. */
  #decide(second: readonly string[] | undefined): void {
    if (this.#first === null) return;
    const { row, line } = this.#first;
    if (isHeader(row, second)) this.#names = row.map((cell) => cell.trim());
    else {
      this.#names = [];
      this.#add(row, line);
    }
  }

  #add(row: readonly string[], line: number): void {
    const most = Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / row.length));
    if (++this.#rows > most) this.fault = { kind: "many", most };
    else row.forEach((cell, index) => this.#columns[index]?.push(cell, line));
  }

  end(name: string): Sheet | CsvFault {
    if (this.fault === null && this.#names === null) this.#decide(undefined);
    if (this.fault !== null) return this.fault;
    if (this.#first === null) return { kind: "empty" };
    if (this.#rows === 0) return { kind: "headerOnly" };
    if (this.#rows < LEAST_ROWS) return { kind: "few", rows: this.#rows };
    const names = this.#names ?? [];
    const nameOf = (index: number): string => names[index] ?? "";
    return {
      name,
      rows: this.#rows,
      columns: this.#columns.map((column, index) => column.end(nameOf(index))),
    };
  }
}

/** @param name of the file @param pause lets the page do something else between two pieces */
export function readCsv(name: string, text: string, pause: () => Promise<void>): Promise<Sheet | CsvFault> {
  if (text.includes("\0")) return Promise.resolve({ kind: "binary" });
  if (text.trim() === "") return Promise.resolve({ kind: "empty" });
  const reader = new SheetReader();
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(text, {
      // Line ends inside quotes count as they stand.
      skipEmptyLines: false,
      chunkSize: PIECE,
      chunk({ data, errors }: Papa.ParseResult<string[]>, parser: Papa.Parser) {
        const broken = new Set(errors.filter(({ type }) => type === "Quotes").map(({ row }) => row));
        data.forEach((row, index) => reader.push(row, broken.has(index)));
        if (reader.fault !== null) {
          parser.abort();
          return;
        }
        parser.pause();
        pause().then(() => parser.resume(), reject);
      },
      complete: () => resolve(reader.end(name)),
      error: reject,
    });
  });
}

/**
 * The text of a file: UTF-16 by its mark, UTF-8 where that makes sense, or else the code page that
 * spreadsheets of the visitor's language write.
 */
export function decodeText(bytes: Uint8Array, isChinese: boolean): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError)
      return new TextDecoder(isChinese ? "gb18030" : "windows-1252").decode(bytes);
    throw error;
  }
}
