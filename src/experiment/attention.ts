/**
 * Causal attention in float64: the oracle of the engines. It is slow and obvious on purpose.
 *
 * Shapes: B = batch, N = units = heads times d; rows r T ... of a batch are one sequence of T tokens.
 */
import { attentionStats } from "./attentionStats.ts";
import type { AttentionStats } from "./attentionStats.ts";
import type { AttentionPlan } from "./plan.ts";

/** What attention takes, `[B, N]` each. */
export interface Attended {
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly values: Float64Array;
}

interface Shape {
  readonly batch: number;
  readonly units: number;
}

/** 1 / rms of each head of each row, `[B, heads]`; 1 where nothing is normalised. */
function inversesOf(x: Float64Array, { heads, epsilon }: AttentionPlan, { batch, units }: Shape) {
  const inverses = new Float64Array(batch * heads).fill(1);
  if (epsilon === undefined) return inverses;
  const size = units / heads;
  return inverses.map((_, head) => {
    let squares = 0;
    for (let at = head * size; at < (head + 1) * size; at++) squares += (x[at] ?? 0) ** 2;
    return 1 / Math.sqrt(squares / size + epsilon);
  });
}

/** The softmax of one row and head. */
interface Weights {
  /** Addresses of the head in the row, and in the row of every token that it sees. */
  readonly own: number;
  readonly seen: readonly number[];
  /** Their places in the list of 1 / rms. */
  readonly ownHead: number;
  readonly seenHeads: readonly number[];
  readonly logits: readonly number[];
  readonly weights: readonly number[];
  readonly entropy: number;
}

/** The softmaxes of all rows and heads. */
function* softmaxes(
  plan: AttentionPlan,
  { query, key }: Attended,
  shape: Shape,
  queries: Float64Array,
  keys: Float64Array,
): Generator<Weights, void, void> {
  const { heads, tokens, scale } = plan;
  const { batch, units } = shape;
  const size = units / heads;
  for (let row = 0; row < batch; row++) {
    const start = row - (row % tokens);
    const rows = Array.from({ length: row - start + 1 }, (_, index) => start + index);
    for (let head = 0; head < heads; head++) {
      const own = row * units + head * size;
      const ownHead = row * heads + head;
      const seen = rows.map((other) => other * units + head * size);
      const seenHeads = rows.map((other) => other * heads + head);
      const logits = seen.map((other, index) => {
        let dot = 0;
        for (let unit = 0; unit < size; unit++) dot += (query[own + unit] ?? 0) * (key[other + unit] ?? 0);
        return scale * (queries[ownHead] ?? 0) * (keys[seenHeads[index] ?? 0] ?? 0) * dot;
      });
      const greatest = logits.reduce((a, b) => Math.max(a, b));
      const parts = logits.map((logit) => Math.exp(logit - greatest));
      const total = parts.reduce((a, b) => a + b);
      const weights = parts.map((part) => part / total);
      const along = logits.reduce((sum, logit, j) => sum + (weights[j] ?? 0) * (logit - greatest), 0);
      yield { own, seen, ownHead, seenHeads, logits, weights, entropy: Math.log(total) - along };
    }
  }
}

/** Sum of cosines over ordered pairs of different rows of one sequence, and their number; no zero rows. */
export function tokenCosines(
  x: Float64Array | Float32Array,
  rows: number,
  tokens: number,
): { sum: number; pairs: number } {
  const units = x.length / rows;
  let sum = 0;
  let pairs = 0;
  for (let start = 0; start < rows; start += tokens) {
    const total = new Float64Array(units);
    let count = 0;
    for (let row = start; row < Math.min(rows, start + tokens); row++) {
      const length = Math.hypot(...x.subarray(row * units, (row + 1) * units));
      if (length === 0) continue;
      count++;
      for (let unit = 0; unit < units; unit++)
        total[unit] = (total[unit] ?? 0) + (x[row * units + unit] ?? 0) / length;
    }
    sum += total.reduce((squares, value) => squares + value * value, 0) - count;
    pairs += count * (count - 1);
  }
  return { sum, pairs };
}

/**
 * a_i = sum_j p_ij v_j over the tokens j <= i of a sequence, head by head.
 * @param input what the block takes, `[B, K]`
 */
