/** The numbers of a layer as text, in the order of the readout; the table takes its columns from here too. */
import type { ChartCell } from "../../../charts/cell.ts";
import {
  formatCosine,
  formatEffective,
  formatFactor,
  formatFixed,
  formatNumber,
  formatShare,
} from "../../../charts/format.ts";
import { streamShare } from "../../../experiment/readings.ts";
import { isUnresolved, spacingOf } from "../../../math/resolution.ts";
import type { LayerResult, TensorStats } from "../../../experiment/result.ts";
import type { AttentionStats } from "../../../experiment/attentionStats.ts";
import { predictAttention } from "../../../experiment/theory/attentionTheory.ts";
import type { AttentionTheory } from "../../../experiment/theory/attentionTheory.ts";
import type { LayerTheory } from "../../../experiment/theory/theory.ts";
import { sketchQuantiles } from "../../../math/sketchQuantiles.ts";
import type { PictureCells } from "./cells.ts";
import { directionsOf, nonFiniteShare, zeroShare } from "./strips.ts";

/** Statistics of a single tensor. */
export const TENSOR_STATISTICS = [
  "mean",
  "std",
  "batchStd",
  "unitStd",
  "rms",
  "min",
  "p05",
  "p25",
  "p50",
  "p75",
  "p95",
  "max",
  "zero",
  "nonFinite",
] as const;
export type TensorStatisticId = (typeof TENSOR_STATISTICS)[number];

/** Statistics of a layer as a whole. */
export const LAYER_STATISTICS = [
  "saturated",
  "dead",
  "cosine",
  "directions",
  "weightStd",
  "gradWeightStd",
  "gradToWeight",
  "calibration",
] as const;
export type LayerStatisticId = (typeof LAYER_STATISTICS)[number];

/** Numbers of the stream behind a block: its RMS, that of its gradient, and the block's share of it. */
export type StreamStatisticId = "stream" | "streamShare" | AttentionStatisticId;

/** Numbers of a layer that mixes tokens. */
type AttentionStatisticId = "logitStd" | "entropy" | "tokenCosine";

/** One number: of the activations, of the gradients, of the weights; and its value in theory. */
export interface LayerStatistic {
  readonly id: TensorStatisticId | LayerStatisticId | StreamStatisticId;
  readonly values: readonly {
    readonly of: "activation" | "gradient" | "weight" | "theory";
    readonly text: string;
  }[];
}

/** Numbers that have the same name in the statistics. */
const DIRECT = ["mean", "std", "batchStd", "unitStd", "rms", "min", "max"] as const;

function isDirect(id: TensorStatisticId): id is (typeof DIRECT)[number] {
  return DIRECT.some((name) => name === id);
}

const QUANTILES: readonly TensorStatisticId[] = ["p05", "p25", "p50", "p75", "p95"];
const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];
const MISSING = "–";

/** All numbers of a single tensor. */
export function tensorTexts(
  stats: TensorStats | null | undefined,
  isExact = false,
): (id: TensorStatisticId) => string {
  if (stats == null) return () => MISSING;
  const cell: ChartCell = { stats, isStale: false };
  const quantiles = sketchQuantiles(stats.sketch, PROBABILITIES, stats).map((value) => formatFixed(value));
  return (id) => {
    const at = QUANTILES.indexOf(id);
    if (at >= 0) return quantiles[at] ?? MISSING;
    if (id === "zero") return formatShare(zeroShare(cell));
    if (id === "nonFinite") return formatShare(nonFiniteShare([cell]));
    const isSpread = id === "std" || id === "batchStd" || id === "unitStd";
    // A number made of rounding would look like a measurement.
    if (isSpread && !isExact && isUnresolved(stats, id)) return `<${formatNumber(spacingOf(stats), 1)}`;
    return isDirect(id) ? formatFixed(stats[id]) : MISSING;
  };
}

/**
 * std(dW) / std(W): how large a step of size 1 along the gradient would be; NaN for constant weights or
 * before the backward pass.
 */
function gradToWeight({ tensors: { weight, grad_weight: gradient } }: LayerResult): number {
  return gradient === undefined || weight === undefined || weight.std === 0 ? NaN : gradient.std / weight.std;
}

/** How often LSUV rescaled the weights, and by what factor in all. */
function calibrationText({ calibration }: LayerResult): string | null {
  return calibration === null ? null : `${calibration.iterations}, ×${formatFactor(calibration.scale)}`;
}

/** The text of a number that may be missing; an undefined one is a dash. */
export function numberText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? MISSING : formatFixed(value);
}

/** Theory's predictions for the activations. */
function predictedText(theory: LayerTheory | undefined, id: TensorStatisticId): string | null {
  if (theory === undefined) return null;
  // A mean that is only the rounding error of a quadrature counts as zero.
  if (id === "mean") return formatFixed(Math.abs(theory.mean) < 1e-9 * theory.rms ? 0 : theory.mean);
  if (id === "std" || id === "batchStd" || id === "unitStd") return formatFixed(theory[id]);
  // Where theory has a gap behind the layer, it has no gradient for the layer either.
  if (id === "rms") return `${formatFixed(theory.rms)} ← ${numberText(theory.gradientRms)}`;
  return null;
}

