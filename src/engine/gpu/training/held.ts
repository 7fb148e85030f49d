/**
 * What a training holds on the device from step to step: parameters, states of the optimiser, running
 * statistics. A step makes new tensors and changes none, so an earlier state is there as long as it is kept.
 *
 * Shapes: N = units, K = fan-in.
 */
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import type { LossGradient } from "../../../experiment/losses.ts";
import type { LayerPlan } from "../../../experiment/plan.ts";
import { EngineError } from "../../engine.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { STATISTICS } from "../kernels/layout.ts";
import { runningStatisticsKernel } from "../kernels/trainingKernels.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import type { RunParameters, SplitGains } from "../passes/parameters.ts";

/** Values that are learnt, with the states of the optimiser; null where it has none. */
export interface HeldTensor {
  readonly value: Tensor;
  readonly m: Tensor | null;
  readonly v: Tensor | null;
}

export interface HeldLayer {
  /** `[N, K]`; layers that share weights hold those of the first of them. */
  readonly weights: HeldTensor;
  /** `[1, N]`, shared as the weights are. */
  readonly biases: HeldTensor;
  /** `[1, N]` each, `[1, K]` where the norm takes the input; null without a norm. */
  readonly norm: { readonly gain: HeldTensor; readonly shift: HeldTensor } | null;
  /** Mean and variance, `[2, N]` or `[2, K]` likewise; null without batch norm. */
  readonly running: Tensor | null;
}

export type Held = readonly HeldLayer[];

/** All tensors of a state, each once. */
export function tensorsOf(held: Held): ReadonlySet<Tensor> {
  const tensors = held.flatMap(({ weights, biases, norm, running }) => [
    ...[weights, biases, ...(norm === null ? [] : [norm.gain, norm.shift])].flatMap(({ value, m, v }) => [
      value,
      m,
      v,
    ]),
    running,
  ]);
  return new Set(tensors.filter((tensor) => tensor !== null));
}

/** What a pass takes beside the parameters. */
interface Scene {
  /** `[B, K]` */
  readonly input: Tensor;
  readonly mask: (layer: LayerPlan) => Promise<Tensor | null>;
  readonly loss: LossGradient | null;
}

/** The parameters of a state, for one pass. Statistics that it makes belong to the scope of the pass. */
export class HeldParameters implements RunParameters {
  readonly #device: GpuDevice;
  readonly #scope: TensorScope;
  readonly #held: Held;
  readonly #scene: Scene;

  constructor(device: GpuDevice, scope: TensorScope, held: Held, scene: Scene) {
    this.#device = device;
    this.#scope = scope;
    this.#held = held;
    this.#scene = scene;
  }

  weight(layer: LayerPlan): Promise<Tensor> {
    return Promise.resolve(this.#of(layer).weights.value);
  }

  bias(layer: LayerPlan): Promise<Tensor> {
    return Promise.resolve(this.#of(layer).biases.value);
  }

  gain(layer: LayerPlan): Promise<Tensor> {
    return Promise.resolve(this.#norm(layer).gain.value);
  }

  shift(layer: LayerPlan): Promise<Tensor> {
    return Promise.resolve(this.#norm(layer).shift.value);
  }

  /** The gains themselves are the parts: what is learnt is not known here. */
  async splitGain(layer: LayerPlan): Promise<SplitGains> {
    return { greatest: 1, parts: await this.gain(layer) };
  }

  async statistics(layer: LayerPlan): Promise<Tensor> {
    const { running } = this.#of(layer);
    const { norm } = layer;
    const units = normalizedUnits(layer);
    if (running === null || norm === null) throw new EngineError("failed", "a norm without statistics");
    const shape = { rows: STATISTICS, columns: units };
    const source = runningStatisticsKernel(this.#device.layout, units);
    return this.#scope.own(await this.#device.run(source, shape, [running], [norm.epsilon]));
  }

  input(): Promise<Tensor> {
    return Promise.resolve(this.#scene.input);
  }

  mask(layer: LayerPlan): Promise<Tensor | null> {
    return this.#scene.mask(layer);
  }

  upstream(): Promise<Tensor> {
    return Promise.reject(new EngineError("failed", "a training draws no gradient"));
  }

  loss(): LossGradient | null {
    return this.#scene.loss;
  }

  weightStats(): null {
    return null;
  }

  #of({ layerIndex }: LayerPlan): HeldLayer {
    const layer = this.#held[layerIndex];
    if (layer === undefined) throw new RangeError(`invalid layer: ${layerIndex}`);
    return layer;
  }

  #norm(layer: LayerPlan): NonNullable<HeldLayer["norm"]> {
    const { norm } = this.#of(layer);
    if (norm === null) throw new RangeError(`invalid layer: ${layer.layerIndex} (expected one with a norm)`);
    return norm;
  }
}
