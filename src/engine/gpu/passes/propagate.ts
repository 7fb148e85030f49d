/**
 * One layer forward and backward on the device: the kernels in their order, and the tensors kept for the
 * backward pass.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import type { LayerPlan } from "../../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import {
  activationKernel,
  addKernel,
  dropoutKernel,
  multiplyByDerivativeKernel,
  derivativeCountsKernel,
} from "../kernels/kernels.ts";
import { COUNT_ROWS } from "../kernels/layout.ts";
import { normalize, normalizeBackward } from "./normalizing.ts";
import type { NormState, NormVectors } from "./normalizing.ts";
import type { TensorScope } from "../memory/tensorScope.ts";

/** The operands of a layer beside its weights. */
export interface LayerOperands {
  /** `[B, K]` */
  readonly input: Tensor;
  /** `[1, N]`, or null when all are zero. */
  readonly biases: Tensor | null;
  /** Null without normalisation. */
  readonly vectors: NormVectors | null;
  /** Dropout: 0 or 1 / p, `[B, N]`; null without dropout. */
  readonly mask: Tensor | null;
  /** The addend of a residual block to the output, `[B, N]`; null elsewhere. */
  readonly skip: Tensor | null;
}

/** Tensors of a layer's forward pass on the device. */
export interface LayerTensors {
  /** z, `[B, N]`. */
  readonly preActivation: Tensor;
  /** The layer's output, `[B, N]`. */
  readonly activation: Tensor;
  /** The input of the activation: z, or the output of a norm before it, `[B, N]`. */
  readonly seen: Tensor;
  /** Saturated and live entries per unit, `[2, N]`; null where nobody looks at them. */
  readonly counts: Tensor | null;
  readonly norm: NormState | null;
  /** All tensors above, for freeing. */
  readonly all: readonly Tensor[];
}

/** Gradients of a layer on the device. */
export interface LayerGradients {
  /** dL/dz, `[B, N]`. */
  readonly gradPreActivation: Tensor;
  /** `[N, K]`; null when it is not requested. */
  readonly gradWeight: Tensor | null;
  /** dL/da of the previous layer, `[B, K]`; null for the first layer. */
  readonly gradInput: Tensor | null;
}

/** z = a W^T + b, `[B, N]`. @param weights `[N, K]` */
export async function preActivate(
  device: GpuDevice,
  { units, fanIn }: LayerPlan,
  { input, biases }: LayerOperands,
  weights: Tensor,
  scope: TensorScope,
): Promise<Tensor> {
  const shape = { rows: input.rows, columns: units };
  return scope.own(
    await device.multiply({ kind: "forward", ...shape, inner: fanIn }, input, weights, biases),
  );
}

/**
 * From z to the layer's output: normalisation, activation, dropout, and the stream of a residual block.
 * @param isCounted whether to count the values of the derivative
 */
export async function activate(
  device: GpuDevice,
  layer: LayerPlan,
  { vectors, mask, skip }: LayerOperands,
  preActivation: Tensor,
  scope: TensorScope,
  isCounted = true,
): Promise<LayerTensors> {
  const { layout } = device;
  const { activation: id, activationParameter, units } = layer;
  const shape = { rows: preActivation.rows, columns: units };
  const made: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    made.push(tensor);
    return scope.own(tensor);
  };
  let norm: NormState | null = null;
  const throughNorm = async (tensor: Tensor): Promise<Tensor> => {
    if (layer.norm === null || vectors === null) return tensor;
    const { output, state } = await normalize(device, layer.norm, vectors, tensor, keep);
    norm = state;
    return output;
  };
  const seen = layer.norm?.at === "before" ? await throughNorm(preActivation) : preActivation;
  const activated = keep(
    await device.run(activationKernel(layout, shape, id), shape, [seen], [activationParameter]),
  );
  const count = async (): Promise<Tensor> =>
    keep(
      await device.run(
        derivativeCountsKernel(layout, shape, id),
        { rows: COUNT_ROWS, columns: units },
        [seen],
        [activationParameter, layer.saturationThreshold],
      ),
    );
  const counts = isCounted ? await count() : null;
  let activation = layer.norm?.at === "after" ? await throughNorm(activated) : activated;
  if (mask !== null) {
    activation = keep(await device.run(dropoutKernel(layout, shape), shape, [activation, mask]));
  }
  if (skip !== null) activation = keep(await device.run(addKernel(layout, shape), shape, [activation, skip]));
  const all = [
    ...new Set([preActivation, activation, seen, ...(counts === null ? [] : [counts]), ...tensorsOf(norm)]),
  ];
  // Later steps do not read the intermediate tensors.
  scope.drop(...made.filter((tensor) => !all.includes(tensor)));
  return { preActivation, activation, seen, counts, norm, all };
}

function tensorsOf(norm: NormState | null): readonly Tensor[] {
  return norm === null ? [] : [norm.input, norm.statistics];
}

/**
 * Backward pass of one layer.
 * @param weights `[N, K]`
 * @param gradActivation dL/d(output) `[B, N]`
 * @param needsGradWeight whether to make the weight gradient: a third of the work
 * @param onNorm is given the gradient at the output of the layer's normalisation
 */
export async function backwardLayer(
  device: GpuDevice,
  layer: LayerPlan,
  { input, vectors, mask }: Pick<LayerOperands, "input" | "vectors" | "mask">,
  state: LayerTensors,
  weights: Tensor,
  gradActivation: Tensor,
  scope: TensorScope,
  needsGradWeight: boolean,
  onNorm: ((gradient: Tensor, state: NormState) => Promise<void>) | null = null,
): Promise<LayerGradients> {
  const { layout } = device;
  const { norm, units, fanIn } = layer;
  const batch = input.rows;
  const shape = { rows: batch, columns: units };
  const between: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    between.push(tensor);
    return scope.own(tensor);
  };
  const throughNorm = async (gradient: Tensor): Promise<Tensor> => {
    if (norm === null || state.norm === null || vectors === null) return gradient;
    await onNorm?.(gradient, state.norm);
    return keep(await normalizeBackward(device, norm, vectors, state.norm, gradient, keep));
  };

  let gradient = gradActivation;
  if (mask !== null) {
    gradient = keep(await device.run(dropoutKernel(layout, shape), shape, [gradient, mask]));
  }
  if (norm?.at === "after") gradient = await throughNorm(gradient);
  const multiplyByDerivative = multiplyByDerivativeKernel(layout, shape, layer.activation);
  gradient = keep(
    await device.run(multiplyByDerivative, shape, [gradient, state.seen], [layer.activationParameter]),
  );
  if (norm?.at === "before") gradient = await throughNorm(gradient);
  const gradWeight = scope.own(
    needsGradWeight
      ? await device.multiply(
          { kind: "weightGradient", rows: units, columns: fanIn, inner: batch },
          gradient,
          input,
          null,
        )
      : null,
  );
  const gradInput = scope.own(
    layer.layerIndex === 0
      ? null
      : await device.multiply(
          { kind: "inputGradient", rows: batch, columns: fanIn, inner: units },
          gradient,
          weights,
          null,
        ),
  );
  scope.drop(...between.filter((tensor) => tensor !== gradient));
  return { gradPreActivation: gradient, gradWeight, gradInput };
}
