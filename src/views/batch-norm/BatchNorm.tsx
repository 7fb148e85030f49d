/** Batch norm by batch size and depth: spread forward, growth of gradients backward, angle between inputs. */
import { useMemo, useState } from "react";
import { formatCosine, formatNumber } from "../../charts/format.ts";
import {
  averageNorm,
  NORM_BATCHES,
  NORM_MEMBERS,
  NORM_SEEDS,
  NORM_WIDTH,
  normConfig,
} from "../../experiment/batchNormStudy.ts";
import { activationEntryOf } from "../../experiment/layerSettings.ts";
import { useBatchNormText } from "../../i18n/batchNormText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import { drawingFile } from "../coordinates/saveDrawing.tsx";
import { useChartMetrics, useElementWidth } from "../picture/frame/useChartMetrics.ts";
import { useServices } from "../services.ts";
import styles from "./BatchNorm.module.css";
import { normCsv, normRow } from "./batchNormView.ts";
import type { NormRow } from "./batchNormView.ts";
import { NormDrawing } from "./NormDrawing.tsx";
import { useBatchNorm } from "./useBatchNorm.ts";

/** Width of the drawing as a file. */
const FILE = { widthPx: 1040, fontPx: 13 } as const;
/** Yang et al. (2019): networks train to about so many times the depth over which gradients grow e-fold. */
const TRAINABLE_SCALES = 16;

const numberOr = (value: number | undefined, format: (value: number) => string): string =>
  value === undefined || Number.isNaN(value) ? "–" : format(value);

function Numbers({ rows }: { readonly rows: readonly NormRow[] }) {
  const t = useBatchNormText();
  const growth = (value: number): string => formatNumber(value, 4);
  return (
    <div className={styles.wide}>
      <table className={styles.numbers}>
        <thead>
          <tr>
            <th scope="col">{t("batch")}</th>
            <th scope="col">{t("column.growth")}</th>
            <th scope="col">{t("column.theory")}</th>
            <th scope="col">{t("column.cosine")}</th>
            <th scope="col">{t("column.theory")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.batch}>
              <th scope="row">{row.batch}</th>
              <td>{numberOr(row.growth, growth)}</td>
              <td>{numberOr(row.expectedGrowth, growth)}</td>
              <td>{numberOr(row.measured.cosine.at(-1), formatCosine)}</td>
              <td>{numberOr(row.expected?.cosine.at(-1), formatCosine)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the finished study says, in sentences. */
function useFindings(rows: readonly NormRow[], depth: number, isRelu: boolean): readonly string[] {
  const t = useBatchNormText();
  const [least, most] = [rows[0], rows.at(-1)];
  if (least === undefined || most === undefined) return [];
  if (Number.isNaN(most.growth)) return [t("found.shallow")];
  const reach = TRAINABLE_SCALES / Math.log(most.growth);
  return [
    t("found.growth", {
      few: least.batch,
      many: most.batch,
      steep: formatNumber(least.growth),
      growth: formatNumber(most.growth),
      depth,
      total: formatNumber(most.growth ** depth),
    }),
    ...(isRelu ? [t("found.relu")] : []),
    ...(most.growth > 1.01 ? [t("found.reach", { layers: formatNumber(reach, 2) })] : [t("found.level")]),
  ];
}

export function BatchNorm({ id }: { readonly id: string }) {
  const t = useBatchNormText();
  const { nameOf } = useText();
  const { theme, saveFile } = useServices();
  const { fontPx } = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  const config = useAppStore((state) => state.config);
  const [hasNoDrawing, setHasNoDrawing] = useState(false);
  const configs = useMemo(() => NORM_MEMBERS.map((member) => normConfig(config, member)), [config]);
  const { found, doneCount, isStopped, setStopped } = useBatchNorm(configs);
  const rows = useMemo(
    () =>
      NORM_BATCHES.flatMap((batch): readonly NormRow[] => {
        const own = NORM_MEMBERS.flatMap((member, index) => {
          const one = member.batch === batch ? found[index] : null;
          return one == null ? [] : [one];
        });
        const [first] = own;
        if (first === undefined) return [];
        return [normRow(batch, averageNorm(own.map(({ measured }) => measured)), first.expected)];
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list is new in every render
    [configs, doneCount],
  );
  const { depth } = config;
  const isDone = doneCount === found.length;
  const hasTheory = rows.some(({ expected }) => expected !== null);
  const isRelu = config.activation === "relu" && config.residual === "none" && config.block === "none";
  const findings = useFindings(rows, depth, isRelu && hasTheory);
  const failedCount = found.filter((one) => one === null).length;
  function saveDrawing(): void {
    try {
      const drawing = drawingFile(<NormDrawing {...FILE} {...{ rows, depth, t }} />);
      saveFile("initscope-batch-norm.svg", "image/svg+xml", drawing);
      setHasNoDrawing(false);
    } catch {
      setHasNoDrawing(true);
    }
  }
  const saveCsv = (): void =>
    saveFile("initscope-batch-norm.csv", "text/csv", normCsv(NORM_MEMBERS, found, config.seed));
  return (
    <section id={id} className={study.panel} aria-label={t("title")}>
      <StudyHead title={t("title")} close={t("close")} />
      <p className={study.detail}>
        {t("intro", {
          activation: nameOf(activationEntryOf(config).label),
          depth,
          widest: NORM_WIDTH,
          seeds: NORM_SEEDS,
        })}
      </p>
      <div className={styles.bar}>
        <Button variant="outline" disabled={rows.length === 0} onClick={saveCsv}>
          {t("csv")}
        </Button>
        <Button variant="outline" disabled={rows.length === 0} onClick={saveDrawing}>
          {t("svg")}
        </Button>
        {!isDone && (
          <span className={study.progress}>
            <progress aria-label={t("title")} max={found.length} value={doneCount} />
            {t("progress", { done: doneCount, total: found.length })}
            <Button variant="outline" onClick={() => setStopped(!isStopped)}>
              {t(isStopped ? "goOn" : "stop")}
            </Button>
          </span>
        )}
        {failedCount > 0 && <span role="alert">{t("failed", { count: failedCount })}</span>}
        {hasNoDrawing && <span role="alert">{t("svgFailed")}</span>}
      </div>
      <p className={styles.key}>
        <span>
          <svg viewBox="0 0 24 10" aria-hidden="true">
            <path d="M0 5h24" style={{ stroke: "var(--strip)", strokeWidth: 3 }} />
          </svg>
          {t("measured")}
        </span>
        {hasTheory && (
          <span>
            <svg viewBox="0 0 24 10" aria-hidden="true">
              <path d="M0 5h24" style={{ stroke: "var(--theory)", strokeWidth: 2, strokeDasharray: "5 3" }} />
            </svg>
            {t("theory")}
          </span>
        )}
        <span>{t("shades")}</span>
      </p>
      <div ref={ref} className={styles.drawing}>
        {widthPx > 0 && rows.length > 0 && <NormDrawing {...{ rows, depth, widthPx, fontPx, t }} />}
      </div>
      {rows.length > 0 && <Numbers rows={rows} />}
      <div className={styles.findings}>
        {isDone && findings.map((finding) => <p key={finding}>{finding}</p>)}
        {isDone && !hasTheory && <p className={study.detail}>{t("noTheory")}</p>}
      </div>
    </section>
  );
}
