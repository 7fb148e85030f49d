/**
 * Attention at the initialisation, where it is closed: the first layer of a network that mixes tokens. Behind
 * it the moments of a token depend on its place, and theory ends (gap.ts).
 *
 * Queries, keys and values are normal given the tokens, with covariances that follow from those of the input.
 * So s_ij = scale q_i . k_j has variance scale^2 d E q^2 E k^2 exactly. Over the tokens j of one row it is
 * normal given q_i, with variance scale^2 |q_i|^2 E k^2 and the correlation of the keys. What all logits of a
 * row have in common drops out of the softmax.
 */
import { softmaxMoments } from "../../math/softmaxMoments.ts";
import type { SoftmaxMoments } from "../../math/softmaxMoments.ts";
import type { AttentionStats } from "../attentionStats.ts";
import type { AttentionPlan, LayerPlan, Plan } from "../plan.ts";
import { forwardPass } from "./forward.ts";
import type { LayerState } from "./forward.ts";
import { gapOf } from "./gap.ts";
import { pairMean } from "./pairs.ts";
import type { PairShares, Signal } from "./pairs.ts";

/** The expected statistics, and the root mean square of the mixed values. */
export interface AttentionTheory extends AttentionStats {
  readonly rms: number;
}

/**
 * Softmaxes of rows that see each other's tokens are independent where queries are, and uniform where logits
 * are small. Between these the first order in variance times correlation is followed, up to here; its square
 * is a hundredth.
 */
const FIRST_ORDER = 0.1;

/** Below this share of pairs in one class, one correlation does not stand for all. */
const ONE_CLASS = 0.99;

/** The number of tokens that each row sees, itself included. */
function seenBy(batch: number, tokens: number): readonly number[] {
  return Array.from({ length: batch }, (_, row) => (row % tokens) + 1);
}

/** Nodes of |q|^2 / (d E q^2), chi square with d degrees of freedom over d, with weights that sum to 1. */
function lengths(degrees: number): readonly (readonly [value: number, weight: number])[] {
  const spread = Math.sqrt(2 / degrees);
  const step = 0.4 * spread;
  const nodes = Array.from({ length: 41 }, (_, index) => {
    const log = (index - 25) * step;
    // The density of ln x, and 1 at its greatest.
    return [Math.exp(log), Math.exp((degrees / 2) * (log + 1 - Math.exp(log)))] as const;
  }).filter(([, weight]) => weight > 1e-7);
  const total = nodes.reduce((sum, [, weight]) => sum + weight, 0);
  return nodes.map(([value, weight]) => [value, weight / total] as const);
}

/** Softmaxes over logits whose variance follows the length of the query. */
function mixedMoments(count: number, variance: number, degrees: number): SoftmaxMoments {
  const parts = lengths(degrees).map(([value, weight]) => ({
    weight,
    moments: softmaxMoments(count, variance * value),
  }));
  const mean = (key: keyof SoftmaxMoments): readonly number[] =>
    Array.from({ length: count }, (_, index) =>
      parts.reduce((sum, { weight, moments }) => sum + weight * (moments[key][index] ?? 0), 0),
    );
  return { entropy: mean("entropy"), squares: mean("squares") };
}

/**
 * The share of a head's logits' variance that their mean over rows and tokens has: the mean, over pairs of
 * logits, of the correlation of their queries times that of their keys.
 */
