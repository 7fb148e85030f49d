/** CSV files of all sorts, hostile ones among them, and the tables that come of them. */
import { describe, expect, it } from "vitest";
import type { Table } from "../../experiment/table.ts";
import { decodeText, readCsv } from "./readCsv.ts";
import { MOST_CLASSES, MOST_COLUMNS, MOST_NUMBERS, MOST_ROWS } from "./sheet.ts";
import type { CsvFault, Sheet } from "./sheet.ts";
import { choiceFault, inputsOf, standardised, tableOf, usualChoice } from "./tableOf.ts";
import type { TableChoice } from "./tableOf.ts";

let pauses = 0;
const read = (text: string): Promise<Sheet | CsvFault> =>
  readCsv("file.csv", text, () => {
    pauses += 1;
    return Promise.resolve();
  });

async function sheetOf(text: string): Promise<Sheet> {
  const found = await read(text);
  if ("kind" in found) throw new Error(`fault ${JSON.stringify(found)}`);
  return found;
}

/** What is said of a file as the page takes it. */
async function faultOf(text: string, choice?: TableChoice): Promise<CsvFault | null> {
  const found = await read(text);
  return "kind" in found ? found : choiceFault(found, choice ?? usualChoice(found));
}

async function tableFrom(text: string, choice?: TableChoice): Promise<Table> {
  const sheet = await sheetOf(text);
  return tableOf(sheet, choice ?? usualChoice(sheet));
}

const columnOf = ({ data, inputs, rows }: Table, column: number): number[] => {
  const values = new Float32Array(data);
  return Array.from({ length: rows }, (_, row) => values[row * (inputs + 1) + column] ?? NaN);
};

const FLOWERS = "sepal,petal,species\n5,1.5,setosa\n6,4,versicolor\n7,5.5,virginica\n";

describe("a file", () => {
  it("has inputs, standardised, and classes in the order of their names", async () => {
    const table = await tableFrom(FLOWERS);
    expect(table).toMatchObject({
      kind: "classes",
      inputs: 2,
      outputs: 3,
      rows: 3,
      learnable: 2,
      name: "file.csv",
    });
    const root = Math.sqrt(1.5);
    expect(columnOf(table, 0)).toEqual([-root, 0, root].map(Math.fround));
    expect(columnOf(table, 2)).toEqual([0, 1, 2]);
    const shuffled = await tableFrom("sepal,petal,species\n7,5.5,virginica\n5,1.5,setosa\n6,4,versicolor\n");
    expect(columnOf(shuffled, 2)).toEqual([2, 0, 1]);
    expect(shuffled.key).not.toBe(table.key);
    expect((await tableFrom(FLOWERS)).key).toBe(table.key);
  });

  it.each([
    ["semicolons", FLOWERS.replaceAll(",", ";")],
    ["tabs", FLOWERS.replaceAll(",", "\t")],
    ["Windows line ends", FLOWERS.replaceAll("\n", "\r\n")],
    ["old Macintosh line ends", FLOWERS.replaceAll("\n", "\r")],
    ["a mark of byte order", `\uFEFF${FLOWERS}`],
    ["quotes", FLOWERS.replaceAll(/([^,\n]+)/g, '"$1"')],
    ["blanks", FLOWERS.replaceAll(",", " , ")],
    ["empty lines", `\n\n${FLOWERS.replaceAll("\n", "\n\n")},,\n`],
    ["comments in front", `# made by hand\n# twice\n${FLOWERS}`],
    ["no line end at the end", FLOWERS.trimEnd()],
    ["no names", FLOWERS.slice(FLOWERS.indexOf("\n") + 1)],
  ])("may have %s", async (_what, text) => {
    expect((await tableFrom(text)).key).toBe((await tableFrom(FLOWERS)).key);
  });

  it("may have quoted line ends, and numbers in every form", async () => {
    const table = await tableFrom('a,b\n"1\n",+1e1\n-.5,2.\n3,"\n1E-2"\n');
    expect(table).toMatchObject({ rows: 3, inputs: 1, kind: "values" });
    expect(await faultOf('a,"b\nb"\n1,2\n3,"x\ny"\n5,6\n', { target: 0, kind: "values" })).toMatchObject({
      kind: "text",
      line: 4,
      column: 2,
    });
  });

  it("has its names from the first line if that is no row of data", async () => {
    const namesOf = async (text: string) => (await sheetOf(text)).columns.map(({ name }) => name);
    expect(await namesOf("label,0,1\n3,1,2\n4,1,2\n5,1,2")).toEqual(["label", "0", "1"]);
    expect(await namesOf(",x,y\n0,1,a\n1,1,b\n2,1,a")).toEqual(["", "x", "y"]);
    expect(await namesOf("1,2\n3,4\n5,6")).toEqual(["", ""]);
    expect(await namesOf("NA,2,a\n3,4,b\n5,6,a")).toEqual(["", "", ""]);
  });

  it("is read in pieces, with the page alive between them", async () => {
    pauses = 0;
    const row = `${"0.123456789,".repeat(40)}1\n`;
    const rows = 6000;
    const sheet = await sheetOf(row.repeat(rows - 1) + row.replace("1\n", "2\n"));
    expect(sheet.rows).toBe(rows);
    expect(pauses).toBeGreaterThan(4);
    expect(sheet.columns[40]?.numbers.at(-1)).toBe(2);
  });
});