export function attend(
  plan: AttentionPlan,
  attended: Attended,
  input: Float64Array,
  shape: Shape,
): { readonly mixed: Float64Array; readonly stats: AttentionStats } {
  const { heads, tokens } = plan;
  const { batch, units } = shape;
  const { query, key, values } = attended;
  const size = units / heads;
  const mixed = new Float64Array(values.length);
  const sums = { logits: 0, sum: 0, squares: 0, entropy: 0, uniform: 0, softmaxes: 0 };
  const [queries, keys] = [inversesOf(query, plan, shape), inversesOf(key, plan, shape)];
  for (const { own, seen, logits, weights, entropy } of softmaxes(plan, attended, shape, queries, keys)) {
    seen.forEach((other, j) => {
      for (let unit = 0; unit < size; unit++)
        mixed[own + unit] = (mixed[own + unit] ?? 0) + (weights[j] ?? 0) * (values[other + unit] ?? 0);
    });
    for (const logit of logits) {
      sums.logits++;
      sums.sum += logit;
      sums.squares += logit * logit;
    }
    sums.entropy += entropy;
    sums.uniform += Math.log(seen.length);
    sums.softmaxes++;
  }
  const [before, after] = [tokenCosines(input, batch, tokens), tokenCosines(mixed, batch, tokens)];
  const parts = { ...sums, pairs: before.pairs, cosinesIn: before.sum, cosinesOut: after.sum };
  return { mixed, stats: attentionStats([parts]) };
}

/** Through an RMS norm of every head: dx = r (g - xhat mean(g xhat)), in place. */
function throughNorm(
  gradient: Float64Array,
  x: Float64Array,
  inverses: Float64Array,
  { heads, epsilon }: AttentionPlan,
  { units }: Shape,
): void {
  if (epsilon === undefined) return;
  const size = units / heads;
  inverses.forEach((inverse, head) => {
    let along = 0;
    for (let at = head * size; at < (head + 1) * size; at++)
      along += ((gradient[at] ?? 0) * (x[at] ?? 0) * inverse) / size;
    for (let at = head * size; at < (head + 1) * size; at++)
      gradient[at] = inverse * ((gradient[at] ?? 0) - (x[at] ?? 0) * inverse * along);
  });
}

/**
 * Gradients at queries, keys and values from dL/da, `[B, N]` each: dv_j = sum_i p_ij g_i, and with ds_ij =
 * p_ij (g_i . v_j - sum_k p_ik g_i . v_k) scale, dq_i = sum_j ds_ij k_j and dk_j = sum_i ds_ij q_i.
 */
export function attendBackward(
  plan: AttentionPlan,
  attended: Attended,
  gradient: Float64Array,
  shape: Shape,
): Attended {
  const { query, key, values } = attended;
  const size = shape.units / plan.heads;
  const out = {
    query: new Float64Array(query.length),
    key: new Float64Array(key.length),
    values: new Float64Array(values.length),
  };
  const add = (to: Float64Array, at: number, factor: number, from: Float64Array, source: number): void => {
    for (let unit = 0; unit < size; unit++)
      to[at + unit] = (to[at + unit] ?? 0) + factor * (from[source + unit] ?? 0);
  };
  const [queries, keys] = [inversesOf(query, plan, shape), inversesOf(key, plan, shape)];
  for (const softmax of softmaxes(plan, attended, shape, queries, keys)) {
    const { own, seen, ownHead, seenHeads, weights } = softmax;
    const gradWeights = seen.map((other) => {
      let dot = 0;
      for (let unit = 0; unit < size; unit++)
        dot += (gradient[own + unit] ?? 0) * (values[other + unit] ?? 0);
      return dot;
    });
    const along = gradWeights.reduce((sum, value, j) => sum + value * (weights[j] ?? 0), 0);
    seen.forEach((other, j) => {
      const weight = weights[j] ?? 0;
      const gradLogit = weight * ((gradWeights[j] ?? 0) - along) * plan.scale;
      add(out.values, other, weight, gradient, own);
      add(out.query, own, gradLogit * (keys[seenHeads[j] ?? 0] ?? 0), key, other);
      add(out.key, other, gradLogit * (queries[ownHead] ?? 0), query, own);
    });
  }
  throughNorm(out.query, query, queries, plan, shape);
  throughNorm(out.key, key, keys, plan, shape);
  return out;
}
