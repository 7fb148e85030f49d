/**
 * The normalisation of a layer on the device, forward and backward: selects kernels and statistics.
 * Statistics are `[3, N]` for batch norm and `[B, 3]` for layer and RMS norm, so other code need not
 * distinguish them.
 */
import type { NormPlan } from "../../../experiment/plan.ts";
import { EngineError } from "../../engine.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { INVERSE_STD, STATISTICS } from "../kernels/layout.ts";
import {
  gradientSumsKernel,
  normalizeBackwardKernel,
  normalizeKernel,
  scaleByStatisticsKernel,
  statisticsKernel,
} from "../kernels/normKernels.ts";
import {
  normalizeRowsBackwardKernel,
  normalizeRowsKernel,
  rowGradientSumsKernel,
  rowStatisticsKernel,
} from "../kernels/rowNormKernels.ts";
import type { SplitGains } from "./parameters.ts";

/** The input of a normalisation, and the statistics it used. */
export interface NormState {
  readonly input: Tensor;
  readonly statistics: Tensor;
}

/** The vectors of a layer's normalisation. */
export interface NormVectors {
  /** gamma of each unit, `[1, N]`. */
  readonly gain: Tensor;
  /** beta of each unit, `[1, N]`. */
  readonly shift: Tensor;
  /** The gains for sums over the units; null for batch norm, which takes none. */
  readonly split: SplitGains | null;
  /** Statistics that do not come from the batch, `[3, N]`; null where they do. */
  readonly running: Tensor | null;
}

/** Registers a tensor that a step has made: the caller keeps it and frees it later. */
type Keep = (tensor: Tensor) => Tensor;

/** y = gamma (x - mean) / std + beta. @param x `[B, N]` */
export async function normalize(
  device: GpuDevice,
  norm: NormPlan,
  { gain, shift, running }: NormVectors,
  x: Tensor,
  keep: Keep,
): Promise<{ readonly output: Tensor; readonly state: NormState }> {
  const { layout } = device;
  const { rows, columns } = x;
  const softening = Math.sqrt(norm.epsilon);
  if (norm.kind !== "batch") {
    const source = rowStatisticsKernel(layout, { rows, columns, isCentered: norm.kind === "layer" });
    const statistics = keep(await device.run(source, { rows, columns: STATISTICS }, [x], [softening]));
    const apply = normalizeRowsKernel(layout, x);
    const output = keep(await device.run(apply, { rows, columns }, [x, gain, shift, statistics]));
    return { output, state: { input: x, statistics } };
  }
  const statistics =
    running ??
    keep(await device.run(statisticsKernel(layout, x), { rows: STATISTICS, columns }, [x], [softening]));
  const apply = normalizeKernel(layout, x);
  const output = keep(await device.run(apply, { rows, columns }, [x, statistics, gain, shift]));
  return { output, state: { input: x, statistics } };
}

/** dL/dx from g = dL/dy, through the statistics if they come from x. */
export async function normalizeBackward(
  device: GpuDevice,
  norm: NormPlan,
  { gain, split }: NormVectors,
  { input, statistics }: NormState,
  gradient: Tensor,
  keep: Keep,
): Promise<Tensor> {
  const { layout } = device;
  const { rows, columns } = input;
  const shape = { rows, columns };
  if (norm.kind !== "batch") {
    if (split === null) throw new EngineError("failed", `${norm.kind} norm needs its gains split`);
    const source = rowGradientSumsKernel(layout, { ...shape, isCentered: norm.kind === "layer" });
    const sums = keep(
      await device.run(source, { rows, columns: 2 }, [gradient, input, statistics, split.parts]),
    );
    const apply = normalizeRowsBackwardKernel(layout, shape);
    const inputs = [gradient, input, split.parts, statistics, sums];
    return device.run(apply, shape, inputs, [split.greatest]);
  }
  if (norm.statistics === "running") {
    return device.run(scaleByStatisticsKernel(layout, shape), shape, [gradient, statistics, gain]);
  }
  const sums = keep(
    await device.run(gradientSumsKernel(layout, shape), { rows: 2, columns }, [gradient, input, statistics]),
  );
  const apply = normalizeBackwardKernel(layout, shape);
  return device.run(apply, shape, [gradient, input, statistics, sums, gain]);
}

/**
 * Whether statistics, as read back, show that the normalisation divides by 0: 1/std is -1 then. IEEE 754
 * makes that NaN, a GPU need not.
 */
export function dividesByZero({ kind }: NormPlan, statistics: Float32Array, units: number): boolean {
  return kind === "batch"
    ? statistics.subarray(INVERSE_STD * units).some((value) => value < 0)
    : statistics.some((value, index) => index % STATISTICS === INVERSE_STD && value < 0);
}
