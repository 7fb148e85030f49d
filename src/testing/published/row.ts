/**
 * A published result as data: the experiment, the printed numbers and the tolerances. The tests compare the
 * WASM engine with every row; `npm run published` measures them on all engines for docs/published.md.
 */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import type { LayerTheory, Theory } from "../../experiment/theory/theory.ts";

/** Statistics as they leave a page: without the sketch. */
export type TensorNumbers = Omit<TensorStats, "sketch">;

/** The fields of a layer that the rows use; every LayerResult has them. */
export type MeasuredLayer = Pick<
  LayerResult,
  "units" | "saturated" | "deadUnits" | "similarity" | "calibration"
> & { readonly tensors: Readonly<Partial<Record<TensorId, TensorNumbers>>> };

export interface Measured {
  readonly layers: readonly MeasuredLayer[];
  readonly batch: number;
  /** Weights per layer, `[units, fanIn]`; empty where the row does not need them. */
  readonly weights: readonly ArrayLike<number>[];
}

/** Tolerance about the printed number; `at` counts within the row. */
export interface Tolerance {
  /** Its derivation; empty where the number is enough. */
  readonly text: string;
  readonly isRelative: boolean;
  readonly allowed: (published: number, at: number) => number;
}

interface CommonRow {
  /** T1 to T30 of the list of published results; rows with the same number are further parts of it. */
  readonly id: string;
  readonly what: string;
  readonly source: string;
  /** The place of each number: a layer from 1, or words. */
  readonly at: readonly (number | string)[];
  readonly published: readonly number[];
  readonly tolerance: Tolerance;
}

/** TensorNumbers that theory alone gives. */
export interface TheoryRow extends CommonRow {
  readonly kind: "theory";
  readonly compute: () => readonly number[];
}

/** TensorNumbers from networks. */
export interface NetworkRow extends CommonRow {
  readonly kind: "network";
  readonly config: Partial<ExperimentConfig>;
  /** The numbers are arithmetic means over the seeds 1 to this. */
  readonly seeds: number;
  readonly needsWeights: boolean;
  /** Whether software GPUs, which are slow, measure it too. */
  readonly isForSoftwareGpu: boolean;
  readonly measure: (run: Measured, plan: Plan) => readonly number[];
  /** The same numbers by mean-field theory; null where it gives none. */
  readonly predict: ((theory: Theory, plan: Plan) => readonly number[]) | null;
}

export type PublishedRow = TheoryRow | NetworkRow;

export function relative(share: number, text = ""): Tolerance {
  return { text, isRelative: true, allowed: (published) => share * Math.abs(published) };
}

export function absolute(amount: number, text = ""): Tolerance {
  return { text, isRelative: false, allowed: () => amount };
}

/** Printed with this many decimals: one unit of the last. */
export const printed = (decimals: number): Tolerance => absolute(1.01 * 10 ** -decimals, "as printed");

/**
 * Widths of random walks: the second moment after l layers has a relative sd of sqrt(k l / n), its root half
 * of that, the mean over the seeds sqrt(seeds) less. The tolerance is four of them. A mean of roots lies k l
 * / (8 n) below the root of the mean.
 * @param k 5 for He ReLU, 2 for linear
 */
export function walk(k: number, width: number, layers: readonly number[], seeds = 1): Tolerance {
  return {
    text: `2 sqrt(${k} l / ${seeds === 1 ? "n" : `${seeds} n`})`,
    isRelative: true,
    allowed: (published, at) => {
      const variance = (k * (layers[at] ?? NaN)) / width;
      return published * (2 * Math.sqrt(variance / seeds) + (seeds === 1 ? 0 : variance / 8));
    },
  };
}

/**
 * Mean factor of a gradient over `steps` layers. The squared one deviates by sqrt(2 / n) per layer, its root
 * by half of that. The tolerance is four standard errors of the mean.
 */
export function gradientFactor(width: number, steps: number): Tolerance {
  return relative(2 * Math.sqrt(2 / (width * steps)), "2 sqrt(2 / (n L))");
}

export const theoryRow = (details: Omit<TheoryRow, "kind">): TheoryRow => ({ kind: "theory", ...details });

type Details = Omit<NetworkRow, "kind" | "seeds" | "needsWeights" | "isForSoftwareGpu" | "predict"> &
  Partial<Pick<NetworkRow, "seeds" | "needsWeights" | "isForSoftwareGpu" | "predict">>;

export function networkRow(details: Details): NetworkRow {
  return {
    kind: "network",
    seeds: 1,
    needsWeights: false,
    isForSoftwareGpu: true,
    predict: null,
    ...details,
  };
}

/** One number of one tensor at the row's layers, with theory's where theory has the same. */
export function tensorRow(
  details: Omit<Details, "measure" | "at"> & { readonly at: readonly number[] },
  tensor: TensorId,
  statistic: keyof TensorNumbers,
  theory: Exclude<keyof LayerTheory, "stream"> | null,
): NetworkRow {
  return networkRow({
    measure: ({ layers }) =>
      details.at.map((layer) => layers[layer - 1]?.tensors[tensor]?.[statistic] ?? NaN),
    predict:
      theory === null ? null : ({ layers }) => details.at.map((layer) => layers[layer - 1]?.[theory] ?? NaN),
    ...details,
  });
}

/** std of the activations. */
export const stdRow = (details: Parameters<typeof tensorRow>[0]): NetworkRow =>
  tensorRow(details, "activation", "std", "std");

/** From layer `from` to layer `to` (from 1): the mean factor of a gradient per step towards the input. */
export function meanFactor(gradients: readonly number[], from: number, to: number): number {
  return ((gradients[from - 1] ?? NaN) / (gradients[to - 1] ?? NaN)) ** (1 / (to - from));
}

export function rmsOf({ layers }: Measured, tensor: TensorId): number[] {
  return layers.map(({ tensors }) => tensors[tensor]?.rms ?? NaN);
}

/** First layer (from 1) some of whose activations are not finite. */
export function firstNonFinite({ layers, batch }: Measured): number {
  return (
    layers.findIndex(({ tensors, units }) => (tensors.activation?.finite ?? NaN) < units * batch) + 1 || NaN
  );
}

/** Theory's number for a layer counted from 1. */
export function theoryAt(
  { layers }: Theory,
  layer: number,
  statistic: Exclude<keyof LayerTheory, "stream">,
): number {
  return layers[layer - 1]?.[statistic] ?? NaN;
}
