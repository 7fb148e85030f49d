/** The Jacobian of the present network: by how much it stretches and flattens small steps of its input. */
import { useMemo, useState } from "react";
import { formatNumber } from "../../charts/format.ts";
import { noSpectrum, resolutionOf, summarize, WIDEST } from "../../experiment/jacobian/spectrum.ts";
import type { SpectrumSummary } from "../../experiment/jacobian/spectrum.ts";
import { JACOBIAN_PARTS } from "../../experiment/jacobian/jacobianRequest.ts";
import type { SpectrumLaw } from "../../experiment/jacobian/jacobianRequest.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { Plan } from "../../experiment/plan.ts";
import { useJacobianText } from "../../i18n/jacobianText.ts";
import type { JacobianTextKey } from "../../i18n/jacobianText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import { useAppStore } from "../../store/store.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import { drawingFile } from "../coordinates/saveDrawing.tsx";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useServices } from "../services.ts";
import styles from "./Jacobian.module.css";
import { jacobianPartOf, jacobianWord, STUDY_BATCH } from "./jacobianView.ts";
import { LineStudy } from "./LineStudy.tsx";
import { MeasureBar } from "./MeasureBar.tsx";
import { SpectrumDrawing } from "./SpectrumDrawing.tsx";
import { spectrumHistogram } from "./spectrumShapes.ts";
import { useSpectrum } from "./useSpectrum.ts";
import type { MeasuredSpectrum } from "./useSpectrum.ts";

type Translate = TranslatePart<JacobianTextKey>;

/** float32 rounds by this share: directions flattened by its inverse drown in the rounding of others. */
const FLOAT32_CONDITION = 2 ** 24;
/** Below this relative variance all directions count as alike. */
const ISOMETRY = 0.1;
/** Width of the drawing as a file. */
const FILE = { widthPx: 960, fontPx: 13 } as const;

/** The present network, with a batch that its Jacobians can afford. */
function usePlan(): Plan {
  const config = useAppStore((state) => state.config);
  return useMemo(() => planExperiment({ ...config, batch: Math.min(config.batch, STUDY_BATCH) }), [config]);
}

/** log10 of the one singular value that theory gives all directions; null where they differ. */
function singleOf({ moments }: SpectrumLaw): number | null {
  return moments === null || !(moments.relativeVariance < 1e-6) ? null : Math.log10(moments.meanSquare) / 2;
}

/** What the numbers say, in sentences. */
function findingsOf(t: Translate, summary: SpectrumSummary, law: SpectrumLaw | null): readonly string[] {
  const { largest, smallest, meanSquare, relativeVariance, flattened, directions } = summary;
  if (!Number.isFinite(meanSquare)) return [t("found.notFinite")];
  if (largest === 0) return [t("found.nothing")];
  const condition = largest / smallest;
  const isKept = meanSquare > 0.5 && meanSquare < 2;
  const isEven = relativeVariance < ISOMETRY;
  const size = formatNumber(Math.sqrt(meanSquare));
  return [
    isKept
      ? t(isEven ? "found.isometry" : "found.uneven")
      : t(meanSquare < 1 ? "found.shrinks" : "found.grows", { size }),
    ...(flattened > 0
      ? [t("found.flattened", { count: formatNumber(flattened), total: directions })]
      : [
          t(condition < FLOAT32_CONDITION ? "found.condition" : "found.beyond", {
            condition: formatNumber(condition),
          }),
        ]),
    ...((law?.density?.zeros ?? 0) > 0 ? [t("found.zeros")] : []),
  ];
}

interface NumbersProps {
  readonly summary: SpectrumSummary;
  readonly law: SpectrumLaw | null;
}

