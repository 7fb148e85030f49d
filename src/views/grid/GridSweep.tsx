/**
 * A sweep of one setting as a line with a band over seeds, or of two as a heat map: a press on a value or a
 * cell adopts it.
 */
import { useState } from "react";
import type { CSSProperties } from "react";
import { formatNumber } from "../../charts/format.ts";
import { SETTINGS } from "../../experiment/settings.ts";
import { useGridText } from "../../i18n/gridText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { Select } from "../../ui/Select.tsx";
import "../../styles/diverging.css";
import { drawingFile } from "../coordinates/saveDrawing.tsx";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import styles from "./GridSweep.module.css";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import {
  axesOf,
  figureOf,
  figuresOf,
  GRID_BATCH,
  GRID_STEPS,
  GRID_WIDTH,
  gridCsv,
  gridViewOf,
  gridWord,
  inkOf,
  LINES,
  lossCsv,
  seedsOf,
  usualSeeds,
} from "./gridSweep.ts";
import type { GridAxis, GridFigure, GridPlace, GridView } from "./gridSweep.ts";
import { seedSpread } from "./seedSpread.ts";
import type { SeedSpread } from "./seedSpread.ts";
import { SweepChart } from "./SweepChart.tsx";
import { useGridSweep } from "./useGridSweep.ts";
import type { GridOutcome, GridSweep as Sweep } from "./useGridSweep.ts";

/** Width of the drawing as a file. */
const FILE = { widthPx: 900, fontPx: 13 } as const;

/** The networks of a place that are known. */
interface Found {
  readonly spread: SeedSpread;
  readonly doneCount: number;
  readonly failedCount: number;
}

/** The number of a network; NaN where it has none yet. */
function valueOf(outcome: GridOutcome, figure: GridFigure): number {
  if (typeof outcome === "number") return figure === "loss" ? outcome : NaN;
  return typeof outcome === "object" && figure !== "loss" ? figureOf(outcome, figure) : NaN;
}

/** What is known of every place. */
function foundOf({ cells, members, outcomes }: Sweep, figure: GridFigure): readonly Found[] {
  const own = cells.map((): GridOutcome[] => []);
  for (const [index, { cell }] of members.entries()) own[cell]?.push(outcomes[index]);
  return own.map((all) => ({
    spread: seedSpread(all.map((outcome) => valueOf(outcome, figure))),
    doneCount: all.filter((outcome) => outcome !== undefined && outcome !== "failed").length,
    failedCount: all.filter((outcome) => outcome === "failed").length,
  }));
}

/** A number for a cell: a single layer has no factor per layer. */
const short = (value: number): string => (Number.isNaN(value) ? "–" : formatNumber(value, 2));

interface Names {
  readonly across: string;
  readonly up: string;
}

interface AdoptProps {
  readonly lock: ReturnType<ReturnType<typeof useLockOf>>;
  readonly onAdopt: () => void;
}

interface CellProps extends AdoptProps {
  readonly cell: GridPlace;
  readonly found: Found;
  readonly figure: GridFigure;
  readonly names: Names;
}

function Cell({ cell, found, figure, names, lock, onAdopt }: CellProps) {
  const t = useGridText();
  const { spread, doneCount, failedCount } = found;
  const isKnown = doneCount > 0;
  const value = spread.median;
  const words = isKnown ? short(value) : t(failedCount > 0 ? "failed" : "waiting");
  const { side, share } = inkOf(figure, value);
  const style = { "--mix": `${Math.round(100 * (Number.isNaN(share) ? 0 : share))}%` } as CSSProperties;
  const [x = NaN, y = NaN] = cell.at;
  const place = { ...names, x: formatNumber(x), y: formatNumber(y), value: words };
  const label =
    spread.count > 1
      ? t("cell.seeds", { ...place, count: spread.count, low: short(spread.low), high: short(spread.high) })
      : t("cell", place);
  return (
    <td>
      <button
        type="button"
        className={cx(styles.cell, styles[side])}
        style={style}
        aria-label={label}
        title={label}
        {...lock}
        onClick={onAdopt}
      >
        {isKnown ? words : failedCount > 0 ? "–" : "·"}
      </button>
    </td>
  );
}

interface PanelProps {
  readonly sweep: Sweep;
  readonly found: readonly Found[];
  readonly figure: GridFigure;
  readonly names: Names;
  readonly adoptOf: (patch: GridPlace["patch"]) => AdoptProps;
}

