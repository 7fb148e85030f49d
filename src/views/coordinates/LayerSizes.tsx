/** The coordinate check: the size of every layer against the width, step by step, standard against muP. */
import { useMemo } from "react";
import type { CSSProperties } from "react";
import { formatCosine, formatFactor, formatNumber } from "../../charts/format.ts";
import {
  CHECK_MEMBERS,
  CHECK_STEPS,
  CHECK_WIDTHS,
  checkConfig,
  growthKind,
  growthsOf,
  PARAMETRIZATIONS,
  sizesOf,
  widthNetwork,
} from "../../experiment/training/coordinateCheck.ts";
import type { LayerGrowth, Parametrization, Sizes } from "../../experiment/training/coordinateCheck.ts";
import { useCoordinatesText } from "../../i18n/coordinatesText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import "../../styles/diverging.css";
import { useTrainings } from "../background/useTrainings.ts";
import type { TrainingStudy } from "../background/useTrainings.ts";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import { Terms } from "../terms/Terms.tsx";
import styles from "./CoordinateCheck.module.css";
import { sizesCsv } from "./csv.ts";
import { SIZE_NUMBERS } from "./coordinateView.ts";
import type { SizeNumber } from "./coordinateView.ts";
import { SizesDrawing } from "./drawings.tsx";
import type { Growths, Translate } from "./drawings.tsx";
import { StudyBar } from "./StudyBar.tsx";

const STEPS = Array.from({ length: CHECK_STEPS + 1 }, (_, step) => step);
const SEEDS = CHECK_MEMBERS.filter(
  ({ parametrization, width }) => parametrization === "mup" && width === CHECK_WIDTHS[0],
).length;
const STUDY: TrainingStudy<Sizes> = {
  every: STEPS,
  read: ({ snapshots }) => sizesOf(snapshots),
  memory: new Map(),
};
/** Width of the drawing as a file. */
const FILE = { widthPx: 1040, fontPx: 13 } as const;

type Steps = readonly (readonly LayerGrowth[])[];

interface Place {
  readonly step: number;
  readonly layer: number;
}

function kindAt(of: Steps, parametrization: Parametrization, { step, layer }: Place) {
  const layers = of[step] ?? [];
  const growth = layers[layer];
  if (growth === undefined) return "unknown";
  return growthKind(growth, { parametrization, step, isReadout: layer === layers.length - 1 });
}

/** The place where a layer depends on the width most; null where none does. */
function worstOf(of: Steps, kind: Parametrization): Place | null {
  let worst: Place | null = null;
  let most = 0;
  for (const [step, layers] of of.entries()) {
    for (const [layer, { slope }] of layers.entries()) {
      const own = kindAt(of, kind, { step, layer });
      if ((own !== "grows" && own !== "shrinks") || Math.abs(slope) <= most) continue;
      most = Math.abs(slope);
      worst = { step, layer };
    }
  }
  return worst;
}

const layerName = (t: Translate, layer: number, count: number): string =>
  t(layer === count - 1 ? "layer.readout" : "layer", { layer: layer + 1 });

/** What a finished check says of a parametrisation, in one sentence. */
function findingOf(t: Translate, kind: Parametrization, of: Steps): string {
  const names = { kind: t(kind) };
  const isFinite = of.every((layers) =>
    layers.every(({ sizes }) => sizes.every(({ mean }) => Number.isFinite(mean))),
  );
  if (!isFinite) return t("found.notFinite", names);
  const worst = worstOf(of, kind);
  const growth = worst === null ? undefined : of[worst.step]?.[worst.layer];
  if (worst === null || growth === undefined) return t("found.steady", names);
  return t(growth.slope > 0 ? "found.grows" : "found.shrinks", {
    ...names,
    layer: t(worst.layer + 1 === of[0]?.length ? "in.readout" : "in.layer", { layer: worst.layer + 1 }),
    when: worst.step === 0 ? t("when.before") : t("when.step", { step: worst.step }),
    slope: formatCosine(growth.slope),
    ratio: formatNumber(growth.ratio, 2),
    low: CHECK_WIDTHS[0],
    high: CHECK_WIDTHS.at(-1) ?? 0,
  });
}

interface NumbersProps {
  readonly kind: Parametrization;
  readonly of: Steps;
  readonly number: SizeNumber;
}

