/** Everything the pictures show, as a table to read, to listen to and to copy. */
import { useText } from "../../i18n/text.ts";
import type { PictureCells } from "./cells.ts";
import styles from "./DataTable.module.css";
import { layerStatistics, STATISTICS } from "./statistics.ts";

/** Brings the table into sight when it is opened: it stands below the first screen. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

export function DataTable({ cells, id }: { readonly cells: PictureCells; readonly id: string }) {
  const t = useText();
  const rows = cells.picture.plan.layers.map((layer) => ({
    layer,
    statistics: layerStatistics(cells, layer.layerIndex),
  }));
  const gradientColumns = STATISTICS.filter((name) => name !== "saturated" && name !== "dead");
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
            <th scope="colgroup" colSpan={STATISTICS.length}>
              {t("table.activation")}
            </th>
            <th scope="colgroup" colSpan={gradientColumns.length}>
              {t("table.gradient")}
            </th>
          </tr>
          <tr>
            {STATISTICS.map((name) => (
              <th key={name} scope="col" title={t(`stat.${name}.title`)}>
                {t(`stat.${name}`)}
              </th>
            ))}
            {gradientColumns.map((name) => (
              <th key={name} scope="col" title={t(`stat.${name}.title`)}>
                {t(`stat.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ layer, statistics }) => (
            <tr key={layer.layerIndex}>
              <th scope="row">{layer.layerIndex + 1}</th>
              <td>{layer.units}</td>
              {statistics.map((statistic) => (
                <td key={statistic.id}>{statistic.activation}</td>
              ))}
              {statistics.map(
                (statistic) =>
                  statistic.gradient !== null && <td key={statistic.id}>{statistic.gradient}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
