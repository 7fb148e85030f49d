/** Layers against steps: the numbers of a recording as one map, and where its cells stand. Pure. */
import { dormantShare, updateRatio } from "../../experiment/training/snapshot.ts";
import type { Snapshot, SnapshotLayer } from "../../experiment/training/snapshot.ts";

export const MAP_QUANTITIES = [
  "std",
  "gradient",
  "ratio",
  "dead",
  "dormant",
  "cosine",
  "directions",
] as const;
export type MapQuantity = (typeof MAP_QUANTITIES)[number];

/** Those on a logarithmic scale; the others run from 0, shares and cosines to 1. */
export const isLogarithmic = (quantity: MapQuantity): boolean =>
  quantity === "std" || quantity === "gradient" || quantity === "ratio";

/** A number of a layer at a step. */
export function valueOf(quantity: MapQuantity, layer: SnapshotLayer): number {
  switch (quantity) {
    case "std":
      return layer.tensors.activation?.std ?? NaN;
    case "gradient":
      return layer.tensors.grad_activation?.rms ?? NaN;
    case "ratio":
      return updateRatio(layer);
    case "dead":
      return layer.deadUnits;
    case "dormant":
      return dormantShare(layer);
    case "cosine":
      return layer.similarity.cosine;
    case "directions":
      return layer.similarity.participationRatio;
    default:
      return quantity satisfies never;
  }
}

export interface StepMap {
  /** By snapshot, then by layer. */
  readonly values: readonly (readonly number[])[];
  /** Ends of the scale. */
  readonly low: number;
  readonly high: number;
  /** Share of the way from the lowest to the highest value, 0..1; NaN where there is no number. */
  readonly share: (value: number) => number;
}

/** All numbers of a quantity with their scale. */
export function stepMap(snapshots: readonly Snapshot[], quantity: MapQuantity): StepMap {
  const values = snapshots.map(({ layers }) => layers.map((layer) => valueOf(quantity, layer)));
  const isLog = isLogarithmic(quantity);
  const shown = values.flat().filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  const most = shown.length === 0 ? 1 : Math.max(...shown);
  const least = shown.length === 0 ? 1 : Math.min(...shown);
  const low = isLog ? least : Math.min(0, least);
  const high = isLog || quantity === "directions" ? most : 1;
  const at = (value: number): number => (isLog ? Math.log(value) : value);
  const span = at(high) - at(low);
  return {
    values,
    low,
    high,
    share: (value) =>
      Number.isFinite(value) && span > 0
        ? Math.max(0, Math.min(1, (at(value) - at(low)) / span))
        : Number.isFinite(value)
          ? 0.5
          : NaN,
  };
}

/**
 * Left ends of the cells of snapshots at these places, and the right end of the last: halfway between them.
 */
export function cellEdges(xs: readonly number[], left: number, right: number): readonly number[] {
  const inner = xs.slice(1).map((x, index) => (x + (xs[index] ?? x)) / 2);
  const last = xs.at(-1) ?? left;
  const half = xs.length > 1 ? last - (inner.at(-1) ?? last) : right - left;
  return [left, ...inner, Math.min(right, last + half)];
}
