/**
 * One layer forward and backward on the device: the kernels in their order, and the tensors kept for the
 * backward pass.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import type { LayerPlan } from "../../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { attend, attendBackward } from "./attending.ts";
import type { Mixing, QueriesAndKeys } from "./attending.ts";
import {
  activationKernel,
  addKernel,
  addScaledKernel,
  dropoutKernel,
  multiplyByDerivativeKernel,
  derivativeCountsKernel,
  multiplyKernel,
  scaleKernel,
} from "../kernels/kernels.ts";
import { COUNT_ROWS } from "../kernels/layout.ts";
import { normalize, normalizeBackward } from "./normalizing.ts";
import type { NormState, NormVectors } from "./normalizing.ts";
import type { TensorScope } from "../memory/tensorScope.ts";

/** The operands of a layer beside its weights. */
export interface LayerOperands {
  /** What the weights multiply, behind a normalisation if there is one, `[B, K]`. */
  readonly input: Tensor;
  /** A normalisation of the input; null or left out where there is none. */
  readonly entry?: NormState | null;
  /** The activation that multiplies phi, `[B, N]`; null or left out elsewhere. */
  readonly gate?: Tensor | null;
  /** Queries and keys of a layer that mixes tokens; null or left out elsewhere. */
  readonly attended?: QueriesAndKeys | null;
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
  /** The layer's output, `[B, N]`; what it adds to its stream, where it has one. */
  readonly activation: Tensor;
  /** The stream behind a block, `[B, N]`: the output of the layer that ends it; null for all others. */
  readonly stream: Tensor | null;
  /** The factor of a gate, or the values that attention mixes, `[B, N]`; null where there is neither. */
  readonly ungated: Tensor | null;
  /** What attention gives, before dropout, with what its gradient needs; null where none is. */
  readonly attention: { readonly mixed: Tensor; readonly mixing: Mixing } | null;
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
  /**
   * dL/d(output of the layer below), `[B, K]`, or of an input that is shared with the gate; null for the
   * first layer.
   */
  readonly gradInput: Tensor | null;
  /** dL/da, `[B, N]`: the gradient that was given, but behind the norm of a stream. */
  readonly gradActivation: Tensor;
  /** dL/d(activation of the gate), `[B, N]`; null where there is no gate. */
  readonly gradGate: Tensor | null;
  /** dL/dq and dL/dk, `[B, N]` each; null where no tokens are mixed. */
  readonly gradAttended: QueriesAndKeys | null;
}

/** The output of a layer, `[B, N]`: what the next layer takes. */
export function outputOf({ stream, activation }: LayerTensors): Tensor {
  return stream ?? activation;
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
  { vectors, mask, skip, gate = null, attended = null }: LayerOperands,
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
  const ungated = gate === null && attended === null ? null : activation;
  const attention =
    layer.attention === undefined || attended === null
      ? null
      : await attend(device, layer.attention, attended, activation, keep);
  if (attention !== null) activation = attention.mixed;
  if (gate !== null)
    activation = keep(await device.run(multiplyKernel(layout, shape), shape, [activation, gate]));
  if (mask !== null) {
    activation = keep(await device.run(dropoutKernel(layout, shape), shape, [activation, mask]));
  }
  let stream: Tensor | null = null;
  if (layer.stream !== undefined && skip !== null) {
    const { factor, branch } = layer.stream;
    if (branch !== 1)
      activation = keep(await device.run(scaleKernel(layout, shape), shape, [activation], [branch]));
    const add = addScaledKernel(layout, shape);
    const sum = keep(await device.run(add, shape, [activation, skip], [factor]));
    stream = layer.norm?.at === "stream" ? await throughNorm(sum) : sum;
  } else if (skip !== null)
    activation = keep(await device.run(addKernel(layout, shape), shape, [activation, skip]));
  const all = [
    ...new Set([
      preActivation,
      activation,
      seen,
      ...(counts === null ? [] : [counts]),
      ...tensorsOf(norm),
      ...(stream === null ? [] : [stream]),
      ...(ungated === null ? [] : [ungated]),
      ...(attention === null ? [] : [attention.mixed, ...attention.mixing.made]),
    ]),
  ];
  // Later steps do not read the intermediate tensors.
  scope.drop(...made.filter((tensor) => !all.includes(tensor)));
  return { preActivation, activation, stream, ungated, attention, seen, counts, norm, all };
}

