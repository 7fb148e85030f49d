/** Chart cells of the picture in the store: one per layer, with old statistics in place of missing ones. */
import { useMemo, useState } from "react";
import type { ChartCell } from "../../../charts/cell.ts";
import type { Plan } from "../../../experiment/plan.ts";
import { isGradient, statsOf } from "../../../experiment/result.ts";
import type { LayerResult, ShownTensorId } from "../../../experiment/result.ts";
import { hasTensor } from "../../../experiment/runRequest.ts";
import { useAppStore } from "../../../store/store.ts";
import type { Picture } from "../../../store/state.ts";

export interface PictureCells {
  readonly picture: Picture;
  readonly activations: readonly (ChartCell | null)[];
  readonly gradients: readonly (ChartCell | null)[];
  /** The cells of any tensor; the same array each time. */
  readonly of: (tensor: ShownTensorId) => readonly (ChartCell | null)[];
  /** The newest result of each layer, complete or not. */
  readonly results: readonly (LayerResult | null)[];
  readonly isStale: readonly boolean[];
  /** The run was in float64, so that no spread is the rounding of float32. */
  readonly isExact: boolean;
}

/**
 * A tensor of each layer, or its last known statistics: while a run streams, a layer's gradient arrives after
 * its activation; and a preview measures two tensors only.
 */
function cellsOf(picture: Picture, earlier: readonly Picture[], tensor: ShownTensorId): (ChartCell | null)[] {
  return picture.layers.map((layer, layerIndex) => {
    const newest = layer === null ? undefined : statsOf(layer.result, tensor);
    if (layer !== null && newest !== undefined) return { stats: newest, isStale: layer.isStale };
    for (const { layers } of earlier) {
      const result = layers[layerIndex]?.result;
      const stats = result === undefined ? undefined : statsOf(result, tensor);
      if (stats !== undefined) return { stats, isStale: true };
    }
    return null;
  });
}

/**
 * The cells of a picture.
 * @param earlier complete pictures that replace missing statistics, the newest first
 */
export function pictureCells(picture: Picture, earlier: readonly Picture[] = []): PictureCells {
  const known = new Map<ShownTensorId, readonly (ChartCell | null)[]>();
  const of = (tensor: ShownTensorId): readonly (ChartCell | null)[] => {
    const cells = known.get(tensor) ?? cellsOf(picture, earlier, tensor);
    known.set(tensor, cells);
    return cells;
  };
  return {
    picture,
    of,
    activations: of("activation"),
    gradients: of("grad_activation"),
    results: picture.layers.map((layer) => layer?.result ?? null),
    isStale: picture.layers.map((layer) => layer?.isStale === true),
    isExact: picture.report?.precision === "float64",
  };
}

/** The tensor of a row that a network has: without streams its activations and gradients stand for them. */
export function shownTensor({ layers }: Pick<Plan, "layers">, tensor: ShownTensorId): ShownTensorId {
  if (tensor === "update") return tensor;
  if (layers.some((layer) => hasTensor(layer, tensor))) return tensor;
  return isGradient(tensor) ? "grad_activation" : "activation";
}

/** The cells to draw; null before there is any picture. */
export function usePictureCells(): PictureCells | null {
  const picture = useAppStore((state) => state.picture);
  const [complete, setComplete] = useState<Picture | null>(null);
  const [full, setFull] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete) {
    if (picture !== complete) setComplete(picture);
    if (picture !== full && !picture.isPreview) setFull(picture);
  }
  return useMemo(
    () =>
      picture === null
        ? null
        : pictureCells(
            picture,
            [complete, full].filter((earlier) => earlier !== null),
          ),
    [picture, complete, full],
  );
}
