/** All numbers of the charts, as a table to read, to listen to and to copy. */
import { useReadingsText } from "../../../i18n/readingsText.ts";
import { term } from "../../term.ts";
import { layerRole, ROLE_SIGNS } from "../../../experiment/layerRoles.ts";
import type { LayerPlan } from "../../../experiment/plan.ts";
import type { PictureCells } from "../data/cells.ts";
import styles from "./DataTable.module.css";
import { tableGroups } from "./tableColumns.ts";
import type { PictureTheory } from "../data/pictureTheory.ts";

/** Scrolls the table into sight when it is opened: it stands below the first screen. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** What stands behind the number of a layer: its own name, or the sign of its matrix in a block. */
function nameOf(layers: readonly LayerPlan[], layerIndex: number): string {
  const role = layerRole(layers, layerIndex);
  const name = layers[layerIndex]?.recorded?.name ?? (role === null ? "" : ROLE_SIGNS[role]);
  return name === "" ? "" : ` ${name}`;
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
          {cells.picture.plan.layers.map(({ layerIndex, units }, _, layers) => (
            <tr key={layerIndex}>
              <th scope="row">
                {layerIndex + 1}
                {nameOf(layers, layerIndex)}
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