/** Measured numbers beside those of theory. */
function Numbers({ summary, law }: NumbersProps) {
  const t = useJacobianText();
  const { largest, median, smallest, meanSquare, relativeVariance } = summary;
  const moments = law?.moments ?? null;
  const rows = [
    ["largest", largest, null],
    ["median", median, null],
    ["smallest", smallest, null],
    ["condition", largest / smallest, null],
    ["meanSquare", meanSquare, moments?.meanSquare ?? null],
    ["spread", relativeVariance, moments?.relativeVariance ?? null],
  ] as const;
  return (
    <table className={styles.numbers}>
      <thead>
        <tr>
          <th scope="col">{t("number")}</th>
          <th scope="col">{t("measured")}</th>
          <th scope="col">{t("theory")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, measured, theory]) => (
          <tr key={key}>
            <th scope="row">{t(key)}</th>
            <td>{formatNumber(measured)}</td>
            <td>{theory === null ? "–" : formatNumber(theory)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A row for each singular value. */
function spectrumCsv({ spectra }: MeasuredSpectrum): string {
  const rows = spectra.flatMap(({ values }, input) =>
    Array.from(values, (value, index) => [input + 1, index + 1, value].join(",")),
  );
  return `\uFEFF${["input,rank,singular_value", ...rows].join("\r\n")}\r\n`;
}

function Spectrum({ plan }: { readonly plan: Plan }) {
  const t = useJacobianText();
  const { theme, saveFile } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const [hasNoDrawing, setHasNoDrawing] = useState(false);
  const measured = useSpectrum(plan, "spectrum");
  const { spectra, law, total } = measured;
  const count = spectra.length;
  const resolution = resolutionOf(plan.inputUnits, plan.layers.at(-1)?.units ?? 0);
  const seen = useMemo(() => {
    const values = spectra.slice(0, count).map((each) => each.values);
    return count === 0
      ? null
      : { summary: summarize(values, resolution), histogram: spectrumHistogram(values, resolution) };
  }, [spectra, count, resolution]);
  const drawn = {
    density: law?.density ?? null,
    single: law === null ? null : singleOf(law),
    t,
  };
  const histogram = seen?.histogram ?? null;
  function saveDrawing(): void {
    if (histogram === null) return;
    try {
      const drawing = drawingFile(<SpectrumDrawing {...FILE} {...drawn} histogram={histogram} />);
      saveFile("initscope-jacobian.svg", "image/svg+xml", drawing);
      setHasNoDrawing(false);
    } catch {
      setHasNoDrawing(true);
    }
  }
  const hasCurve = drawn.density !== null;
  return (
    <>
      <p className={study.detail}>{t("intro", { count: total })}</p>
      <MeasureBar
        measured={measured}
        isEmpty={count === 0}
        progress={t("progress", { done: count, total })}
        onCsv={() => saveFile("initscope-jacobian.csv", "text/csv", spectrumCsv(measured))}
        onSvg={saveDrawing}
      />
      {hasNoDrawing && <p role="alert">{t("svgFailed")}</p>}
      <div className={styles.body}>
        <div ref={ref} className={styles.drawing}>
          {histogram !== null && widthPx > 0 && (
            <SpectrumDrawing {...drawn} {...{ histogram, widthPx, fontPx }} />
          )}
          {histogram !== null && (
            <p className={styles.key}>
              <span>
                <svg viewBox="0 0 24 10" aria-hidden="true">
                  <rect width="24" height="10" style={{ fill: "var(--forward)", fillOpacity: 0.75 }} />
                </svg>
                {t("measured")}
              </span>
              {hasCurve && (
                <span>
                  <svg viewBox="0 0 24 10" aria-hidden="true">
                    <path d="M0 5h24" style={{ stroke: "var(--theory)", strokeWidth: 2 }} />
                  </svg>
                  {t("theory")}
                </span>
              )}
            </p>
          )}
        </div>
        {seen !== null && (
          <div className={styles.aside}>
            {findingsOf(t, seen.summary, law).map((finding) => (
              <p key={finding}>{finding}</p>
            ))}
            <Numbers summary={seen.summary} law={law} />
            {law !== null && law.density === null && (
              <p className={study.detail}>{t(law.moments === null ? "noTheory" : "noCurve")}</p>
            )}
            {plan.layers.some(({ norm }) => norm?.kind === "batch") && (
              <p className={study.detail}>{t("batchNorm", { batch: plan.batch })}</p>
            )}
          </div>
        )}
      </div>
    </>
  );
}

export function Jacobian({ id }: { readonly id: string }) {
  const t = useJacobianText();
  const changeView = useAppStore((state) => state.changeView);
  const part = useAppStore((state) => jacobianPartOf(state.view.sweep));
  const plan = usePlan();
  const reason = noSpectrum(plan);
  return (
    <section id={id} className={study.panel} aria-label={t("title")}>
      <StudyHead title={t("title")} close={t("close")}>
        <RadioGroup
          variant="bare"
          label={t("part")}
          value={part}
          options={JACOBIAN_PARTS.map((each) => ({ id: each, label: t(`part.${each}`) }))}
          onChange={(next) => changeView({ sweep: jacobianWord(next) })}
        />
      </StudyHead>
      {reason !== null && <p>{t(`no.${reason}`, { widest: WIDEST })}</p>}
      {reason === null && (part === "line" ? <LineStudy plan={plan} /> : <Spectrum plan={plan} />)}
    </section>
  );
}