describe("what is learnt", () => {
  it.each<[string, string, TableChoice]>([
    ["words: classes", FLOWERS, { target: 2, kind: "classes" }],
    ["a few whole numbers: classes", "x,y\n.5,0\n1,1\n2,0", { target: 1, kind: "classes" }],
    ["other numbers: values", "x,y\n.5,0.5\n1,1\n2,0", { target: 1, kind: "values" }],
    [
      "many whole numbers: values",
      `x,y\n${Array.from({ length: 11 }, (_, i) => `0.${i},${i}`).join("\n")}`,
      { target: 1, kind: "values" },
    ],
  ])("is the last column; %s", async (_what, text, choice) => {
    expect(usualChoice(await sheetOf(text))).toEqual(choice);
  });

  it("may be another column; columns without a number are left out", async () => {
    const sheet = await sheetOf("name,age,town,size\nAnn,1,Ulm,2\nBob,3,Bern,5\nCy,4,Ulm,4");
    expect(inputsOf(sheet, usualChoice(sheet))).toEqual([1]);
    const choice = { target: 2, kind: "classes" } as const;
    expect(inputsOf(sheet, choice)).toEqual([1, 3]);
    expect(choiceFault(sheet, choice)).toBeNull();
    expect(columnOf(tableOf(sheet, choice), 2)).toEqual([1, 0, 1]);
    expect(tableOf(sheet, choice).key).not.toBe(tableOf(sheet, { target: 1, kind: "classes" }).key);
  });

  it("orders classes of numbers as numbers", async () => {
    const table = await tableFrom("x,y\n1,10\n2,9\n3,-1");
    expect(columnOf(table, 1)).toEqual([2, 1, 0]);
  });
});

