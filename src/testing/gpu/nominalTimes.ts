/**
 * What GPU.js would take on two devices that are described by three numbers, and WASM on two cores: a table
 * for docs/performance.md, computed from the counts of a run. No device here computes anything.
 */
import type { OptimizerId } from "../../catalog/trainingIds.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { isMeasured, requestOf, requestToMeasure } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { wasmWork } from "../../engine/cost/work.ts";
import type { GpuBackend } from "../../engine/gpu/device/gpuDevice.ts";
import { gpuWork } from "../../engine/gpu/gpuWork.ts";
import type { GpuWork } from "../../engine/gpu/gpuWork.ts";
import { trainingWork } from "../../engine/gpu/training/trainingWork.ts";

interface NominalDevice {
  /** 1e9 operations a second. */
  readonly gigaflops: number;
  /** 1e9 bytes a second between device and processor. */
  readonly gigabytes: number;
  /** Milliseconds to start a kernel, or a reading. */
  readonly launchMs: number;
}

const DEVICES = {
  integrated: { gigaflops: 1000, gigabytes: 10, launchMs: 0.1 },
  discrete: { gigaflops: 10_000, gigabytes: 12, launchMs: 0.05 },
} as const satisfies Readonly<Record<string, NominalDevice>>;

/**
 * The processor of docs/performance.md: of 184 ms that one worker takes for W2, products take 147, everything
 * else 37, of which measuring 63 MB takes 23.
 */
const PROCESSOR = { gigaflops: 53, gigabytes: 2.55, measuredGigabytes: 2.7, cores: 2 } as const;

/** Milliseconds that n units take at so many 1e9 units a second. */
const msAt = (giga: number, count: number): number => count / (giga * 1e6);

/** Time that the device takes by itself. */
function deviceMsOf(device: NominalDevice, work: GpuWork): number {
  return (
    (work.launches + work.readings) * device.launchMs +
    msAt(device.gigaflops, work.flops) +
    msAt(device.gigabytes, work.uploadedBytes + work.readBytes)
  );
}

/**
 * While the device works on a layer, the processor measures the one before: the slower of the two counts, and
 * the other's part in one of the run's steps.
 */
export function nominalGpuMs(device: NominalDevice, request: RunRequest, work: GpuWork): number {
  const { layers } = request.plan;
  const deviceMs = deviceMsOf(device, work);
  const weights = layers.reduce((sum, { fanIn, units }) => sum + fanIn * units, 0);
  const measuredBytes = work.readBytes + (isMeasured(request, "weight") ? 4 * weights : 0);
  const hostMs = msAt(PROCESSOR.measuredGigabytes, measuredBytes);
  const steps = layers.length * (request.passes === "both" ? 2 : 1);
  return Math.max(deviceMs, hostMs) + Math.min(deviceMs, hostMs) / steps;
}

function nominalWasmMs(request: RunRequest): number {
  const { flops, bytes } = wasmWork(request, PROCESSOR.cores);
  return msAt(PROCESSOR.gigaflops, flops) + msAt(PROCESSOR.gigabytes, bytes);
}

/** A network with a new gain: its draws are there, its weights are not. */
function sized(depth: number, width: number, batch: number): RunRequest {
  const config = { ...DEFAULT_CONFIG, depth, width, batch, initializerParameters: { gain: 2 } };
  return requestOf(planExperiment(config));
}

const PREVIEW = requestToMeasure(sized(10, 256, 32).plan, ["activation", "grad_activation"]);

/** The runs of the table. */
export const NOMINAL_RUNS: readonly (readonly [name: string, request: RunRequest])[] = [
  ["preview, 10 x 256 x 32", PREVIEW],
  ["10 x 64 x 64", sized(10, 64, 64)],
  ["default and W1, 10 x 256 x 256", sized(10, 256, 256)],
  ["W2, 10 x 512 x 512", sized(10, 512, 512)],
  ["W3, 50 x 512 x 512", sized(50, 512, 512)],
  ["W4, 30 x 1024 x 1024", sized(30, 1024, 1024)],
];

