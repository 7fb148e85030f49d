/** Everything the pictures show, as a table to read, to listen to and to copy. */
import { useMemo } from "react";
import { useText } from "../../i18n/text.ts";
import type { PictureCells } from "./cells.ts";
import styles from "./DataTable.module.css";
import { tableGroups } from "./tableColumns.ts";
import type { PictureTheory } from "./theory.ts";

/** Brings the table into sight when it is opened: it stands below the first screen. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

interface DataTableProps {
  readonly cells: PictureCells;
  readonly theory: PictureTheory;
  readonly id: string;
}

export function DataTable({ cells, theory, id }: DataTableProps) {
  const t = useText();
  const groups = useMemo(() => tableGroups(cells, theory.layers), [cells, theory]);
  return (
    <section
      ref={reveal}
      id={id}
      className={styles.scroll}
      aria-label={t("table.caption")}
      // What scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={styles.table}>
        <caption>{t("table.caption")}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t("table.layer")}
            </th>
            <th scope="col" rowSpan={2}>
              {t("table.units")}
            </th>
            {groups.map(({ labelKey, columns }) => (
              <th key={labelKey} scope="colgroup" colSpan={columns.length}>
                {t(labelKey)}
              </th>
            ))}
          </tr>
          <tr>
            {groups.flatMap((group) =>
              group.columns.map(({ labelKey, titleKey }) => (
                <th
                  key={`${group.labelKey} ${labelKey}`}
                  scope="col"
                  title={titleKey === undefined ? undefined : t(titleKey)}
                >
                  {t(labelKey)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {cells.picture.plan.layers.map(({ layerIndex, units }) => (
            <tr key={layerIndex}>
              <th scope="row">{layerIndex + 1}</th>
              <td>{units}</td>
              {groups.flatMap((group) =>
                group.columns.map(({ labelKey, text }) => (
                  <td key={`${group.labelKey} ${labelKey}`}>{text(layerIndex)}</td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
