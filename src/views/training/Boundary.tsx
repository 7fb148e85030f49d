/**
 * What the network answers over its two inputs, or over its one, at the chosen step: one colour and one shape
 * of point a class, or the fitted curve. Points to learn from are filled, points to test are hollow.
 */
import { memo, useMemo } from "react";
import type { CSSProperties } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { openScale } from "../../charts/scale.ts";
import { isOfClasses } from "../../experiment/taskData.ts";
import { drawnPoints } from "../../experiment/training/grid.ts";
import type { Grid, GridPoint } from "../../experiment/training/grid.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import type { Recording } from "../../store/state.ts";
import { cx } from "../../ui/cx.ts";
import {
  bandOf,
  bandShare,
  chances,
  classRegions,
  linePath,
  scoreOf,
  valueRegions,
} from "./boundaryShapes.ts";
import type { Frame } from "./boundaryShapes.ts";
import styles from "./Boundary.module.css";

const SIZE_PX = 176;
const FRAME: Frame = { left: 1, top: 1, width: SIZE_PX - 2, height: SIZE_PX - 2 };
/** Reach of a point from its centre. */
const POINT_PX = 3;
/** Room above and below a curve, as a share of its range. */
const MARGIN = 0.1;

/** One shape a class, so that colour alone does not tell them apart. */
const SHAPES: readonly ((x: number, y: number) => string)[] = [
  (x, y) =>
    `M${x - POINT_PX} ${y}a${POINT_PX} ${POINT_PX} 0 1 0 ${2 * POINT_PX} 0a${POINT_PX} ${POINT_PX} 0 1 0 ${-2 * POINT_PX} 0`,
  (x, y) => `M${x - 2.6} ${y - 2.6}h5.2v5.2h-5.2Z`,
  (x, y) => `M${x} ${y - 3.4}l3.2 5.6h-6.4Z`,
  (x, y) => `M${x} ${y - 3.8}l3.8 3.8l-3.8 3.8l-3.8 -3.8Z`,
];

function shapeOf(index: number): (x: number, y: number) => string {
  return SHAPES[index % SHAPES.length] ?? (() => "");
}

/** The colour of a class or of a value's band. */
function inkOf(index: number): string | undefined {
  return styles[`class${index % 8}`];
}

interface PointsProps {
  readonly grid: Grid;
  readonly points: readonly GridPoint[];
  /** Null where values are learnt: the ends of their bands. */
  readonly range: readonly [number, number] | null;
  readonly yOf: (point: GridPoint) => number;
}

/** They stay while the network learns: two paths a class, drawn once. */
const Points = memo(function Points({ grid, points, range, yOf }: PointsProps) {
  const x = openScale(grid.x, [FRAME.left, FRAME.left + FRAME.width]);
  const groups = new Map<string, { readonly index: number; readonly isHollow: boolean; path: string }>();
  for (const point of points) {
    const index = range === null ? point.target : bandOf(point.target, range);
    const key = `${index} ${point.isValidation}`;
    const group = groups.get(key) ?? { index, isHollow: point.isValidation, path: "" };
    const shape = shapeOf(range === null ? index : 0);
    group.path += shape(Number(x(point.inputs[0] ?? 0).toFixed(1)), Number(yOf(point).toFixed(1)));
    groups.set(key, group);
  }
  return [...groups].map(([key, { index, isHollow, path }]) => (
    <path
      key={key}
      d={path}
      className={cx(isHollow ? styles.hollow : styles.point, range === null ? inkOf(index) : styles.value)}
      {...(range === null ? {} : { style: mixOf(index) })}
    />
  ));
});

/** A value from the lowest to the highest: from one ink through grey to the other. */
function mixOf(band: number): CSSProperties {
  const share = bandShare(band);
  return {
    "--low": `${100 * Math.max(0, 1 - 2 * share)}%`,
    "--high": `${100 * Math.max(0, 2 * share - 1)}%`,
  } as CSSProperties;
}

interface PictureProps {
  readonly grid: Grid;
  readonly outputs: Float32Array;
  readonly units: number;
  readonly points: readonly GridPoint[];
  readonly areClasses: boolean;
}

