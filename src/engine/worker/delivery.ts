/**
 * Sends layers from a worker to the page, every statistic once. A long run reports a layer in the forward
 * pass, in the backward pass and at its end, and a run may take layers from the previous one. Only new
 * statistics are sent, with the names of those that the page has already. Both ends last as long as the
 * worker and remember the same, as messages keep their order.
 */
import { isGradient } from "../../experiment/result.ts";
import type { LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";

/** A layer on its way. */
export interface SentLayer extends LayerResult {
  /** The tensors whose statistics have not changed since this layer was last sent. */
  readonly kept: readonly TensorId[];
}

/** A message and the memory that it transfers. */
export interface Parcel {
  readonly layers: readonly SentLayer[];
  readonly transfer: Transferable[];
}

/** The memory of a sketch's counts. Empty sides may share theirs with other sketches. */
function buffersOf({ sketch }: TensorStats): readonly ArrayBuffer[] {
  return [sketch.negative, sketch.positive].flatMap(({ counts: { buffer } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength > 0 ? [buffer] : [],
  );
}

/** The worker's end. @returns makes layers ready to be posted, which must then be done */
export function createSender(): (layers: readonly LayerResult[]) => Parcel {
  const sent: LayerResult["tensors"][] = [];
  return (layers) => {
    const buffers = new Set<ArrayBuffer>();
    const parcel = layers.map((layer): SentLayer => {
      const { layerIndex, tensors } = layer;
      const before = sent[layerIndex];
      sent[layerIndex] = tensors;
      const entries = Object.entries(tensors) as [TensorId, TensorStats][];
      const isKept = ([tensor, stats]: [TensorId, TensorStats]): boolean => before?.[tensor] === stats;
      const fresh = entries.filter((entry) => !isKept(entry));
      for (const [tensor, stats] of fresh) {
        // Buffers are transferred, not copied; engines keep those of the forward pass for the next run.
        if (isGradient(tensor)) for (const buffer of buffersOf(stats)) buffers.add(buffer);
      }
      const kept = entries.filter(isKept).map(([tensor]) => tensor);
      return { ...layer, tensors: Object.fromEntries(fresh), kept };
    });
    return { layers: parcel, transfer: [...buffers] };
  };
}

/**
 * The page's end.
 * @returns completes a layer; it must be called once for each, in the order of their arrival
 */
export function createReceiver(): (sent: SentLayer) => LayerResult {
  const received: LayerResult["tensors"][] = [];
  return ({ kept, ...layer }) => {
    const before = received[layer.layerIndex];
    const tensors = {
      ...Object.fromEntries(kept.map((tensor) => [tensor, before?.[tensor]])),
      ...layer.tensors,
    };
    received[layer.layerIndex] = tensors;
    return { ...layer, tensors };
  };
}