/** A number of the layer as a whole; null where it is not defined. */
export function layerText(
  id: LayerStatisticId,
  result: LayerResult | null | undefined,
  isExact = false,
): string | null {
  if (result == null) return id === "calibration" ? null : MISSING;
  switch (id) {
    case "saturated":
      return formatShare(result.saturated);
    case "dead":
      return formatShare(result.deadUnits);
    case "cosine":
      return formatCosine(result.similarity.cosine);
    case "directions":
      return formatEffective(directionsOf(result, isExact));
    case "weightStd":
      return numberText(result.tensors.weight?.std);
    case "gradWeightStd":
      return numberText(result.tensors.grad_weight?.std);
    case "gradToWeight":
      return numberText(gradToWeight(result));
    case "calibration":
      return calibrationText(result);
    default:
      return id satisfies never;
  }
}

/** The tensor to which each number belongs. */
const LAYER_TONES: Readonly<Record<LayerStatisticId, "activation" | "gradient" | "weight">> = {
  saturated: "activation",
  dead: "activation",
  cosine: "activation",
  directions: "activation",
  weightStd: "weight",
  gradWeightStd: "gradient",
  gradToWeight: "weight",
  calibration: "weight",
};

/** The numbers of the stream behind a layer; none where it adds to no stream. */
function streamStatistics(
  { picture: { plan }, of, results }: PictureCells,
  layerIndex: number,
  theory: LayerTheory | undefined,
): readonly LayerStatistic[] {
  const stats = of("stream")[layerIndex]?.stats;
  if (plan.layers[layerIndex]?.stream === undefined) return [];
  const known = results.flatMap((result) => result ?? []);
  const share = known.length === results.length ? streamShare(plan, known, layerIndex) : NaN;
  return [
    {
      id: "stream",
      values: [
        { of: "activation", text: numberText(stats?.rms) },
        { of: "gradient", text: numberText(of("grad_stream")[layerIndex]?.stats.rms) },
        ...(theory?.stream == null
          ? []
          : [
              {
                of: "theory" as const,
                text: `${formatFixed(theory.stream.rms)} ← ${numberText(theory.stream.gradientRms)}`,
              },
            ]),
      ],
    },
    { id: "streamShare", values: [{ of: "activation", text: formatShare(share) }] },
  ];
}

/** The numbers of attention, and what theory expects; none where no tokens are mixed. */
function attentionStatistics(
  result: LayerResult | null,
  theory: AttentionTheory | null,
): readonly LayerStatistic[] {
  if (result?.attention === undefined) return [];
  const texts = ({ logitStd, entropy, uniform, cosineIn, cosineOut }: AttentionStats) => ({
    logitStd: numberText(logitStd),
    entropy: `${numberText(entropy)} / ${numberText(uniform)}`,
    tokenCosine: `${formatCosine(cosineIn)} → ${formatCosine(cosineOut)}`,
  });
  const measured = texts(result.attention);
  const expected = theory === null ? null : texts(theory);
  return (["logitStd", "entropy", "tokenCosine"] as const).map((id) => ({
    id,
    values: [
      { of: "activation", text: measured[id] },
      ...(expected === null ? [] : [{ of: "theory", text: expected[id] } as const]),
    ],
  }));
}

/** The numbers of one layer; undefined ones are left out. */
export function layerStatistics(
  cells: PictureCells,
  layerIndex: number,
  theory: LayerTheory | undefined,
): readonly LayerStatistic[] {
  const activation = tensorTexts(cells.activations[layerIndex]?.stats, cells.isExact);
  const gradient = tensorTexts(cells.gradients[layerIndex]?.stats, cells.isExact);
  const result = cells.results[layerIndex] ?? null;
  const attention = predictAttention(cells.picture.plan, layerIndex);
  const ofTensors = TENSOR_STATISTICS.map((id): LayerStatistic => {
    const predicted =
      id === "rms" && attention !== null ? formatFixed(attention.rms) : predictedText(theory, id);
    return {
      id,
      values: [
        { of: "activation", text: activation(id) },
        { of: "gradient", text: gradient(id) },
        ...(predicted === null ? [] : [{ of: "theory", text: predicted } as const]),
      ],
    };
  });
  const ofLayer = LAYER_STATISTICS.flatMap((id): LayerStatistic[] => {
    const text = layerText(id, result, cells.isExact);
    if (text === null) return [];
    const own = { of: LAYER_TONES[id], text };
    return id === "cosine" && theory !== undefined
      ? [{ id, values: [own, { of: "theory", text: formatCosine(theory.cosine) }] }]
      : [{ id, values: [own] }];
  });
  return [
    ...attentionStatistics(result, attention),
    ...streamStatistics(cells, layerIndex, theory),
    ...ofTensors,
    ...ofLayer,
  ];
}
