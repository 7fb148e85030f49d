/**
 * The bar of training under the verdict: play and pause, one step, speed, the chosen step with its losses,
 * and the timeline. Space plays while it has the focus, arrows go from step to step.
 */
import { useEffect, useEffectEvent, useState } from "react";
import type { KeyboardEvent } from "react";
import { formatNumber } from "../../charts/format.ts";
import { DEFAULT_BUDGET, fitToBudget } from "../../experiment/budget.ts";
import { stableRates } from "../../experiment/training/sharpness.ts";
import { isTrainable, planTraining } from "../../experiment/training/trainingPlan.ts";
import { useText } from "../../i18n/text.ts";
import { useTraceText } from "../../i18n/traceText.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import { TRAINING_SPEEDS } from "../../store/state.ts";
import type { Recording, TrainingSpeed } from "../../store/state.ts";
import { useAppStore, useStoreApi } from "../../store/store.ts";
import { canTrain, controlOf, showStep, startTraining } from "../../store/training.ts";
import { rivalAt } from "../../store/trainedPicture.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import { PIN_LETTERS } from "../compare/letters.ts";
import { useOptional } from "../onDemand.ts";
import { useServices } from "../services.ts";
import { Part } from "../Part.tsx";
import { csvPart } from "../table/lazy.ts";
import { boundaryPart, layerStepsPart } from "./barLazy.ts";
import { TraceWords } from "../trace/TraceWords.tsx";
import { Timeline } from "./Timeline.tsx";
import styles from "./TrainingBar.module.css";

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
      <Rivals recording={recording} />
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

/** The losses of the networks that race with it, at the chosen step. */
function Rivals({ recording }: { readonly recording: Recording }) {
  const t = useTrainingText();
  const { rivals, snapshots, shown } = recording;
  const step = snapshots[shown]?.step ?? 0;
  if (rivals.length === 0) return null;
  const absent = PIN_LETTERS.filter((_, index) => rivals[index] === null);
  return (
    <>
      <p className={styles.numbers}>
        {rivals.map(
          (rival, index) =>
            rival !== null && (
              <span key={index}>
                {t("rival", {
                  letter: PIN_LETTERS[index] ?? "",
                  value:
                    rival.stopped !== null && rival.stopped.step <= step
                      ? "NaN"
                      : formatNumber(rivalAt(rival, step)?.loss ?? NaN),
                })}
              </span>
            ),
        )}
      </p>
      {absent.length > 0 && <p className={styles.note}>{t("notRacing", { letters: absent.join(", ") })}</p>}
    </>
  );
}

/** The training that would begin. */
function Empty({ isReady }: { readonly isReady: boolean }) {
  const t = useTrainingText();
  const words = useText();
  const { steps, optimizer, learningRate } = useAppStore((state) => state.config);
  const canEver = useAppStore((state) => isTrainable(state.config));
  const lacksData = useAppStore(({ config }) => config.task === "csv" && config.table === null);
  if (lacksData) return <Part of={csvPart}>{({ MissingTable }) => <MissingTable />}</Part>;
  if (!canEver) return <p className={styles.note}>{t("attention")}</p>;
  if (!isReady) return <p className={styles.note}>{t("waiting")}</p>;
  const optimiser = words(`optimiser.${optimizer}`);
  return <p className={styles.note}>{t("empty", { steps, optimiser, rate: formatNumber(learningRate) })}</p>;
}

/** The commands of the bar, for its buttons and its keys. */
function useCommands() {
  const store = useStoreApi();
  const { train } = useServices();
  const recording = useAppStore((state) => state.recording);
  const [chosen, setChosen] = useState<TrainingSpeed>("full");
  const speed = recording?.speed ?? chosen;
  const kind = recording?.status.kind ?? null;
  const begin = (start: { readonly until?: number; readonly speed?: TrainingSpeed }): void => {
    startTraining({ store, train, nowMs: () => performance.now() }, { speed, ...start });
  };
  return {
    speed,
    begin,
    changeSpeed(next: TrainingSpeed): void {
      setChosen(next);
      controlOf(store)?.changeSpeed(next);
    },
    toggle(): void {
      if (kind === "running") controlOf(store)?.pause();
      else if (kind === "paused") controlOf(store)?.play();
      else begin({});
    },
    advance(): void {
      if (kind === null) begin({ until: 1 });
      else controlOf(store)?.advance();
    },
    show: (index: number): void => showStep(store, index),
  };
}

type Commands = ReturnType<typeof useCommands>;