function commonOf(seen: readonly number[], correlations: { readonly query: number; readonly key: number }) {
  const { query, key } = correlations;
  const logits = seen.reduce((sum, count) => sum + count, 0);
  const sameRow = seen.reduce((sum, count) => sum + count ** 2, 0);
  // Token j of a sequence of n is seen by n - j rows, the same numbers in the other order.
  const sameToken = sameRow;
  const neither = logits ** 2 - sameRow - sameToken + logits;
  const sum = logits + (sameRow - logits) * key + (sameToken - logits) * query + neither * query * key;
  return sum / logits ** 2;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

interface Tokens {
  readonly seen: readonly number[];
  readonly moments: SoftmaxMoments;
  /** Of the values: E v^2, and E v_j v_j' of different tokens. */
  readonly second: number;
  readonly shared: number;
  /** Variance of the logits that a softmax sees, times the correlation of queries. */
  readonly common: number;
}

/** E a_i^2 of a token that sees so many. */
const secondOf = ({ moments, second, shared }: Tokens, count: number): number =>
  shared + (second - shared) * (moments.squares[count - 1] ?? NaN);

/**
 * E sum_j p_j p'_j of two softmaxes, the larger of which has `count` logits: 1 / n for independent ones. With
 * the covariance c of the logits of one key, to first order in c, (1 + c (1 - 1 / n)) / n.
 */
export function overlapOf(count: number, common: number): number {
  return (1 + common * (1 - 1 / count)) / count;
}

/**
 * The mean cosine of two mixed tokens of a sequence. E sum_j p_ij p_i'j over tokens that both see is 1 / n,
 * with n the larger number of tokens seen: uniform weights collapse the rank.
 */
function cosineOut(tokens: Tokens): number {
  if (Math.abs(tokens.common) > FIRST_ORDER) return NaN;
  const { seen, second, shared, common } = tokens;
  const bySize = new Map<number, number>();
  let [sum, pairs] = [0, 0];
  for (const count of seen) {
    // Of all pairs of a sequence, those with the rows in front; sums up to a place are the same in each.
    let before = bySize.get(count);
    if (before === undefined) {
      const overlap = overlapOf(count, common);
      before = 0;
      for (let other = 1; other < count; other++)
        before +=
          (shared + (second - shared) * overlap) /
          Math.sqrt(secondOf(tokens, count) * secondOf(tokens, other));
      bySize.set(count, before);
    }
    sum += before;
    pairs += count - 1;
  }
  return pairs === 0 ? NaN : sum / pairs;
}

/** The correlation of a signal's units over two tokens. */
const correlationOf = (shares: PairShares, { second, shared }: Signal): number =>
  pairMean(shares, shared) / second;

function attentionTheory(
  attention: AttentionPlan,
  { query, key, value }: { readonly query: LayerState; readonly key: LayerState; readonly value: LayerState },
  shares: PairShares,
  batch: number,
): AttentionTheory {
  const { tokens, heads, scale, epsilon } = attention;
  const size = value.layer.units / heads;
  const isNormed = epsilon !== undefined;
  const [q, k, v] = [query.output, key.output, value.activated];
  const correlations = { query: correlationOf(shares, q), key: correlationOf(shares, k) };
  // Behind an RMS norm of each head the mean square is 1 but for epsilon, and no length is random.
  const squareOf = ({ second }: Signal): number => (isNormed ? second / (second + epsilon) : second);
  const variance = scale ** 2 * size * squareOf(q) * squareOf(k);
  const differing = variance * (1 - correlations.key);
  const seen = seenBy(batch, tokens);
  const longest = Math.max(...seen);
  const moments = isNormed ? softmaxMoments(longest, differing) : mixedMoments(longest, differing, size);
  const all: Tokens = {
    seen,
    moments,
    second: v.second,
    shared: pairMean(shares, v.shared),
    common: differing * correlations.query,
  };
  return {
    logitStd: Math.sqrt(variance * (1 - commonOf(seen, correlations) / heads)),
    entropy: mean(seen.map((count) => moments.entropy[count - 1] ?? NaN)),
    uniform: mean(seen.map(Math.log)),
    cosineIn: seen.some((count) => count > 1) ? correlationOf(shares, value.input) : NaN,
    cosineOut: cosineOut(all),
    rms: Math.sqrt(mean(seen.map((count) => secondOf(all, count)))),
  };
}

/** Whether theory describes a layer but for the mixing. */
function isDescribed(layer: LayerPlan, batch: number): boolean {
  const { attention: _, ...alone } = layer;
  return gapOf(alone, batch) === null;
}

function predictFirst(plan: Plan): { readonly layerIndex: number; readonly theory: AttentionTheory } | null {
  const layerIndex = plan.layers.findIndex(({ attention }) => attention !== undefined);
  const attention = plan.layers[layerIndex]?.attention;
  if (attention === undefined || plan.trainedSteps !== undefined) return null;
  const upTo = plan.layers.slice(0, layerIndex + 1);
  const areNormal = [attention.query, attention.key, layerIndex].every(
    (index) => upTo[index]?.activation === "linear" && upTo[index].norm?.at !== "after",
  );
  if (!areNormal || !upTo.every((layer) => isDescribed(layer, plan.batch))) return null;
  const { states, shape } = forwardPass(plan, layerIndex + 1);
  if (Math.max(...shape.shares) < ONE_CLASS) return null;
  const [query, key, value] = [states[attention.query], states[attention.key], states[layerIndex]];
  if (query === undefined || key === undefined || value === undefined) return null;
  return { layerIndex, theory: attentionTheory(attention, { query, key, value }, shape.shares, plan.batch) };
}

/** Plans never change, so each is computed once. */
const known = new WeakMap<Plan, ReturnType<typeof predictFirst>>();

/**
 * The expected statistics of a layer that mixes tokens. Null where no theory is: behind the first such layer,
 * for inputs whose pairs differ, and where a layer in front is not described; `cosineOut` is NaN where logits
 * are neither small nor of independent queries.
 */
export function predictAttention(plan: Plan, layerIndex: number): AttentionTheory | null {
  let first = known.get(plan);
  if (first === undefined) known.set(plan, (first = predictFirst(plan)));
  return first?.layerIndex === layerIndex ? first.theory : null;
}