function tensorsOf(norm: NormState | null): readonly Tensor[] {
  return norm === null ? [] : [norm.input, norm.statistics];
}

/**
 * Backward pass of one layer.
 * @param weights `[N, K]`
 * @param gradOutput dL/d(output) `[B, N]`
 * @param needsGradWeight whether to make the weight gradient: a third of the work
 * @param onNorm is given the gradient at the output of the layer's normalisation
 * @param shared gradient of the input from the layer that shares it, `[B, K]`; null where none does
 */
export async function backwardLayer(
  device: GpuDevice,
  layer: LayerPlan,
  operands: Omit<LayerOperands, "biases" | "skip">,
  state: LayerTensors,
  weights: Tensor,
  gradOutput: Tensor,
  scope: TensorScope,
  needsGradWeight: boolean,
  onNorm: ((gradient: Tensor, state: NormState) => Promise<void>) | null = null,
  shared: Tensor | null = null,
): Promise<LayerGradients> {
  const { layout } = device;
  const { input, entry = null, gate = null, attended = null, vectors, mask } = operands;
  const { norm, units, fanIn, stream } = layer;
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

  const gradActivation = norm?.at === "stream" ? await throughNorm(gradOutput) : gradOutput;
  let gradient = gradActivation;
  if (stream !== undefined && stream.branch !== 1)
    gradient = keep(await device.run(scaleKernel(layout, shape), shape, [gradient], [stream.branch]));
  if (mask !== null) {
    gradient = keep(await device.run(dropoutKernel(layout, shape), shape, [gradient, mask]));
  }
  let gradGate: Tensor | null = null;
  if (gate !== null && state.ungated !== null) {
    const multiply = multiplyKernel(layout, shape);
    gradGate = keep(await device.run(multiply, shape, [gradient, state.ungated]));
    gradient = keep(await device.run(multiply, shape, [gradient, gate]));
  }
  let gradAttended: QueriesAndKeys | null = null;
  if (
    layer.attention !== undefined &&
    attended !== null &&
    state.attention !== null &&
    state.ungated !== null
  ) {
    const { mixing } = state.attention;
    const made = await attendBackward(
      device,
      layer.attention,
      attended,
      mixing,
      state.ungated,
      gradient,
      keep,
    );
    gradAttended = { query: made.query, key: made.key };
    gradient = made.values;
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
  let gradInput = scope.own(
    layer.layerIndex === 0
      ? null
      : await device.multiply(
          { kind: "inputGradient", rows: batch, columns: fanIn, inner: units },
          gradient,
          weights,
          null,
        ),
  );
  const below = { rows: batch, columns: fanIn };
  if (gradInput !== null && shared !== null) {
    const own = gradInput;
    gradInput = scope.own(await device.run(addKernel(layout, below), below, [own, shared]));
    scope.drop(own);
  }
  if (gradInput !== null && norm !== null && entry !== null && vectors !== null) {
    const own = gradInput;
    await onNorm?.(own, entry);
    gradInput = scope.own(await normalizeBackward(device, norm, vectors, entry, own, keep));
    scope.drop(own);
  }
  const kept = [gradient, gradActivation, gradGate, gradAttended?.query, gradAttended?.key];
  scope.drop(...between.filter((tensor) => !kept.includes(tensor)));
  return { gradPreActivation: gradient, gradWeight, gradInput, gradActivation, gradGate, gradAttended };
}