function Buttons({ commands, isReady }: { readonly commands: Commands; readonly isReady: boolean }) {
  const t = useTrainingText();
  const recording = useAppStore((state) => state.recording);
  const kind = recording?.status.kind ?? null;
  const isUnderWay = kind === "running" || kind === "paused";
  const name = kind === null ? "train" : kind === "running" ? "pause" : kind === "paused" ? "goOn" : "again";
  const locked = isReady || isUnderWay ? {} : { "aria-disabled": true as const };
  return (
    <div className={styles.buttons}>
      <Button
        variant={kind === null ? "solid" : "outline"}
        {...locked}
        onClick={() => (isReady || isUnderWay) && commands.toggle()}
      >
        {t(name)}
      </Button>
      {(kind === null || isUnderWay) && (
        <Button variant="outline" {...locked} onClick={() => (isReady || isUnderWay) && commands.advance()}>
          {t("oneStep")}
        </Button>
      )}
      {recording !== null && (
        <Button aria-pressed={recording.shown === 0} onClick={() => commands.show(0)}>
          {t("initialisation")}
        </Button>
      )}
      {(kind === null || isUnderWay) && (
        <div className={styles.speed}>
          <Select
            isBare
            label={t("speed")}
            value={String(commands.speed)}
            options={TRAINING_SPEEDS.map((speed) => ({
              id: String(speed),
              label: speed === "full" ? t("speed.full") : t("speed.steps", { speed }),
            }))}
            onChange={(id) => commands.changeSpeed(TRAINING_SPEEDS.find((s) => String(s) === id) ?? "full")}
          />
        </div>
      )}
    </div>
  );
}

/** The largest stable rate of the chosen step, measured when asked: before Train is pressed, above all. */
function LargestRate() {
  const t = useTrainingText();
  const { sharpness } = useServices();
  const config = useAppStore((state) => state.recording?.config ?? state.config);
  const step = useAppStore(({ recording }) => recording?.snapshots[recording.shown]?.step ?? 0);
  const isRunning = useAppStore(({ recording }) => recording?.status.kind === "running");
  const key = `${JSON.stringify(config)} ${step}`;
  const [found, setFound] = useState<{ readonly key: string; readonly words: string } | null>(null);
  const words = found?.key === key ? found.words : null;

  async function measure(): Promise<void> {
    const training = planTraining(fitToBudget(config, DEFAULT_BUDGET));
    if (training === null) return;
    setFound({ key, words: t("largest.busy") });
    const value = await sharpness({ training, given: null, step }).catch(() => NaN);
    const rates = stableRates(training, value);
    const numbers = {
      sharpness: formatNumber(value, 2),
      oscillating: formatNumber(rates?.oscillating ?? NaN, 2),
      diverging: formatNumber(rates?.diverging ?? NaN, 2),
    };
    const name = rates === null ? "largest.none" : rates.diverging === null ? "largest.one" : "largest.both";
    setFound({ key, words: t(Number.isFinite(value) ? name : "largest.failed", numbers) });
  }

  return words === null ? (
    <Button
      title={t("largest.title")}
      {...(isRunning ? { "aria-disabled": true as const } : {})}
      onClick={() => {
        if (!isRunning) void measure();
      }}
    >
      {t("largest")}
    </Button>
  ) : (
    <p className={styles.note} role="status">
      {words}
    </p>
  );
}

/** Kept steps that a page key passes. */
const PAGE = 10;

export function TrainingBar() {
  const t = useTrainingText();
  const r = useTraceText();
  const recording = useAppStore((state) => state.recording);
  const wanted = useAppStore((state) => state.view.trainedStep);
  const isReady = useAppStore(canTrain);
  const commands = useCommands();
  const boundary = useOptional(boundaryPart);
  const isRecorded = recording?.plan.recorded !== undefined;
  const [areMapsOpen, setMapsOpen] = useState(false);
  const openStep = useEffectEvent((): void => {
    if (recording === null && wanted > 0) commands.begin({ until: wanted });
  });
  // A link with a step opens it: the same steps give the same picture.
  useEffect(() => {
    if (isReady) openStep();
  }, [isReady, wanted]);

  function press(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest("select") != null) return;
    const last = (recording?.snapshots.length ?? 0) - 1;
    const shown = recording?.shown ?? 0;
    switch (event.key) {
      case " ":
        // A button has Space itself.
        if (isRecorded || target?.closest("button") != null) return;
        commands.toggle();
        break;
      case "ArrowRight":
      case "ArrowUp":
        if (shown < last) commands.show(shown + 1);
        else if (recording?.status.kind === "paused" || (recording === null && isReady)) commands.advance();
        break;
      case "ArrowLeft":
      case "ArrowDown":
        commands.show(shown - 1);
        break;
      case "PageUp":
        commands.show(shown + PAGE);
        break;
      case "PageDown":
        commands.show(shown - PAGE);
        break;
      case "Home":
        commands.show(0);
        break;
      case "End":
        commands.show(last);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <section className={styles.bar} aria-label={isRecorded ? r("title") : t("title")} onKeyDown={press}>
      <div className={styles.words}>
        {isRecorded ? (
          <TraceWords recording={recording} />
        ) : (
          <>
            <Buttons commands={commands} isReady={isReady} />
            {recording === null ? <Empty isReady={isReady} /> : <Numbers recording={recording} />}
          </>
        )}
        <div className={styles.tools}>
          {recording !== null && (
            <Button aria-expanded={areMapsOpen} onClick={() => setMapsOpen(!areMapsOpen)}>
              {t("map.open")}
            </Button>
          )}
          {isReady && !isRecorded && <LargestRate />}
        </div>
      </div>
      {recording !== null && <Timeline recording={recording} onShow={commands.show} />}
      {recording !== null && recording.grid !== null && boundary !== null && (
        <boundary.Boundary recording={recording} />
      )}
      {recording !== null && areMapsOpen && (
        <Part of={layerStepsPart}>
          {({ LayerSteps }) => <LayerSteps recording={recording} onShow={commands.show} />}
        </Part>
      )}
    </section>
  );
}
