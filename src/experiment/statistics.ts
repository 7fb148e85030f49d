/** Assembles the statistics of a tensor from per-unit sums and a sketch, in the same way for every engine. */
import { momentsOf, poolMoments, unitMomentsOf } from "../math/moments.ts";
import type { PooledMoments, UnitMoments } from "../math/moments.ts";
import { sketchOf } from "../math/sketch.ts";
import type { Sketch } from "../math/sketch.ts";
import type { TensorId, TensorStats } from "./result.ts";

/**
 * Whether the rows of a tensor are inputs of the batch, so that its variance splits over inputs and units.
 */
export function hasBatchAxis(tensor: TensorId): boolean {
  return tensor !== "weight" && tensor !== "grad_weight";
}

/** A SIMD kernel's measurement of one tensor. */
export interface Measurement {
  readonly sketch: Sketch;
  readonly units: UnitMoments;
  /** Over the finite values; NaN when there are none. */
  readonly min: number;
  readonly max: number;
}

/** The summary of a tensor, or of some of its rows, in a form that merges with those of other rows. */
export interface Summary extends Omit<Measurement, "units"> {
  readonly moments: PooledMoments;
}

/** @returns a summary that shares its large arrays with the argument */
export function summaryOf({ units, ...measurement }: Measurement): Summary {
  return { ...measurement, moments: poolMoments(units) };
}

/** The statistics of a measured tensor. */
export function tensorStats(tensor: TensorId, measurement: Measurement): TensorStats {
  return summaryStats(tensor, summaryOf(measurement));
}

/** The statistics of a summarised tensor. */
export function summaryStats(tensor: TensorId, { sketch, moments, min, max }: Summary): TensorStats {
  const { batchStd, unitStd, ...pooled } = momentsOf(moments);
  const isSplit = hasBatchAxis(tensor);
  return {
    ...pooled,
    sketch,
    min,
    max,
    batchStd: isSplit ? batchStd : NaN,
    unitStd: isSplit ? unitStd : NaN,
  };
}

/**
 * Measures a tensor in plain TypeScript: the oracle of the SIMD kernels.
 * @param values row-major `[rows, units]`; moments use the values as given, the sketch their float32 rounding
 */
export function measure(values: Float64Array | Float32Array, rows: number, units: number): Measurement {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const isEmpty = min > max;
  return {
    sketch: sketchOf(values instanceof Float32Array ? values : Float32Array.from(values)),
    units: unitMomentsOf(values, rows, units),
    min: isEmpty ? NaN : min,
    max: isEmpty ? NaN : max,
  };
}
