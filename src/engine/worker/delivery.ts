/**
 * Sends layers from a worker to the page, every statistic once. A long run reports a layer in the forward
 * pass, in the backward pass and at its end, and a run may take layers from the previous one. Only new
 * statistics are sent, with the names of those that the page has already. Both ends last as long as the
 * worker and remember the same, as messages keep their order.
 *
 * All statistics of a message lie in two blocks of memory, which are transferred. As objects, those of 100
 * layers took a browser's engine eight times as long to write and read again.
 */
import type { LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import type { SketchSide } from "../../math/sketch.ts";

/** A layer on its way. */
export interface SentLayer extends Omit<LayerResult, "tensors"> {
  /** The tensors whose statistics have changed since this layer was last sent, in the order of the blocks. */
  readonly fresh: readonly TensorId[];
  /** Those whose statistics have not. */
  readonly kept: readonly TensorId[];
}

/** Layers on their way. */
export interface Parcel {
  readonly layers: readonly SentLayer[];
  /** `NUMBERS` of each fresh statistic. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Counts of its negative side, then of its positive one. */
  readonly counts: Uint32Array<ArrayBuffer>;
}

/** The numbers of a statistic in the block, in the order in which `unpack` reads them. */
function numbersOf({ sketch, ...stats }: TensorStats): readonly number[] {
  const { negative, positive } = sketch;
  return [
    stats.finite,
    stats.mean,
    stats.std,
    stats.rms,
    stats.min,
    stats.max,
    stats.skewness,
    stats.excessKurtosis,
    stats.batchStd,
    stats.unitStd,
    sketch.count,
    sketch.nan,
    sketch.posInf,
    sketch.negInf,
    sketch.zeros,
    sketch.underflow,
    negative.firstBin,
    negative.counts.length,
    positive.firstBin,
    positive.counts.length,
  ];
}
const NUMBERS = 20;

/** The memory of a parcel, to be transferred. */
export const transferOf = ({ numbers, counts }: Parcel): Transferable[] => [numbers.buffer, counts.buffer];

function pack(layers: readonly SentLayer[], fresh: readonly TensorStats[]): Parcel {
  const sides = fresh.flatMap(({ sketch: { negative, positive } }) => [negative.counts, positive.counts]);
  const numbers = new Float64Array(NUMBERS * fresh.length);
  const counts = new Uint32Array(sides.reduce((sum, side) => sum + side.length, 0));
  fresh.forEach((stats, index) => numbers.set(numbersOf(stats), NUMBERS * index));
  let at = 0;
  for (const side of sides) {
    counts.set(side, at);
    at += side.length;
  }
  return { layers, numbers, counts };
}

/** Reads the statistics of a parcel one after another. */
function unpack({ numbers, counts }: Parcel): () => TensorStats {
  let at = 0;
  let countsAt = 0;
  const next = (): number => numbers[at++] ?? NaN;
  const nextSide = (): SketchSide => {
    const firstBin = next();
    const from = countsAt;
    countsAt += next();
    // A copy: a statistic that is kept for long must not keep the whole message.
    return { firstBin, counts: counts.slice(from, countsAt) };
  };
  // Properties are evaluated in the order in which they stand here, which is that of `numbersOf`.
  return () => ({
    finite: next(),
    mean: next(),
    std: next(),
    rms: next(),
    min: next(),
    max: next(),
    skewness: next(),
    excessKurtosis: next(),
    batchStd: next(),
    unitStd: next(),
    sketch: {
      count: next(),
      nan: next(),
      posInf: next(),
      negInf: next(),
      zeros: next(),
      underflow: next(),
      negative: nextSide(),
      positive: nextSide(),
    },
  });
}

/** The worker's end. @returns makes layers ready to be posted, which must then be done */
export function createSender(): (layers: readonly LayerResult[]) => Parcel {
  const sent: LayerResult["tensors"][] = [];
  return (layers) => {
    const stats: TensorStats[] = [];
    const parcel = layers.map(({ tensors, ...layer }): SentLayer => {
      const before = sent[layer.layerIndex];
      sent[layer.layerIndex] = tensors;
      const fresh: TensorId[] = [];
      const kept: TensorId[] = [];
      for (const [tensor, now] of Object.entries(tensors) as [TensorId, TensorStats][]) {
        if (before?.[tensor] === now) kept.push(tensor);
        else {
          fresh.push(tensor);
          stats.push(now);
        }
      }
      return { ...layer, fresh, kept };
    });
    return pack(parcel, stats);
  };
}

/**
 * The page's end.
 * @returns completes the layers of a parcel; it must be called once for each, in the order of their arrival
 */
export function createReceiver(): (parcel: Parcel) => readonly LayerResult[] {
  const received: LayerResult["tensors"][] = [];
  return (parcel) => {
    const next = unpack(parcel);
    return parcel.layers.map(({ fresh, kept, ...layer }) => {
      const before = received[layer.layerIndex];
      const tensors: Partial<Record<TensorId, TensorStats>> = {};
      for (const tensor of kept) {
        const stats = before?.[tensor];
        if (stats !== undefined) tensors[tensor] = stats;
      }
      for (const tensor of fresh) tensors[tensor] = next();
      received[layer.layerIndex] = tensors;
      return { ...layer, tensors };
    });
  };
}
