/** A heat map over two settings: a network in each cell, which adopts it when pressed. */
import type { CSSProperties } from "react";
import { formatNumber } from "../../charts/format.ts";
import { SETTINGS } from "../../experiment/settings.ts";
import { useGridText } from "../../i18n/gridText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { CloseIcon } from "../../ui/icons.tsx";
import { Select } from "../../ui/Select.tsx";
import "../../styles/diverging.css";
import { useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import styles from "./GridSweep.module.css";
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
  lossCsv,
} from "./gridSweep.ts";
import type { GridAxis, GridFigure, GridView } from "./gridSweep.ts";
import { useGridSweep } from "./useGridSweep.ts";
import type { GridCell, GridOutcome } from "./useGridSweep.ts";

interface CellProps {
  readonly cell: GridCell;
  readonly outcome: GridOutcome;
  readonly figure: GridFigure;
  readonly names: { readonly across: string; readonly up: string };
  readonly lock: ReturnType<ReturnType<typeof useLockOf>>;
  readonly onAdopt: () => void;
}

/** The number of a cell; NaN where it has none yet. */
function valueOf(outcome: GridOutcome, figure: GridFigure): number {
  if (typeof outcome === "number") return figure === "loss" ? outcome : NaN;
  return typeof outcome === "object" && figure !== "loss" ? figureOf(outcome, figure) : NaN;
}

function Cell({ cell, outcome, figure, names, lock, onAdopt }: CellProps) {
  const t = useGridText();
  const isKnown = typeof outcome === "object" || typeof outcome === "number";
  const value = valueOf(outcome, figure);
  // A single layer has no factor per layer.
  const number = Number.isNaN(value) ? "–" : formatNumber(value, 2);
  const words = isKnown ? number : t(outcome === "failed" ? "failed" : "waiting");
  const { side, share } = inkOf(figure, value);
  const style = { "--mix": `${Math.round(100 * (Number.isNaN(share) ? 0 : share))}%` } as CSSProperties;
  const label = t("cell", { ...names, x: formatNumber(cell.x), y: formatNumber(cell.y), value: words });
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
        {isKnown ? words : outcome === "failed" ? "–" : "·"}
      </button>
    </td>
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
  const { across, up, figure } = view;
  const { columns, rows, cells, outcomes, doneCount, isStopped, setStopped } = useGridSweep(view);
  const names = { across: nameOf(across), up: nameOf(up) };
  const change = (next: Partial<GridView>): void => changeView({ sweep: gridWord({ ...view, ...next }) });
  const axes = axesOf(config).map((axis) => ({ id: axis, label: nameOf(axis) }));
  const isDone = doneCount >= cells.length;
  const save = (): void => {
    const known = cells.flatMap(({ x, y }, index) => {
      const layers = outcomes[index];
      return typeof layers === "object" ? [{ x, y, layers }] : [];
    });
    const trained = cells.flatMap(({ x, y }, index) => {
      const loss = outcomes[index];
      return typeof loss === "number" ? [{ x, y, loss }] : [];
    });
    const heads = [names.across, names.up] as const;
    const csv = figure === "loss" ? lossCsv(heads, trained) : gridCsv(heads, known);
    saveFile("initscope-sweep.csv", "text/csv", csv);
  };
  return (
    <section id={id} className={study.panel} aria-label={t("title")}>
      <div className={study.header}>
        <h2 className={study.title}>{t("title")}</h2>
        <Button
          isIcon
          className={study.close}
          aria-label={t("close")}
          title={t("close")}
          onClick={() => changeView({ sweep: "closed" })}
        >
          <CloseIcon />
        </Button>
      </div>
      <p className={study.detail}>
        {t("detail", { width: GRID_WIDTH, batch: GRID_BATCH })}{" "}
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
          options={axes.filter((axis) => axis.id !== across)}
          onChange={(next) => change({ up: next })}
        />
        <Select
          label={t("figure")}
          value={figure}
          options={figuresOf(config, [across, up]).map((each) => ({ id: each, label: t(each) }))}
          onChange={(next) => change({ figure: next })}
        />
        <Button variant="outline" disabled={doneCount === 0} onClick={save}>
          {t("csv")}
        </Button>
        {!isDone && (
          <span className={study.progress}>
            <progress aria-label={t("title")} max={cells.length} value={doneCount} />
            {t("progress", { done: doneCount, total: cells.length })}
            <Button variant="outline" onClick={() => setStopped(!isStopped)}>
              {t(isStopped ? "goOn" : "stop")}
            </Button>
          </span>
        )}
      </div>
      <div className={styles.scroll}>
        <table className={styles.map}>
          <caption className="visuallyHidden">{t("table", { ...names, figure: t(figure) })}</caption>
          <tbody>
            {rows.map((y, row) => (
              <tr key={y}>
                <th scope="row">{formatNumber(y)}</th>
                {columns.map((x, column) => {
                  const index = row * columns.length + column;
                  const cell = cells[index];
                  return (
                    cell !== undefined && (
                      <Cell
                        key={x}
                        {...{ cell, figure, names }}
                        outcome={outcomes[index]}
                        lock={lockOf(cell.patch, "compare")}
                        // This is one step of undo by itself, whatever came just before it.
                        onAdopt={() => compare(pins, { ...config, ...cell.patch })}
                      />
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
    </section>
  );
}
