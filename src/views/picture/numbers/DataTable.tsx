/** All numbers of the charts, as a table to read, to listen to and to copy. */
import { useReadingsText } from "../../../i18n/readingsText.ts";
import { term } from "../../term.ts";
import type { PictureCells } from "../data/cells.ts";
import styles from "./DataTable.module.css";
import { tableGroups } from "./tableColumns.ts";
import type { PictureTheory } from "../data/pictureTheory.ts";

/** Scrolls the table into sight when it is opened: it stands below the first screen. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

interface DataTableProps {
  readonly cells: PictureCells;
  readonly theory: PictureTheory;
  readonly id: string;
}

export function DataTable({ cells, theory, id }: DataTableProps) {
  const r = useReadingsText();
  const groups = tableGroups({ r }, cells, theory.layers);
  return (
    <section
      ref={reveal}
      id={id}
      className={styles.scroll}
      aria-label={r("caption")}
      // A scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={styles.table}>
        <caption>{r("caption")}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {r("layer")}
            </th>
            <th scope="col" rowSpan={2}>
              {r("units")}
            </th>
            {groups.map(({ label, columns }) => (
              <th key={label} scope="colgroup" colSpan={columns.length}>
                {label}
              </th>
            ))}
          </tr>
          <tr>
            {groups.flatMap((group, groupIndex) =>
              group.columns.map(({ label, title, entry }, index) => (
                <th
                  key={`${group.label} ${label}`}
                  scope="col"
                  {...(title === undefined || entry === undefined
                    ? {}
                    : term(title, entry, groupIndex + index === 0))}
                >
                  {label}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {cells.picture.plan.layers.map(({ layerIndex, units, recorded }) => (
            <tr key={layerIndex}>
              <th scope="row">
                {layerIndex + 1}
                {recorded !== undefined && ` ${recorded.name}`}
              </th>
              <td>{units}</td>
              {groups.flatMap((group) =>
                group.columns.map(({ label, text }) => (
                  <td key={`${group.label} ${label}`}>{text(layerIndex)}</td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
