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
import { DrawnParameters } from "../passes/parameters.ts";
import type { NormVectors } from "../passes/normalizing.ts";
import { backwardLayer } from "../passes/propagate.ts";
import type { KeptTensors } from "../memory/keptTensors.ts";
import { createReadings } from "./readings.ts";
import type { Readings } from "./readings.ts";
import { createTensorScope } from "../memory/tensorScope.ts";
import { unsupportedPart } from "./unsupported.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import type { WeightStore } from "../memory/weightStore.ts";

/** Above this a device may not only fail but also break the page's other contexts. */
const BYTE_LIMIT = 2 ** 31;

/** An open device, and the resources that outlive a run on it. */
export interface Session {
  readonly device: GpuDevice;
  readonly weights: WeightStore;
  readonly kept: KeptTensors;
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
  readonly parameters: DrawnParameters;
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

/** What the normalisation of a layer needs beside its input; null without one. */
async function normVectors(parameters: DrawnParameters, layer: LayerPlan): Promise<NormVectors | null> {
  const { norm, units } = layer;
  if (norm === null) return null;
  const isRunning = norm.kind === "batch" && norm.statistics === "running";
  return {
    gain: await parameters.gain(layer),
    shift: await parameters.shift(layer),
    split: norm.kind === "batch" ? null : await parameters.splitGain(layer),
    running: isRunning ? await parameters.freshStatistics(units, norm.epsilon) : null,
  };
}

/** All layers forward. @returns the tensors each layer keeps on the device for the backward pass */
async function forward(pass: Pass, input: Tensor): Promise<readonly ForwardLayer[]> {
  const { plan, device, weights, parameters, scope, readings, pause, follow } = pass;
  const layers: ForwardLayer[] = [];
  for (const layer of plan.layers) {
    const operands = {
      input: layers.at(-1)?.state.activation ?? input,
      biases: await parameters.bias(layer),
      vectors: await normVectors(parameters, layer),
      mask: await parameters.mask(layer),
      skip: layer.skipFrom === null ? null : (layers[layer.skipFrom]?.state.activation ?? null),
    };
    const drawn = await parameters.weight(layer);
    const ran = await forwardLayer(device, layer, operands, drawn, scope, async (target, seen) => {
      const std = await readings.stdOf(layer, target, seen);
      await pause();
      return std;
    });
    layers.push(ran);
    await follow(async () => {
      await readings.forward(layer, ran, () => weights.stats(plan, layer));
      scope.drop(ran.state.counts);
    });
  }
  return layers;
}

/** dL/da of the last layer, null where no pass needs it, and the loss if there is one. */
async function inject(
  { plan, device, parameters, toolkit, scope, readings, settled }: Pass,
  isNeeded: boolean,
) {
  if (plan.gradient === "gaussian") {
    return { upstream: isNeeded ? await parameters.upstream() : null, loss: null };
  }
  const units = plan.layers.at(-1)?.units ?? 1;
  const values = new Float32Array(plan.batch * units);
  const lossOf = lossGradient(plan, plan.gradient === "mse" ? toolkit.drawUpstream(plan) : null);
  await settled();
  const loss = lossOf?.rows(readings.lastOutput(), values, 0, plan.batch) ?? null;
  return { upstream: isNeeded ? scope.own(await device.upload(values, plan.batch, units)) : null, loss };
}

/**
 * All layers backward; frees the forward pass's tensors of each layer.
 * @param upstream dL/da of the last layer
 */
async function backward(
  pass: Pass,
  layers: readonly ForwardLayer[],
  upstream: Tensor,
  needsGradWeight: boolean,
): Promise<void> {
  const { plan, device, parameters, scope, readings, follow } = pass;
  /** By layer: the gradient that the end of a residual block hands to the output its stream came from. */
  const streams = new Map<number, Tensor>();
  let gradActivation = upstream;
  for (const [index, ran] of [...layers.entries()].toReversed()) {
    const layer: LayerPlan | undefined = plan.layers[index];
    if (layer === undefined) break;
    const gradient = gradActivation;
    if (layer.skipFrom !== null) streams.set(layer.skipFrom, gradient);
    const used = ran.rescaled ?? (await parameters.weight(layer));
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
      scope.drop(made.gradPreActivation, made.gradWeight, ...ran.state.all, ran.rescaled);
      // The gradient of a block's end is needed once more, at its start.
      scope.drop(layer.skipFrom === null ? gradient : null, stream);
    });
  }
}

/**
 * Runs a request.
 * @throws EngineError `cancelled`, `context-lost`, `out-of-memory`, `not-faithful`, `unsupported`, `failed`
 */
export async function runPlan(
  { device, weights, kept, traits, report }: Session,
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
  const unsupported = unsupportedPart(plan);
  if (unsupported !== null) throw new EngineError("unsupported", `no kernels for ${unsupported}`);
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
  const parameters = new DrawnParameters(plan, toolkit, weights, kept);
  const pass: Pass = { plan, device, weights, parameters, toolkit, scope, readings, pause, follow, settled };
  try {
    await pause();
    const layers = await forward(pass, await parameters.input());
    const { upstream, loss } = await inject(pass, passes === "both");
    if (upstream !== null) await backward(pass, layers, upstream, isComputed(request, "grad_weight"));
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
          : { input: capture === "all" ? toolkit.drawInput(plan) : new Float32Array(0), layers: captured },
    };
  } finally {
    // Tensors that are still being read must not be freed.
    await reading.catch(() => undefined);
    scope.dropAll();
    kept.trim();
    device.trim();
  }
}
