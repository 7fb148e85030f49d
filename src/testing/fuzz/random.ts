/** Random choices for tests: the seed alone decides. Experiments draw from src/math/philox.ts instead. */

export interface Chooser {
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  /** One of a list that is not empty. */
  readonly of: <T>(list: readonly T[]) => T;
  /** True with this probability. */
  readonly isChosen: (probability: number) => boolean;
}

/** Uniform numbers in [0, 1): mulberry32, 32 bits of state (Ettinger 2017). */
export function uniforms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function chooserOf(seed: number): Chooser {
  const uniform = uniforms(seed);
  const below = (limit: number): number => Math.floor(uniform() * limit);
  return {
    below,
    of<T>(list: readonly T[]): T {
      const chosen = list[below(list.length)];
      if (chosen === undefined) throw new RangeError("invalid list: empty (expected at least one entry)");
      return chosen;
    },
    isChosen: (probability) => uniform() < probability,
  };
}
