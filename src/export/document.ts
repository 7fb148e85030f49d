/** CSV and JSON documents of a result, as they are downloaded. */
import { MODEL_VERSION } from "../experiment/config.ts";
import { SHOWN_TENSOR_IDS, statsOf } from "../experiment/result.ts";
import type { AttentionStats } from "../experiment/attentionStats.ts";
import type { LayerPlan } from "../experiment/plan.ts";
import type { EngineReport, LayerResult } from "../experiment/result.ts";
import type { Theory } from "../experiment/theory/theory.ts";
import type { Sketch } from "../math/sketch.ts";
import { COLUMNS, finiteOrNull, hasRoles, tableRows } from "./table.ts";

/** Where the numbers come from. */
export interface Provenance {
  /** The whole address that opens this experiment. */
  readonly link: string;
  readonly appVersion: string;
  readonly report: EngineReport;
  readonly theory: Theory;
  /** The loss whose gradient was injected; null where it was drawn. */
  readonly loss: number | null;
  /** The layers of the plan, whose parts in blocks are named; left out where nobody asks for names. */
  readonly plans?: readonly LayerPlan[];
  /** Theory of the layers that mix tokens; left out where nobody asks for it. */
  readonly attentionTheory?: (layerIndex: number) => AttentionStats | null;
  /** Steps of training before these numbers; left out at the initialisation. */
  readonly trainedSteps?: number | undefined;
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The tidy CSV of the public contract: `#` lines, header, one row per layer and tensor; UTF-8 with BOM,
 * CRLF-free. The last column, `role`, is there where the network has blocks. Numbers are in the shortest form
 * that reads back as the same float64; undefined numbers are empty.
 */
export function toCsv(
  layers: readonly LayerResult[],
  { link, appVersion, report, theory, plans = [], attentionTheory, trainedSteps }: Provenance,
): string {
  const columns = hasRoles(plans) ? ([...COLUMNS, "role"] as const) : COLUMNS;
  const lines = [
    `# Initscope ${appVersion}`,
    `# link: ${link}`,
    `# engine: ${report.engine} ${report.backend}`,
    `# precision: ${report.precision}`,
    `# model version: ${MODEL_VERSION}`,
    ...(trainedSteps === undefined ? [] : [`# trained steps: ${trainedSteps}`]),
    ...report.declined.map(({ engine, backend, code }) => `# declined: ${engine} ${backend ?? ""} ${code}`),
    columns.join(","),
    ...tableRows(layers, theory, plans, attentionTheory).map((row) =>
      columns.map((column) => row[column] ?? "").join(","),
    ),
  ];
  return `${BYTE_ORDER_MARK}${lines.join("\n")}\n`;
}

function sketchDocument({ negative, positive, ...counts }: Sketch) {
  const side = ({ firstBin, counts: bins }: Sketch["positive"]) => ({ firstBin, counts: [...bins] });
  return { ...counts, negative: side(negative), positive: side(positive) };
}

/** What a layer has as a whole: how alike its inputs have become, and what LSUV did to its weights. */
function layerDocument({ layerIndex, similarity, calibration }: LayerResult) {
  return {
    layer: layerIndex + 1,
    cosine: finiteOrNull(similarity.cosine),
    participationRatio: finiteOrNull(similarity.participationRatio),
    calibration,
  };
}

/**
 * The same rows as JSON, with what has no column there, and every sketch (bin =
 * float32 magnitude bits >>> 17).
 */
export function toJson(
  layers: readonly LayerResult[],
  { link, appVersion, report, theory, loss, plans, attentionTheory, trainedSteps }: Provenance,
): string {
  return JSON.stringify(
    {
      application: "Initscope",
      appVersion,
      modelVersion: MODEL_VERSION,
      link,
      engine: report,
      trainedSteps,
      loss: loss === null ? null : finiteOrNull(loss),
      layers: layers.map(layerDocument),
      rows: tableRows(layers, theory, plans, attentionTheory),
      sketches: layers.map((layer) => ({
        layer: layer.layerIndex + 1,
        tensors: Object.fromEntries(
          SHOWN_TENSOR_IDS.flatMap((tensor) => {
            const stats = statsOf(layer, tensor);
            return stats === undefined ? [] : [[tensor, sketchDocument(stats.sketch)] as const];
          }),
        ),
      })),
    },
    null,
    1,
  );
}
