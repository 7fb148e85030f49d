/** The numbers of one layer, each under its name. Fetched after the first picture. */
import { useReadingsText } from "../../../i18n/readingsText.ts";
import { useText } from "../../../i18n/text.ts";
import { term } from "../../term.ts";
import type { PictureCells } from "../data/cells.ts";
import { STATISTIC_ENTRIES } from "../data/entries.ts";
import styles from "./LayerNumbers.module.css";
import { layerStatistics } from "../data/statistics.ts";
import type { PictureTheory } from "../data/pictureTheory.ts";

export function LayerNumbers({
  cells,
  layerIndex,
  theory,
}: {
  readonly cells: PictureCells;
  readonly layerIndex: number;
  readonly theory: PictureTheory;
}) {
  const t = useText();
  const r = useReadingsText();
  return (
    <dl className={styles.list}>
      {layerStatistics(cells, layerIndex, theory.layers[layerIndex]).map(({ id, values }, index) => (
        <div key={id} className={styles.item}>
          <dt {...term(r(`${id}.title`), STATISTIC_ENTRIES[id], index === 0)}>{r(`${id}.name`)}</dt>
          {values.map(({ of, text }) => (
            <dd key={of} className={styles[of]}>
              <span className="visuallyHidden">{t(`readout.${of}`)} </span>
              {text}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
