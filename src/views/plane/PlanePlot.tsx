/** The plane itself: coloured bands, the edge, the trainable stretch, and the dot of the present network. */
import { useId, useMemo, useRef } from "react";
import type { CSSProperties, KeyboardEvent, PointerEvent } from "react";
import { fittedPx } from "../../charts/fitted.ts";
import { estimateTextWidth, formatNumber } from "../../charts/format.ts";
import { linearScale } from "../../charts/scale.ts";
import type { PlanePoint } from "../../experiment/planePoint.ts";
import type { PhaseTable } from "../../experiment/theory/phasePlane.ts";
import { usePlaneText } from "../../i18n/planeText.ts";
import { useAppStore } from "../../store/store.ts";
import { cx } from "../../ui/cx.ts";
import "../../styles/diverging.css";
import { MeasuredCells } from "./MeasuredCells.tsx";
import type { KnownCells } from "./MeasuredCells.tsx";
import styles from "./OrderChaos.module.css";
import {
  axisTicks,
  contourLine,
  planeAreas,
  planeGrid,
  REACHES,
  reachLine,
  reachMarks,
  sideCentres,
} from "./planeShapes.ts";
import type { PlaneFrame, PlaneGrid, PlaneRange } from "./planeShapes.ts";
import type { PlaneColour, PlaneField } from "./planeView.ts";
import { DrawnSymbols } from "./Symbols.tsx";

/** Steps of the arrow keys over the whole axis, and of the page keys. */
const STEPS = 100;
const LARGE_STEP = 10;
/** Digits behind the point of a size that is set here: a hundredth of the default axis is 0.04. */
const DIGITS = 2;

interface PlanePlotProps<T> {
  readonly table: PhaseTable;
  readonly range: PlaneRange;
  readonly field: PlaneColour;
  /** Null where the network has no place. */
  readonly point: PlanePoint | null;
  /** Layers of the networks that the dashed lines are about. */
  readonly depth: number;
  readonly widthPx: number;
  readonly fontPx: number;
  readonly isLocked: boolean;
  readonly label: string;
  /** Null where the colours are theory's. */
  readonly cells: KnownCells<T> | null;
  /** The dot's place for assistive technology. */
  readonly valueText: string;
  readonly onMove: (point: PlanePoint) => void;
}

/** Height over width of the plot. */
const ASPECT = 0.68;

export function planeFrame(widthPx: number, fontPx: number, range: PlaneRange): PlaneFrame {
  const left = Math.round(4.4 * fontPx);
  const top = Math.round(0.8 * fontPx);
  const width = Math.max(80, widthPx - left - Math.round(1.2 * fontPx));
  return { left, top, width, height: Math.round(ASPECT * width), range };
}

const rounded = (value: number, least: number, most: number): number =>
  Number(Math.min(most, Math.max(least, value)).toFixed(DIGITS));

/** A place within the axes, with the digits that a link has. */
function placeIn({ sigmaW, sigmaB }: PlaneRange, wished: PlanePoint): PlanePoint {
  return { sigmaW: rounded(wished.sigmaW, 0.05, sigmaW), sigmaB: rounded(wished.sigmaB, 0, sigmaB) };
}

/** Where a key moves the dot; null for other keys. */
function afterKey(key: string, { sigmaW, sigmaB }: PlanePoint, range: PlaneRange): PlanePoint | null {
  const [stepW, stepB] = [range.sigmaW / STEPS, range.sigmaB / STEPS];
  switch (key) {
    case "ArrowRight":
      return { sigmaW: sigmaW + stepW, sigmaB };
    case "ArrowLeft":
      return { sigmaW: sigmaW - stepW, sigmaB };
    case "ArrowUp":
      return { sigmaW, sigmaB: sigmaB + stepB };
    case "ArrowDown":
      return { sigmaW, sigmaB: sigmaB - stepB };
    case "End":
      return { sigmaW: sigmaW + LARGE_STEP * stepW, sigmaB };
    case "Home":
      return { sigmaW: sigmaW - LARGE_STEP * stepW, sigmaB };
    case "PageUp":
      return { sigmaW, sigmaB: sigmaB + LARGE_STEP * stepB };
    case "PageDown":
      return { sigmaW, sigmaB: sigmaB - LARGE_STEP * stepB };
    default:
      return null;
  }
}

