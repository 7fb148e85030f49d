/** What attention does to the tokens of a batch, in numbers. */

/**
 * Sums over a part of a batch: logits that are not masked, their number, their sum and their squares;
 * entropies of the softmax, those of uniform ones, and their number; the pairs of different tokens of one
 * sequence and the sum of their cosines, of what attention takes and of what it gives.
 */
export interface AttentionSums {
  readonly logits: number;
  readonly sum: number;
  readonly squares: number;
  readonly entropy: number;
  readonly uniform: number;
  readonly softmaxes: number;
  readonly pairs: number;
  readonly cosinesIn: number;
  readonly cosinesOut: number;
}

/** What attention does to the tokens of a batch; NaN where nothing is there to average. */
export interface AttentionStats {
  /** Std of the logits s_ij, j <= i. */
  readonly logitStd: number;
  /** Mean entropy of the softmax in nats, over heads and tokens. */
  readonly entropy: number;
  /** The same of uniform weights over the tokens that each one sees: the mean of ln i. */
  readonly uniform: number;
  /** Mean cosine between tokens of a sequence, of the input of the block. */
  readonly cosineIn: number;
  /** The same of the mixed values. */
  readonly cosineOut: number;
}

/** Statistics of the sums of all parts. */
export function attentionStats(parts: readonly AttentionSums[]): AttentionStats {
  const of = (key: keyof AttentionSums): number => parts.reduce((sum, part) => sum + part[key], 0);
  const mean = of("sum") / of("logits");
  return {
    logitStd: Math.sqrt(Math.max(0, of("squares") / of("logits") - mean * mean)),
    entropy: of("entropy") / of("softmaxes"),
    uniform: of("uniform") / of("softmaxes"),
    cosineIn: of("cosinesIn") / of("pairs"),
    cosineOut: of("cosinesOut") / of("pairs"),
  };
}
