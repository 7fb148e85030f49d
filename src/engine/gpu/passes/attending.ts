/**
 * Attention of a layer on the device, forward and backward: the kernels in their order.
 *
 * Shapes: B = batch, N = units, T = tokens of a sequence, h = heads.
 */
import type { AttentionPlan } from "../../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import {
  alongKernel,
  dotsKernel,
  gradLogitsKernel,
  headNormBackwardKernel,
  headNormKernel,
  mixBackKernel,
  mixKernel,
  softmaxKernel,
  totalsKernel,
  TOTALS,
} from "../kernels/attentionKernels.ts";
import type { Sequences } from "../kernels/attentionKernels.ts";

/** Queries and keys, `[B, N]` each. */
export interface QueriesAndKeys {
  readonly query: Tensor;
  readonly key: Tensor;
}

/** What the way back needs of the way forth. */
export interface Mixing {
  /** `[B, h T]` each. */
  readonly logits: Tensor;
  readonly weights: Tensor;
  /** As they enter the logits: normalised, where they are. */
  readonly entered: QueriesAndKeys;
  /** Tensors of the mixing itself, for freeing. */
  readonly made: readonly Tensor[];
}

/** Registers a tensor that a step has made: the caller keeps it and frees it later. */
type Keep = (tensor: Tensor) => Tensor;

function sequencesOf({ tokens, heads }: AttentionPlan, { rows, columns }: Tensor): Sequences {
  return { batch: rows, units: columns, tokens, heads };
}

/** a_i = sum_j p_ij v_j. @param values `[B, N]` */
export async function attend(
  device: GpuDevice,
  attention: AttentionPlan,
  { query, key }: QueriesAndKeys,
  values: Tensor,
  keep: Keep,
): Promise<{ readonly mixed: Tensor; readonly mixing: Mixing }> {
  const { layout } = device;
  const { heads, tokens, scale, epsilon } = attention;
  const sequences = sequencesOf(attention, values);
  const { rows, columns } = values;
  const whole = { rows, columns };
  const pairs = { rows, columns: heads * tokens };
  const normed = async (x: Tensor): Promise<Tensor> =>
    epsilon === undefined
      ? x
      : keep(await device.run(headNormKernel(layout, sequences), whole, [x], [epsilon]));
  const entered = { query: await normed(query), key: await normed(key) };
  const dots = dotsKernel(layout, sequences);
  const logits = keep(await device.run(dots, pairs, [entered.query, entered.key], [scale]));
  const sums = { rows, columns: TOTALS * heads };
  const totals = keep(await device.run(totalsKernel(layout, sequences), sums, [logits]));
  const weights = keep(await device.run(softmaxKernel(layout, sequences), pairs, [logits, totals]));
  const mixed = keep(await device.run(mixKernel(layout, sequences), whole, [weights, values]));
  const made = [logits, weights, ...(epsilon === undefined ? [] : [entered.query, entered.key])];
  return { mixed, mixing: { logits, weights, entered, made } };
}

/**
 * Gradients at queries, keys and values from that at the mixed values, `[B, N]` each.
 * @param own queries and keys before their norm
 */
export async function attendBackward(
  device: GpuDevice,
  attention: AttentionPlan,
  own: QueriesAndKeys,
  { weights, entered }: Mixing,
  values: Tensor,
  gradient: Tensor,
  keep: Keep,
): Promise<QueriesAndKeys & { readonly values: Tensor }> {
  const { layout } = device;
  const { heads, tokens, scale, epsilon } = attention;
  const sequences = sequencesOf(attention, values);
  const { rows, columns } = values;
  const whole = { rows, columns };
  const pairs = { rows, columns: heads * tokens };
  const gradWeights = keep(await device.run(dotsKernel(layout, sequences), pairs, [gradient, values], [1]));
  const sums = { rows, columns: heads };
  const along = keep(await device.run(alongKernel(layout, sequences), sums, [weights, gradWeights]));
  const step = gradLogitsKernel(layout, sequences);
  const gradLogits = keep(await device.run(step, pairs, [weights, gradWeights, along], [scale]));
  const [mix, mixBack] = [mixKernel(layout, sequences), mixBackKernel(layout, sequences)];
  const gradValues = keep(await device.run(mixBack, whole, [weights, gradient]));
  const throughNorm = async (arrived: Tensor, x: Tensor): Promise<Tensor> =>
    epsilon === undefined
      ? arrived
      : keep(await device.run(headNormBackwardKernel(layout, sequences), whole, [arrived, x], [epsilon]));
  const query = await throughNorm(keep(await device.run(mix, whole, [gradLogits, entered.key])), own.query);
  const key = await throughNorm(keep(await device.run(mixBack, whole, [gradLogits, entered.query])), own.key);
  return { query, key, values: gradValues };
}
