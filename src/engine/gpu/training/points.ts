/**
 * The data set of a training on the device, and which of its points a step, a snapshot and an evaluation see.
 *
 * Shapes: B = points of a step, K = inputs, N = outputs.
 */
import { lossOfPoints, trainingData } from "../../../experiment/training/trainingData.ts";
import type { TrainingData } from "../../../experiment/training/trainingData.ts";
import { batchOrder } from "../../../experiment/training/trainingData.ts";
import type { TrainRequest } from "../../../experiment/training/trainRequest.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { LOSS_VALUES } from "../kernels/layout.ts";
import {
  crossEntropyGradientKernel,
  crossEntropyRowsKernel,
  gatherKernel,
  squaredErrorGradientKernel,
  squaredErrorRowsKernel,
} from "../kernels/trainingKernels.ts";
import type { PointSizes } from "../kernels/trainingKernels.ts";
import type { TensorScope } from "../memory/tensorScope.ts";

/** The numbers of points on the device, and the row where those of a pass begin. */
export interface Place {
  readonly order: Tensor;
  readonly start: number;
}

export class Points {
  readonly data: TrainingData;
  /** Whether every step sees all points, in order. */
  readonly isWhole: boolean;
  readonly #device: GpuDevice;
  readonly #request: TrainRequest;
  readonly #orderOf: (step: number) => ArrayLike<number>;
  #inputs: Tensor | null = null;
  /** Classes `[points, 1]`, or targets `[points, N]`. */
  #wanted: Tensor | null = null;

  constructor(device: GpuDevice, request: TrainRequest) {
    const { training, given } = request;
    const { points, miniBatch } = training;
    const drawn = batchOrder(training);
    this.#device = device;
    this.#request = request;
    this.data = given?.data ?? trainingData(training);
    this.#orderOf = (step) => given?.order[step] ?? drawn(step);
    this.isWhole = given === null && miniBatch === points;
  }

  /** Brings the data set to the device. */
  async upload(owner: TensorScope): Promise<void> {
    const { plan } = this.#request.training;
    const { labels, targets } = this.data;
    const columns = plan.inputUnits;
    const { grid = [] } = this.#request;
    // The places of the grid lie behind the points; nothing is wanted of them.
    const inputs = Float32Array.from([...this.data.inputs, ...grid]);
    const rows = inputs.length / columns;
    const units = plan.layers.at(-1)?.units ?? 1;
    const padded = (values: ArrayLike<number>, width: number): Float32Array => {
      const all = new Float32Array(rows * width);
      all.set(values);
      return all;
    };
    this.#inputs = owner.own(await this.#device.upload(inputs, rows, columns));
    this.#wanted = owner.own(
      labels === null
        ? await this.#device.upload(padded(targets ?? [], units), rows, units)
        : await this.#device.upload(padded(labels, 1), rows, 1),
    );
  }

  /** The numbers of the points of some steps, for as many steps as `atOnce` at most. */
  order(from: number, to: number, atOnce: number): Promise<Tensor> {
    const { miniBatch } = this.#request.training;
    const rows = this.isWhole ? miniBatch : atOnce * miniBatch;
    const numbers = new Float32Array(rows);
    for (let step = from; step < (this.isWhole ? from + 1 : to); step++) {
      const own = this.#orderOf(step);
      for (let row = 0; row < miniBatch; row++) numbers[(step - from) * miniBatch + row] = own[row] ?? 0;
    }
    return this.#device.upload(numbers, rows, 1);
  }

  /** The numbers of the points of a step on the host. */
  rowsOf(step: number): ArrayLike<number> {
    return this.#orderOf(step);
  }

  /** The points of a pass, `[rows, K]`. */
  gather({ order, start }: Place, rows: number): Promise<Tensor> {
    const shape = { rows, columns: this.#request.training.plan.inputUnits };
    const source = gatherKernel(this.#device.layout, shape, this.#sizes(order));
    return this.#device.run(source, shape, [this.#there(this.#inputs), order], [start]);
  }

  /** The loss on the device. @param outputs `[B, N]` @returns dL/da `[B, N]`, and the loss of every point */
  async lose(outputs: Tensor, { order, start }: Place, scope: TensorScope) {
    const { layout } = this.#device;
    const wanted = this.#there(this.#wanted);
    const sizes = this.#sizes(order);
    const listed = { rows: outputs.rows, columns: LOSS_VALUES };
    if (this.data.labels !== null) {
      const source = crossEntropyRowsKernel(layout, outputs, sizes);
      const losses = scope.own(await this.#device.run(source, listed, [outputs, wanted, order], [start]));
      const gradient = crossEntropyGradientKernel(layout, outputs);
      return { losses, gradient: scope.own(await this.#device.run(gradient, outputs, [outputs, losses])) };
    }
    const source = squaredErrorGradientKernel(layout, outputs, sizes);
    const gradient = scope.own(await this.#device.run(source, outputs, [outputs, wanted, order], [start]));
    const rows = squaredErrorRowsKernel(layout, outputs);
    return { losses: scope.own(await this.#device.run(rows, listed, [gradient])), gradient };
  }

  /** The loss on the host, of outputs that were read. @param rows numbers of their points */
  lossOf(rows: ArrayLike<number>, outputs: Float32Array): number {
    const units = this.#request.training.plan.layers.at(-1)?.units ?? 1;
    const loss = lossOfPoints(this.data, rows, units);
    return loss.rows(outputs, new Float32Array(outputs.length), 0, rows.length);
  }

  #sizes(order: Tensor): PointSizes {
    return { points: this.#there(this.#inputs).rows, order: order.rows };
  }

  #there(tensor: Tensor | null): Tensor {
    if (tensor === null) throw new Error("the data set is not on the device yet");
    return tensor;
  }
}
