/**
 * The parameters of a training and all that belongs to them, in the kernels' memory: float32 weights, biases,
 * gradients and states, float64 gains and shifts. They stay where they are from the first step to the last.
 */
import { FRESH_RUNNING_STATISTICS } from "../../../catalog/normalizations.ts";
import { optimizerById } from "../../../catalog/optimizers.ts";
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import { dropoutDraw, fillGains, fillShifts, maskFromUniforms } from "../../../experiment/sampling.ts";
import { freshOptimizerState } from "../../../experiment/training/optimizerStep.ts";
import type { OptimizerState } from "../../../experiment/training/optimizerStep.ts";
import { RUNNING_MOMENTUM } from "../../../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../../experiment/training/trainingPlan.ts";
import type { KernelModule } from "../kernels/module.ts";
import { doublesAt, floatsAt } from "../memory/memory.ts";
import type { Layout } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerBuffers, RunBuffers } from "../run/buffers.ts";
import type { Learning, LayerState, ParameterStore, RunContext } from "../run/runContext.ts";

/** Addresses of float32 values that are learnt; states are 0 where the optimiser has none. */
export interface HeldTensor {
  readonly at: number;
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

/** A float64 vector that is learnt, with its gradient. */
export interface HeldVector {
  readonly at: number;
  readonly count: number;
  readonly gradient: Float64Array;
  readonly state: OptimizerState;
}

export interface HeldLayer {
  readonly weights: HeldTensor;
  readonly biases: HeldTensor;
  readonly gain: HeldVector;
  readonly shift: HeldVector;
  /** Null without batch norm. */
  readonly running: { readonly mean: Float64Array; readonly variance: Float64Array } | null;
}

/** Where a pass works and which draws of the masks it has. */
interface Scene {
  readonly buffers: RunBuffers;
  readonly drawing: RunContext["drawing"];
  /** Row of the masks' addresses of its first input. */
  readonly maskRow: number;
  /** Given masks by layer; null where they are drawn. */
  readonly masks: readonly (Float64Array | null)[] | null;
}

export class HeldParameters implements ParameterStore, Learning {
  readonly layers: readonly HeldLayer[];
  /** All float32 gradients, one behind the other. */
  readonly gradients: { readonly at: number; readonly count: number };
  readonly #module: KernelModule;
  readonly #training: TrainingPlan;
  #scene: Scene | null = null;

  /** Takes its room from a layout; what is there is set with `fill`. */
  constructor(module: KernelModule, training: TrainingPlan, layout: Layout) {
    this.#module = module;
    this.#training = training;
    const { step } = optimizerById(training.optimizer);
    const gradientsAt = layout.end;
    const places = training.plan.layers.map(({ units, fanIn }) => ({
      weights: layout.floats(units * fanIn),
      biases: layout.floats(units),
    }));
    this.gradients = { at: gradientsAt, count: (layout.end - gradientsAt) / 4 };
    const tensor = (count: number, gradient: number): HeldTensor => ({
      at: layout.floats(count),
      gradient,
      first: step.m === undefined ? 0 : layout.floats(count),
      second: step.v === undefined ? 0 : layout.floats(count),
      count,
    });
    const vector = (count: number): HeldVector => ({
      at: layout.doubles(count),
      count,
      gradient: new Float64Array(count),
      state: freshOptimizerState(training.optimizer, count),
    });
    const { mean, variance } = FRESH_RUNNING_STATISTICS;
    this.layers = training.plan.layers.map((layer, index) => {
      const { units, fanIn, norm } = layer;
      const normed = normalizedUnits(layer);
      return {
        weights: tensor(units * fanIn, places[index]?.weights ?? 0),
        biases: tensor(units, places[index]?.biases ?? 0),
        gain: vector(normed),
        shift: vector(normed),
        running:
          norm?.kind === "batch"
            ? { mean: new Float64Array(normed).fill(mean), variance: new Float64Array(normed).fill(variance) }
            : null,
      };
    });
  }

  /** Sets gains and shifts as the plan says, biases to 0, and clears gradients and states. */
  clear(): void {
    const { memory } = this.#module;
    for (const [index, { weights, biases, gain, shift }] of this.layers.entries()) {
      const { norm = null } = this.#training.plan.layers[index] ?? {};
      for (const { at, gradient, first, second, count } of [weights, biases]) {
        for (const address of [at, gradient, first, second]) {
          if (address !== 0) floatsAt(memory, address, count).fill(0);
        }
      }
      fillGains(doublesAt(memory, gain.at, gain.count), { norm });
      fillShifts(doublesAt(memory, shift.at, shift.count), { norm });
    }
  }

  /** Says where the next pass works. */
  enter(scene: Scene): void {
    this.#scene = scene;
  }

  // oxlint-disable-next-line require-yield
  *weight({ buffers }: LayerState): Steps<number> {
    return this.source(buffers).weights.at;
  }

  // oxlint-disable-next-line require-yield
  *bias(layer: LayerBuffers): Steps<number> {
    return this.source(layer).biases.at;
  }

  gain(layer: LayerBuffers): number {
    return this.of(layer).gain.at;
  }

  shift(layer: LayerBuffers): number {
    return this.of(layer).shift.at;
  }

  *mask(layer: LayerBuffers): Steps<void> {
    const { mask, plan } = layer;
    const scene = this.#scene;
    if (mask === null || scene === null) return;
    const { memory } = this.#module;
    const { buffers, drawing, maskRow, masks } = scene;
    const rows = buffers.rows.count;
    const values = (): Float32Array => floatsAt(memory, mask, rows * plan.units);
    if (masks !== null) {
      values().set(masks[plan.layerIndex] ?? []);
      return;
    }
    const standard = dropoutDraw(this.#training.plan, plan);
    if (standard === null) return;
    yield* drawing.steps(standard, mask, buffers.work, { first: maskRow, count: rows });
    maskFromUniforms(values(), plan);
  }

  /** Running statistics follow the batch: the variance unbiased. */
  statistics(layer: LayerBuffers, means: number, squares: number): void {
    const { memory } = this.#module;
    const units = normalizedUnits(layer.plan);
    const { running } = this.of(layer);
    if (running === null) return;
    const { miniBatch } = this.#training;
    const [mean, sums] = [doublesAt(memory, means, units), doublesAt(memory, squares, units)];
    const keep = 1 - RUNNING_MOMENTUM;
    for (let unit = 0; unit < units; unit++) {
      const variance = (sums[unit] ?? 0) / Math.max(1, miniBatch - 1);
      running.mean[unit] = keep * (running.mean[unit] ?? 0) + RUNNING_MOMENTUM * (mean[unit] ?? 0);
      running.variance[unit] = keep * (running.variance[unit] ?? 0) + RUNNING_MOMENTUM * variance;
    }
  }

  norm(layer: LayerBuffers, sums: number): void {
    const units = normalizedUnits(layer.plan);
    const { gain, shift } = this.of(layer);
    const both = doublesAt(this.#module.memory, sums, 2 * units);
    shift.gradient.set(both.subarray(0, units));
    gain.gradient.set(both.subarray(units));
  }

  /** The layer whose weights and biases a layer has: layers that share them have those of the first. */
  source({ plan }: Pick<LayerBuffers, "plan">): HeldLayer {
    return this.layers[plan.weightsFrom] ?? this.of({ plan });
  }

  of({ plan }: Pick<LayerBuffers, "plan">): HeldLayer {
    const layer = this.layers[plan.layerIndex];
    if (layer === undefined) throw new RangeError(`invalid layer: ${plan.layerIndex}`);
    return layer;
  }
}
