/** The tidy table of a result, one row per layer and tensor: the one source of the CSV, the JSON and their columns. */
import { finiteCount, sketchQuantiles } from "../math/sketch.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import type { LayerResult, TensorId, TensorStats } from "../experiment/result.ts";

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

/** One row; null where a figure is undefined. */
export type Row = Readonly<Record<Column, number | string | null>>;

/** NaN and infinities have no place in a table of figures: undefined is empty. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function rowOf(layer: LayerResult, tensor: TensorId, stats: TensorStats): Row {
  const { sketch } = stats;
  const percentiles = sketchQuantiles(
    sketch,
    PERCENTILES.map((percent) => percent / 100),
    stats,
  ).map(figure);
  const isActivation = tensor === "activation";
  return {
    layer: layer.layerIndex + 1,
    tensor,
    count: sketch.count,
    finite: finiteCount(sketch),
    nan: sketch.nan,
    pos_inf: sketch.posInf,
    neg_inf: sketch.negInf,
    zeros: sketch.zeros,
    mean: figure(stats.mean),
    std: figure(stats.std),
    rms: figure(stats.rms),
    min: figure(stats.min),
    max: figure(stats.max),
    p01: percentiles[0] ?? null,
    p05: percentiles[1] ?? null,
    p25: percentiles[2] ?? null,
    p50: percentiles[3] ?? null,
    p75: percentiles[4] ?? null,
    p95: percentiles[5] ?? null,
    p99: percentiles[6] ?? null,
    skewness: figure(stats.skewness),
    excess_kurtosis: figure(stats.excessKurtosis),
    batch_std: figure(stats.batchStd),
    unit_std: figure(stats.unitStd),
    saturated: isActivation ? figure(layer.saturated) : null,
    dead_units: isActivation ? figure(layer.deadUnits) : null,
    theory_mean: null,
    theory_std: null,
    theory_rms: null,
  };
}

/** Rows of all layers, tensors in the order of TENSOR_IDS. */
export function tableRows(layers: readonly LayerResult[]): Row[] {
  return layers.flatMap((layer) =>
    TENSOR_IDS.flatMap((tensor) => {
      const stats = layer.tensors[tensor];
      return stats === undefined ? [] : [rowOf(layer, tensor, stats)];
    }),
  );
}
