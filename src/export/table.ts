/**
 * The tidy table of a result, one row per layer and tensor: the one source of the CSV,
 * the JSON and their columns.
 */
import { finiteCount } from "../math/sketch.ts";
import { sketchQuantiles } from "../math/sketchQuantiles.ts";
import type { AttentionStats } from "../experiment/attentionStats.ts";
import { layerRole } from "../experiment/layerRoles.ts";
import type { LayerRole } from "../experiment/layerRoles.ts";
import type { LayerPlan } from "../experiment/plan.ts";
import type { LayerTheory, Theory } from "../experiment/theory/theory.ts";
import { SHOWN_TENSOR_IDS, statsOf } from "../experiment/result.ts";
import type { LayerResult, ShownTensorId, TensorId, TensorStats } from "../experiment/result.ts";

/** Percentiles of the public columns. */
const PERCENTILES = [1, 5, 25, 50, 75, 95, 99] as const;

/** The public columns in their order: a contract, extended only at the end. */
export const COLUMNS = [
  "layer",
  "tensor",
  "count",
  "finite",
  "nan",
  "pos_inf",
  "neg_inf",
  "zeros",
  "mean",
  "std",
  "rms",
  "min",
  "max",
  "p01",
  "p05",
  "p25",
  "p50",
  "p75",
  "p95",
  "p99",
  "skewness",
  "excess_kurtosis",
  "batch_std",
  "unit_std",
  "saturated",
  "dead_units",
  "theory_mean",
  "theory_std",
  "theory_rms",
] as const;
export type Column = (typeof COLUMNS)[number];

/**
 * One row; null where a number is undefined. `role` is there where a network has blocks: the part of the
 * layer in its block (`LayerRole`), null outside.
 */
export type Row = Readonly<Record<Column, number | string | null>> & { readonly role?: LayerRole | null };

/** A number of a table; null, which is written as an empty cell, for NaN and infinities. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What theory says of a tensor that it does not describe. */
const UNPREDICTED: Predicted = { mean: NaN, std: NaN, rms: NaN };

interface Predicted {
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
}

/** What theory says of a tensor. */
function predictedOf(theory: LayerTheory, tensor: TensorId): Predicted {
  const around = (mean: number, rms: number): Predicted => ({
    mean,
    std: Math.sqrt(Math.max(0, rms * rms - mean * mean)),
    rms,
  });
  switch (tensor) {
    case "activation":
      return theory;
    case "pre_activation":
      return around(theory.preActivationMean, Math.sqrt(theory.q));
    case "grad_activation":
      return around(theory.gradientMean, theory.gradientRms);
    case "grad_pre_activation":
      return around(theory.gradPreActivationMean, theory.gradPreActivationRms);
    case "weight":
      return around(0, theory.weightStd);
    case "grad_weight":
      return around(theory.gradWeightMean, theory.gradWeightRms);
    case "stream":
      return theory.stream ?? UNPREDICTED;
    case "grad_stream":
      return theory.stream === null
        ? UNPREDICTED
        : around(theory.stream.gradientMean, theory.stream.gradientRms);
    default:
      return tensor satisfies never;
  }
}

function rowOf(
  layer: LayerResult,
  tensor: ShownTensorId,
  stats: TensorStats,
  theory: LayerTheory | undefined,
): Row {
  const { sketch } = stats;
  const percentiles = sketchQuantiles(
    sketch,
    PERCENTILES.map((percent) => percent / 100),
    stats,
  ).map(finiteOrNull);
  const isActivation = tensor === "activation";
  const predicted = theory === undefined || tensor === "update" ? null : predictedOf(theory, tensor);
  return {
    layer: layer.layerIndex + 1,
    tensor,
    count: sketch.count,
    finite: finiteCount(sketch),
    nan: sketch.nan,
    pos_inf: sketch.posInf,
    neg_inf: sketch.negInf,
    zeros: sketch.zeros,
    mean: finiteOrNull(stats.mean),
    std: finiteOrNull(stats.std),
    rms: finiteOrNull(stats.rms),
    min: finiteOrNull(stats.min),
    max: finiteOrNull(stats.max),
    p01: percentiles[0] ?? null,
    p05: percentiles[1] ?? null,
    p25: percentiles[2] ?? null,
    p50: percentiles[3] ?? null,
    p75: percentiles[4] ?? null,
    p95: percentiles[5] ?? null,
    p99: percentiles[6] ?? null,
    skewness: finiteOrNull(stats.skewness),
    excess_kurtosis: finiteOrNull(stats.excessKurtosis),
    batch_std: finiteOrNull(stats.batchStd),
    unit_std: finiteOrNull(stats.unitStd),
    saturated: isActivation ? finiteOrNull(layer.saturated) : null,
    dead_units: isActivation ? finiteOrNull(layer.deadUnits) : null,
    theory_mean: predicted === null ? null : finiteOrNull(predicted.mean),
    theory_std: predicted === null ? null : finiteOrNull(predicted.std),
    theory_rms: predicted === null ? null : finiteOrNull(predicted.rms),
  };
}

const EMPTY = Object.fromEntries(COLUMNS.map((column) => [column, null])) as Record<Column, null>;

/**
 * What attention does to the tokens, behind the tensors of its values: the std of the logits, the mean
 * entropy of the softmax in nats, that of equal weights, and mean cosines between tokens before and after.
 */
function attentionRows(
  { layerIndex, attention }: LayerResult,
  ofAttention: (layerIndex: number) => AttentionStats | null,
): Row[] {
  if (attention === undefined) return [];
  const { logitStd, entropy, uniform, cosineIn, cosineOut } = attention;
  const theory = ofAttention(layerIndex);
  const means = (measured: number, expected = NaN): Partial<Row> => ({
    mean: finiteOrNull(measured),
    theory_mean: finiteOrNull(expected),
  });
  const row = (tensor: string, numbers: Partial<Row>): Row => ({
    ...EMPTY,
    layer: layerIndex + 1,
    tensor,
    ...numbers,
  });
  return [
    row("attention_logit", {
      std: finiteOrNull(logitStd),
      theory_std: finiteOrNull(theory?.logitStd ?? NaN),
    }),
    row("attention_entropy", means(entropy, theory?.entropy)),
    row("attention_entropy_uniform", means(uniform, theory?.uniform)),
    row("token_cosine_in", means(cosineIn, theory?.cosineIn)),
    row("token_cosine_out", means(cosineOut, theory?.cosineOut)),
  ];
}

/** Whether any layer of a network is part of a block. */
export function hasRoles(plans: readonly LayerPlan[]): boolean {
  return plans.some((_, layerIndex) => layerRole(plans, layerIndex) !== null);
}

/**
 * Rows of all layers, tensors in the order of SHOWN_TENSOR_IDS; theory is left empty where it has a gap.
 * @param plans the layers of the plan; without them no row has a role
 * @param ofAttention theory of the layers that mix tokens
 */
export function tableRows(
  layers: readonly LayerResult[],
  theory: Theory,
  plans: readonly LayerPlan[] = [],
  ofAttention: (layerIndex: number) => AttentionStats | null = () => null,
): Row[] {
  const isNamed = hasRoles(plans);
  return layers.flatMap((layer) => {
    const rows = SHOWN_TENSOR_IDS.flatMap((tensor) => {
      const stats = statsOf(layer, tensor);
      return stats === undefined ? [] : [rowOf(layer, tensor, stats, theory.layers[layer.layerIndex])];
    });
    const all = [...rows, ...attentionRows(layer, ofAttention)];
    return isNamed ? all.map((row) => ({ ...row, role: layerRole(plans, layer.layerIndex) })) : all;
  });
}