function Plane({ grid, outputs, units, points, areClasses }: PictureProps) {
  const range = useMemo(
    () => (areClasses ? null : rangeOf(points.map(({ target }) => target))),
    [points, areClasses],
  );
  const regions =
    range === null
      ? classRegions(grid, outputs, units, FRAME)
      : valueRegions(grid, outputs, units, range, FRAME);
  const yOf = useMemo(() => {
    const y = openScale(grid.y, [FRAME.top + FRAME.height, FRAME.top]);
    return ({ inputs }: GridPoint) => y(inputs[1] ?? 0);
  }, [grid]);
  return (
    <>
      {regions.map(({ index, isSure, path }) => (
        <path
          key={`${index} ${isSure}`}
          d={path}
          className={cx(
            range === null ? (isSure ? styles.sure : styles.region) : styles.band,
            range === null ? inkOf(index) : styles.value,
          )}
          {...(range === null ? {} : { style: mixOf(index) })}
        />
      ))}
      <Points {...{ grid, points, range, yOf }} />
    </>
  );
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [low, high > low ? high : low + 1];
}

/** One input: the answers as a line, of classes a line each. */
function Curve({ grid, outputs, units, points, areClasses }: PictureProps) {
  const [low, high] = useMemo(
    () => (areClasses ? ([0, 1] as const) : rangeOf(points.map(({ target }) => target))),
    [points, areClasses],
  );
  const room = MARGIN * (high - low);
  const y = useMemo(
    () => openScale([low - room, high + room], [FRAME.top + FRAME.height, FRAME.top]),
    [low, high, room],
  );
  const yOf = useMemo(
    () =>
      ({ target }: GridPoint) =>
        y(areClasses ? 1 : target),
    [y, areClasses],
  );
  const lines = Array.from({ length: areClasses ? units : 1 }, (_, index) =>
    Array.from({ length: grid.size }, (__, place) =>
      areClasses ? (chances(outputs, place * units, units)[index] ?? NaN) : (outputs[place * units] ?? NaN),
    ),
  );
  return (
    <>
      <Points {...{ grid, points, yOf }} range={areClasses ? null : [low, high]} />
      {lines.map((values, index) => (
        <path
          key={index}
          d={linePath(values, FRAME, y)}
          className={cx(styles.curve, areClasses && inkOf(index))}
        />
      ))}
    </>
  );
}

export function Boundary({ recording }: { readonly recording: Recording }) {
  const t = useTrainingText();
  const { config, plan, snapshots, shown, grid } = recording;
  const points = useMemo(() => {
    const training = planTraining(config);
    return training === null ? [] : drawnPoints(training);
  }, [config]);
  const snapshot = snapshots[shown];
  const outputs = snapshot?.outputs;
  if (grid === null || snapshot === undefined || outputs === undefined) return null;
  const units = plan.layers.at(-1)?.units ?? 1;
  const areClasses = isOfClasses(plan);
  const format = areClasses ? formatShare : formatNumber;
  const text = (isValidation: boolean): string =>
    format(scoreOf(points, outputs, units, isValidation, areClasses).value);
  const label = t(grid.dimensions === 1 ? "curve" : areClasses ? "boundary" : "surface", {
    step: snapshot.step,
    training: text(false),
    validation: text(true),
  });
  const picture = { grid, outputs, units, points, areClasses };
  return (
    <figure className={styles.boundary}>
      <svg width={SIZE_PX} height={SIZE_PX} role="img" aria-label={label}>
        <clipPath id="boundaryFrame">
          <rect x={FRAME.left} y={FRAME.top} width={FRAME.width} height={FRAME.height} />
        </clipPath>
        <g clipPath="url(#boundaryFrame)">
          {grid.dimensions === 1 ? <Curve {...picture} /> : <Plane {...picture} />}
        </g>
        <rect className={styles.frame} x={0.5} y={0.5} width={SIZE_PX - 1} height={SIZE_PX - 1} />
      </svg>
      <figcaption className={styles.scores}>
        <span className={styles.filled}>
          {t(areClasses ? "score.classes" : "score.values", { value: text(false) })}
        </span>
        <span className={styles.open}>{t("score.validation", { value: text(true) })}</span>
      </figcaption>
    </figure>
  );
}
