/**
 * A CSV file of one's own: its choice by a button or by dropping it, which column is learnt and how, and what
 * is wrong with it. The file is read here and goes nowhere.
 */
import { useRef, useState } from "react";
import type { DragEvent, ReactNode } from "react";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Table } from "../../experiment/table.ts";
import { useCsvText } from "../../i18n/csvText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Select } from "../../ui/Select.tsx";
import { useSettings } from "../controls/useConfig.ts";
import styles from "./CsvControl.module.css";
import { decodeText, readCsv } from "./readCsv.ts";
import { MOST_BYTES, MOST_CLASSES, MOST_COLUMNS } from "./sheet.ts";
import type { CsvFault, Sheet } from "./sheet.ts";
import { choiceFault, inputsOf, tableOf, usualChoice, usualKind } from "./tableOf.ts";
import type { TableChoice } from "./tableOf.ts";

type Translate = TranslatePart<Parameters<ReturnType<typeof useCsvText>>[0]>;

/** A file with what is learnt of it. */
interface Reading {
  readonly sheet: Sheet;
  readonly choice: TableChoice;
}

/** Where a table comes from, so that another of its columns can be learnt. */
const readings = new WeakMap<Table, Reading>();

const MEGABYTE = 2 ** 20;
/** Cells and names may be as long as a file. */
const LONGEST = 30;
/** Classes and columns that a sentence names. */
const MOST_NAMED = 6;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function columnText(t: Translate, index: number, name: string): string {
  return name === "" ? t("column", { index }) : t("column.named", { index, name: shortened(name) });
}

function listText(t: Translate, names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).map(shortened).join(t("and"));
  return names.length > MOST_NAMED ? `${named}…` : named;
}

/** The sentence about a fault. @param columns of the file, to number those that are named */
function faultText(t: Translate, fault: CsvFault, columns: Sheet["columns"]): string {
  const numberOf = (name: string): number => columns.findIndex((column) => column.name === name) + 1;
  switch (fault.kind) {
    case "large":
      return t("fault.large", { megabytes: fault.megabytes, most: MOST_BYTES / MEGABYTE });
    case "wide":
      return t("fault.wide", { columns: fault.columns, most: MOST_COLUMNS });
    case "text":
    case "missing":
    case "notFinite": {
      const { line, column, name, text } = fault;
      return t(`fault.${fault.kind}`, { line, column: columnText(t, column, name), text: shortened(text) });
    }
    case "label":
      return t("fault.label", { line: fault.line, column: columnText(t, fault.column, fault.name) });
    case "oneClass":
    case "manyClasses":
    case "constant":
      return t(`fault.${fault.kind}`, {
        column: columnText(t, numberOf(fault.name), fault.name),
        text: "text" in fault ? shortened(fault.text) : "",
        most: MOST_CLASSES,
      });
    case "few":
    case "many":
    case "quotes":
    case "ragged":
    case "empty":
    case "headerOnly":
    case "binary":
    case "noInputs":
    case "unreadable":
      return t(`fault.${fault.kind}`, { ...fault });
    default:
      return fault satisfies never;
  }
}

/**
 * Points to learn from: all that a file gives, unless a link or the visitor wants fewer.
 * @param before the settings so far
 */
function pointsFor(table: Table, before: Pick<ExperimentConfig, "table" | "points">): number {
  const most = before.table?.learnable ?? DEFAULT_CONFIG.points;
  const hadAll = before.table === null ? before.points === most : before.points >= most;
  return hadAll ? table.learnable : Math.min(before.points, table.learnable);
}

/** A file or a choice that did not become the data: the present ones stay. */
interface Failure {
  readonly fault: CsvFault;
  readonly reading: Reading | null;
}

function useCsv() {
  const { config, changeConfig } = useSettings("task", "table", "points");
  const isChinese = useLanguage() === "zh";
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isReading, setReading] = useState(false);
  const newest = useRef<File | null>(null);

  function learn(reading: Reading): void {
    const fault = choiceFault(reading.sheet, reading.choice);
    setFailure(fault === null ? null : { fault, reading });
    if (fault !== null) return;
    const table = tableOf(reading.sheet, reading.choice);
    readings.set(table, reading);
    changeConfig({ task: "csv", table, points: pointsFor(table, config) });
  }

  async function sheetOf(file: File): Promise<Sheet | CsvFault> {
    if (file.size > MOST_BYTES) return { kind: "large", megabytes: Math.ceil(file.size / MEGABYTE) };
    const text = decodeText(new Uint8Array(await file.arrayBuffer()), isChinese);
    return readCsv(file.name, text, () => new Promise((resolve) => setTimeout(resolve)));
  }

  function read(file: File): void {
    newest.current = file;
    setReading(true);
    sheetOf(file)
      .catch((): CsvFault => ({ kind: "unreadable" }))
      .then((found) => {
        // Another file was chosen meanwhile.
        if (newest.current !== file) return;
        setReading(false);
        if ("kind" in found) setFailure({ fault: found, reading: null });
        else learn({ sheet: found, choice: usualChoice(found) });
      })
      .catch(() => setFailure({ fault: { kind: "unreadable" }, reading: null }));
  }

  const { table } = config;
  const reading = failure?.reading ?? (table === null ? null : (readings.get(table) ?? null));
  return { config, failure, isReading, reading, learn, read };
}

