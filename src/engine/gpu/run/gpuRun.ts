/**
 * One run of a plan on an open device, forward and backward. While the device works on a layer, the host
 * measures the previous one from the values read back.
 */
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { DeviceTraffic, EngineReport } from "../../../experiment/result.ts";
import { isComputed } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { lossGradient } from "../../../experiment/losses.ts";
import { completeCapture, EngineError } from "../../engine.ts";
import type { EngineRun, RunOptions } from "../../engine.ts";
import { nextTask } from "../../nextTask.ts";
import type { Toolkit } from "../../toolkit.ts";
import { forwardLayer } from "../passes/calibrating.ts";
import type { ForwardLayer } from "../passes/calibrating.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { addKernel } from "../kernels/kernels.ts";
import type { DeviceTraits } from "../device/probe.ts";
import { backwardLayer } from "../passes/propagate.ts";
import { createReadings } from "./readings.ts";
import type { Readings } from "./readings.ts";
import { createTensorScope } from "../memory/tensorScope.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import type { WeightStore } from "../memory/weightStore.ts";

/** Above this a device may not only fail but also break the page's other contexts. */
const BYTE_LIMIT = 2 ** 31;

/** An open device, and the resources that outlive a run on it. */
export interface Session {
  readonly device: GpuDevice;
  readonly weights: WeightStore;
  readonly traits: DeviceTraits;
  readonly report: EngineReport;
}

/** What was sent and started between two counts. */
function trafficSince(before: DeviceTraffic, after: DeviceTraffic): DeviceTraffic {
  return {
    launches: after.launches - before.launches,
    uploads: after.uploads - before.uploads,
    uploadedBytes: after.uploadedBytes - before.uploadedBytes,
    readings: after.readings - before.readings,
    readBytes: after.readBytes - before.readBytes,
    compiled: after.compiled - before.compiled,
  };
}

/** The state that both passes of one run share. */
interface Pass {
  readonly plan: Plan;
  readonly device: GpuDevice;
  readonly weights: WeightStore;
  readonly toolkit: Toolkit;
  readonly scope: TensorScope;
  readonly readings: Readings;
  /** Lets other tasks of the thread run. @throws EngineError `cancelled`, `context-lost` */
  readonly pause: () => Promise<void>;
  /** Reads the results of a layer while the device works on the next: one layer at a time. */
  readonly follow: (read: () => Promise<void>) => Promise<void>;
  /** Resolves when no reading is under way; rejects with the error of a failed one. */
  readonly settled: () => Promise<void>;
}

/** Uploads the values that the plan draws for a layer; null when it draws none. */
async function uploadDrawn(
  { device, scope }: Pass,
  values: Float32Array | null,
  rows: number,
  columns: number,
): Promise<Tensor | null> {
  return values === null ? null : scope.own(await device.upload(values, rows, columns));
}

/** All layers forward. @returns the tensors each layer keeps on the device for the backward pass */
async function forward(pass: Pass, input: Tensor): Promise<readonly ForwardLayer[]> {
  const { plan, device, weights, toolkit, scope, readings, pause, follow } = pass;
  const layers: ForwardLayer[] = [];
  for (const layer of plan.layers) {
    const operands = {
      input: layers.at(-1)?.state.activation ?? input,
      biases: await uploadDrawn(pass, toolkit.drawBiases(plan, layer), 1, layer.units),
      mask: await uploadDrawn(pass, toolkit.drawDropoutMask(plan, layer), plan.batch, layer.units),
      skip: layer.skipFrom === null ? null : (layers[layer.skipFrom]?.state.activation ?? null),
    };
    const drawn = await weights.get(plan, layer);
    const ran = await forwardLayer(device, layer, operands, drawn, scope, async (target, seen) => {
      const std = await readings.stdOf(layer, target, seen);
      await pause();
      return std;
    });
    scope.drop(operands.biases);
    layers.push(ran);
    await follow(async () => {
      await readings.forward(layer, ran, () => weights.stats(plan, layer));
      scope.drop(ran.state.counts);
    });
  }
  return layers;
}

/** dL/da of the last layer, and the loss if there is one. */
async function inject({ plan, toolkit, readings, settled }: Pass) {
  const units = plan.layers.at(-1)?.units ?? 1;
  const draws = plan.gradient === "cross_entropy" ? null : toolkit.drawUpstream(plan);
  const lossOf = lossGradient(plan, draws);
  let upstream = draws ?? new Float32Array(plan.batch * units);
  let loss: number | null = null;
  if (lossOf !== null) {
    await settled();
    upstream = new Float32Array(plan.batch * units);
    loss = lossOf.rows(readings.lastOutput(), upstream, 0, plan.batch);
  }
  return { upstream, loss };
}

