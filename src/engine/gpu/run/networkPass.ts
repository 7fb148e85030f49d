/**
 * A network forward and backward on an open device, layer by layer: of a run, of a step of a training, of a
 * snapshot. What becomes of a layer is its follower's business.
 */
import { streamSource } from "../../../experiment/layerLinks.ts";
import type { CalibrationPlan, LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { TensorStats } from "../../../experiment/result.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { addKernel, scaleKernel } from "../kernels/kernels.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import { forwardLayer } from "../passes/calibrating.ts";
import type { ForwardLayer } from "../passes/calibrating.ts";
import { normalize } from "../passes/normalizing.ts";
import type { NormState, NormVectors } from "../passes/normalizing.ts";
import type { RunParameters } from "../passes/parameters.ts";
import { backwardLayer, outputOf } from "../passes/propagate.ts";
import type { LayerGradients } from "../passes/propagate.ts";

/** Sees the layers of a pass one by one; its promises may be waited for later. */
export interface Follower {
  /** Std of a layer's tensor, for its calibration; NaN where it holds non-finite values. */
  stdOf(layer: LayerPlan, target: CalibrationPlan["target"], tensor: Tensor): Promise<number>;
  /** @param weights on the device, or their statistics where they are known without a reading */
  forward(layer: LayerPlan, ran: ForwardLayer, weights: Tensor | (() => TensorStats)): Promise<void>;
  /** @param gradOutput dL/d(output), `[B, N]` */
  backward(layer: LayerPlan, gradOutput: Tensor, gradients: LayerGradients): Promise<void>;
  /** Is given dL/dy at the output of a norm before the gradient goes on; null where nobody asks for it. */
  readonly norm: ((layer: LayerPlan, gradient: Tensor, state: NormState) => Promise<void>) | null;
}

/** What both passes of a network share. */
export interface Pass {
  readonly plan: Plan;
  readonly device: GpuDevice;
  readonly parameters: RunParameters;
  readonly scope: TensorScope;
  readonly follower: Follower;
  /** Whether the follower looks at the counts of derivatives. */
  readonly isCounted: boolean;
  /** Lets other tasks of the thread run. @throws EngineError `cancelled`, `context-lost` */
  readonly pause: () => Promise<void>;
  /** Reads the results of a layer while the device works on the next: one layer at a time. */
  readonly follow: (read: () => Promise<void>) => Promise<void>;
  /** Resolves when no reading is under way; rejects with the error of a failed one. */
  readonly settled: () => Promise<void>;
}

/** What the normalisation of a layer needs beside its input; null without one. */
async function normVectors(parameters: RunParameters, layer: LayerPlan): Promise<NormVectors | null> {
  const { norm } = layer;
  if (norm === null) return null;
  const isRunning = norm.kind === "batch" && norm.statistics === "running";
  return {
    gain: await parameters.gain(layer),
    shift: await parameters.shift(layer),
    split: norm.kind === "batch" ? null : await parameters.splitGain(layer),
    running: isRunning ? await parameters.statistics(layer) : null,
  };
}

/** What the weights of a layer multiply: the output below, normalised if a norm stands there. */
async function inputOf(
  { device, scope }: Pass,
  layer: LayerPlan,
  layers: readonly ForwardLayer[],
  input: Tensor,
  vectors: NormVectors | null,
): Promise<{ readonly input: Tensor; readonly entry: NormState | null }> {
  const shared = layer.inputOf === undefined ? undefined : layers[layer.inputOf]?.operands.input;
  if (shared !== undefined) return { input: shared, entry: null };
  const below = layers.at(-1);
  const given = below === undefined ? input : outputOf(below.state);
  if (layer.norm?.at !== "input" || vectors === null) return { input: given, entry: null };
  const keep = (tensor: Tensor): Tensor => scope.own(tensor);
  const { output, state } = await normalize(device, layer.norm, vectors, given, keep);
  return { input: output, entry: state };
}

/** All layers forward. @returns the tensors each layer keeps on the device for the backward pass */
export async function forward(pass: Pass, input: Tensor): Promise<readonly ForwardLayer[]> {
  const { plan, device, parameters, scope, follower, isCounted, pause, follow } = pass;
  const layers: ForwardLayer[] = [];
  for (const layer of plan.layers) {
    const vectors = await normVectors(parameters, layer);
    const source = streamSource(layer);
    const stream = source === null ? undefined : layers[source]?.state;
    // A block that begins at the first layer adds the input of the network.
    const skipped = stream === undefined ? input : outputOf(stream);
    const [query, key] = [layer.attention?.query, layer.attention?.key].map((index) =>
      index === undefined ? undefined : layers[index]?.state.activation,
    );
    const operands = {
      ...(await inputOf(pass, layer, layers, input, vectors)),
      biases: await parameters.bias(layer),
      vectors,
      mask: await parameters.mask(layer),
      skip: source === null ? null : skipped,
      gate: layer.gate === undefined ? null : (layers[layer.gate]?.state.activation ?? null),
      attended: query === undefined || key === undefined ? null : { query, key },
    };
    const drawn = await parameters.weight(layer);
    const stdOf = async (target: CalibrationPlan["target"], seen: Tensor): Promise<number> => {
      const std = await follower.stdOf(layer, target, seen);
      await pause();
      return std;
    };
    const ran = await forwardLayer(device, layer, operands, drawn, scope, stdOf, isCounted);
    layers.push(ran);
    await follow(async () => {
      await follower.forward(layer, ran, ran.rescaled ?? parameters.weightStats(layer) ?? drawn);
      scope.drop(ran.state.counts);
    });
  }
  return layers;
}

/** What the end of a block hands to where its stream comes from: dL/dx of factor x + branch a. */
async function handedBack({ device, scope }: Pass, { stream }: LayerPlan, gradient: Tensor): Promise<Tensor> {
  if (stream === undefined || stream.factor === 1) return gradient;
  const scale = scaleKernel(device.layout, gradient);
  return scope.own(await device.run(scale, gradient, [gradient], [stream.factor]));
}

/**
 * All layers backward; frees the forward pass's tensors of each layer.
 * @param upstream dL/da of the last layer
 */
export async function backward(
  pass: Pass,
  layers: readonly ForwardLayer[],
  upstream: Tensor,
  needsGradWeight: boolean,
): Promise<void> {
  const { plan, device, parameters, scope, follower, follow } = pass;
  const { norm: onNorm } = follower;
  /** By layer: the gradient that the end of a residual block hands to the output its stream came from. */
  const streams = new Map<number, Tensor>();
  let gradOutput = upstream;
  /** Of an input that the value of a block shares with its gate, or values and keys with queries. */
  let shared: Tensor | null = null;
  /** Of queries, while the gradient goes through the keys. */
  let ofQueries: Tensor | null = null;
  for (const [index, ran] of [...layers.entries()].toReversed()) {
    const layer: LayerPlan | undefined = plan.layers[index];
    if (layer === undefined) break;
    const gradient = gradOutput;
    const fromValue = shared;
    shared = null;
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
      onNorm === null ? null : (arrived, state) => onNorm(layer, arrived, state),
      fromValue,
    );
    const source = streamSource(layer);
    const handed = source === null ? null : await handedBack(pass, layer, made.gradActivation);
    if (source !== null && handed !== null) streams.set(source, handed);
    const stream = streams.get(index - 1);
    if (made.gradGate !== null) {
      shared = made.gradInput;
      gradOutput = made.gradGate;
    } else if (made.gradAttended !== null) {
      shared = made.gradInput;
      gradOutput = made.gradAttended.key;
      ofQueries = made.gradAttended.query;
    } else if (ofQueries !== null) {
      shared = made.gradInput;
      gradOutput = ofQueries;
      ofQueries = null;
    } else if (made.gradInput !== null) {
      gradOutput =
        stream === undefined
          ? made.gradInput
          : scope.own(await device.run(addKernel(device.layout, stream), stream, [made.gradInput, stream]));
      if (stream !== undefined) scope.drop(made.gradInput);
    }
    await follow(async () => {
      await follower.backward(layer, gradient, made);
      scope.drop(made.gradPreActivation, made.gradWeight, fromValue, ran.rescaled);
      // The gradient of a block's end is needed once more, at its start.
      scope.drop(...[gradient, made.gradActivation].filter((tensor) => tensor !== handed), stream);
      // A gate is needed until its own turn, and a normalised input until that of its norm.
      scope.drop(...ran.state.all, ran.operands.entry == null ? null : ran.operands.input);
      scope.drop(ran.operands.entry?.statistics);
    });
  }
}