type Csv = ReturnType<typeof useCsv>;

/** Takes a file that is dropped or chosen. */
function DropZone({ csv, children }: { readonly csv: Csv; readonly children: ReactNode }) {
  const t = useCsvText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { failure, isReading, reading, read } = csv;

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) read(file);
  }

  return (
    <div
      className={cx(styles.drop, isOver && styles.over)}
      role="group"
      aria-label={t("title")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be chosen again, corrected.
          currentTarget.value = "";
          if (file !== undefined) read(file);
        }}
      />
      <Button variant="outline" onClick={() => input.current?.click()}>
        {t(csv.config.table === null ? "choose" : "other")}
      </Button>
      {isReading && (
        <p role="status" className={styles.note}>
          {t("reading")}
        </p>
      )}
      {failure !== null && !isReading && (
        <p role="alert" className={styles.alert}>
          {faultText(t, failure.fault, reading?.sheet.columns ?? [])}
        </p>
      )}
    </div>
  );
}

/** Which column is learnt, and how. */
function Choice({ reading, learn }: { readonly reading: Reading; readonly learn: Csv["learn"] }) {
  const t = useCsvText();
  const { sheet, choice } = reading;
  const { columns } = sheet;
  const column = columns[choice.target];
  return (
    <>
      <Select
        label={t("target")}
        value={String(choice.target)}
        options={columns.map(({ name }, index) => ({
          id: String(index),
          label: name === "" ? t("column", { index: index + 1 }) : shortened(name),
        }))}
        onChange={(id) => {
          const target = Number(id);
          const next = columns[target];
          if (next !== undefined) learn({ sheet, choice: { target, kind: usualKind(next) } });
        }}
      />
      {column?.hasNumbers === true && (
        <RadioGroup
          label={t("kind")}
          value={choice.kind}
          options={(["classes", "values"] as const).map((id) => ({ id, label: t(`kind.${id}`) }))}
          onChange={(kind) => learn({ sheet, choice: { ...choice, kind } })}
        />
      )}
    </>
  );
}

/** What becomes of the file. */
function Summary({
  table,
  reading,
  points,
}: {
  readonly table: Table;
  readonly reading: Reading;
  readonly points: number;
}) {
  const t = useCsvText();
  const { sheet, choice } = reading;
  const used = new Set([choice.target, ...inputsOf(sheet, choice)]);
  const leftOut = sheet.columns.flatMap(({ name }, index) =>
    used.has(index) ? [] : [name === "" ? t("column", { index: index + 1 }) : name],
  );
  const learnt = Math.min(points, table.learnable);
  const classes = sheet.columns[choice.target]?.classes ?? [];
  return (
    <p className={styles.note}>
      {t("summary", {
        name: shortened(table.name),
        rows: table.rows,
        inputs: table.inputs,
        points: learnt,
        others: table.rows - learnt,
      })}{" "}
      {table.kind === "classes"
        ? t("classes", { count: table.outputs, names: listText(t, classes) })
        : t("values")}{" "}
      {leftOut.length > 0 && t("leftOut", { names: listText(t, leftOut) })}
    </p>
  );
}

/** The file among the controls. */
export function CsvControl() {
  const t = useCsvText();
  const csv = useCsv();
  const { config, failure, reading, learn } = csv;
  const { table, points } = config;
  return (
    <div className={styles.control}>
      <DropZone csv={csv}>
        <p className={styles.note}>
          {table === null && `${t("drop")} `}
          {t("stays")}
        </p>
      </DropZone>
      {reading !== null && <Choice reading={reading} learn={learn} />}
      {table !== null && reading !== null && failure === null && <Summary {...{ table, reading, points }} />}
    </div>
  );
}

/** In place of a training whose data are not there, as in a link that was sent. */
export function MissingTable() {
  const t = useCsvText();
  const csv = useCsv();
  return (
    <DropZone csv={csv}>
      <p>{t("missing")}</p>
    </DropZone>
  );
}