/**
 * All layers backward; frees the forward pass's tensors of each layer.
 * @param upstream dL/da of the last layer
 */
async function backward(
  pass: Pass,
  layers: readonly ForwardLayer[],
  upstream: Float32Array,
  needsGradWeight: boolean,
): Promise<void> {
  const { plan, device, weights, scope, readings, follow } = pass;
  /** By layer: the gradient that the end of a residual block hands to the output its stream came from. */
  const streams = new Map<number, Tensor>();
  const { batch } = plan;
  let gradActivation = scope.own(await device.upload(upstream, batch, upstream.length / batch));
  for (const [index, ran] of [...layers.entries()].toReversed()) {
    const layer: LayerPlan | undefined = plan.layers[index];
    if (layer === undefined) break;
    const gradient = gradActivation;
    if (layer.skipFrom !== null) streams.set(layer.skipFrom, gradient);
    const used = ran.rescaled ?? (await weights.get(plan, layer));
    const made = await backwardLayer(
      device,
      layer,
      ran.operands,
      ran.state,
      used,
      gradient,
      scope,
      needsGradWeight,
    );
    const stream = streams.get(index - 1);
    if (made.gradInput !== null) {
      gradActivation =
        stream === undefined
          ? made.gradInput
          : scope.own(await device.run(addKernel(device.layout, stream), stream, [made.gradInput, stream]));
      if (stream !== undefined) scope.drop(made.gradInput);
    }
    await follow(async () => {
      await readings.backward(layer, gradient, made);
      scope.drop(made.gradPreActivation, made.gradWeight, ...ran.state.all, ran.operands.mask, ran.rescaled);
      // The gradient of a block's end is needed once more, at its start.
      scope.drop(layer.skipFrom === null ? gradient : null, stream);
    });
  }
}

/**
 * Runs a request.
 * @throws EngineError `cancelled`, `context-lost`, `out-of-memory`, `not-faithful`, `failed`
 */
export async function runPlan(
  { device, weights, traits, report }: Session,
  toolkit: Toolkit,
  request: RunRequest,
  options: RunOptions,
): Promise<EngineRun> {
  const { plan, passes, capture } = request;
  if (plan.cost.bytes > BYTE_LIMIT) {
    throw new EngineError(
      "out-of-memory",
      `invalid plan: ${plan.cost.bytes} bytes (expected at most ${BYTE_LIMIT})`,
    );
  }
  const startMs = performance.now();
  const before = device.traffic();
  const scope = createTensorScope(device);
  const readings = createReadings(device, traits, toolkit, request, options);
  const pause = async (): Promise<void> => {
    await nextTask();
    if (options.signal?.aborted === true) throw new EngineError("cancelled", "run cancelled by a newer one");
    device.assertAlive();
  };
  let reading: Promise<void> = Promise.resolve();
  const follow = async (read: () => Promise<void>): Promise<void> => {
    await reading;
    // Kernels are dropped while no reading is under way: a kernel takes the reads of its results with it.
    device.trim();
    reading = read();
    // A rejection is handled at the next `await reading`, not before.
    reading.catch(() => undefined);
    await pause();
  };
  const settled = (): Promise<void> => reading;
  const pass: Pass = { plan, device, weights, toolkit, scope, readings, pause, follow, settled };
  try {
    await pause();
    const inputValues = toolkit.drawInput(plan);
    const input = scope.own(await device.upload(inputValues, plan.batch, plan.inputUnits));
    const layers = await forward(pass, input);
    const { upstream, loss } = await inject(pass);
    if (passes === "both") await backward(pass, layers, upstream, isComputed(request, "grad_weight"));
    await settled();
    const captured = readings.captured.map(completeCapture);
    return {
      result: {
        planKey: plan.key,
        report,
        batch: plan.batch,
        layers: readings.results,
        loss,
        reusedLayers: 0,
        traffic: trafficSince(before, device.traffic()),
        elapsedMs: performance.now() - startMs,
      },
      captured:
        capture === "none"
          ? null
          : { input: capture === "all" ? inputValues : new Float32Array(0), layers: captured },
    };
  } finally {
    // Tensors that are still being read must not be freed.
    await reading.catch(() => undefined);
    scope.dropAll();
    device.trim();
  }
}
