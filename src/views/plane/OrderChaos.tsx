/**
 * Order and chaos: the plane of the sizes of weights and biases, by theory for the chosen activation, with
 * the present network as a dot that can be moved.
 */
import { useCallback, useMemo, useState } from "react";
import type { CSSProperties } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { activationEntryOf } from "../../experiment/layerSettings.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { moveTo, planePointOf } from "../../experiment/planePoint.ts";
import type { PlanePoint } from "../../experiment/planePoint.ts";
import type { PhaseTable, PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { usePlaneText } from "../../i18n/planeText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useIsLocked } from "../screen.ts";
import { useServices } from "../services.ts";
import { Cobwebs } from "./Cobwebs.tsx";
import { bandOfPhase, CELL_ORDER, LEARNER_ORDER, learntShares, medianDeviation } from "./measuredPlane.ts";
import styles from "./OrderChaos.module.css";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import { PlanePlot } from "./PlanePlot.tsx";
import { bandOfLoss, legendOf, planeRange, REACHES } from "./planeShapes.ts";
import type { PlaneRange } from "./planeShapes.ts";
import { LossTable, PlaneTable } from "./PlaneTable.tsx";
import { PLANE_COLOURS, planeViewOf, planeWord } from "./planeView.ts";
import type { PlaneColour, PlaneView } from "./planeView.ts";
import { kindOf, phaseWords, reachWords } from "./planeWords.ts";
import { Symbols } from "./Symbols.tsx";
import { SAMPLE, useMeasuredPlane } from "./useMeasuredPlane.ts";
import type { MeasuredPlane } from "./useMeasuredPlane.ts";
import { usePhaseTable } from "./usePhaseTable.ts";
import { useTrainedPlane } from "./useTrainedPlane.ts";
import type { TrainedPlane } from "./useTrainedPlane.ts";

/** Whether the network is more than a chain of equal layers: the plane does not count the rest. */
function isPlain({ normalization, residual, block, keepProbability }: ExperimentConfig): boolean {
  return normalization === "none" && residual === "none" && block === "none" && keepProbability === 1;
}

function Legend({ field, depth }: { readonly field: PlaneColour; readonly depth: number }) {
  const t = usePlaneText();
  return (
    <div className={styles.legend}>
      <ol className={styles.scale} aria-hidden="true">
        {legendOf(field).map(({ ink, share, from }) => (
          <li key={from} className={styles.cell}>
            <span
              className={cx(styles.swatch, styles[ink])}
              style={{ "--mix": `${Math.round(100 * share)}%` } as CSSProperties}
            />
            <span className={styles.border}>{from === null ? "" : formatNumber(from)}</span>
          </li>
        ))}
      </ol>
      {field === "loss" && <p>{t("key.loss")}</p>}
      <p className={styles.key}>
        <span className={styles.edgeKey} aria-hidden="true" />
        <Symbols>{t("edgeLine")}</Symbols>
      </p>
      <p className={styles.key}>
        <span className={styles.reachKey} aria-hidden="true" />
        <span>
          <Symbols>{t(field === "loss" ? "bandLine.loss" : "bandLine", { depth })}</Symbols>
        </span>
      </p>
      {field === "loss" && (
        <p className={styles.key}>
          <span className={styles.contourKey} aria-hidden="true" />
          <span>
            <Symbols>{t("reachLines", { first: REACHES[0], last: REACHES[3] })}</Symbols>
          </span>
        </p>
      )}
    </div>
  );
}

function Progress({ measured }: { readonly measured: MeasuredPlane }) {
  const t = usePlaneText();
  const { deviations, count, isStopped, hasFailed, setStopped } = measured;
  const total = CELL_ORDER.length;
  const isHalted = isStopped || hasFailed;
  const deviation = medianDeviation(deviations);
  return (
    <div className={styles.progress}>
      {count < total && <progress aria-label={t("source.measured")} max={total} value={count} />}
      <span>
        {t("measured", { count, total })}
        {count > 0 && `: ${t("measured.near", { share: formatShare(deviation) })}`}
      </span>
      {count < total && (
        <Button variant="outline" onClick={() => setStopped(!isHalted)}>
          {t(isHalted ? "goOn" : "stop")}
        </Button>
      )}
      {hasFailed && <span role="alert">{t("failed")}</span>}
    </div>
  );
}

interface TrainedProps {
  readonly trained: TrainedPlane;
  readonly table: PhaseTable;
  readonly range: PlaneRange;
}

/** How far the trainings are, and how they agree with theory. */
function TrainedProgress({ trained, table, range }: TrainedProps) {
  const t = usePlaneText();
  const { learner, losses, count, failedCount, guess, isStopped, setStopped } = trained;
  const { depth } = learner;
  const total = LEARNER_ORDER.length;
  const { within, beyond } = learntShares(
    losses,
    range,
    guess,
    (weight, bias) => 6 / table.phaseAt(weight, bias).correlationRate >= depth,
  );
  const parts = [
    ...(Number.isNaN(within) ? [] : [t("learnt.within", { share: formatShare(within) })]),
    ...(Number.isNaN(beyond) ? [] : [t("learnt.beyond", { share: formatShare(beyond) })]),
  ];
  return (
    <div className={styles.progress}>
      {count < total && <progress aria-label={t("loss")} max={total} value={count} />}
      <span>
        {t("trained", { count, total })} {parts.length > 0 && t("learnt", { guess: formatNumber(guess) })}{" "}
        {parts.join(" ")} {failedCount > 0 && t("trained.failed", { count: failedCount })}
      </span>
      {count < total && (
        <Button variant="outline" onClick={() => setStopped(!isStopped)}>
          {t(isStopped ? "goOn" : "stop")}
        </Button>
      )}
    </div>
  );
}

/** What the networks learn whose losses are shown. */
function Task({ trained: { learner } }: Pick<TrainedProps, "trained">) {
  const t = usePlaneText();
  const { depth, isOwn, config } = learner;
  const { steps, width, miniBatch, batch, learningRate } = config;
  const words = {
    layers: depth,
    units: typeof width === "number" ? width : 0,
    steps,
    points: miniBatch ?? batch,
    rate: formatNumber(learningRate),
  };
  return t(isOwn ? "task.own" : "task.borrowed", words);
}

/** The axes stay while the dot moves within them. */
function useRange(table: PhaseTable | null, point: PlanePoint | null): PlaneRange | null {
  const [kept, setKept] = useState<{ readonly of: PhaseTable; readonly range: PlaneRange } | null>(null);
  if (table === null) return null;
  const [sigmaW, sigmaB] = [point?.sigmaW ?? 0, point?.sigmaB ?? 0];
  if (kept !== null && kept.of === table && sigmaW <= kept.range.sigmaW && sigmaB <= kept.range.sigmaB)
    return kept.range;
  const range = planeRange(table, sigmaW, sigmaB);
  setKept({ of: table, range });
  return range;
}

export function OrderChaos({ id }: { readonly id: string }) {
  const t = usePlaneText();
  const { nameOf } = useText();
  const { theme } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const config = useAppStore((state) => state.config);
  const sweep = useAppStore((state) => state.view.sweep);
  const changeView = useAppStore((state) => state.changeView);
  const changeConfig = useAppStore((state) => state.changeConfig);
  const isLocked = [useIsLocked("weights"), useIsLocked("controls")].includes(true);
  const view = planeViewOf(sweep);
  const { field, isMeasured } = view;
  const isTrained = field === "loss";
  const table = usePhaseTable(config);
  const point = useMemo(() => planePointOf(config), [config]);
  const range = useRange(table, point);
  const measured = useMeasuredPlane(table, range, config, isMeasured && !isTrained);
  const trained = useTrainedPlane(range, config, isTrained);
  const depth = isTrained ? trained.learner.depth : config.depth;
  const bandOf = useCallback(
    (one: PlanePhase) => (field === "loss" ? null : bandOfPhase(one, field)),
    [field],
  );
  const show = (next: PlaneView): void => changeView({ sweep: planeWord(next) });
  const activation = nameOf(activationEntryOf(config).label);
  const phase = table === null || point === null ? null : table.phaseAt(point.sigmaW ** 2, point.sigmaB ** 2);
  const words = phase === null ? t("noPlace") : phaseWords(t, phase);
  const hasReach = phase !== null && !["vanishing", "exploding"].includes(kindOf(phase));
  const place =
    point === null ? "" : t("at", { sigmaW: formatNumber(point.sigmaW), sigmaB: formatNumber(point.sigmaB) });
  const plot = {
    point,
    depth,
    widthPx,
    fontPx,
    isLocked,
    label: t("figure", { activation, words }),
    valueText: words,
    onMove: (next: PlanePoint) => changeConfig(moveTo(config, next)),
  };
  return (
    <section id={id} className={cx(study.panel, styles.symbols)} aria-label={t("title")}>
      <StudyHead title={t("title")} close={t("close")}>
        <RadioGroup
          variant="bare"
          label={t("colours")}
          value={field}
          options={PLANE_COLOURS.map((each) => ({
            id: each,
            label: t(each).replace("_", ""),
            title: t(`${each}.title`).replace("_", ""),
          }))}
          onChange={(next) => show({ field: next, isMeasured: isMeasured && !isTrained })}
        />
        {!isTrained && (
          <RadioGroup
            variant="bare"
            label={t("source")}
            value={isMeasured ? "measured" : "theory"}
            options={(["theory", "measured"] as const).map((source) => ({
              id: source,
              label: t(`source.${source}`),
              ...(source === "measured"
                ? { title: t("source.title", { ...SAMPLE, total: CELL_ORDER.length }) }
                : {}),
            }))}
            onChange={(next) => show({ field, isMeasured: next === "measured" })}
          />
        )}
      </StudyHead>
      <p className={study.detail}>
        {t("intro", { activation })} {!isPlain(config) && t("plain")}{" "}
        {isTrained && <Task trained={trained} />}
      </p>
      <div className={styles.body}>
        <div ref={ref} className={styles.plotPlace}>
          {table === null || range === null ? (
            <p role="status">{t("computing")}</p>
          ) : (
            widthPx > 0 && (
              <>
                {field === "loss" ? (
                  <>
                    <PlanePlot
                      {...plot}
                      {...{ table, range, field }}
                      cells={{ known: trained.losses, count: trained.count, bandOf: bandOfLoss }}
                    />
                    <LossTable {...{ table, range }} losses={trained.losses} />
                  </>
                ) : (
                  <>
                    <PlanePlot
                      {...plot}
                      {...{ table, range, field }}
                      cells={isMeasured ? { known: measured.phases, count: measured.count, bandOf } : null}
                    />
                    <PlaneTable {...{ table, range, field }} measured={isMeasured ? measured.phases : null} />
                  </>
                )}
              </>
            )
          )}
        </div>
        <div className={styles.aside}>
          <p>
            {place !== "" && (
              <strong>
                <Symbols>{place}</Symbols>
              </strong>
            )}{" "}
            {table !== null && words} {hasReach && <Symbols>{reachWords(t, phase, config.depth)}</Symbols>}
          </p>
          {isTrained && table !== null && range !== null && (
            <TrainedProgress {...{ trained, table, range }} />
          )}
          {isMeasured && !isTrained && table !== null && range !== null && <Progress measured={measured} />}
          <Legend field={field} depth={depth} />
          {table !== null && point !== null && phase !== null && isPlain(config) && (
            <Cobwebs {...{ table, point, phase, fontPx }} />
          )}
        </div>
      </div>
    </section>
  );
}
