/**
 * A request separates the tensors that a run computes from those that it measures and those that it returns
 * raw. It is plain data: the same object goes from the store through the worker to every shard.
 */
import type { LayerPlan, Plan } from "./plan.ts";
import { isGradient, TENSOR_IDS } from "./result.ts";
import type { TensorId } from "./result.ts";

/** The layers whose raw tensors a run returns as copies; `all` returns the input too. */
export type Capture = "none" | "all" | { readonly layerIndex: number };

export interface RunRequest {
  readonly plan: Plan;
  /** `both` goes forward and then backward. The loss is computed either way. */
  readonly passes: "forward" | "both";
  /**
   * Whether the backward pass also makes the gradients of the parameters: a third of the products of a run.
   */
  readonly parameterGradients: boolean;
  /** The computed tensors whose statistics are taken. */
  readonly measure: readonly TensorId[];
  /** The layers whose computed tensors are returned, measured or not. */
  readonly capture: Capture;
  /** How many workers share the batch, at most; null lets the engine decide. */
  readonly workers: number | null;
}

/** The fields of a request apart from its plan. */
export type RequestChanges = Partial<Omit<RunRequest, "plan">>;

/** A request that computes everything, measures all tensors and returns none, with `changes` applied. */
export function requestOf(plan: Plan, changes: RequestChanges = {}): RunRequest {
  return {
    plan,
    passes: "both",
    parameterGradients: true,
    measure: TENSOR_IDS,
    capture: "none",
    workers: null,
    ...changes,
  };
}

/** A request that computes no more than its measurements need. */
export function requestToMeasure(
  plan: Plan,
  measure: readonly TensorId[],
  changes: RequestChanges = {},
): RunRequest {
  return requestOf(plan, {
    passes: measure.some(isGradient) ? "both" : "forward",
    parameterGradients: measure.includes("grad_weight"),
    measure,
    ...changes,
  });
}

/** Whether a layer has a tensor: only ends of blocks have a stream. */
export function hasTensor({ stream }: LayerPlan, tensor: TensorId): boolean {
  return stream !== undefined || (tensor !== "stream" && tensor !== "grad_stream");
}

/** Whether a run computes a tensor, in the layers that have it. */
export function isComputed({ passes, parameterGradients }: RunRequest, tensor: TensorId): boolean {
  if (!isGradient(tensor)) return true;
  return passes === "both" && (tensor !== "grad_weight" || parameterGradients);
}

/** Whether a run takes the statistics of a tensor. */
export function isMeasured(request: RunRequest, tensor: TensorId): boolean {
  return request.measure.includes(tensor) && isComputed(request, tensor);
}

/** The tensors whose statistics a run takes, in the order of `TENSOR_IDS`. */
export function measuredTensors(request: RunRequest): readonly TensorId[] {
  return TENSOR_IDS.filter((tensor) => isMeasured(request, tensor));
}

/** Whether a run returns the raw tensors of a layer. */
export function capturesLayer({ capture }: RunRequest, layerIndex: number): boolean {
  return typeof capture === "string" ? capture === "all" : capture.layerIndex === layerIndex;
}
