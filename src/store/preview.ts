/**
 * Previews take the place of a run while a control moves: the same network with only what the charts show
 * measured and, where that is still too slow to follow the finger, with the first inputs of the batch. Draws
 * are addressed, so these inputs are those of the full run.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import type { RunResult, TensorId } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { computedShare } from "./progress.ts";

export interface Preview {
  /** With its own batch. Its plan is worked out when it runs: most previews are overtaken before. */
  readonly config: ExperimentConfig;
  /** All the engine need measure. */
  readonly measure: readonly TensorId[];
}

/** A run this short needs no preview: it fits into a frame. */
const FRAME_MS = 12;
/** What a preview may take: half of a frame. The other half is for messages, drawing and the next input. */
const PREVIEW_MS = 8;
/**
 * Share of a run's time that is left when only the shown tensors are measured and
 * weight gradients are not made.
 */
const SHOWN_SHARE = 0.5;
/**
 * With fewer inputs the statistics of a layer would be others; and those of batch norm are
 * part of what is computed.
 */
const LEAST_BATCH = 32;
const LEAST_BATCH_NORM = 64;
const BATCH_STEP = 16;
/**
 * How much of what is known of the speed the newest preview makes: one that was held up should not decide.
 */
const NEWEST_SHARE = 0.25;
/**
 * A batch that would take between these shares of its time is kept: each change of it
 * moves the picture a little.
 */
const KEPT = { least: 0.6, most: 1.3 } as const;

/** What the charts draw of any network; where weights are alike the verdict looks at them too. */
function tensorsOf(plan: Plan, shown: readonly TensorId[]): readonly TensorId[] {
  const isConstant = plan.layers.some(({ weight }) => weight.kind === "constant");
  return [
    ...new Set<TensorId>([
      "activation",
      "grad_activation",
      ...(isConstant ? ["weight" as const] : []),
      ...shown,
    ]),
  ];
}

/** Sizes previews from the measured speed of earlier runs and previews. */
export class PreviewSizing {
  /** Milliseconds per operation; null before the first full run, or the first preview. */
  #fullRate: number | null = null;
  #previewRate: number | null = null;
  /** Share of its batch that the last preview had. */
  #lastBatch = 0;

  /**
   * The preview for a plan; null where the full run is quick enough, or nothing is known of this device yet.
   * @param shown tensors on the screen besides the outputs and their gradients
   */
  previewOf(config: ExperimentConfig, plan: Plan, shown: readonly TensorId[]): Preview | null {
    if (this.#fullRate === null || plan.cost.flops * this.#fullRate <= FRAME_MS) return null;
    const rate = this.#previewRate ?? SHOWN_SHARE * this.#fullRate;
    const msPerInput = (plan.cost.flops * rate) / plan.batch;
    const hasBatchNorm = plan.layers.some(({ norm }) => norm?.kind === "batch");
    const batch = this.#batchOf(plan.batch, msPerInput, hasBatchNorm ? LEAST_BATCH_NORM : LEAST_BATCH);
    this.#lastBatch = batch;
    return {
      config: batch === plan.batch ? config : { ...config, batch },
      measure: tensorsOf(plan, shown),
    };
  }

  #batchOf(most: number, msPerInput: number, least: number): number {
    const share = (this.#lastBatch * msPerInput) / PREVIEW_MS;
    if (this.#lastBatch >= least && this.#lastBatch <= most && share > KEPT.least && share < KEPT.most)
      return this.#lastBatch;
    const wanted = Math.floor(PREVIEW_MS / msPerInput / BATCH_STEP) * BATCH_STEP;
    return Math.min(most, Math.max(least, wanted));
  }

  /**
   * Takes in what a run has taken.
   * @param request the one that ran, of a preview with its own batch
   */
  learn(request: RunRequest, { elapsedMs, reusedLayers }: RunResult, isPreview: boolean): void {
    const share = computedShare(request, reusedLayers);
    if (share === 0) return;
    const rate = elapsedMs / (share * request.plan.cost.flops);
    if (!isPreview) this.#fullRate = rate;
    else if (this.#previewRate === null) this.#previewRate = rate;
    else this.#previewRate += NEWEST_SHARE * (rate - this.#previewRate);
  }
}
