/** The chart of the loss, and on the same axis the slider that chooses a step. */
import { useId } from "react";
import type { CSSProperties, PointerEvent } from "react";
import { estimateTextWidth, formatNumber } from "../../charts/format.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import type { Recording } from "../../store/state.ts";
import { DENSE_STEPS } from "../../store/training.ts";
import controls from "../../ui/controls.module.css";
import { cx } from "../../ui/cx.ts";
import { PIN_LETTERS } from "../compare/letters.ts";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { lossChart, nearestIndex, placeOf } from "./lossChart.ts";
import { BOX, THUMB_PX } from "./timelineBox.ts";
import styles from "./TrainingBar.module.css";

const HEIGHT_PX = 66;
const FONT_PX = 12;
/** Length of the mark of a kept step beneath the axis. */
const MARK_PX = 4;

interface TimelineProps {
  readonly recording: Recording;
  readonly onShow: (index: number) => void;
}

function LossLines({ recording, onShow, widthPx }: TimelineProps & { readonly widthPx: number }) {
  const t = useTrainingText();
  const { snapshots, schedule, shown, stopped, rivals } = recording;
  const right = widthPx - THUMB_PX / 2;
  const chart = lossChart(
    snapshots,
    schedule,
    { ...BOX, right },
    FONT_PX,
    rivals.map((rival) => rival?.snapshots ?? []),
  );
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  const step = snapshots[shown]?.step ?? 0;
  const label = t("chart", {
    count: snapshots.length,
    first: formatNumber(first?.loss ?? NaN),
    last: formatNumber(last?.loss ?? NaN),
    validation: formatNumber(last?.validation ?? NaN),
  });

  function choose(event: PointerEvent<SVGSVGElement>): void {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    onShow(nearestIndex(snapshots, schedule, chart.placeAt(x)));
  }

  const brokenAt = stopped === null ? 0 : chart.x(stopped.step);
  return (
    <svg
      className={cx(styles.chart, styles.scrub)}
      width={widthPx}
      height={HEIGHT_PX}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        choose(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) choose(event);
      }}
    >
      <text
        className={styles.tick}
        transform={`translate(10 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {t(chart.isLog ? "axisLog" : "axisLinear")}
      </text>
      <text className={styles.tick} x={BOX.left - 6} y={BOX.top + 5} textAnchor="end">
        {formatNumber(chart.high, 2)}
      </text>
      <text className={styles.tick} x={BOX.left - 6} y={BOX.bottom + 2} textAnchor="end">
        {formatNumber(chart.low, 2)}
      </text>
      <path className={styles.frame} d={`M${BOX.left} ${BOX.top}V${BOX.bottom}H${right}`} />
      <path
        className={styles.kept}
        d={snapshots.map((kept) => `M${chart.x(kept.step).toFixed(1)} ${BOX.bottom}v${MARK_PX}`).join("")}
      />
      <path className={styles.chosen} d={`M${chart.x(step)} ${BOX.top}V${BOX.bottom}`} />
      {chart.rivals.map(
        (rival, index) =>
          rival !== null && (
            <g key={index}>
              <path className={cx(styles.rival, styles[`rival${index}`])} d={rival.path} />
              <text
                className={styles.letter}
                x={Math.min(rival.x + 3, widthPx - 10)}
                y={Math.max(BOX.top + 9, rival.y - 3)}
              >
                {PIN_LETTERS[index]}
              </text>
            </g>
          ),
      )}
      <path className={styles.validation} d={chart.validation} />
      <path className={styles.loss} d={chart.loss} />
      {stopped !== null && (
        <>
          <path className={styles.broken} d={`M${brokenAt} ${BOX.top}V${BOX.bottom}`} />
          <text
            className={styles.end}
            x={brokenAt > widthPx - 40 ? brokenAt - 6 : brokenAt + 6}
            y={BOX.top + 12}
            textAnchor={brokenAt > widthPx - 40 ? "end" : "start"}
          >
            NaN
          </text>
        </>
      )}
    </svg>
  );
}

export function Timeline({ recording, onShow }: TimelineProps) {
  const t = useTrainingText();
  const id = useId();
  const [ref, widthPx] = useElementWidth();
  const { snapshots, schedule, shown } = recording;
  const step = snapshots[shown]?.step ?? 0;
  const steps = schedule.at(-1) ?? 0;
  const last = Math.max(1, schedule.length - 1);
  const place = placeOf(schedule, step);
  const isEven = steps === schedule.length - 1 || recording.plan.recorded !== undefined;
  const right = widthPx - THUMB_PX / 2;
  const { ticks } = lossChart([], schedule, { ...BOX, right }, FONT_PX);
  return (
    <div ref={ref} className={styles.steps}>
      {widthPx > 0 && (
        <>
          <LossLines recording={recording} onShow={onShow} widthPx={widthPx} />
          <label className="visuallyHidden" htmlFor={id}>
            {t("scrub")}
          </label>
          <input
            id={id}
            type="range"
            className={cx(controls.range, styles.range)}
            style={
              {
                "--filled": `${(100 * place) / last}%`,
                marginLeft: BOX.left - THUMB_PX / 2,
                width: right - BOX.left + THUMB_PX,
              } as CSSProperties
            }
            min={0}
            max={last}
            step="any"
            value={place}
            aria-valuetext={step === 0 ? t("initialisation") : t("step", { step, steps })}
            onChange={(event) => onShow(nearestIndex(snapshots, schedule, event.currentTarget.valueAsNumber))}
          />
          <svg className={styles.chart} width={widthPx} height={30} aria-hidden="true">
            {ticks.map((tick) => (
              <text
                key={tick.step}
                className={styles.tick}
                x={Math.min(tick.x, widthPx - estimateTextWidth(String(tick.step), FONT_PX) / 2)}
                y={11}
                textAnchor="middle"
              >
                {tick.step}
              </text>
            ))}
            <text className={styles.tick} x={(BOX.left + right) / 2} y={26} textAnchor="middle">
              {isEven ? t("axisEvery") : t("axisSteps", { dense: DENSE_STEPS })}
            </text>
          </svg>
        </>
      )}
    </div>
  );
}
