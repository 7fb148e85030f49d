/**
 * The result as a Markdown table, for notes, issues and notebooks: one row per layer,
 * the numbers people quote.
 */
import type { LayerResult } from "../experiment/result.ts";
import type { LayerTheory } from "../experiment/theory/theory.ts";
import type { Provenance } from "./document.ts";

/** Enough to compare with, few enough to read. */
const DIGITS = 4;

type Cell = (layer: LayerResult, theory: LayerTheory | undefined) => number | undefined;

const zeroShare: Cell = ({ tensors: { activation } }) =>
  activation === undefined ? undefined : activation.sketch.zeros / activation.sketch.count;

const nonFiniteShare: Cell = ({ tensors: { activation } }) =>
  activation === undefined ? undefined : 1 - activation.finite / activation.sketch.count;

/**
 * Columns in their order: a is the activation, g = dL/da its gradient, W the weights; shares are fractions.
 */
const COLUMNS: readonly (readonly [heading: string, cell: Cell])[] = [
  ["mean a", ({ tensors }) => tensors.activation?.mean],
  ["std a", ({ tensors }) => tensors.activation?.std],
  ["std a, theory", (_, theory) => theory?.std],
  ["zero", zeroShare],
  ["not finite", nonFiniteShare],
  ["saturated", ({ saturated }) => saturated],
  ["dead units", ({ deadUnits }) => deadUnits],
  ["cosine", ({ similarity }) => similarity.cosine],
  ["RMS g", ({ tensors }) => tensors.grad_activation?.rms],
  ["RMS g, theory", (_, theory) => theory?.gradientRms],
  ["std W", ({ tensors }) => tensors.weight?.std],
];

/** Undefined is empty; what is not finite is named. */
function cellText(value: number | undefined): string {
  if (value === undefined) return "";
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : String(value);
}

/** The table with a line on where its numbers come from. Four significant digits; the CSV has them all. */
export function toMarkdown(
  layers: readonly LayerResult[],
  { link, appVersion, report, theory, trainedSteps }: Provenance,
): string {
  const rows = layers.map((layer) => [
    String(layer.layerIndex + 1),
    ...COLUMNS.map(([, cell]) => cellText(cell(layer, theory.layers[layer.layerIndex]))),
  ]);
  const lines = [
    ["layer", ...COLUMNS.map(([heading]) => heading)],
    ["---:", ...COLUMNS.map(() => "---:")],
    ...rows,
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const trained = trainedSteps === undefined ? "" : `, after ${trainedSteps} steps of training`;
  const source = `Initscope ${appVersion}, ${report.engine} ${report.backend}, ${report.precision}${trained}: <${link}>`;
  return `${lines.join("\n")}\n\n${source}\n`;
}
