/** The numbers of one layer, each under its name. Fetched after the first picture. */
import { useReadingsText } from "../../../i18n/readingsText.ts";
import { useText } from "../../../i18n/text.ts";
import type { PictureCells } from "../data/cells.ts";
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
      {layerStatistics(cells, layerIndex, theory.layers[layerIndex]).map(({ id, values }) => (
        <div key={id} className={styles.item}>
          <dt title={r(`${id}.title`)}>{t(`stat.${id}`)}</dt>
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
