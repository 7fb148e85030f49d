/** The statistics of attention, from the logits of a layer as they are read back. */
import { tokenCosines } from "../../../experiment/attention.ts";
import { attentionStats } from "../../../experiment/attentionStats.ts";
import type { AttentionStats } from "../../../experiment/attentionStats.ts";
import type { AttentionPlan } from "../../../experiment/plan.ts";

const NOTHING = new Float32Array(0);

/**
 * @param logits `[B, h T]`; those of tokens behind the row's own are padding
 * @param taken what attention takes, `[B, K]`
 * @param given what it gives, `[B, N]`
 */
export function attentionOf(
  { tokens, heads }: AttentionPlan,
  logits: Float32Array,
  taken: Float32Array | null,
  given: Float32Array | null,
  batch: number,
): AttentionStats {
  const sums = { logits: 0, sum: 0, squares: 0, entropy: 0, uniform: 0, softmaxes: batch * heads };
  for (let row = 0; row < batch; row++) {
    const seen = (row % tokens) + 1;
    for (let head = 0; head < heads; head++) {
      const from = (row * heads + head) * tokens;
      const own = logits.subarray(from, from + seen);
      const greatest = own.reduce((a, b) => Math.max(a, b), -Infinity);
      let [total, along] = [0, 0];
      for (const logit of own) {
        const part = Math.exp(logit - greatest);
        total += part;
        along += part === 0 ? 0 : part * (logit - greatest);
        sums.sum += logit;
        sums.squares += logit * logit;
      }
      sums.logits += seen;
      sums.entropy += Math.log(total) - along / total;
      sums.uniform += Math.log(seen);
    }
  }
  const [before, after] = [taken, given].map((x) => tokenCosines(x ?? NOTHING, batch, tokens));
  const cosines = { pairs: before?.pairs ?? 0, cosinesIn: before?.sum ?? 0, cosinesOut: after?.sum ?? 0 };
  return attentionStats([{ ...sums, ...cosines }]);
}
