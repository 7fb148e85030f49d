/** Units by inputs as an image: a dead or stuck unit is a stripe, and similar inputs give similar columns. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { PointerEvent } from "react";
import { formatNumber } from "../../charts/format.ts";
import { rasterPixels, rasterReach, rasterSample, silentUnits, unitEntry } from "../../charts/raster.ts";
import type { DivergingInks, Rgb, UnitMatrix } from "../../charts/raster.ts";
import type { TensorId } from "../../experiment/result.ts";
import { hasBatchAxis } from "../../experiment/statistics.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { joinSentences } from "../../i18n/languages.ts";
import "../../styles/diverging.css";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";
import type { PanelProps } from "./panelProps.ts";

interface RasterPanelProps extends PanelProps {
  readonly tensor: TensorId;
  /** Changes when the colours of the page do. */
  readonly colourKey: string;
}

const INKS = ["negative", "zero", "positive", "nonFinite"] as const;

/** The colour of an element as numbers. */
function colourOf(element: Element | null | undefined): Rgb {
  if (element == null) return [0, 0, 0];
  const parts = getComputedStyle(element).color.match(/\d+(?:\.\d+)?/g) ?? [];
  return [Number(parts[0] ?? 0), Number(parts[1] ?? 0), Number(parts[2] ?? 0)];
}

/** The legend's samples, which carry the theme's inks. */
function inksOf(legend: HTMLElement | null): DivergingInks {
  const ink = (name: (typeof INKS)[number]): Rgb => colourOf(legend?.querySelector(`[data-ink="${name}"]`));
  return {
    negative: ink("negative"),
    zero: ink("zero"),
    positive: ink("positive"),
    nonFinite: ink("nonFinite"),
  };
}

function Picture({
  matrix,
  colourKey,
  isBatch,
}: {
  matrix: UnitMatrix;
  colourKey: string;
  isBatch: boolean;
}) {
  const i = useInspectorText();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const legendRef = useRef<HTMLUListElement>(null);
  const [pointed, setPointed] = useState<{ readonly unit: number; readonly entry: number } | null>(null);
  const sample = useMemo(() => rasterSample(matrix.units, matrix.entries), [matrix]);
  const reach = useMemo(() => rasterReach(matrix, sample), [matrix, sample]);
  const silent = useMemo(() => silentUnits(matrix).length, [matrix]);

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas === null || context === null || context === undefined) return;
    canvas.width = sample.columns.length;
    canvas.height = sample.rows.length;
    const pixels = rasterPixels(matrix, sample, reach, inksOf(legendRef.current));
    context.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
  }, [matrix, sample, reach, colourKey]);

  function point(event: PointerEvent<HTMLCanvasElement>): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * sample.rows.length);
    const column = Math.floor(((event.clientX - left) / width) * sample.columns.length);
    const unit = sample.rows[row];
    const entry = sample.columns[column];
    setPointed(unit === undefined || entry === undefined ? null : { unit, entry });
  }

  const kind = isBatch ? "batch" : "weight";
  const counts = {
    units: sample.rows.length,
    allUnits: matrix.units,
    entries: sample.columns.length,
    allEntries: matrix.entries,
  };
  const isSampled = counts.units < counts.allUnits || counts.entries < counts.allEntries;
  const summary = joinSentences(
    i(isSampled ? `raster.${kind}.sampled` : `raster.${kind}.all`, counts),
    i("raster.silent", { count: silent, units: matrix.units }),
  );
  return (
    <>
      <canvas
        ref={canvasRef}
        className={styles.raster}
        role="img"
        aria-label={summary}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
      />
      <ul ref={legendRef} className={styles.inks}>
        {INKS.map((ink) => (
          <li key={ink}>
            <span className={styles[`ink-${ink}`]} data-ink={ink} aria-hidden="true" />
            {i(`ink.${ink}`, { reach: formatNumber(reach, 2) })}
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        {pointed === null
          ? summary
          : i(`raster.${kind}.entry`, {
              unit: pointed.unit + 1,
              entry: pointed.entry + 1,
              value: formatNumber(unitEntry(matrix, pointed.unit, pointed.entry), 4),
            })}
      </p>
    </>
  );
}

export function RasterPanel({ layer, tensors, tensor, colourKey }: RasterPanelProps) {
  const i = useInspectorText();
  const isBatch = hasBatchAxis(tensor);
  const values = tensors?.[tensor] ?? null;
  const matrix = useMemo<UnitMatrix | null>(
    () =>
      values === null
        ? null
        : { values, units: layer.units, entries: values.length / layer.units, isByColumn: isBatch },
    [values, layer.units, isBatch],
  );
  return (
    <Panel title={i(isBatch ? "raster.batch" : "raster.weight")}>
      {matrix === null ? (
        <div className={styles.rasterFrame} />
      ) : (
        <Picture {...{ matrix, colourKey, isBatch }} />
      )}
    </Panel>
  );
}
