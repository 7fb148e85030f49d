/**
 * How far a run is, by the work it has behind it: what the bar shows, and what the
 * remaining time is reckoned from.
 */
import type { LayerPlan } from "../experiment/plan.ts";
import type { LayerResult } from "../experiment/result.ts";
import { isComputed } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";

/**
 * Multiplications that take as long as, in one pass, drawing, packing and measuring a weight does, and as
 * what is done to an output besides products: norm, activation, measuring it twice and comparing inputs. From
 * the profile of 10 layers of 512 x 512 on one core: 150 and 250. Runs that last are shared by four cores or
 * so, each of which draws and packs all weights, hence four times the first. The order of magnitude is
 * enough: products weigh more in any run that lasts.
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

/** The backward pass of a layer is done when the last of its gradients that are measured is there. */
function isBackward({ tensors }: LayerResult): boolean {
  return Object.keys(tensors).some((tensor) => tensor.startsWith("grad_"));
}

/**
 * Share of the work that is done, 0 to 1.
 * @param layers what has come in of each layer; null where nothing has
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
 * Share of the work of a run that is left when the forward pass of its first layers is
 * taken from the run before.
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

/** Share of the work that must lie between two looks before anything is reckoned from them. */
const LEAST_SHARE = 0.05;

/**
 * Reckons the remaining time of one run from its pace over the latter half of what is done. What lies before
 * the first sign of it - workers that start, draws of the inputs - says nothing of the layers; and the first
 * layers are slow, because memory is used for the first time and code has not been optimised yet: of 100
 * layers of 1024 units a quarter of the time passes over a seventh of the work.
 */
export class RemainingTime {
  readonly #looks: { readonly progress: number; readonly ms: number }[] = [];

  /** @returns milliseconds; null as long as too little is known */
  after(progress: number, nowMs: number): number | null {
    if (progress === 0) return null;
    this.#looks.push({ progress, ms: nowMs });
    const latest = Math.min(progress / 2, progress - LEAST_SHARE);
    const since = this.#looks.findLast((look) => look.progress <= latest) ?? this.#looks[0];
    const done = progress - (since?.progress ?? progress);
    return since === undefined || done < LEAST_SHARE ? null : ((1 - progress) * (nowMs - since.ms)) / done;
  }
}
