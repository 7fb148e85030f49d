/**
 * One run of a plan on an open device, forward and backward. While the device works on a layer, the host
 * measures the previous one from the values read back.
 */
import type { EngineReport } from "../../../experiment/result.ts";
import { isComputed } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { completeCapture, EngineError } from "../../engine.ts";
import type { EngineRun, RunOptions } from "../../engine.ts";
import { nextTask } from "../../nextTask.ts";
import type { Toolkit } from "../../toolkit.ts";
import type { GpuDevice } from "../device/gpuDevice.ts";
import type { DeviceTraits } from "../device/probe.ts";
import { trafficBetween } from "../device/traffic.ts";
import { DrawnParameters } from "../passes/parameters.ts";
import type { RunParameters } from "../passes/parameters.ts";
import type { KeptTensors } from "../memory/keptTensors.ts";
import { createReadings } from "./readings.ts";
import type { Readings } from "./readings.ts";
import { createTensorScope } from "../memory/tensorScope.ts";
import { backward, forward } from "./networkPass.ts";
import type { Pass } from "./networkPass.ts";
import { unsupportedPart } from "./unsupported.ts";
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

/** dL/da of the last layer, null where no pass needs it, and the loss if there is one. */
async function inject(
  { plan, device, parameters, scope, settled }: Pass,
  readings: Readings,
  isNeeded: boolean,
) {
  const lossOf = parameters.loss();
  if (lossOf === null) return { upstream: isNeeded ? await parameters.upstream() : null, loss: null };
  const units = plan.layers.at(-1)?.units ?? 1;
  const values = new Float32Array(plan.batch * units);
  await settled();
  const loss = lossOf.rows(readings.lastOutput(), values, 0, plan.batch);
  return { upstream: isNeeded ? scope.own(await device.upload(values, plan.batch, units)) : null, loss };
}

/** What of a run does not depend on where its parameters come from. */
export interface PassOptions {
  readonly device: GpuDevice;
  readonly traits: DeviceTraits;
  readonly toolkit: Toolkit;
  readonly parameters: RunParameters;
  /** Lets other tasks of the thread run. @throws EngineError `cancelled`, `context-lost` */
  readonly pause: () => Promise<void>;
  readonly onLayer: RunOptions["onLayer"] | undefined;
  /** Is given the output of every layer that is read. */
  readonly onOutput?: (layerIndex: number, values: Float32Array) => void;
}

/** A network that has been run and read. */
interface Measured {
  readonly loss: number | null;
  readonly readings: Readings;
}

/** Runs a network as a request says and measures it; leaves nothing on the device. */
export async function measurePasses(request: RunRequest, options: PassOptions): Promise<Measured> {
  const { plan, passes } = request;
  const { device, traits, toolkit, parameters, pause, onLayer, onOutput } = options;
  const scope = createTensorScope(device);
  const readings = createReadings(device, traits, toolkit, request, onLayer, onOutput);
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
  const pass: Pass = {
    plan,
    device,
    parameters,
    scope,
    follower: readings,
    isCounted: true,
    pause,
    follow,
    settled: () => reading,
  };
  try {
    await pause();
    const layers = await forward(pass, await parameters.input());
    const { upstream, loss } = await inject(pass, readings, passes === "both");
    if (upstream !== null) await backward(pass, layers, upstream, isComputed(request, "grad_weight"));
    await reading;
    return { loss, readings };
  } finally {
    // Tensors that are still being read must not be freed.
    await reading.catch(() => undefined);
    scope.dropAll();
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
  const { plan, capture } = request;
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
  const pause = async (): Promise<void> => {
    await nextTask();
    if (options.signal?.aborted === true) throw new EngineError("cancelled", "run cancelled by a newer one");
    device.assertAlive();
  };
  const parameters = new DrawnParameters(plan, toolkit, weights, kept);
  try {
    const { onLayer } = options;
    const { loss, readings } = await measurePasses(request, {
      device,
      traits,
      toolkit,
      parameters,
      pause,
      onLayer,
    });
    const captured = readings.captured.map(completeCapture);
    return {
      result: {
        planKey: plan.key,
        report,
        batch: plan.batch,
        layers: readings.results,
        loss,
        reusedLayers: 0,
        traffic: trafficBetween(before, device.traffic()),
        elapsedMs: performance.now() - startMs,
      },
      captured:
        capture === "none"
          ? null
          : { input: capture === "all" ? toolkit.drawInput(plan) : new Float32Array(0), layers: captured },
    };
  } finally {
    kept.trim();
    device.trim();
  }
}
