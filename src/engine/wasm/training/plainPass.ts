/**
 * Both passes of a plain network: products, biases and activations, nothing else. It calls the kernels of the
 * general passes in their order, so it has their bits, but everything that does not change from step to step
 * is worked out once: a small network takes microseconds a step, of which the general passes would take most.
 */
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { activationKernel } from "../kernels/module.ts";
import { floatsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { Operand, Product } from "../operations/products.ts";
import type { Session } from "../pool/session.ts";
import type { RunBuffers } from "../run/buffers.ts";
import type { HeldLayer, HeldParameters } from "./heldParameters.ts";
import type { LossOfBatch } from "./batchLoss.ts";

/**
 * What a layer must be like to be plain, setting by setting: a new one is here or the pass does not compile.
 */
const IS_PLAIN: {
  readonly [Key in keyof Required<LayerPlan>]: (value: LayerPlan[Key], layer: LayerPlan) => boolean;
} = {
  layerIndex: () => true,
  fanIn: () => true,
  units: () => true,
  weightsFrom: (source, { layerIndex }) => source === layerIndex,
  // The parameters are held: how they were drawn does not matter.
  initializer: () => true,
  weight: () => true,
  calibration: (calibration) => calibration === null,
  bias: () => true,
  biasStd: () => true,
  activation: () => true,
  activationParameter: () => true,
  saturationThreshold: () => true,
  norm: (norm) => norm === null,
  keepProbability: (probability) => probability === 1,
  alphaDropout: () => true,
  dropsBeforeNorm: () => true,
  skipFrom: (source) => source === null,
  inputOf: (source) => source === undefined,
  gate: (source) => source === undefined,
  attention: (attention) => attention === undefined,
  stream: (stream) => stream === undefined,
  recorded: (recorded) => recorded === undefined,
};

function isPlainLayer(layer: LayerPlan): boolean {
  const fits = <Key extends keyof LayerPlan>(key: Key): boolean =>
    (IS_PLAIN[key] as (value: unknown, layer: LayerPlan) => boolean)(layer[key], layer);
  return (Object.keys(IS_PLAIN) as (keyof LayerPlan)[]).every(fits);
}

/** Whether a network is made of such layers alone. */
export const isPlain = ({ layers }: Plan): boolean => layers.every(isPlainLayer);

/** Products of at most so many operations are done at once: a millisecond on a slow device. */
const AT_ONCE_FLOPS = 4e6;
/** Values that are gone over at once. */
const AT_ONCE_VALUES = 65_536;
/** Operations per value of an activation, in the unit of Pace. */
const ACTIVATION_COST = 16;

/** A product whose operands stay where they are. */
class HeldProduct {
  readonly isShort: boolean;
  readonly #session: Session;
  readonly #product: Product;
  readonly #work: number;
  readonly #packed: number;
  readonly #depthBlock: number;
  readonly #isRightTransposed: number;
  readonly #isLeftTransposed: number;

  constructor(session: Session, product: Product, work: number) {
    const { kernels } = session.module;
    this.#session = session;
    this.#product = product;
    this.#work = work;
    this.#packed = work + (kernels.leftBlockBytes() >>> 0);
    this.#depthBlock = kernels.depthBlock();
    this.#isRightTransposed = Number(product.right.isTransposed);
    this.#isLeftTransposed = Number(product.left.isTransposed);
    this.isShort = 2 * product.rows * product.columns * product.depth <= AT_ONCE_FLOPS;
  }

  atOnce(): void {
    const { kernels } = this.#session.module;
    const { left, right, rows, columns, depth, bias, out } = this.#product;
    const packed = this.#packed;
    for (let k = 0; k < depth; k += this.#depthBlock) {
      kernels.packRight(right.at, 4 * right.columns, this.#isRightTransposed, columns, depth, k, packed);
    }
    kernels.multiplyRows(
      left.at,
      4 * left.columns,
      this.#isLeftTransposed,
      0,
      rows,
      depth,
      packed,
      columns,
      bias ?? 0,
      out,
      this.#work,
    );
  }

  inPieces(): Steps<void> {
    return this.#session.multiplying.steps(this.#product, this.#work);
  }
}

/** One layer with its products. B inputs, N = units, K = fan-in. */
interface PlainLayer {
  readonly plan: LayerPlan;
  readonly held: HeldLayer;
  /** Where z goes: to the output where phi is the identity. */
  readonly z: number;
  readonly activation: number;
  readonly derivative: number;
  /** Null where phi is the identity. */
  readonly activate: Kernels["activate_relu"] | null;
  readonly values: number;
  readonly forward: HeldProduct;
  /** dL/d(output of the layer below); null for the first layer. */
  readonly below: HeldProduct | null;
  readonly weightGradient: HeldProduct;
  /** Where dL/dz of this layer is made. */
  readonly gradient: number;
}

export class PlainPass {
  /** Operations of the products of both passes. */
  readonly cost: number;
  /** Output of the network, `[B, N]`, and dL/d(output). */
  readonly #output: Float32Array;
  readonly #gradient: Float32Array;
  readonly #session: Session;
  readonly #buffers: RunBuffers;
  readonly #layers: readonly PlainLayer[];
  readonly #reversed: readonly PlainLayer[];
  readonly #loss: LossOfBatch;
  readonly #learnsBiases: boolean;

  /** Holds views of the memory: it must not grow any more. */
  constructor(
    session: Session,
    plan: Plan,
    buffers: RunBuffers,
    held: HeldParameters,
    loss: LossOfBatch,
    learnsBiases: boolean,
  ) {
    const { module } = session;
    const { memory } = module;
    const batch = buffers.rows.count;
    this.#session = session;
    this.#buffers = buffers;
    this.#loss = loss;
    this.#learnsBiases = learnsBiases;
    const product = (
      left: Operand,
      right: Operand,
      shape: Pick<Product, "rows" | "columns" | "depth" | "bias" | "out">,
    ): HeldProduct => new HeldProduct(session, { left, right, ...shape }, buffers.work);
    const last = plan.layers.length - 1;
    this.#layers = plan.layers.map((layer, index): PlainLayer => {
      const { units, fanIn, activation } = layer;
      const own = buffers.layers[index];
      const parameters = held.layers[index];
      if (own === undefined || parameters === undefined) throw new RangeError(`invalid layer: ${index}`);
      const { weights, biases } = parameters;
      const input = buffers.layers[index - 1]?.activation ?? buffers.input;
      const isLinear = activation === "linear";
      const z = isLinear ? own.activation : buffers.first;
      // The gradients of neighbouring layers lie in two places in turn.
      const isFirst = (last - index) % 2 === 0;
      const gradient = isFirst ? buffers.first : buffers.second;
      const spare = isFirst ? buffers.second : buffers.first;
      const weight = { at: weights.at, columns: fanIn };
      return {
        plan: layer,
        held: parameters,
        z,
        activation: own.activation,
        derivative: own.derivative,
        activate: isLinear ? null : activationKernel(module, activation),
        values: batch * units,
        forward: product(
          { at: input, columns: fanIn, isTransposed: false },
          { ...weight, isTransposed: true },
          { rows: batch, columns: units, depth: fanIn, bias: biases.at, out: z },
        ),
        below:
          index === 0
            ? null
            : product(
                { at: gradient, columns: units, isTransposed: false },
                { ...weight, isTransposed: false },
                { rows: batch, columns: fanIn, depth: units, bias: null, out: spare },
              ),
        weightGradient: product(
          { at: gradient, columns: units, isTransposed: true },
          { at: input, columns: fanIn, isTransposed: false },
          { rows: units, columns: fanIn, depth: batch, bias: null, out: weights.gradient },
        ),
        gradient,
      };
    });
    this.#reversed = this.#layers.toReversed();
    this.cost = plan.layers.reduce((sum, { units, fanIn }) => sum + 6 * batch * units * fanIn, 0);
    const outputs = batch * (plan.layers.at(-1)?.units ?? 1);
    this.#output = floatsAt(memory, this.#layers.at(-1)?.activation ?? buffers.input, outputs);
    this.#gradient = floatsAt(memory, buffers.first, outputs);
  }

  /** Runs the inputs that are in place through the network. @returns the loss, a mean over them */
  *forward(): Steps<number> {
    for (const layer of this.#layers) {
      if (layer.forward.isShort) layer.forward.atOnce();
      else yield* layer.forward.inPieces();
      if (layer.values <= AT_ONCE_VALUES) this.#activate(layer, 0, this.#buffers.rows.count);
      else yield* this.#activateInPieces(layer);
    }
    const { rows } = this.#buffers;
    if (this.#output.length <= AT_ONCE_VALUES / 8) {
      return this.#loss.rows(this.#output, this.#gradient, 0, rows.count);
    }
    return yield* this.#lossInPieces();
  }

  /** From dL/d(output), which `forward` has left, to the gradients of all parameters. */
  *backward(): Steps<void> {
    const { kernels } = this.#session.module;
    const batch = this.#buffers.rows.count;
    for (const layer of this.#reversed) {
      const { gradient, derivative, values, below, weightGradient, held } = layer;
      if (layer.activate !== null) kernels.multiply(gradient, derivative, gradient, values);
      if (below !== null) {
        if (below.isShort) below.atOnce();
        else yield* below.inPieces();
      }
      if (weightGradient.isShort) weightGradient.atOnce();
      else yield* weightGradient.inPieces();
      if (this.#learnsBiases) {
        const { biases } = held;
        kernels.columnSums(gradient, batch, biases.count, this.#buffers.sums, biases.gradient);
      }
    }
  }

  #activate({ plan, z, activation, derivative, activate }: PlainLayer, row0: number, row1: number): void {
    if (activate === null) return;
    const { units, activationParameter, saturationThreshold } = plan;
    const at = 4 * units * row0;
    activate(
      z + at,
      activation + at,
      derivative + at,
      row1 - row0,
      units,
      activationParameter,
      saturationThreshold,
      this.#buffers.alive,
    );
  }

  #activateInPieces(layer: PlainLayer): Steps<void> {
    const { rows } = this.#buffers;
    return this.#session.pace.cut(rows.count, ACTIVATION_COST * layer.plan.units, 1, (row0, row1) =>
      this.#activate(layer, row0, row1),
    );
  }

  *#lossInPieces(): Steps<number> {
    const { rows } = this.#buffers;
    let loss = 0;
    yield* this.#session.hostPace.cut(rows.count, this.#loss.cost, 1, (row0, row1) => {
      loss = this.#loss.rows(this.#output, this.#gradient, row0, row1, loss);
    });
    return loss;
  }
}
