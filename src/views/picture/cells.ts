/** From the picture in the store to what the charts draw: one cell per layer, old statistics standing in for missing ones. */
import { useMemo, useState } from "react";
import type { ChartCell } from "../../charts/cell.ts";
import type { LayerResult, TensorId } from "../../experiment/result.ts";
import { useAppStore } from "../../store/store.ts";
import type { Picture } from "../../store/state.ts";

export interface PictureCells {
  readonly picture: Picture;
  readonly activations: readonly (ChartCell | null)[];
  readonly gradients: readonly (ChartCell | null)[];
  /** The newest result of each layer, however much of it has arrived. */
  readonly results: readonly (LayerResult | null)[];
  readonly isStale: readonly boolean[];
}

/** A tensor of each layer; while a run streams, a layer's gradient arrives after its activation, and the old one stays. */
function cellsOf(picture: Picture, complete: Picture | null, tensor: TensorId): (ChartCell | null)[] {
  return picture.layers.map((layer, layerIndex) => {
    const newest = layer?.result.tensors[tensor];
    if (layer !== null && newest !== undefined) return { stats: newest, isStale: layer.isStale };
    const old = complete?.layers[layerIndex]?.result.tensors[tensor];
    return old === undefined ? null : { stats: old, isStale: true };
  });
}

/** What is to be drawn of a picture, with the last complete one standing in for what it lacks. */
export function pictureCells(picture: Picture, complete: Picture | null): PictureCells {
  return {
    picture,
    activations: cellsOf(picture, complete, "activation"),
    gradients: cellsOf(picture, complete, "grad_activation"),
    results: picture.layers.map((layer) => layer?.result ?? null),
    isStale: picture.layers.map((layer) => layer?.isStale === true),
  };
}

/** What is to be drawn; null before there is any picture. */
export function usePictureCells(): PictureCells | null {
  const picture = useAppStore((state) => state.picture);
  const [complete, setComplete] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  return useMemo(() => (picture === null ? null : pictureCells(picture, complete)), [picture, complete]);
}
