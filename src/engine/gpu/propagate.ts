/**
 * One layer forward and backward on the device: which kernels, in which order, and what stays for the way back.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import type { LayerPlan } from "../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";
import {
  activationKernel,
  COUNT_ROWS,
  gradientSumsKernel,
  multiplyKernel,
  normalizeBackwardKernel,
  normalizeKernel,
  slopeCountsKernel,
  STATISTICS_ROWS,
  statisticsKernel,
} from "./kernels.ts";

/** Batch norm of one layer: what it saw, and the statistics `[3, N]` it took. */
interface NormState {
  readonly input: Tensor;
  readonly statistics: Tensor;
}

/** What the forward pass of a layer leaves on the device. */
export interface LayerTensors {
  /** z, `[B, N]`. */
  readonly preActivation: Tensor;
  /** The layer's output, `[B, N]`. */
  readonly activation: Tensor;
  /** phi' at what the activation saw, `[B, N]`. */
  readonly slopes: Tensor;
  /** Saturated and live entries per unit, `[2, N]`. */
  readonly counts: Tensor;
  readonly norm: NormState | null;
  /** Everything above and between, to be freed. */
  readonly all: readonly Tensor[];
}

/** Gradients of a layer on the device. */
export interface LayerGradients {
  /** dL/dz, `[B, N]`. */
  readonly gradPreActivation: Tensor;
  /** `[N, K]` */
  readonly gradWeight: Tensor;
  /** dL/da of the layer before, `[B, K]`; null for the first layer. */
  readonly gradInput: Tensor | null;
  /** What lies between, to be freed. */
  readonly between: readonly Tensor[];
}

/** Forward pass of one layer. @param input `[B, K]` @param weights `[N, K]` @param biases `[1, N]` or null */
export async function forwardLayer(
  device: GpuDevice,
  layer: LayerPlan,
  input: Tensor,
  weights: Tensor,
  biases: Tensor | null,
): Promise<LayerTensors> {
  const { layout } = device;
  const { batchNorm, activation: id, slope, units, fanIn } = layer;
  const shape = { rows: input.rows, columns: units };
  const all: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    all.push(tensor);
    return tensor;
  };
  let norm: NormState | null = null;
  const normalize = async (tensor: Tensor): Promise<Tensor> => {
    if (batchNorm === null) return tensor;
    const statistics = keep(
      await device.run(
        statisticsKernel(layout, shape),
        { rows: STATISTICS_ROWS, columns: units },
        [tensor],
        [Math.sqrt(batchNorm.epsilon)],
      ),
    );
    norm = { input: tensor, statistics };
    const numbers = [batchNorm.gamma, batchNorm.beta];
    return keep(await device.run(normalizeKernel(layout, shape), shape, [tensor, statistics], numbers));
  };
  const preActivation = keep(
    await device.multiply({ kind: "forward", ...shape, inner: fanIn }, input, weights, biases),
  );
  const seen = batchNorm?.at === "before" ? await normalize(preActivation) : preActivation;
  const activated = keep(await device.run(activationKernel(layout, shape, id, "f"), shape, [seen], [slope]));
  const slopes = keep(await device.run(activationKernel(layout, shape, id, "df"), shape, [seen], [slope]));
  const activation = batchNorm?.at === "after" ? await normalize(activated) : activated;
  const counts = keep(
    await device.run(
      slopeCountsKernel(layout, shape),
      { rows: COUNT_ROWS, columns: units },
      [slopes],
      [layer.saturationThreshold],
    ),
  );
  return { preActivation, activation, slopes, counts, norm, all };
}

/** Backward pass of one layer. @param gradActivation dL/d(output) `[B, N]` @param input `[B, K]` */
export async function backwardLayer(
  device: GpuDevice,
  layer: LayerPlan,
  state: LayerTensors,
  input: Tensor,
  weights: Tensor,
  gradActivation: Tensor,
): Promise<LayerGradients> {
  const { layout } = device;
  const { batchNorm, units, fanIn } = layer;
  const batch = input.rows;
  const shape = { rows: batch, columns: units };
  const between: Tensor[] = [];
  const throughNorm = async (gradient: Tensor): Promise<Tensor> => {
    if (batchNorm === null || state.norm === null) return gradient;
    const { input: seen, statistics } = state.norm;
    const sums = await device.run(gradientSumsKernel(layout, shape), { rows: 2, columns: units }, [
      gradient,
      seen,
      statistics,
    ]);
    between.push(sums);
    const tensors = [gradient, seen, statistics, sums];
    return device.run(normalizeBackwardKernel(layout, shape), shape, tensors, [batchNorm.gamma]);
  };
  const throughActivation = (gradient: Tensor): Promise<Tensor> =>
    device.run(multiplyKernel(layout, shape), shape, [gradient, state.slopes]);

  let gradPreActivation: Tensor;
  if (batchNorm?.at === "after") {
    const gradActivated = await throughNorm(gradActivation);
    between.push(gradActivated);
    gradPreActivation = await throughActivation(gradActivated);
  } else if (batchNorm?.at === "before") {
    const gradSeen = await throughActivation(gradActivation);
    between.push(gradSeen);
    gradPreActivation = await throughNorm(gradSeen);
  } else {
    gradPreActivation = await throughActivation(gradActivation);
  }
  const gradWeight = await device.multiply(
    { kind: "weightGradient", rows: units, columns: fanIn, inner: batch },
    gradPreActivation,
    input,
    null,
  );
  const gradInput =
    layer.layerIndex === 0
      ? null
      : await device.multiply(
          { kind: "inputGradient", rows: batch, columns: fanIn, inner: units },
          gradPreActivation,
          weights,
          null,
        );
  return { gradPreActivation, gradWeight, gradInput, between };
}