/** The heat map over two settings. */
function HeatMap({ sweep, found, figure, names, adoptOf }: PanelProps) {
  const t = useGridText();
  const { columns, rows, cells } = sweep;
  return (
    <div className={styles.scroll}>
      <table className={styles.map}>
        <caption className="visuallyHidden">{t("table", { ...names, figure: t(figure) })}</caption>
        <tbody>
          {rows.map((y, row) => (
            <tr key={y}>
              <th scope="row">{formatNumber(y ?? NaN)}</th>
              {columns.map((x, column) => {
                const index = row * columns.length + column;
                const [cell, own] = [cells[index], found[index]];
                return (
                  cell !== undefined &&
                  own !== undefined && (
                    <Cell key={x} {...{ cell, figure, names }} found={own} {...adoptOf(cell.patch)} />
                  )
                );
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className={styles.corner}>
              {names.up} ↑
            </th>
            {columns.map((x) => (
              <th key={x} scope="col">
                {formatNumber(x)}
              </th>
            ))}
          </tr>
        </tfoot>
      </table>
      <p className={styles.axis} aria-hidden="true">
        {names.across} →
      </p>
    </div>
  );
}

const ROWS = [
  ["mean", "mean"],
  ["spread", "std"],
  ["low", "low"],
  ["high", "high"],
] as const;

/** What both the screen and the file show of one setting. */
function chartOf(
  t: ReturnType<typeof useGridText>,
  { sweep, found, figure, names }: Omit<PanelProps, "adoptOf">,
) {
  const { columns: values } = sweep;
  const spreads = found.map(({ spread }) => spread);
  const label = t("chart", {
    figure: t(figure),
    across: names.across,
    first: formatNumber(values[0] ?? NaN),
    last: formatNumber(values.at(-1) ?? NaN),
    from: short(spreads[0]?.mean ?? NaN),
    to: short(spreads.at(-1)?.mean ?? NaN),
  });
  return { values, spreads, label, across: names.across, up: t(figure) };
}

/** The line over one setting, its band over seeds, and their numbers. */
function Lines({ adoptOf, ...props }: PanelProps) {
  const t = useGridText();
  const { theme } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const { sweep, figure, names } = props;
  const chart = chartOf(t, props);
  return (
    <>
      <div ref={ref} className={styles.chart}>
        {widthPx > 0 && <SweepChart {...chart} {...{ widthPx, fontPx }} />}
      </div>
      <div className={styles.scroll}>
        <table className={styles.map}>
          <caption className="visuallyHidden">{t("table.lines", { ...names, figure: t(figure) })}</caption>
          <thead>
            <tr>
              <th scope="col">{names.across}</th>
              {sweep.cells.map(({ at: [x = NaN], patch }) => {
                const { lock, onAdopt } = adoptOf(patch);
                const label = t("value", { across: names.across, x: formatNumber(x) });
                return (
                  <th key={x} scope="col">
                    <button
                      type="button"
                      className={cx(styles.cell, styles.value)}
                      aria-label={label}
                      title={label}
                      {...lock}
                      onClick={onAdopt}
                    >
                      {formatNumber(x)}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([words, key]) => (
              <tr key={key}>
                <th scope="row">{t(words)}</th>
                {chart.spreads.map((spread, index) => (
                  <td key={sweep.columns[index]} className={styles.number}>
                    {Number.isNaN(spread[key]) ? "–" : formatNumber(spread[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The names of the settings. */
function useAxisName(): (axis: GridAxis) => string {
  const t = useText();
  const g = useGridText();
  return (axis) => {
    if (axis === "weights") return g("weights");
    return t(axis === "width" ? "control.width" : SETTINGS[axis].label);
  };
}

export function GridSweep({ id }: { readonly id: string }) {
  const t = useGridText();
  const { saveFile } = useServices();
  const nameOf = useAxisName();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const word = useAppStore((state) => state.view.sweep);
  const compare = useAppStore((state) => state.compare);
  const changeView = useAppStore((state) => state.changeView);
  const lockOf = useLockOf();
  const view = gridViewOf(word, config);
  const { across, up, figure, seeds } = view;
  const [hasNoDrawing, setHasNoDrawing] = useState(false);
  const sweep = useGridSweep(view);
  const { cells, members, outcomes, doneCount, isStopped, setStopped } = sweep;
  const isLines = up === LINES;
  const names = { across: nameOf(across), up: isLines ? "" : nameOf(up) };
  const found = foundOf(sweep, figure);
  const change = (next: Partial<GridView>): void => {
    const wished = { ...view, ...next };
    // Lines and maps have their own numbers of seeds.
    const isOther = (wished.up === LINES) !== isLines;
    changeView({ sweep: gridWord(isOther ? { ...wished, seeds: usualSeeds(wished.up) } : wished) });
  };
  const axes = axesOf(config).map((axis) => ({ id: axis, label: nameOf(axis) }));
  const isDone = doneCount >= members.length;
  const heads = isLines ? [names.across] : [names.across, names.up];
  const words = {
    seeds,
    first: config.seed,
    last: (config.seed + seeds - 1) >>> 0,
    width: GRID_WIDTH,
    batch: GRID_BATCH,
  };
  const save = (): void => {
    const of = members.map(({ cell, seed }, index) => ({
      at: cells[cell]?.at ?? [],
      seed,
      outcome: outcomes[index],
    }));
    const known = of.flatMap(({ outcome, ...own }) =>
      typeof outcome === "object" ? [{ ...own, layers: outcome }] : [],
    );
    const trained = of.flatMap(({ outcome, ...own }) =>
      typeof outcome === "number" ? [{ ...own, loss: outcome }] : [],
    );
    const csv = figure === "loss" ? lossCsv(heads, trained) : gridCsv(heads, known);
    saveFile("initscope-sweep.csv", "text/csv", csv);
  };
  const saveDrawing = (): void => {
    try {
      const drawing = <SweepChart {...chartOf(t, { sweep, found, figure, names })} {...FILE} />;
      saveFile("initscope-sweep.svg", "image/svg+xml", drawingFile(drawing));
      setHasNoDrawing(false);
    } catch {
      setHasNoDrawing(true);
    }
  };
  const panel: PanelProps = {
    sweep,
    found,
    figure,
    names,
    adoptOf: (patch) => ({
      lock: lockOf(patch, "compare"),
      // This is one step of undo by itself, whatever came just before it.
      onAdopt: () => compare(pins, { ...config, ...patch }),
    }),
  };
  const title = t(isLines ? "title.lines" : "title");
  return (
    <section id={id} className={study.panel} aria-label={title}>
      <StudyHead title={title} close={t("close")} />
      <p className={study.detail}>
        {t(isLines ? "detail.lines" : seeds > 1 ? "detail.seeds" : "detail", words)}{" "}
        {figure === "loss" && t("detail.loss", { steps: Math.min(GRID_STEPS, config.steps) })}
      </p>
      <div className={styles.choices}>
        <Select
          label={t("across")}
          value={across}
          options={axes.filter((axis) => axis.id !== up)}
          onChange={(next) => change({ across: next })}
        />
        <Select
          label={t("up")}
          value={up}
          options={[...axes.filter((axis) => axis.id !== across), { id: LINES, label: t("lines") }]}
          onChange={(next) => change({ up: next })}
        />
        <Select
          label={t("figure")}
          value={figure}
          options={figuresOf(config, isLines ? [across] : [across, up]).map((each) => ({
            id: each,
            label: t(each),
          }))}
          onChange={(next) => change({ figure: next })}
        />
        <Select
          label={t("seeds")}
          value={String(seeds)}
          options={seedsOf(up).map((count) => ({ id: String(count), label: String(count) }))}
          onChange={(next) => change({ seeds: Number(next) })}
        />
        <Button variant="outline" disabled={doneCount === 0} onClick={save}>
          {t("csv")}
        </Button>
        {isLines && (
          <Button variant="outline" disabled={doneCount === 0} onClick={saveDrawing}>
            {t("svg")}
          </Button>
        )}
        {!isDone && (
          <span className={study.progress}>
            <progress aria-label={title} max={members.length} value={doneCount} />
            {t("progress", { done: doneCount, total: members.length })}
            <Button variant="outline" onClick={() => setStopped(!isStopped)}>
              {t(isStopped ? "goOn" : "stop")}
            </Button>
          </span>
        )}
        {hasNoDrawing && <span role="alert">{t("svgFailed")}</span>}
      </div>
      {isLines ? <Lines {...panel} /> : <HeatMap {...panel} />}
    </section>
  );
}
