/** Progress of a run by its finished work: the source of the progress bar and of the remaining time. */
import type { LayerPlan } from "../experiment/plan.ts";
import type { LayerResult } from "../experiment/result.ts";
import { isComputed } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";

/**
 * Work beside products, in multiplications that take as long in one pass. Per weight: drawing, packing and
 * measuring. Per output: norm, activation, two measurements and the comparison of inputs. The profile of 10
 * layers of 512 x 512 on one core gives 150 and 250. Long runs are shared by about four cores, each of which
 * draws and packs all weights, hence four times the first. The order of magnitude is enough: products weigh
 * more in any long run.
 */
const PER_WEIGHT = 600;
const PER_OUTPUT = 250;

/** Work of a layer, forward and backward, in multiplications. */
function workOf(
  { layerIndex, fanIn, units }: LayerPlan,
  request: RunRequest,
): readonly [forward: number, backward: number] {
  const weights = fanIn * units;
  const { batch } = request.plan;
  const product = batch * weights;
  const perPass = PER_WEIGHT * weights + PER_OUTPUT * batch * units;
  if (request.passes === "forward") return [product + perPass, 0];
  const products = (layerIndex === 0 ? 0 : 1) + (isComputed(request, "grad_weight") ? 1 : 0);
  return [product + perPass, products * product + perPass];
}

/** A layer's backward pass is done when the last measured gradient is there. */
function isBackward({ tensors }: LayerResult): boolean {
  return Object.keys(tensors).some((tensor) => tensor.startsWith("grad_"));
}

/**
 * Share of the work that is done, 0 to 1.
 * @param layers the received tensors of each layer; null where there are none
 */
export function progressOf(request: RunRequest, layers: readonly (LayerResult | null)[]): number {
  let done = 0;
  let all = 0;
  for (const [index, layer] of request.plan.layers.entries()) {
    const [forward, backward] = workOf(layer, request);
    const result = layers[index] ?? null;
    all += forward + backward;
    if (result !== null) done += isBackward(result) ? forward + backward : forward;
  }
  return all === 0 ? 1 : done / all;
}

/**
 * Share of a run's work that remains when the forward pass of its first layers is taken from the previous
 * run.
 */
export function computedShare(request: RunRequest, reusedLayers: number): number {
  let reused = 0;
  let all = 0;
  for (const layer of request.plan.layers) {
    const [forward, backward] = workOf(layer, request);
    all += forward + backward;
    if (layer.layerIndex < reusedLayers) reused += forward;
  }
  return 1 - reused / all;
}

/** Least share of the work between two samples for an estimate. */
const LEAST_SHARE = 0.05;

/**
 * Estimates the remaining time of one run from its pace over the latter half of the finished work. The time
 * before the first sign of the run (workers start, inputs are drawn) says nothing of the layers. The first
 * layers are slow, because memory is used for the first time and code is not optimised yet: of 100 layers of
 * 1024 units a quarter of the time passes over a seventh of the work.
 */
export class RemainingTime {
  readonly #looks: { readonly progress: number; readonly ms: number }[] = [];

  /** @returns milliseconds; null while too little is known */
  after(progress: number, nowMs: number): number | null {
    if (progress === 0) return null;
    this.#looks.push({ progress, ms: nowMs });
    const latest = Math.min(progress / 2, progress - LEAST_SHARE);
    const since = this.#looks.findLast((look) => look.progress <= latest) ?? this.#looks[0];
    const done = progress - (since?.progress ?? progress);
    return since === undefined || done < LEAST_SHARE ? null : ((1 - progress) * (nowMs - since.ms)) / done;
  }
}
