/**
 * One layer forward and backward on the device: which kernels, in which order, and what stays for the way back.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import type { LayerPlan } from "../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "./gpuDevice.ts";
import { activationKernel, COUNT_ROWS, multiplyKernel, slopeCountsKernel } from "./kernels.ts";
import { normalize, normalizeBackward } from "./normalizing.ts";
import type { NormState } from "./normalizing.ts";

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
  const { activation: id, slope, units, fanIn } = layer;
  const shape = { rows: input.rows, columns: units };
  const all: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    all.push(tensor);
    return tensor;
  };
  let norm: NormState | null = null;
  const throughNorm = async (tensor: Tensor): Promise<Tensor> => {
    if (layer.norm === null) return tensor;
    const { output, state } = await normalize(device, layer.norm, tensor, keep);
    norm = state;
    return output;
  };
  const preActivation = keep(
    await device.multiply({ kind: "forward", ...shape, inner: fanIn }, input, weights, biases),
  );
  const seen = layer.norm?.at === "before" ? await throughNorm(preActivation) : preActivation;
  const activated = keep(await device.run(activationKernel(layout, shape, id, "f"), shape, [seen], [slope]));
  const slopes = keep(await device.run(activationKernel(layout, shape, id, "df"), shape, [seen], [slope]));
  const activation = layer.norm?.at === "after" ? await throughNorm(activated) : activated;
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
  const { norm, units, fanIn } = layer;
  const batch = input.rows;
  const shape = { rows: batch, columns: units };
  const between: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    between.push(tensor);
    return tensor;
  };
  const throughNorm = async (gradient: Tensor): Promise<Tensor> => {
    if (norm === null || state.norm === null) return gradient;
    return normalizeBackward(device, norm, state.norm, gradient, keep);
  };
  const throughActivation = (gradient: Tensor): Promise<Tensor> =>
    device.run(multiplyKernel(layout, shape), shape, [gradient, state.slopes]);

  let gradPreActivation: Tensor;
  if (norm?.at === "after") {
    gradPreActivation = await throughActivation(keep(await throughNorm(gradActivation)));
  } else if (norm?.at === "before") {
    gradPreActivation = await throughNorm(keep(await throughActivation(gradActivation)));
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
