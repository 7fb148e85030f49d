/**
 * What a run asks of an engine, as the cost models count it. Pure functions of a request: they neither
 * measure nor choose.
 */
import { isComputed, isMeasured, measuredTensors } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { GpuBackend } from "../gpu/device/gpuDevice.ts";
import { gpuWork } from "../gpu/gpuWork.ts";
import { MOST_WORKERS, shardsFor } from "../wasm/pool/shardCount.ts";
import type { EngineWork } from "./model.ts";

/** Every further worker adds this much of the first one's speed: two are 1.5 to 1.8 times as fast. */
const FURTHER_WORKER = 0.7;
const FLOAT_BYTES = 4;
/**
 * Weights are drawn, packed and measured. In the profile of 10 layers of 512 x 512 a weight takes as long as
 * two outputs.
 */
const PER_WEIGHT = 2;

/**
 * Work of the WASM engine: products, and the tensors it measures. Shards divide both; each of them packs
 * all weights.
 * @param cores of this device
 * @param reusedLayers layers, from the first, whose forward pass a run takes from the one before
 */
export function wasmWork(request: RunRequest, cores: number, reusedLayers = 0): EngineWork {
  const { plan } = request;
  const shards = Math.min(request.workers ?? Infinity, cores, MOST_WORKERS, shardsFor(request));
  const speedUp = 1 + FURTHER_WORKER * (shards - 1);
  const measured = measuredTensors(request);
  const outputs = measured.filter((tensor) => tensor === "pre_activation" || tensor === "activation").length;
  const gradients = measured.filter(
    (tensor) => tensor === "grad_pre_activation" || tensor === "grad_activation",
  ).length;
  let launches = 0;
  let flops = 0;
  let values = 0;
  for (const { layerIndex, fanIn, units } of plan.layers) {
    const product = 2 * plan.batch * fanIn * units;
    const weights = fanIn * units;
    if (layerIndex >= reusedLayers) {
      launches++;
      flops += product;
      values += (plan.batch * units * (1 + outputs)) / speedUp + PER_WEIGHT * weights;
    }
    if (request.passes === "forward") continue;
    launches++;
    if (layerIndex > 0) flops += product;
    if (isComputed(request, "grad_weight")) flops += product;
    const gradWeights = measured.includes("grad_weight") ? weights : 0;
    values += (plan.batch * units * (1 + gradients) + gradWeights) / speedUp;
  }
  return { launches, flops: flops / speedUp, bytes: FLOAT_BYTES * values };
}

/**
 * Work of GPU.js, with the weights' draws on the device, as they are while a control moves. Weights that
 * are measured count as bytes: the processor measures them from the draws it has kept. A reading has a price
 * of its own beside its bytes, as a launch has.
 */
export function gpuEngineWork(request: RunRequest, backend: GpuBackend): EngineWork {
  const { launches, readings, flops, uploadedBytes, readBytes } = gpuWork(request, backend, "draws");
  const weights = isMeasured(request, "weight")
    ? request.plan.layers.reduce((sum, { fanIn, units }) => sum + fanIn * units, 0)
    : 0;
  return { launches: launches + readings, flops, bytes: uploadedBytes + readBytes + FLOAT_BYTES * weights };
}

/**
 * The layer shapes of a request: kernels are compiled for each. Two runs of equal shapes need the same
 * kernels.
 */
export function layerShapes({ plan, passes, parameterGradients }: RunRequest): ReadonlySet<string> {
  const shapes = new Set<string>();
  for (const { fanIn, units, activation, norm } of plan.layers) {
    const kinds = `${activation} ${norm?.kind ?? ""} ${norm?.at ?? ""} ${passes} ${parameterGradients}`;
    shapes.add(`${plan.batch} ${fanIn} ${units} ${kinds}`);
  }
  return shapes;
}
