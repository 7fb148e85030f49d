/** The entry of the glossary behind each statistic. */
import type { GlossaryEntry } from "../../term.ts";
import type { LayerStatisticId, StreamStatisticId, TensorStatisticId } from "./statistics.ts";

export const STATISTIC_ENTRIES: Readonly<
  Record<TensorStatisticId | LayerStatisticId | StreamStatisticId, GlossaryEntry>
> = {
  mean: "mean",
  std: "standard-deviation-std",
  batchStd: "batch-std",
  unitStd: "unit-std",
  rms: "rms-root-mean-square",
  min: "quantile",
  p05: "quantile",
  p25: "quantile",
  p50: "quantile",
  p75: "quantile",
  p95: "quantile",
  max: "quantile",
  zero: "exactly-zero",
  nonFinite: "not-finite",
  saturated: "saturated",
  dead: "dead-unit",
  cosine: "cosine",
  directions: "directions",
  weightStd: "standard-deviation-std",
  gradWeightStd: "gradient",
  gradToWeight: "gradient",
  calibration: "lsuv",
  stream: "stream",
  logitStd: "standard-deviation-std",
  entropy: "mean",
  tokenCosine: "cosine",
  streamShare: "stream",
};