const BACKENDS: readonly GpuBackend[] = ["webgpu", "webgl2"];
const COLUMNS = BACKENDS.flatMap((backend) =>
  Object.values(DEVICES).map((device): readonly [GpuBackend, NominalDevice] => [backend, device]),
);

/** Milliseconds of a request: WASM, then each backend on each device. */
function timesOf(request: RunRequest): readonly number[] {
  return [
    nominalWasmMs(request),
    ...COLUMNS.map(([backend, device]) => nominalGpuMs(device, request, gpuWork(request, backend, "draws"))),
  ];
}

/** The trainings of the bench: units of the input and of every layer, points of a step. */
const TRAININGS: readonly (readonly [name: string, widths: readonly number[], batch: number])[] = [
  ["T1, 10 x 256, batch 128", [...Array<number>(10).fill(256), 10], 128],
  ["T2, 4 x 64, batch 32", [64, 64, 64, 64, 10], 32],
  ["T3, 6 x 512, batch 256", [...Array<number>(6).fill(512), 10], 256],
  ["T4, 2-8-8-2, batch 32", [2, 8, 8, 2], 32],
];

function trainingOf(
  [inputWidth = 1, ...width]: readonly number[],
  batch: number,
  id: OptimizerId,
  steps: number,
) {
  const training = planTraining({
    ...DEFAULT_CONFIG,
    task: "noise",
    points: 4 * batch,
    inputWidth,
    depth: width.length,
    width,
    batch,
    optimizer: id,
    steps,
  });
  if (training === null) throw new RangeError("a training without a task");
  return { training, given: null, returnsParameters: false };
}

/** A step costs what further steps add: its share of the lists of losses and of points included. */
const STEPS = 6400;
const FURTHER = 6400;

/** Work of one step of a training, without snapshots. */
function workOfStep(widths: readonly number[], batch: number, id: OptimizerId, backend: GpuBackend): GpuWork {
  const of = (steps: number): GpuWork =>
    trainingWork(trainingOf(widths, batch, id, steps), Infinity, backend);
  const [less, more] = [of(STEPS), of(STEPS + FURTHER)];
  const each = (key: keyof GpuWork): number => (more[key] - less[key]) / FURTHER;
  return {
    launches: each("launches"),
    uploads: each("uploads"),
    uploadedBytes: each("uploadedBytes"),
    readings: each("readings"),
    readBytes: each("readBytes"),
    flops: each("flops"),
  };
}

/** Launches of a step, and its milliseconds on each backend of each device: SGD, then Adam. */
export function nominalTrainingTable(): readonly (readonly string[])[] {
  return TRAININGS.flatMap(([name, widths, batch]) =>
    (["sgd", "adam"] as const).map((id) => {
      const launches = BACKENDS.map((backend) => workOfStep(widths, batch, id, backend).launches.toFixed(0));
      const times = COLUMNS.map(([backend, device]) =>
        rounded(deviceMsOf(device, workOfStep(widths, batch, id, backend))),
      );
      return [`${name}, ${id === "sgd" ? "SGD" : "Adam"}`, launches.join(" / "), ...times];
    }),
  );
}

const rounded = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** The rows of the table, without its borders. */
export function nominalTable(): readonly (readonly string[])[] {
  return NOMINAL_RUNS.map(([name, request]) => [name, ...timesOf(request).map(rounded)]);
}

/** The least width, of 10 layers with as many inputs, from which on a GPU is quicker than WASM; by column. */
export function nominalCrossings(): readonly number[] {
  const widths = Array.from({ length: 64 }, (_, index) => 16 * (index + 1));
  const times = widths.map((width) => timesOf(sized(10, width, width)));
  return COLUMNS.map((_, column) => {
    const isSlower = ([wasm = 0, ...gpus]: readonly number[]): boolean => (gpus[column] ?? 0) >= wasm;
    return widths[times.findLastIndex(isSlower) + 1] ?? Infinity;
  });
}
