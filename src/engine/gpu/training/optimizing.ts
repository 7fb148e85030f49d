/** One step of an optimiser on the device: gradients that are shared, clipped, and applied. */
import { optimizerById } from "../../../catalog/optimizers.ts";
import type { Plan } from "../../../experiment/plan.ts";
import { corrections } from "../../../experiment/training/optimizerStep.ts";
import { rateAt } from "../../../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../../experiment/training/trainingPlan.ts";
import { EngineError } from "../../engine.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { addKernel } from "../kernels/kernels.ts";
import { NORM_ROWS } from "../kernels/layout.ts";
import type { Shape } from "../kernels/layout.ts";
import { stepKernels } from "../kernels/stepKernels.ts";
import type { StepClip, StepKernel } from "../kernels/stepKernels.ts";
import { clipFactorKernel, columnNormsKernel, joinNormsKernel } from "../kernels/trainingKernels.ts";
import type { TensorScope } from "../memory/tensorScope.ts";
import type { Held, HeldLayer, HeldTensor } from "./held.ts";

/** Gradients of a layer; null for what is not learnt. */
export interface HeldGradients {
  weights: Tensor | null;
  biases: Tensor | null;
  gain: Tensor | null;
  shift: Tensor | null;
}

/** Where the tensors of a step live. */
interface Room {
  /** Of the step: gradients belong to it. */
  readonly scope: TensorScope;
  /** Takes over the new state. */
  readonly owner: TensorScope;
  /** The norm of nothing, `[2, 1]`. */
  readonly zeroNorm: () => Promise<Tensor>;
  /** Between layers. */
  readonly pause: () => Promise<void>;
}

const SCALAR: Shape = { rows: 1, columns: 1 };

export class Optimizing {
  readonly #device: GpuDevice;
  readonly #training: TrainingPlan;
  readonly #clip: StepClip;
  /** By shape. */
  readonly #kernels = new Map<string, readonly StepKernel[]>();

  constructor(device: GpuDevice, training: TrainingPlan) {
    this.#device = device;
    this.#training = training;
    this.#clip = training.clip?.kind ?? "none";
  }

  /**
   * The state behind a step.
   * @param gradients what layers share is added up in them
   * @param running the running statistics behind the step, by layer
   */
  async step(
    step: number,
    held: Held,
    gradients: readonly HeldGradients[],
    running: readonly (Tensor | null)[],
    { scope, owner, zeroNorm, pause }: Room,
  ): Promise<Held> {
    const { plan, rates, weightDecay, decayed } = this.#training;
    await this.#share(plan, gradients, scope);
    const factor = await this.#factor(gradients, scope, zeroNorm);
    const rate = rateAt(this.#training, step);
    const next: HeldLayer[] = [];
    for (const [index, layer] of held.entries()) {
      const { weights: gradWeights, biases, gain, shift } = gradients[index] ?? {};
      const { weights, vectors } = rates[index] ?? { weights: 1, vectors: 1 };
      const apply = (tensor: HeldTensor, gradient: Tensor | null = null, own: number, decay: number) =>
        gradient === null
          ? Promise.resolve(tensor)
          : this.#apply(step, tensor, gradient, own, decay, factor, owner);
      const decay = decayed === "all" ? weightDecay : 0;
      const source = next[plan.layers[index]?.weightsFrom ?? index];
      next.push({
        weights: source?.weights ?? (await apply(layer.weights, gradWeights, rate * weights, weightDecay)),
        biases: source?.biases ?? (await apply(layer.biases, biases, rate * vectors, decay)),
        norm:
          layer.norm === null
            ? null
            : {
                gain: await apply(layer.norm.gain, gain, rate * vectors, decay),
                shift: await apply(layer.norm.shift, shift, rate * vectors, decay),
              },
        running: running[index] ?? layer.running,
      });
      await pause();
    }
    return next;
  }

  /** What layers share has the sum of their gradients; the other layers have none of their own. */
  async #share({ layers }: Plan, gradients: readonly HeldGradients[], scope: TensorScope): Promise<void> {
    for (const { layerIndex, weightsFrom } of layers) {
      const own = gradients[layerIndex];
      const source = gradients[weightsFrom];
      if (weightsFrom === layerIndex || own === undefined || source === undefined) continue;
      for (const key of ["weights", "biases"] as const) {
        const [mine, sum] = [own[key], source[key]];
        own[key] = null;
        if (mine === null) continue;
        if (sum === null) {
          source[key] = mine;
          continue;
        }
        source[key] = scope.own(
          await this.#device.run(addKernel(this.#device.layout, sum), sum, [sum, mine]),
        );
        scope.drop(sum, mine);
      }
    }
  }

  /** The factor of all gradients `[1, 1]`; null unless their norm is clipped. */
  async #factor(
    gradients: readonly HeldGradients[],
    scope: TensorScope,
    zeroNorm: () => Promise<Tensor>,
  ): Promise<Tensor | null> {
    const { clip } = this.#training;
    if (clip?.kind !== "norm") return null;
    const device = this.#device;
    const { layout } = device;
    let norm = await zeroNorm();
    for (const layer of gradients) {
      for (const gradient of [layer.weights, layer.biases, layer.gain, layer.shift]) {
        if (gradient === null) continue;
        const { columns } = gradient;
        const norms = scope.own(
          await device.run(columnNormsKernel(layout, gradient), { rows: NORM_ROWS, columns }, [gradient]),
        );
        const joined = scope.own(
          await device.run(joinNormsKernel(layout, columns), { rows: NORM_ROWS, columns: 1 }, [norms, norm]),
        );
        scope.drop(norms, norm);
        norm = joined;
      }
    }
    return scope.own(await device.run(clipFactorKernel(layout), SCALAR, [norm], [clip.value]));
  }

  async #apply(
    step: number,
    { value, m, v }: HeldTensor,
    gradient: Tensor,
    rate: number,
    decay: number,
    factor: Tensor | null,
    owner: TensorScope,
  ): Promise<HeldTensor> {
    const { optimizer, clip } = this.#training;
    const { isDecoupled = false } = optimizerById(optimizer);
    const [c1, c2] = corrections(optimizer, step + 1);
    const numbers = {
      lr: rate,
      c1,
      c2,
      decay: isDecoupled ? 1 - rate * decay : decay,
      limit: clip?.value ?? 0,
    };
    const tensors = { w: value, g: gradient, m, v, factor };
    for (const kernel of this.#kernelsOf(value)) {
      const inputs = kernel.tensors.map((name) => {
        const tensor = tensors[name];
        if (tensor === null) throw new EngineError("failed", `a step without ${name}`);
        return tensor;
      });
      const given = kernel.numbers.map((name) => numbers[name]);
      tensors[kernel.part] = owner.own(await this.#device.run(kernel.source, value, inputs, given));
    }
    return { value: tensors.w, m: tensors.m, v: tensors.v };
  }

  #kernelsOf({ rows, columns }: Shape): readonly StepKernel[] {
    const key = `${rows}x${columns}`;
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    const { layout } = this.#device;
    const kernels = stepKernels(layout, { rows, columns }, this.#training.optimizer, this.#clip);
    this.#kernels.set(key, kernels);
    return kernels;
  }
}
