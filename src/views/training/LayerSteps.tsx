/**
 * Layers against steps: one number of every layer at every kept step, on the axis of the timeline. A press
 * goes to the step and the layer.
 */
import { useEffect, useId, useRef, useState } from "react";
import type { PointerEvent } from "react";
import { formatNumber } from "../../charts/format.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import type { Recording } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { Select } from "../../ui/Select.tsx";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useServices } from "../services.ts";
import { cellEdges, isLogarithmic, MAP_QUANTITIES, stepMap } from "./layerSteps.ts";
import type { MapQuantity } from "./layerSteps.ts";
import { lossChart } from "./lossChart.ts";
import styles from "./LayerSteps.module.css";
import { BOX, THUMB_PX } from "./timelineBox.ts";

/** Height of a row, between these ends, so that the whole map has about the same size. */
const ROW_PX = { least: 3, most: 14, whole: 170 } as const;
/** Opacity of the lowest value and of the highest: the lowest is still no paper. */
const INK = { low: 0.06, high: 0.92 } as const;
const FONT_PX = 12;

interface LayerStepsProps {
  readonly recording: Recording;
  readonly onShow: (index: number) => void;
}

/** The name of a layer that was recorded elsewhere, behind its number. */
function ownName({ plan }: Recording, layer: number): string {
  const name = plan.layers[layer]?.recorded?.name;
  return name === undefined ? "" : ` (${name})`;
}

interface MapProps extends LayerStepsProps {
  readonly quantity: MapQuantity;
  readonly widthPx: number;
}

function StepMapCanvas({ recording, onShow, quantity, widthPx }: MapProps) {
  const t = useTrainingText();
  const { theme } = useServices();
  const canvas = useRef<HTMLCanvasElement>(null);
  const changeView = useAppStore((state) => state.changeView);
  const selected = useAppStore((state) => state.view.selectedLayer);
  const [under, setUnder] = useState<{ readonly column: number; readonly layer: number } | null>(null);
  const { snapshots, schedule, shown } = recording;
  const layerCount = recording.plan.layers.length;
  const rowPx = Math.max(ROW_PX.least, Math.min(ROW_PX.most, ROW_PX.whole / layerCount));
  const heightPx = Math.ceil(layerCount * rowPx);
  const left = BOX.left;
  const right = widthPx - THUMB_PX / 2;
  const { x } = lossChart([], schedule, { ...BOX, right }, FONT_PX);
  const edges = cellEdges(
    snapshots.map(({ step }) => x(step)),
    left,
    right,
  );
  const map = stepMap(snapshots, quantity);

  useEffect(() => {
    const drawing = canvas.current?.getContext("2d");
    if (canvas.current === null || drawing == null) return;
    const ratio = devicePixelRatio;
    canvas.current.width = Math.round(widthPx * ratio);
    canvas.current.height = Math.round(heightPx * ratio);
    drawing.scale(ratio, ratio);
    drawing.fillStyle = getComputedStyle(canvas.current).color;
    map.values.forEach((layers, column) => {
      const from = edges[column] ?? 0;
      const width = (edges[column + 1] ?? from) - from;
      layers.forEach((value, layer) => {
        const share = map.share(value);
        if (Number.isNaN(share)) return;
        drawing.globalAlpha = INK.low + (INK.high - INK.low) * share;
        drawing.fillRect(from, layer * rowPx, width, rowPx);
      });
    });
    // The theme changes the colour that the canvas has by its style.
  }, [map, edges, widthPx, heightPx, rowPx, theme]);

  function cellAt(event: PointerEvent): { readonly column: number; readonly layer: number } | null {
    const box = event.currentTarget.getBoundingClientRect();
    const layer = Math.floor((event.clientY - box.top) / rowPx);
    const column = edges.findIndex((edge, index) => event.clientX - box.left < (edges[index + 1] ?? edge));
    return layer < 0 || layer >= layerCount || column < 0 || column >= snapshots.length
      ? null
      : { column, layer };
  }

  const [first, last] = [map.values[0] ?? [], map.values.at(-1) ?? []];
  const label = t("map.summary", {
    quantity: t(`map.${quantity}`),
    layers: layerCount,
    count: snapshots.length,
    first: `${formatNumber(first[0] ?? NaN)} … ${formatNumber(first.at(-1) ?? NaN)}`,
    last: `${formatNumber(last[0] ?? NaN)} … ${formatNumber(last.at(-1) ?? NaN)}`,
  });
  const shownX = edges[shown] ?? 0;
  const reading =
    under === null
      ? t("map.press")
      : t("map.reading", {
          layer: `${under.layer + 1}${ownName(recording, under.layer)}`,
          step: snapshots[under.column]?.step ?? 0,
          value: formatNumber(map.values[under.column]?.[under.layer] ?? NaN),
        });
  return (
    <>
      <div
        className={styles.plot}
        style={{ height: heightPx }}
        onPointerMove={(event) => setUnder(cellAt(event))}
        onPointerLeave={() => setUnder(null)}
        onClick={(event) => {
          const cell = cellAt(event as unknown as PointerEvent);
          if (cell === null) return;
          onShow(cell.column);
          changeView({ selectedLayer: cell.layer });
        }}
      >
        <canvas
          ref={canvas}
          className={styles.map}
          style={{ width: widthPx, height: heightPx }}
          role="img"
          aria-label={label}
        />
        <svg className={styles.over} width={widthPx} height={heightPx} aria-hidden="true">
          <rect
            className={styles.chosen}
            x={shownX}
            y={0.5}
            width={Math.max(2, (edges[shown + 1] ?? shownX) - shownX)}
            height={heightPx - 1}
          />
          {selected !== null && selected < layerCount && (
            <rect
              className={styles.chosen}
              x={left}
              y={selected * rowPx}
              width={right - left}
              height={rowPx}
            />
          )}
          <text className={styles.tick} x={left - 6} y={Math.max(10, rowPx / 2 + 4)} textAnchor="end">
            {t("map.layer", { layer: 1 })}
          </text>
          {layerCount > 1 && (
            <text
              className={styles.tick}
              x={left - 6}
              y={heightPx - Math.max(2, rowPx / 2 - 4)}
              textAnchor="end"
            >
              {t("map.layer", { layer: layerCount })}
            </text>
          )}
        </svg>
      </div>
      <p className={styles.legend} style={{ marginLeft: left }}>
        <span>{formatNumber(map.low)}</span>
        <span className={styles.ramp} aria-hidden="true" />
        <span>
          {formatNumber(map.high)}
          {isLogarithmic(quantity) && ` (${t("map.log")})`}
        </span>
        <span className={styles.reading}>{reading}</span>
      </p>
    </>
  );
}

export function LayerSteps({ recording, onShow }: LayerStepsProps) {
  const t = useTrainingText();
  const titleId = useId();
  const [ref, widthPx] = useElementWidth();
  const [quantity, setQuantity] = useState<MapQuantity>("std");
  return (
    <div ref={ref} className={styles.maps} role="group" aria-labelledby={titleId}>
      <div className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          {t("map.title")}
        </h2>
        <div className={styles.choice}>
          <Select
            isBare
            label={t("map.quantity")}
            value={quantity}
            options={MAP_QUANTITIES.map((id) => ({ id, label: t(`map.${id}`) }))}
            onChange={setQuantity}
          />
        </div>
      </div>
      {widthPx > 0 && <StepMapCanvas {...{ recording, onShow, quantity, widthPx }} />}
    </div>
  );
}
