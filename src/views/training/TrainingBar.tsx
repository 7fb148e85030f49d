/** The bar of training under the verdict: Train, the chosen step with its losses, and the steps to choose. */
import { useEffect, useId, useRef } from "react";
import type { CSSProperties } from "react";
import { estimateTextWidth, formatNumber } from "../../charts/format.ts";
import { useText } from "../../i18n/text.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import type { Recording } from "../../store/state.ts";
import { useAppStore, useStoreApi } from "../../store/store.ts";
import { canTrain, DENSE_STEPS, showStep, startTraining } from "../../store/training.ts";
import { Button } from "../../ui/Button.tsx";
import controls from "../../ui/controls.module.css";
import { cx } from "../../ui/cx.ts";
import { useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useServices } from "../services.ts";
import { lossChart } from "./lossChart.ts";
import styles from "./TrainingBar.module.css";

const HEIGHT_PX = 62;
const FONT_PX = 12;
/** Room of the axis: its title and two numbers on the left; half a thumb of the slider on the right. */
const BOX = { left: 84, top: 8, bottom: 56 };
const THUMB_PX = 16;

interface StepsProps {
  readonly recording: Recording;
  readonly onShow: (index: number) => void;
}

function LossLines({ recording, widthPx }: { readonly recording: Recording; readonly widthPx: number }) {
  const t = useTrainingText();
  const { snapshots, schedule, shown, stopped } = recording;
  const right = widthPx - THUMB_PX / 2;
  const chart = lossChart(snapshots, schedule, { ...BOX, right }, FONT_PX);
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  const label = t("chart", {
    count: snapshots.length,
    first: formatNumber(first?.loss ?? NaN),
    last: formatNumber(last?.loss ?? NaN),
    validation: formatNumber(last?.validation ?? NaN),
  });
  return (
    <svg className={styles.chart} width={widthPx} height={HEIGHT_PX} role="img" aria-label={label}>
      <text
        className={styles.tick}
        transform={`translate(10 ${HEIGHT_PX / 2}) rotate(-90)`}
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
      <path className={styles.chosen} d={`M${chart.x(shown)} ${BOX.top}V${BOX.bottom}`} />
      <path className={styles.validation} d={chart.validation} />
      <path className={styles.loss} d={chart.loss} />
      {stopped !== null && (
        <text className={styles.end} x={chart.x(snapshots.length - 1) + 6} y={BOX.top + 12}>
          NaN
        </text>
      )}
    </svg>
  );
}

/** The chart of the loss, and the slider beneath it on the same axis. */
function Steps({ recording, onShow }: StepsProps) {
  const t = useTrainingText();
  const id = useId();
  const [ref, widthPx] = useElementWidth();
  const { snapshots, schedule, shown } = recording;
  const step = snapshots[shown]?.step ?? 0;
  const steps = schedule.at(-1) ?? 0;
  const last = Math.max(1, schedule.length - 1);
  const isEven = steps === schedule.length - 1;
  const right = widthPx - THUMB_PX / 2;
  const { ticks } = lossChart([], schedule, { ...BOX, right }, FONT_PX);
  return (
    <div ref={ref} className={styles.steps}>
      {widthPx > 0 && (
        <>
          <LossLines recording={recording} widthPx={widthPx} />
          <label className="visuallyHidden" htmlFor={id}>
            {t("scrub")}
          </label>
          <input
            id={id}
            type="range"
            className={cx(controls.range, styles.range)}
            style={
              {
                "--filled": `${(100 * shown) / last}%`,
                marginLeft: BOX.left - THUMB_PX / 2,
                width: right - BOX.left + THUMB_PX,
              } as CSSProperties
            }
            min={0}
            max={last}
            step={1}
            value={shown}
            aria-valuetext={step === 0 ? t("initialisation") : t("step", { step, steps })}
            onChange={(event) => onShow(event.currentTarget.valueAsNumber)}
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

/** The chosen step in words, and how the training ended. */
function Numbers({ recording }: { readonly recording: Recording }) {
  const t = useTrainingText();
  const words = useText();
  const { snapshots, schedule, shown, status, stopped } = recording;
  const snapshot = snapshots[shown];
  if (snapshot === undefined && status.kind === "running") return <p>{t("begins")}</p>;
  return (
    <>
      {snapshot !== undefined && (
        <p className={styles.numbers}>
          <strong>{t("step", { step: snapshot.step, steps: schedule.at(-1) ?? 0 })}</strong>
          <span className={styles.lossKey}>{t("loss", { value: formatNumber(snapshot.loss ?? NaN) })}</span>
          <span className={styles.validationKey}>
            {t("validation", { value: formatNumber(snapshot.validation) })}
          </span>
        </p>
      )}
      {snapshot !== undefined && snapshot.step > 0 && <p className={styles.note}>{t("trained")}</p>}
      {status.kind === "cancelled" && <p role="status">{t("cancelled")}</p>}
      {status.kind === "failed" && (
        <p role="alert">{t("failed", { reason: words(`error.${status.code}`) })}</p>
      )}
      {stopped !== null && (
        <p role="alert" className={styles.alert}>
          {t("notFinite", {
            step: stopped.step,
            layer: stopped.layerIndex + 1,
            tensor: words(`tensor.${stopped.tensor}`).toLowerCase(),
          })}
        </p>
      )}
    </>
  );
}

/** The training that would begin. */
function Empty({ isReady }: { readonly isReady: boolean }) {
  const t = useTrainingText();
  const words = useText();
  const { steps, optimizer, learningRate } = useAppStore((state) => state.config);
  if (!isReady) return <p className={styles.note}>{t("waiting")}</p>;
  const optimiser = words(`optimiser.${optimizer}`);
  return <p className={styles.note}>{t("empty", { steps, optimiser, rate: formatNumber(learningRate) })}</p>;
}

export function TrainingBar() {
  const t = useTrainingText();
  const store = useStoreApi();
  const { train } = useServices();
  const recording = useAppStore((state) => state.recording);
  const isReady = useAppStore(canTrain);
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);
  const isRunning = recording?.status.kind === "running";

  function press(): void {
    if (isRunning) stop.current?.();
    else stop.current = startTraining({ store, train, nowMs: () => performance.now() });
  }

  return (
    <section className={styles.bar} aria-label={t("title")}>
      <div className={styles.words}>
        <div className={styles.buttons}>
          <Button
            variant="outline"
            {...(isReady || isRunning ? {} : { "aria-disabled": true as const })}
            onClick={press}
          >
            {t(isRunning ? "stop" : recording === null ? "train" : "again")}
          </Button>
          {recording !== null && (
            <Button aria-pressed={recording.shown === 0} onClick={() => showStep(store, 0)}>
              {t("initialisation")}
            </Button>
          )}
        </div>
        {recording === null ? <Empty isReady={isReady} /> : <Numbers recording={recording} />}
      </div>
      {recording !== null && <Steps recording={recording} onShow={(index) => showStep(store, index)} />}
    </section>
  );
}
