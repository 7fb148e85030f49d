/**
 * The step of the optimiser on the kernels: from the gradients that the passes have left to new parameters.
 * All that is the same in every step is worked out once.
 */
import { optimizerById } from "../../../catalog/optimizers.ts";
import { scheduleById } from "../../../catalog/schedules.ts";
import { clipFactor, corrections, optimizerStep } from "../../../experiment/training/optimizerStep.ts";
import type { OptimizerStep } from "../../../experiment/training/optimizerStep.ts";
import type { TrainingPlan } from "../../../experiment/training/trainingPlan.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { doublesAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { Session } from "../pool/session.ts";
import type { HeldParameters, HeldTensor, HeldVector } from "./heldParameters.ts";

/** Operations per value, in the unit of Pace. */
const STEP_COST = 16;
/** Values that are changed at once: some tens of microseconds. */
const AT_ONCE = 32_768;

/** Float32 values of one layer that take one rate. */
interface TensorStep {
  readonly tensor: HeldTensor;
  /** Factor of the learning rate. */
  readonly factor: number;
  readonly decay: number;
}

interface VectorStep extends HeldVector {
  readonly values: Float64Array;
  readonly factor: number;
  readonly decay: number;
}

interface LayerStep {
  readonly weights: TensorStep;
  readonly biases: TensorStep | null;
  readonly vectors: readonly VectorStep[];
}

/** The numbers of one step. */
interface Present {
  rate: number;
  scale: number;
  c1: number;
  c2: number;
}

export class Updating {
  readonly layers: readonly LayerStep[];
  readonly #session: Session;
  readonly #training: TrainingPlan;
  readonly #kernel: Kernels["step_sgd"];
  readonly #stepVector: OptimizerStep;
  readonly #isDecoupled: boolean;
  readonly #limit: number;
  readonly #factorAt: (step: number, steps: number) => number;
  /** Gradients that are added to those of the layer they share parameters with. */
  readonly #shared: readonly (readonly [source: HeldTensor, own: HeldTensor])[];
  readonly #now: Present = { rate: 0, scale: 1, c1: 1, c2: 1 };

  /** Holds views of the memory: it must not grow any more. */
  constructor(session: Session, training: TrainingPlan, held: HeldParameters) {
    const { kernels, memory } = session.module;
    const { plan, optimizer, clip, schedule, rates, weightDecay, decayed } = training;
    const { learnsBiases, learnsNorms } = training;
    this.#session = session;
    this.#training = training;
    this.#kernel = kernels[`step_${optimizer}`];
    this.#stepVector = optimizerStep(optimizer);
    this.#isDecoupled = optimizerById(optimizer).isDecoupled ?? false;
    this.#limit = clip?.kind === "value" ? clip.value : Infinity;
    this.#factorAt = scheduleById(schedule).factor;
    const decay = decayed === "all" ? weightDecay : 0;
    this.layers = held.layers.map(({ weights, biases, gain, shift }, index): LayerStep => {
      const factors = rates[index] ?? { weights: 1, vectors: 1 };
      const { norm = null } = plan.layers[index] ?? {};
      const ofVectors = { factor: factors.vectors, decay };
      return {
        weights: { tensor: weights, factor: factors.weights, decay: weightDecay },
        biases: learnsBiases ? { tensor: biases, ...ofVectors } : null,
        vectors:
          learnsNorms && norm !== null
            ? [gain, shift].map((own) => ({
                ...own,
                values: doublesAt(memory, own.at, own.count),
                ...ofVectors,
              }))
            : [],
      };
    });
    this.#shared = plan.layers.flatMap(({ layerIndex, weightsFrom }) => {
      const [own, source] = [held.layers[layerIndex], held.layers[weightsFrom]];
      if (weightsFrom === layerIndex || own === undefined || source === undefined) return [];
      return [[source.weights, own.weights] as const, [source.biases, own.biases] as const];
    });
  }

  /** What layers share has the sum of their gradients; the other layers have none of their own. */
  shareGradients(): void {
    const { kernels } = this.#session.module;
    for (const [source, { gradient, count }] of this.#shared) {
      kernels.add(source.gradient, gradient, source.gradient, count);
      kernels.clear(gradient, 4 * count);
    }
  }

  /** Begins the update of a step, counted from 0: all gradients are there. */
  begin(step: number): void {
    const { optimizer, learningRate, steps, clip } = this.#training;
    this.shareGradients();
    const now = this.#now;
    now.rate = learningRate * this.#factorAt(step, steps);
    [now.c1, now.c2] = corrections(optimizer, step + 1);
    now.scale = clip?.kind === "norm" ? clipFactor(this.#norm(), clip.value) : 1;
  }

  /** Norm of all gradients together. */
  #norm(): number {
    const { kernels } = this.#session.module;
    let sum = 0;
    for (const { weights, biases, vectors } of this.layers) {
      sum += kernels.sumOfSquares(weights.tensor.gradient, weights.tensor.count);
      if (biases !== null) sum += kernels.sumOfSquares(biases.tensor.gradient, biases.tensor.count);
      for (const { gradient } of vectors) for (const value of gradient) sum += value * value;
    }
    return Math.sqrt(sum);
  }

  #part({ tensor, factor, decay }: TensorStep, from: number, to: number): void {
    const { rate, scale, c1, c2 } = this.#now;
    const at = 4 * from;
    const own = rate * factor;
    this.#kernel(
      tensor.at + at,
      tensor.gradient + at,
      tensor.first + at,
      tensor.second + at,
      to - from,
      own,
      scale,
      this.#limit,
      this.#isDecoupled ? 1 - own * decay : decay,
      c1,
      c2,
    );
  }

  isShort({ tensor }: TensorStep): boolean {
    return tensor.count <= AT_ONCE;
  }

  /** Changes a tensor at once. */
  change(own: TensorStep): void {
    this.#part(own, 0, own.tensor.count);
  }

  /** Changes a tensor in pieces. */
  changeInPieces(own: TensorStep): Steps<void> {
    return this.#session.pace.cut(own.tensor.count, STEP_COST, 4, (from, to) => this.#part(own, from, to));
  }

  /** Changes the gains and shifts of a layer. @param step counted from 0 */
  changeVectors({ vectors }: LayerStep, step: number): void {
    const { rate, scale } = this.#now;
    for (const { values, gradient, state, factor, decay } of vectors) {
      const scalars = { rate: rate * factor, scale, limit: this.#limit, decay, step: step + 1 };
      this.#stepVector(values, gradient, state, scalars);
    }
  }
}