describe("a fault names its place", () => {
  it.each<[string, string, CsvFault]>([
    ["an empty file", "", { kind: "empty" }],
    ["nothing but blanks", " \n\r\n\t\n", { kind: "empty" }],
    ["nothing but separators", ",,\n,,\n", { kind: "empty" }],
    ["a header alone", "a,b,c\n", { kind: "headerOnly" }],
    ["a spreadsheet's own file", "PK\u0003\u0004\0\0", { kind: "binary" }],
    ["too few rows", "a,b\n1,x\n2,y", { kind: "few", rows: 2 }],
    ["a short row", "a,b\n1,x\n2\n3,y", { kind: "ragged", line: 3, cells: 1, columns: 2 }],
    ["a long row", "a,b\n1,x\n2,y\n\n3,y,4", { kind: "ragged", line: 5, cells: 3, columns: 2 }],
    [
      "a word among numbers",
      "a,b\n1,x\n2,y\none,y",
      { kind: "text", line: 4, column: 1, name: "a", text: "one" },
    ],
    ["a decimal comma", "a;b\n1,5;x\n2;y\n3;y", { kind: "text", line: 2, column: 1, name: "a", text: "1,5" }],
    ["an empty cell", "a,b\n1,x\n,y\n3,y", { kind: "missing", line: 3, column: 1, name: "a", text: "" }],
    [
      "a cell without a value",
      "a,b\n1,x\n2,y\nn/a,y",
      { kind: "missing", line: 4, column: 1, name: "a", text: "n/a" },
    ],
    [
      "not a number",
      "a,b\n1,x\nNaN,y\n3,y",
      { kind: "notFinite", line: 3, column: 1, name: "a", text: "NaN" },
    ],
    ["infinity", "a,b\n1,x\n2,y\n-Inf,y", { kind: "notFinite", line: 4, column: 1, name: "a", text: "-Inf" }],
    [
      "a number beyond all",
      "a,b\n1,x\n2,y\n1e999,y",
      { kind: "notFinite", line: 4, column: 1, name: "a", text: "1e999" },
    ],
    ["a missing label", "a,b\n1,x\n2,\n3,y", { kind: "label", line: 3, column: 2, name: "b" }],
    ["one class", "a,b\n1,x\n2,x\n3,x", { kind: "oneClass", name: "b", text: "x" }],
    ["one number for all", "a,b\n1,.5\n2,.5\n3,.5", { kind: "constant", name: "b" }],
    ["no inputs", "a,b\nx,1\ny,2\nz,1", { kind: "noInputs" }],
    ["one column", "1\n2\n3", { kind: "noInputs" }],
    ["an open quotation mark", 'a,b\n1,x\n2,"y\n3,y\n', { kind: "quotes", line: 3 }],
    ["a quotation mark inside a cell", 'a,b\n1,"x"y\n2,y\n3,y\n', { kind: "quotes", line: 2 }],
  ])("%s", async (_what, text, fault) => {
    expect(await faultOf(text)).toEqual(fault);
  });

  it("too many classes, columns and rows", async () => {
    const rowsOf = (count: number, row: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => row(index)).join("\n");
    expect(await faultOf(rowsOf(MOST_CLASSES + 1, (i) => `${i},name${i}`))).toEqual({
      kind: "manyClasses",
      name: "",
    });
    expect(await faultOf(rowsOf(MOST_CLASSES, (i) => `${i},name${i}`))).toBeNull();
    const wide = MOST_COLUMNS + 1;
    expect(await faultOf(rowsOf(3, () => "1,".repeat(wide - 1) + "1"))).toEqual({
      kind: "wide",
      columns: wide,
    });
    expect(await faultOf(rowsOf(MOST_ROWS + 1, (i) => `${i % 9}`))).toEqual({
      kind: "many",
      most: MOST_ROWS,
    });
    const most = Math.floor(MOST_NUMBERS / 2048);
    expect(await faultOf(rowsOf(most + 1, () => "1,".repeat(2047) + "1"))).toEqual({ kind: "many", most });
  });

  it("words in numbers that are to be learnt as numbers", async () => {
    expect(await faultOf(FLOWERS, { target: 2, kind: "values" })).toMatchObject({
      kind: "text",
      line: 2,
      column: 3,
    });
  });
});

it("standardises numbers of any size", () => {
  for (const scale of [1e-300, 1, 1e300]) {
    const values = standardised(Float64Array.of(1, 2, 3, 6).map((value) => value * scale));
    const meanOf = (own: Float64Array) => own.reduce((sum, value) => sum + value, 0) / own.length;
    expect(Math.abs(meanOf(values))).toBeLessThan(1e-15);
    expect(meanOf(values.map((value) => value * value))).toBeCloseTo(1, 14);
  }
  expect(standardised(Float64Array.of(0.1, 0.1, 0.1))).toEqual(new Float64Array(3));
  expect(standardised(new Float64Array(2))).toEqual(new Float64Array(2));
});

it("reads the encodings that spreadsheets write", () => {
  const bytes = (...own: number[]) => Uint8Array.from(own);
  expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa9), false)).toBe("aé");
  expect(decodeText(bytes(0xff, 0xfe, 0x61, 0, 0xe9, 0), false)).toBe("aé");
  expect(decodeText(bytes(0xfe, 0xff, 0, 0x61, 0, 0xe9), false)).toBe("aé");
  expect(decodeText(bytes(0x61, 0xe9), false)).toBe("aé");
  expect(decodeText(bytes(0xd6, 0xd0), true)).toBe("中");
});
