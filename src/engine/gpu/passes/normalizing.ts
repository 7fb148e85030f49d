/**
 * The normalisation of a layer on the device, forward and backward: selects kernels and statistics.
 * Statistics are `[3, N]` for batch norm and `[B, 3]` for layer and RMS norm, so other code need not
 * distinguish them.
 */
import { FRESH_RUNNING_STATISTICS } from "../../../catalog/normalizations.ts";
import type { NormPlan } from "../../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import {
  gradientSumsKernel,
  INVERSE_STD,
  normalizeBackwardKernel,
  normalizeKernel,
  scaleByStatisticsKernel,
  STATISTICS,
  statisticsKernel,
} from "../kernels/normKernels.ts";
import {
  normalizeRowsBackwardKernel,
  normalizeRowsKernel,
  rowGradientSumsKernel,
  rowStatisticsKernel,
} from "../kernels/rowNormKernels.ts";

/** The input of a normalisation, and the statistics it used. */
export interface NormState {
  readonly input: Tensor;
  readonly statistics: Tensor;
}

/** Registers a tensor that a step has made: the caller keeps it and frees it later. */
type Keep = (tensor: Tensor) => Tensor;

/** The statistics of a layer that has seen no batch yet, in the form of the statistics kernel. */
function freshStatistics(device: GpuDevice, units: number, epsilon: number): Promise<Tensor> {
  const { mean, variance } = FRESH_RUNNING_STATISTICS;
  const values = new Float32Array(STATISTICS * units);
  values.fill(mean, 0, units);
  values.fill(mean - Math.fround(mean), units, 2 * units);
  values.fill(1 / Math.sqrt(variance + epsilon), INVERSE_STD * units);
  return device.upload(values, STATISTICS, units);
}

/** y = gamma (x - mean) / std + beta. @param x `[B, N]` */
export async function normalize(
  device: GpuDevice,
  norm: NormPlan,
  x: Tensor,
  keep: Keep,
): Promise<{ readonly output: Tensor; readonly state: NormState }> {
  const { layout } = device;
  const { rows, columns } = x;
  const numbers = [norm.gamma, norm.beta];
  const softening = Math.sqrt(norm.epsilon);
  if (norm.kind !== "batch") {
    const source = rowStatisticsKernel(layout, { rows, columns, isCentered: norm.kind === "layer" });
    const statistics = keep(await device.run(source, { rows, columns: STATISTICS }, [x], [softening]));
    const apply = normalizeRowsKernel(layout, x);
    const output = keep(await device.run(apply, { rows, columns }, [x, statistics], numbers));
    return { output, state: { input: x, statistics } };
  }
  const statistics = keep(
    norm.statistics === "batch"
      ? await device.run(statisticsKernel(layout, x), { rows: STATISTICS, columns }, [x], [softening])
      : await freshStatistics(device, columns, norm.epsilon),
  );
  const output = keep(
    await device.run(normalizeKernel(layout, x), { rows, columns }, [x, statistics], numbers),
  );
  return { output, state: { input: x, statistics } };
}

/** dL/dx from g = dL/dy, through the statistics if they come from x. */
export async function normalizeBackward(
  device: GpuDevice,
  norm: NormPlan,
  { input, statistics }: NormState,
  gradient: Tensor,
  keep: Keep,
): Promise<Tensor> {
  const { layout } = device;
  const { rows, columns } = input;
  const shape = { rows, columns };
  const numbers = [norm.gamma];
  if (norm.kind !== "batch") {
    const source = rowGradientSumsKernel(layout, { ...shape, isCentered: norm.kind === "layer" });
    const sums = keep(await device.run(source, { rows, columns: 2 }, [gradient, input, statistics]));
    const apply = normalizeRowsBackwardKernel(layout, shape);
    return device.run(apply, shape, [gradient, input, statistics, sums], numbers);
  }
  if (norm.statistics === "running") {
    return device.run(scaleByStatisticsKernel(layout, shape), shape, [gradient, statistics], numbers);
  }
  const sums = keep(
    await device.run(gradientSumsKernel(layout, shape), { rows: 2, columns }, [gradient, input, statistics]),
  );
  const apply = normalizeBackwardKernel(layout, shape);
  return device.run(apply, shape, [gradient, input, statistics, sums], numbers);
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