/** The slopes or the spreads of one parametrisation. */
function Numbers({ kind, of, number }: NumbersProps) {
  const t = useCoordinatesText();
  const count = of[0]?.length ?? 0;
  return (
    <table className={styles.numbers}>
      <caption>{t(`table.${number}`, { kind: t(kind) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("layers")}</th>
          {STEPS.map((step) => (
            <th key={step} scope="col">
              {step === 0 ? t("before") : t("step", { step })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: count }, (_, layer) => (
          <tr key={layer}>
            <th scope="row">{layerName(t, layer, count)}</th>
            {STEPS.map((step) => {
              const growth = of[step]?.[layer];
              const own = kindAt(of, kind, { step, layer });
              const isMarked = own === "grows" || own === "shrinks";
              const share = Math.min(0.6, 0.4 * Math.abs(growth?.slope ?? 0));
              const value = number === "slope" ? growth?.slope : growth?.ratio;
              const text = (number === "slope" ? formatCosine : formatFactor)(value ?? NaN);
              return (
                <td
                  key={step}
                  className={isMarked ? styles[own] : ""}
                  style={isMarked ? ({ "--mix": `${Math.round(100 * share)}%` } as CSSProperties) : {}}
                  title={t(`is.${own}`)}
                >
                  {own === "designed" ? `(${text})` : text}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface LayerSizesProps {
  readonly number: SizeNumber;
  readonly onNumber: (number: SizeNumber) => void;
}

export function LayerSizes({ number, onNumber }: LayerSizesProps) {
  const t = useCoordinatesText();
  const page = useText();
  const language = useLanguage();
  const { theme } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const compare = useAppStore((state) => state.compare);
  const lockOf = useLockOf();
  const network = useMemo(() => widthNetwork(config), [config]);
  const configs = useMemo(() => CHECK_MEMBERS.map((member) => checkConfig(network, member)), [network]);
  const trainings = useTrainings(configs, STUDY);
  const { found, doneCount } = trainings;
  const growths = useMemo(
    (): Growths => PARAMETRIZATIONS.map((kind) => ({ kind, of: growthsOf(kind, CHECK_MEMBERS, found) })),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list is new in every render
    [configs, doneCount],
  );
  const isDone = doneCount === found.length;
  const { isOwn } = network;
  const used = configs[0] ?? config;
  const width = CHECK_WIDTHS[3];
  const adopted = (parametrization: Parametrization) => ({
    ...checkConfig(network, { parametrization, width, seedIndex: 0 }),
    // Of an own network steps and points stay: they belong to its training.
    ...(isOwn ? { steps: config.steps, points: config.points, miniBatch: config.miniBatch } : {}),
  });
  const atStart = growths.find(({ kind }) => kind === "mup")?.of[0]?.at(-1);
  return (
    <>
      <p className={styles.detail}>
        <Terms
          sentence={`${t(isOwn ? "own" : "borrowed", {
            layers: used.depth,
            optimizer: page(`optimiser.${used.optimizer}`),
            rate: formatNumber(used.learningRate),
            steps: CHECK_STEPS,
            batch: used.points,
            seeds: SEEDS,
          })} ${t("question")}`}
          language={language}
        />
      </p>
      <StudyBar
        trainings={trainings}
        fileName="initscope-coordinates"
        csv={() => sizesCsv(CHECK_MEMBERS, configs, found)}
        drawing={() => <SizesDrawing {...FILE} {...{ growths, t }} />}
      >
        <RadioGroup
          variant="bare"
          label={t("numbers")}
          value={number}
          options={SIZE_NUMBERS.map((id) => ({ id, label: t(id), title: t(`${id}.title`) }))}
          onChange={onNumber}
        />
      </StudyBar>
      <p className={styles.key} aria-hidden="true">
        <span>
          <svg viewBox="0 0 24 10">
            <path d="M0 5h24" style={{ stroke: "var(--forward)", strokeWidth: 3 }} />
          </svg>
          {t("readout")}
        </span>
        <span>
          <svg viewBox="0 0 24 10">
            <path d="M0 5h24" style={{ stroke: "var(--strip)", strokeWidth: 2 }} />
          </svg>
          {t("hidden")}
        </span>
      </p>
      <div ref={ref} className={styles.drawing}>
        {widthPx > 0 && <SizesDrawing {...{ growths, widthPx, fontPx, t }} />}
      </div>
      <div className={styles.pair}>
        {growths.map(({ kind, of }) => (
          <div key={kind} className={styles.half}>
            <Numbers {...{ kind, of, number }} />
            {isDone && (
              <p className={styles.finding}>
                <Terms sentence={findingOf(t, kind, of)} language={language} />
              </p>
            )}
            {isDone && kind === "mup" && atStart !== undefined && (
              <p className={cx(styles.finding, styles.detail)}>
                {t("legal", { slope: formatCosine(atStart.slope) })}
              </p>
            )}
            <Button
              variant="outline"
              aria-label={t("adopt.name", { kind: t(kind) })}
              title={t("adopt.title", { width })}
              {...lockOf(adopted(kind), "compare")}
              onClick={() => compare(pins, adopted(kind))}
            >
              {t("adopt")}
            </Button>
          </div>
        ))}
      </div>
    </>
  );
}
