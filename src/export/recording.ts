/** A training as files: its losses, and the statistics of all kept steps. Fetched with the first of them. */
import { MODEL_VERSION } from "../experiment/config.ts";
import type { EngineReport } from "../experiment/result.ts";
import type { Theory } from "../experiment/theory/theory.ts";
import type { NotFinite, Snapshot } from "../experiment/training/snapshot.ts";
import { COLUMNS, finiteOrNull, tableRows } from "./table.ts";

/** A training with where its numbers come from. */
export interface RecordingSource {
  /** The whole address that opens this training. */
  readonly link: string;
  readonly appVersion: string;
  readonly report: EngineReport;
  readonly snapshots: readonly Snapshot[];
  readonly stopped: NotFinite | null;
}

const BYTE_ORDER_MARK = "\uFEFF";
/** Theory belongs to the initialisation; these are statistics of training. */
const NO_THEORY: Theory = { layers: [], gap: "trained", gapLayer: 0, loss: null };

function csv(
  source: RecordingSource,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): string {
  const { link, appVersion, report, stopped } = source;
  const lines = [
    `# Initscope ${appVersion}`,
    `# link: ${link}`,
    `# engine: ${report.engine} ${report.backend}`,
    `# precision: ${report.precision}`,
    `# model version: ${MODEL_VERSION}`,
    ...(stopped === null
      ? []
      : [`# not finite: step ${stopped.step}, layer ${stopped.layerIndex + 1}, ${stopped.tensor}`]),
    columns.join(","),
    ...rows.map((row) => row.map((cell) => cell ?? "").join(",")),
  ];
  return `${BYTE_ORDER_MARK}${lines.join("\n")}\n`;
}

const lossOf = ({ step, loss, validation }: Snapshot) => ({
  step,
  training: loss === null ? null : finiteOrNull(loss),
  validation: finiteOrNull(validation),
});

/** `step,training,validation`: one row per kept step. */
export function lossesCsv(source: RecordingSource): string {
  const rows = source.snapshots
    .map(lossOf)
    .map(({ step, training, validation }) => [step, training, validation]);
  return csv(source, ["step", "training", "validation"], rows);
}

/** The columns of a run's CSV with `step` in front: one row per kept step, layer and tensor. */
export function recordingCsv(source: RecordingSource): string {
  const rows = source.snapshots.flatMap(({ step, layers }) =>
    tableRows(layers, NO_THEORY).map((row) => [step, ...COLUMNS.map((column) => row[column])]),
  );
  return csv(source, ["step", ...COLUMNS], rows);
}

/** Losses and statistics of all kept steps, with what has no column there. */
export function recordingJson(source: RecordingSource): string {
  const { link, appVersion, report, snapshots, stopped } = source;
  return JSON.stringify(
    {
      application: "Initscope",
      appVersion,
      modelVersion: MODEL_VERSION,
      link,
      engine: report,
      notFinite:
        stopped === null ? null : { ...stopped, layerIndex: undefined, layer: stopped.layerIndex + 1 },
      losses: snapshots.map(lossOf),
      snapshots: snapshots.map(({ step, layers }) => ({
        step,
        layers: layers.map(({ layerIndex, similarity, dormantUnits, lostUpdates }) => ({
          layer: layerIndex + 1,
          cosine: finiteOrNull(similarity.cosine),
          participationRatio: finiteOrNull(similarity.participationRatio),
          dormantUnits,
          lostUpdates,
        })),
        rows: tableRows(layers, NO_THEORY),
      })),
    },
    null,
    1,
  );
}
