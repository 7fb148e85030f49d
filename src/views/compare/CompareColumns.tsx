/** Two to four networks beside each other: the same charts, smaller, on the same axes. */
import { useMemo } from "react";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { CHART_TONES } from "../../charts/cell.ts";
import { layerAxis } from "../../charts/layerAxis.ts";
import { useCompareText } from "../../i18n/compareText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import { FramedDistributionChart } from "../picture/distribution/FramedDistributionChart.tsx";
import { LayerPicker } from "../picture/LayerPicker.tsx";
import { FramedSignalChart } from "../picture/signal/FramedSignalChart.tsx";
import { StripsChart } from "../picture/strips/StripsChart.tsx";
import { usePictureTheory } from "../picture/data/usePictureTheory.ts";
import type { PicturesProps } from "../picture/picturesProps.ts";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import { ViewChoices } from "../picture/distribution/ViewChoices.tsx";
import { Shown } from "../screen.ts";
import styles from "./CompareColumns.module.css";
import { differenceText } from "./difference.ts";
import { PIN_LETTERS } from "./letters.ts";
import { axesOf } from "./overlay.tsx";
import { pinnedCells } from "./pinnedCells.ts";

/** Narrower columns stand below each other. */
const LEAST_COLUMN_PX = 250;
const GAP_PX = 20;
/** The plots leave room on the left for the numbers of an axis; the names of strips stand above them. */
const MARGIN_PX = 46;

interface ColumnProps {
  readonly letter: string;
  readonly name: string;
  readonly cells: PictureCells;
  readonly all: readonly PictureCells[];
  readonly widthPx: number;
  readonly layerCount: number;
  readonly metrics: PictureMetrics;
  readonly colourKey: string;
  readonly isBusy: boolean;
}

function Column(props: ColumnProps) {
  const { letter, name, cells, all, widthPx, layerCount, metrics, colourKey, isBusy } = props;
  const theory = usePictureTheory(cells.picture.plan);
  const comparison = useMemo(
    () => ({ ...axesOf(all.filter((other) => other !== cells)), over: null }),
    [all, cells],
  );
  const { left, right } = metrics.margin;
  const axis = useMemo(
    () => layerAxis(layerCount, widthPx, { left, right }),
    [layerCount, widthPx, left, right],
  );
  const common = { cells, axis, metrics, isBusy, comparison };
  return (
    <section className={styles.column} aria-label={`${letter}: ${name}`}>
      <p className={styles.heading}>
        <strong>{letter}</strong> {name}
      </p>
      <Shown part="signal">
        <FramedSignalChart {...common} theory={theory} />
      </Shown>
      <LayerPicker {...{ cells, axis, metrics }} />
      <Shown part="activations">
        <FramedDistributionChart {...common} tone="forward" colourKey={colourKey} />
      </Shown>
      <Shown part="gradients">
        <FramedDistributionChart {...common} tone="backward" colourKey={colourKey} />
      </Shown>
      <Shown part="strips">
        <StripsChart {...common} />
      </Shown>
    </section>
  );
}

export function CompareColumns({
  cells,
  widthPx,
  metrics,
  colourKey,
  isBusy,
}: Omit<PicturesProps, "theory">) {
  const t = useText();
  const c = useCompareText();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const pinned = useAppStore((state) => state.pinned);
  const columns = useMemo(() => {
    const others = pins.flatMap((pin, index) => {
      const own = pinned[index] === undefined ? null : pinnedCells(pinned[index]);
      return own === null ? [] : [{ letter: PIN_LETTERS[index] ?? "", config: pin, cells: own }];
    });
    return [...others.slice(0, 1), { letter: "B", config, cells }, ...others.slice(1)];
  }, [pins, pinned, config, cells]);
  const all = useMemo(() => columns.map((column) => column.cells), [columns]);
  const layerCount = Math.max(...all.map(({ results }) => results.length));
  const perRow = Math.max(
    1,
    Math.min(columns.length, Math.floor((widthPx + GAP_PX) / (LEAST_COLUMN_PX + GAP_PX))),
  );
  const columnPx = Math.floor((widthPx - (perRow - 1) * GAP_PX) / perRow);
  const small = useMemo(
    () => ({ ...metrics, isPhone: true, margin: { left: MARGIN_PX, right: 4 }, bins: 64 }),
    [metrics],
  );
  const rows = useMemo(
    () => ({
      network: cells,
      axis: layerAxis(layerCount, columnPx, small.margin),
      bins: small.bins,
      comparison: { ...axesOf(all), over: null },
    }),
    [cells, layerCount, columnPx, small, all],
  );
  const nameOf = (own: ExperimentConfig): string =>
    differenceText(
      own,
      columns.map((column) => column.config),
      t,
    ) || c("same");
  return (
    <>
      <div className={styles.choices}>
        <ViewChoices isCompared tones={CHART_TONES} rows={rows} />
      </div>
      <div
        className={styles.columns}
        style={{ gridTemplateColumns: `repeat(${perRow}, ${columnPx}px)`, gap: GAP_PX }}
      >
        {columns.map((column) => (
          <Column
            key={column.letter}
            letter={column.letter}
            name={nameOf(column.config)}
            cells={column.cells}
            metrics={small}
            widthPx={columnPx}
            isBusy={isBusy && column.letter === "B"}
            {...{ all, layerCount, colourKey }}
          />
        ))}
      </div>
    </>
  );
}
