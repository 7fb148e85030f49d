/** Results of background runs by the key of their plan; the least recently used ones are forgotten. */
import type { Plan } from "../experiment/plan.ts";
import type { LayerResult, RunResult } from "../experiment/result.ts";

/**
 * Most bytes of sketches that are remembered. Sketches are nearly all of a result. The gallery's runs take 44
 * kB a layer and those of a sweep 38 kB, so this is about 150 runs of ten layers, or every sweep three times.
 */
const MOST_BYTES = 64 * 2 ** 20;

function bytesOfLayer({ tensors }: LayerResult): number {
  return Object.values(tensors).reduce(
    (sum, { sketch }) => sum + sketch.negative.counts.byteLength + sketch.positive.counts.byteLength,
    0,
  );
}

/** Bytes of the sketches of a result. */
export function bytesOf({ layers }: RunResult): number {
  return layers.reduce((sum, layer) => sum + bytesOfLayer(layer), 0);
}

export interface ResultCache {
  /** The result of a plan; null when there is none, or it has been forgotten. */
  get(plan: Plan): RunResult | null;
  keep(result: RunResult): void;
}

/** @param mostBytes of sketches; the newest result is kept whatever its size */
export function createResultCache(mostBytes = MOST_BYTES): ResultCache {
  /** The least recently used one first. */
  const results = new Map<string, RunResult>();
  let bytes = 0;

  function forget(key: string): void {
    const result = results.get(key);
    if (result !== undefined) bytes -= bytesOf(result);
    results.delete(key);
  }

  return {
    get({ key }) {
      const result = results.get(key);
      if (result === undefined) return null;
      results.delete(key);
      results.set(key, result);
      return result;
    },
    keep(result) {
      forget(result.planKey);
      results.set(result.planKey, result);
      bytes += bytesOf(result);
      for (const key of results.keys()) {
        if (bytes <= mostBytes || key === result.planKey) return;
        forget(key);
      }
    },
  };
}
