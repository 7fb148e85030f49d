/**
 * Previews replace runs while a control moves. A preview is the same network with only the charts' tensors
 * measured and, where that is still too slow to follow the finger, with only the first inputs of the batch.
 * Draws are addressed, so these inputs are those of the full run.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import type { RunResult, TensorId } from "../experiment/result.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { computedShare } from "./progress.ts";

export interface Preview {
  /**
   * The configuration with the preview's batch. Its plan is computed when it runs: most previews are
   * overtaken before.
   */
  readonly config: ExperimentConfig;
  /** The only tensors that the engine must measure. */
  readonly measure: readonly TensorId[];
}

/** A run this short needs no preview: it fits into a frame. */
const FRAME_MS = 12;
/** Time limit of a preview: half of a frame. The rest is for messages, drawing and the next input. */
const PREVIEW_MS = 8;
/**
 * Share of a run's time that is left when only the shown tensors are measured and weight gradients are not
 * computed.
 */
const SHOWN_SHARE = 0.5;
/**
 * With fewer inputs a layer's statistics would be too different, and those of batch norm enter the
 * computation.
 */
const LEAST_BATCH = 32;
const LEAST_BATCH_NORM = 64;
const BATCH_STEP = 16;
/** Weight of the newest preview in the estimate of speed: a single delayed preview should not decide. */
const NEWEST_SHARE = 0.25;
/**
 * A batch that would take between these shares of its time is kept: each change of it moves the picture a
 * little.
 */
const KEPT = { least: 0.6, most: 1.3 } as const;

/** The tensors that the charts draw of this network; where weights are alike the verdict reads them too. */
function tensorsOf(plan: Plan, shown: readonly TensorId[]): readonly TensorId[] {
  const isConstant = plan.layers.some(({ weight }) => weight.kind === "constant");
  const hasStream = plan.layers.some(({ stream }) => stream !== undefined);
  return [
    ...new Set<TensorId>([
      "activation",
      "grad_activation",
      ...(hasStream ? (["stream", "grad_stream"] as const) : []),
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
   * The preview for a configuration; null when the full run is quick enough, or the speed of this device is
   * not known yet.
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
   * Updates the estimate of speed by a finished run.
   * @param request the one that ran; for a preview, with the preview's batch
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
