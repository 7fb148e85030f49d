/** Learning rate against width: the loss after training, and how the best rate moves. */
import { useMemo } from "react";
import type { CSSProperties } from "react";
import { formatNumber, superscript } from "../../charts/format.ts";
import { PARAMETRIZATIONS, widthNetwork } from "../../experiment/training/coordinateCheck.ts";
import type { Parametrization } from "../../experiment/training/coordinateCheck.ts";
import {
  finalLoss,
  VALLEY_EXPONENTS,
  VALLEY_MEMBERS,
  VALLEY_WIDTHS,
  valleyConfig,
  valleyOf,
} from "../../experiment/training/rateValley.ts";
import type { ValleyColumn } from "../../experiment/training/rateValley.ts";
import { useCoordinatesText } from "../../i18n/coordinatesText.ts";
import { useAppStore } from "../../store/store.ts";
import { cx } from "../../ui/cx.ts";
import { useTrainings } from "../background/useTrainings.ts";
import type { TrainingStudy } from "../background/useTrainings.ts";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import styles from "./CoordinateCheck.module.css";
import { valleyCsv } from "./csv.ts";
import { ValleyDrawing } from "./drawings.tsx";
import type { Translate, Valleys } from "./drawings.tsx";
import { StudyBar } from "./StudyBar.tsx";

const STUDY: TrainingStudy<number> = {
  every: [],
  read: ({ losses, isStopped }) => finalLoss(losses, isStopped),
  memory: new Map(),
};
const SEEDS = 1 + Math.max(...VALLEY_MEMBERS.map(({ seedIndex }) => seedIndex));
/** Width of the drawing as a file. */
const FILE = { widthPx: 960, fontPx: 13 } as const;

const powerText = (exponent: number): string => `2${superscript(exponent)}`;

/** What a finished map says of a parametrisation, in one sentence. */
function findingOf(t: Translate, kind: Parametrization, columns: readonly ValleyColumn[]): string {
  const best = columns.map((column) => VALLEY_EXPONENTS[column.best] ?? NaN);
  if (best.some((exponent) => Number.isNaN(exponent))) return t("found.notFinite", { kind: t(kind) });
  const steps = Math.max(...best) - Math.min(...best);
  // Neighbouring rates differ by a factor of 2: the grid does not tell nearer ones apart.
  return t(steps === 0 ? "valley.stands" : steps === 1 ? "valley.near" : "valley.moves", {
    kind: t(kind),
    rates: (steps === 0 ? best.slice(0, 1) : best).map(powerText).join(", "),
    widths: VALLEY_WIDTHS.join(", "),
    factor: 2 ** steps,
  });
}

interface MapProps {
  readonly kind: Parametrization;
  readonly columns: readonly ValleyColumn[];
  /** Smallest and largest finite loss of both maps. */
  readonly ends: readonly [number, number];
  readonly onAdopt: (width: number, exponent: number) => void;
  readonly lock: ReturnType<ReturnType<typeof useLockOf>>;
}

/** Rates up, widths across: small losses are dark. */
function LossMap({ kind, columns, ends, onAdopt, lock }: MapProps) {
  const t = useCoordinatesText();
  const [low, high] = ends.map(Math.log);
  return (
    <table className={styles.numbers}>
      <caption>{t("valley.table", { kind: t(kind) })}</caption>
      <tbody>
        {VALLEY_EXPONENTS.map((exponent, row) => (
          <tr key={exponent}>
            <th scope="row">{powerText(exponent)}</th>
            {columns.map(({ width, losses, best }) => {
              const mean = losses[row]?.mean ?? NaN;
              const text = Number.isNaN(mean)
                ? t("waiting")
                : Number.isFinite(mean)
                  ? formatNumber(mean, 2)
                  : t("valley.diverged");
              const share = ((high ?? 1) - Math.log(mean)) / Math.max(1e-9, (high ?? 1) - (low ?? 0));
              const isBest = row === best;
              const name = t("valley.cell", { kind: t(kind), width, exponent, loss: text });
              const label = isBest ? `${name}, ${t("valley.best")}` : name;
              const mix = Number.isFinite(share) ? Math.round(55 * Math.min(1, Math.max(0, share))) : 0;
              return (
                <td key={width} className={styles.valley} style={{ "--mix": `${mix}%` } as CSSProperties}>
                  <button
                    type="button"
                    className={cx(styles.cell, isBest && styles.best)}
                    aria-label={label}
                    title={label}
                    {...lock}
                    onClick={() => onAdopt(width, exponent)}
                  >
                    {Number.isNaN(mean) ? "·" : Number.isFinite(mean) ? text : "∞"}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            {t("rate")} ↑ {t("width")} →
          </th>
          {columns.map(({ width }) => (
            <th key={width} scope="col" className={styles.across}>
              {width}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

export function RateValley() {
  const t = useCoordinatesText();
  const { theme } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const compare = useAppStore((state) => state.compare);
  const lockOf = useLockOf();
  const network = useMemo(() => widthNetwork(config), [config]);
  const configs = useMemo(() => VALLEY_MEMBERS.map((member) => valleyConfig(network, member)), [network]);
  const trainings = useTrainings(configs, STUDY);
  const { found, doneCount } = trainings;
  const valleys = useMemo(
    (): Valleys => PARAMETRIZATIONS.map((kind) => ({ kind, of: valleyOf(kind, VALLEY_MEMBERS, found) })),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list is new in every render
    [configs, doneCount],
  );
  const finite = found.flatMap((loss) => (loss != null && Number.isFinite(loss) ? [loss] : []));
  const isDone = doneCount === found.length;
  const used = configs[0] ?? config;
  const adopted = (parametrization: Parametrization, width: number, exponent: number) =>
    valleyConfig(network, { parametrization, width, exponent, seedIndex: 0 });
  return (
    <>
      <p className={styles.detail}>
        {t(network.isOwn ? "rates.own" : "rates.borrowed", {
          layers: used.depth,
          steps: used.steps,
          seeds: SEEDS,
        })}{" "}
        {t("rates.question")}
      </p>
      <StudyBar
        trainings={trainings}
        fileName="initscope-rates"
        csv={() => valleyCsv(VALLEY_MEMBERS, configs, found)}
        drawing={() => <ValleyDrawing {...FILE} {...{ valleys, t }} />}
      />
      <div ref={ref} className={styles.drawing}>
        {widthPx > 0 && <ValleyDrawing {...{ valleys, widthPx, fontPx, t }} />}
      </div>
      <div className={styles.pair}>
        {valleys.map(({ kind, of }) => (
          <div key={kind} className={styles.half}>
            <LossMap
              {...{ kind }}
              columns={of}
              ends={[Math.min(...finite), Math.max(...finite)]}
              lock={lockOf(adopted(kind, VALLEY_WIDTHS[0], VALLEY_EXPONENTS[0]), "compare")}
              onAdopt={(width, exponent) => compare(pins, adopted(kind, width, exponent))}
            />
            {isDone && <p className={styles.finding}>{findingOf(t, kind, of)}</p>}
          </div>
        ))}
      </div>
    </>
  );
}
