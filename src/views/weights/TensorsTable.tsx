/** Every tensor of a file with all of its numbers; a press on a heading sorts. */
import { useMemo, useState } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { useWeightsText } from "../../i18n/weightsText.ts";
import type { WeightsTextKey } from "../../i18n/weightsText.ts";
import type { JudgedRow } from "../../weights/judge/verdicts.ts";
import type { WeightStats } from "../../weights/measure/weightStats.ts";
import { expectedText, faultText, lawText, namesText } from "./auditWords.ts";
import { TinyHistogram } from "./Marks.tsx";
import { useMore } from "./useMore.tsx";
import styles from "./WeightsContent.module.css";

type Translate = TranslatePart<WeightsTextKey>;

type IdOf<Key> = Key extends `col.${infer Id}` ? Id : never;

interface Column {
  readonly id: IdOf<WeightsTextKey>;
  /** What sorts; null where the file says nothing. */
  readonly key: (row: JudgedRow) => number | string | null;
  readonly text: (row: JudgedRow, t: Translate) => string;
  readonly isText?: boolean;
}

const text = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : formatNumber(value);

const ofStats = (id: Column["id"], read: (stats: WeightStats) => number): Column => ({
  id,
  key: ({ stats }) => (stats === null ? null : read(stats)),
  text: ({ stats }) => text(stats === null ? undefined : read(stats)),
});

const COLUMNS: readonly Column[] = [
  {
    id: "shape",
    key: ({ count }) => count,
    text: ({ shape }) => (shape.length === 0 ? "1" : shape.join(" × ")),
  },
  { id: "dtype", key: ({ dtype }) => dtype, text: ({ dtype }) => dtype, isText: true },
  ofStats("mean", ({ mean }) => mean),
  ofStats("std", ({ std }) => std),
  ofStats("min", ({ min }) => min),
  ofStats("max", ({ max }) => max),
  {
    id: "zeros",
    key: ({ stats }) => (stats === null ? null : stats.zeros / stats.count),
    text: ({ stats }) => (stats === null || stats.count === 0 ? "" : formatShare(stats.zeros / stats.count)),
  },
  ofStats("nonFinite", ({ nan, infinite }) => nan + infinite),
  ofStats("kurtosis", ({ kurtosis }) => kurtosis),
  {
    id: "law",
    key: ({ stats }) => stats?.law?.kind ?? null,
    text: ({ stats, fault }, t) =>
      fault !== null ? faultText(t, fault) : stats?.law == null ? "" : lawText(t, stats.law),
    isText: true,
  },
  {
    id: "names",
    key: ({ names }) => names[0]?.label ?? null,
    text: ({ names }, t) => namesText(t, names),
    isText: true,
  },
  { id: "k", key: ({ k }) => k, text: ({ k }) => text(k) },
  {
    id: "expected",
    key: ({ expected }) => (expected?.kind === "draw" ? expected.std : null),
    text: ({ expected }) => expectedText(expected),
  },
  { id: "ratio", key: ({ ratio }) => ratio, text: ({ ratio }) => text(ratio) },
];

const NAME: Pick<Column, "id" | "key"> = { id: "name", key: ({ name }) => name };

interface Order {
  readonly column: Pick<Column, "id" | "key">;
  readonly isDescending: boolean;
}

/** Lines without a number come last, whichever the direction. */
function sorted(rows: readonly JudgedRow[], order: Order | null): readonly JudgedRow[] {
  if (order === null) return rows;
  const { column, isDescending } = order;
  const isMissing = (value: number | string | null) => value === null || Number.isNaN(value);
  return rows.toSorted((a, b) => {
    const [left, right] = [column.key(a), column.key(b)];
    if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
    const less =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : String(left).localeCompare(String(right), "en", { numeric: true });
    return isDescending ? -less : less;
  });
}

export function TensorsTable({ rows }: { readonly rows: readonly JudgedRow[] }) {
  const t = useWeightsText();
  const [order, setOrder] = useState<Order | null>(null);
  const { shown, more } = useMore(useMemo(() => sorted(rows, order), [rows, order]));
  const heading = (column: Order["column"]) => {
    const isOwn = order?.column.id === column.id;
    return (
      <th
        key={column.id}
        scope="col"
        aria-sort={isOwn ? (order.isDescending ? "descending" : "ascending") : "none"}
      >
        <button
          type="button"
          className={styles.sort}
          onClick={() => setOrder({ column, isDescending: isOwn && !order.isDescending })}
        >
          {t(`col.${column.id}`)}
          <span aria-hidden="true">{isOwn ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
        </button>
      </th>
    );
  };
  return (
    <section className={styles.scroll} aria-label={t("view.tensors")} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heading(NAME)}
            <th scope="col">{t("col.histogram")}</th>
            {COLUMNS.map(heading)}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.index}>
              <th scope="row" className={styles.name} lang="en" title={row.name}>
                <bdi>{row.name}</bdi>
              </th>
              <td>{row.stats !== null && <TinyHistogram histogram={row.stats.histogram} />}</td>
              {COLUMNS.map(({ id, text: textOf, isText }) => (
                <td key={id} className={isText === true ? undefined : styles.number}>
                  {textOf(row, t)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  );
}