function Axes({ frame, fontPx }: { readonly frame: PlaneFrame; readonly fontPx: number }) {
  const t = usePlaneText();
  const { left, top, width, height, range } = frame;
  const x = linearScale([0, range.sigmaW], [left, left + width]);
  const y = linearScale([0, range.sigmaB], [top + height, top]);
  return (
    <g className={styles.axes} fontSize={fontPx} aria-hidden="true">
      {axisTicks(range.sigmaW, width, 5 * fontPx).map((tick) => (
        <g key={tick} transform={`translate(${x(tick)} ${top + height})`}>
          <line y2={4} />
          <text y={1.4 * fontPx} textAnchor="middle">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      {axisTicks(range.sigmaB, height, 3 * fontPx).map((tick) => (
        <g key={tick} transform={`translate(${left} ${y(tick)})`}>
          <line x2={-4} />
          <text x={-8} dy="0.35em" textAnchor="end">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      <text
        x={left + width / 2}
        y={top + height + 2.8 * fontPx}
        textAnchor="middle"
        fontSize={fittedPx(t("sigmaW"), fontPx, width)}
      >
        <DrawnSymbols>{t("sigmaW")}</DrawnSymbols>
      </text>
      <text
        transform={`translate(${fontPx} ${top + height / 2}) rotate(-90)`}
        textAnchor="middle"
        fontSize={fittedPx(t("sigmaB"), fontPx, height)}
      >
        <DrawnSymbols>{t("sigmaB")}</DrawnSymbols>
      </text>
    </g>
  );
}

/** The lines of theory's quantity: colours, or over measured cells lines alone. */
function Bands({
  grid,
  field,
  frame,
  isOverCells,
}: {
  readonly grid: PlaneGrid;
  readonly field: PlaneField;
  readonly frame: PlaneFrame;
  readonly isOverCells: boolean;
}) {
  const areas = useMemo(() => planeAreas(grid, field, frame), [grid, field, frame]);
  return areas.map(({ ink, share, path }, index) => (
    <path
      key={index}
      d={path}
      className={isOverCells ? styles.contour : cx(styles.band, styles[ink])}
      style={{ "--mix": `${Math.round(100 * share)}%` } as CSSProperties}
    />
  ));
}

interface GridProps {
  readonly grid: PlaneGrid;
  readonly frame: PlaneFrame;
  readonly fontPx: number;
}

/** The lines of some depths that signals reach. */
function Reaches({ grid, frame }: Omit<GridProps, "fontPx">) {
  const lines = useMemo(() => REACHES.map((depth) => reachLine(grid, depth, frame)), [grid, frame]);
  return lines.map((line, index) => <path key={index} d={line} className={styles.contour} />);
}

/** Their depths; a number that would touch the one before is left out. */
function ReachMarks({ grid, frame, fontPx }: GridProps) {
  const marks = useMemo(() => {
    const apart: ReturnType<typeof reachMarks>[number][] = [];
    for (const mark of reachMarks(grid, frame)) {
      const roomPx = estimateTextWidth(String(mark.depth), fontPx) + 0.4 * fontPx;
      if (apart.every(({ x }) => Math.abs(x - mark.x) >= roomPx)) apart.push(mark);
    }
    return apart;
  }, [grid, frame, fontPx]);
  return marks.map(({ depth, x, y }) => (
    <text
      key={x}
      className={styles.mark}
      x={x}
      y={y}
      textAnchor="middle"
      fontSize={fontPx}
      aria-hidden="true"
    >
      {depth}
    </text>
  ));
}

type TheoryProps = Pick<PlanePlotProps<never>, "table" | "field" | "depth" | "fontPx"> & {
  readonly frame: PlaneFrame;
  /** Lines without colours: over measured cells. */
  readonly isOverCells: boolean;
};

/** What theory says of the whole plane; it stays while the dot moves. */
function Theory({ table, field, depth, fontPx, frame, isOverCells }: TheoryProps) {
  const t = usePlaneText();
  const clip = useId();
  const { range } = frame;
  const grid = useMemo(() => planeGrid(table, range), [table, range]);
  const edge = useMemo(() => contourLine(grid, ({ chi }) => chi, 1, frame), [grid, frame]);
  const reach = useMemo(() => reachLine(grid, depth, frame), [grid, depth, frame]);
  const centres = useMemo(() => sideCentres(grid, frame), [grid, frame]);
  const { left, top, width, height } = frame;
  return (
    <>
      <clipPath id={clip}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {field === "loss" ? (
          <Reaches {...{ grid, frame }} />
        ) : (
          <Bands {...{ grid, field, frame, isOverCells }} />
        )}
        <path d={reach} className={styles.reach} />
        <path d={edge} className={styles.edge} />
      </g>
      {field === "loss" && <ReachMarks {...{ grid, frame, fontPx }} />}
      <rect className={styles.frame} x={left} y={top} width={width} height={height} />
      {(["ordered", "chaotic"] as const).map((side) => {
        const { x, y, roomPx } = centres[side];
        const hasRoom = estimateTextWidth(t(side), fontPx) + fontPx < roomPx;
        return (
          hasRoom && (
            <text key={side} className={styles.side} x={x} y={y} textAnchor="middle" fontSize={1.1 * fontPx}>
              {t(side)}
            </text>
          )
        );
      })}
    </>
  );
}

export function PlanePlot<T>(props: PlanePlotProps<T>) {
  const { table, range, field, point, depth, widthPx, fontPx, isLocked, onMove } = props;
  const { label, valueText, cells } = props;
  const t = usePlaneText();
  const hold = useAppStore((state) => state.hold);
  const frame = useMemo(() => planeFrame(widthPx, fontPx, range), [widthPx, fontPx, range]);
  const box = useRef<HTMLDivElement>(null);
  const isDragged = useRef(false);
  const x = linearScale([0, range.sigmaW], [frame.left, frame.left + frame.width]);
  const y = linearScale([0, range.sigmaB], [frame.top + frame.height, frame.top]);
  const heightPx = frame.top + frame.height + Math.round(3.3 * fontPx);

  const move = (wished: PlanePoint): void => {
    const next = placeIn(range, wished);
    if (next.sigmaW !== point?.sigmaW || next.sigmaB !== point.sigmaB) onMove(next);
  };
  const moveTo = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (bounds === undefined) return;
    move({ sigmaW: x.invert(clientX - bounds.left), sigmaB: y.invert(clientY - bounds.top) });
  };
  const end = (event: PointerEvent<HTMLDivElement>): void => {
    if (!isDragged.current) return;
    isDragged.current = false;
    event.currentTarget.releasePointerCapture(event.pointerId);
    hold(false);
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (point === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = afterKey(event.key, point, range);
    if (next === null) return;
    event.preventDefault();
    move(next);
  };

  return (
    <div ref={box} className={styles.plot} style={{ height: heightPx }}>
      {cells !== null && <MeasuredCells cells={cells} frame={frame} />}
      <svg
        role="img"
        aria-label={label}
        width={widthPx}
        height={heightPx}
        // A press is a move; the dot itself has the keys.
        onClick={(event) => {
          if (!isLocked) moveTo(event);
        }}
      >
        <Theory {...{ table, field, depth, fontPx, frame }} isOverCells={cells !== null} />
        <Axes frame={frame} fontPx={fontPx} />
      </svg>
      {point !== null && (
        <div
          className={cx(styles.handle, isLocked && styles.locked)}
          style={{ left: x(point.sigmaW), top: y(point.sigmaB) }}
          onPointerDown={(event) => {
            if (isLocked || event.button !== 0) return;
            isDragged.current = true;
            event.currentTarget.setPointerCapture(event.pointerId);
            event.currentTarget.querySelector("input")?.focus();
            // The press would take the focus back.
            event.preventDefault();
            hold(true);
          }}
          onPointerMove={(event) => {
            if (isDragged.current) moveTo(event);
          }}
          onPointerUp={end}
          onPointerCancel={end}
        >
          {(["sigmaW", "sigmaB"] as const).map((axis, index) => (
            <input
              key={axis}
              type="range"
              className="visuallyHidden"
              aria-label={t(`${axis}Name`)}
              aria-valuetext={`${formatNumber(point[axis])}. ${valueText}`}
              // Each moves on both axes by the arrow keys, so that one stop is enough.
              tabIndex={index === 0 ? 0 : -1}
              disabled={isLocked}
              min={0}
              max={range[axis]}
              step={range[axis] / STEPS}
              value={point[axis]}
              onKeyDown={handleKey}
              onChange={(event) => move({ ...point, [axis]: event.currentTarget.valueAsNumber })}
            />
          ))}
          <span className={styles.dot} />
        </div>
      )}
    </div>
  );
}
