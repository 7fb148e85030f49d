/**
 * What a request costs on a GPU before it runs: kernel launches, bytes across the bus, multiplications. A
 * result's `DeviceTraffic` counts the same while it runs, and tests hold the two equal.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import { normalizedUnits, streamSource } from "../../experiment/layerLinks.ts";
import type { LayerPlan, NormPlan } from "../../experiment/plan.ts";
import type { DeviceTraffic } from "../../experiment/result.ts";
import { capturesLayer, isComputed, isMeasured } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { TensorId } from "../../experiment/result.ts";
import type { GpuBackend } from "./device/gpuDevice.ts";
import { COUNT_ROWS, outputOf, packedLayout, scalarLayout, STATISTICS } from "./kernels/layout.ts";
import type { Layout, Shape } from "./kernels/layout.ts";
import { constantKey } from "./memory/keptTensors.ts";
import { cutProduct, PRODUCTS_PER_DRAW } from "./kernels/cutting.ts";
import type { Product } from "./kernels/cutting.ts";
import { stackedRows, stacksOf } from "./kernels/stack.ts";

/** What the device holds from earlier runs. */
export type KeptOnDevice =
  /** Nothing that this plan draws. */
  | "none"
  /** All its draws, its weights under another scale: a new gain. */
  | "draws"
  /** All its draws and its weights. */
  | "all"
  /** All its draws, and weights that a training has made: to be measured, they are read. */
  | "held";

/** Predicted traffic, and the additions and multiplications of the products. */
export interface GpuWork extends Omit<DeviceTraffic, "compiled"> {
  readonly flops: number;
}

type Tally = { -readonly [Key in keyof GpuWork]: GpuWork[Key] };

/** Adds up the work of the engine's steps, in the engine's order. */
class Tallying {
  readonly layout: Layout;
  readonly tally: Tally = {
    launches: 0,
    uploads: 0,
    uploadedBytes: 0,
    readings: 0,
    readBytes: 0,
    flops: 0,
  };

  constructor(layout: Layout) {
    this.layout = layout;
  }

  #bytesOf(shape: Shape): number {
    const [groups, rows] = outputOf(this.layout, shape);
    return 4 * this.layout.lanes.length * groups * rows;
  }

  launch(count = 1): void {
    this.tally.launches += count;
  }

  upload(shape: Shape): void {
    this.tally.uploads++;
    this.tally.uploadedBytes += this.#bytesOf(shape);
    this.launch();
  }

  /** Matrices of one width come in one reading. */
  read(shapes: readonly Shape[]): void {
    for (const indices of stacksOf(shapes)) {
      const stack = indices.flatMap((index) => shapes[index] ?? []);
      const [groups] = outputOf(this.layout, stack[0] ?? { rows: 0, columns: 0 });
      const rows = stack.reduce((sum, shape) => sum + stackedRows(this.layout, shape), 0);
      this.tally.readings++;
      this.tally.readBytes += 4 * this.layout.lanes.length * groups * rows;
      // Stacks are copies, and WebGL2 reads nothing but copies.
      if (stack.length > 1 || this.layout.name === "packed") this.launch();
    }
  }

  /** Further work, so many times. */
  add(other: GpuWork, times = 1): void {
    for (const key of Object.keys(this.tally) as (keyof GpuWork)[]) this.tally[key] += times * other[key];
  }

  multiply(product: Product): void {
    const pieces = cutProduct(this.layout, product, PRODUCTS_PER_DRAW).length;
    this.launch(this.layout.name === "packed" ? 2 * pieces : pieces);
    this.tally.flops += 2 * product.rows * product.columns * product.inner;
  }
}

export const tallyingOn = (backend: GpuBackend): Tallying =>
  new Tallying(backend === "webgl2" ? packedLayout : scalarLayout);

export function scaleOf({ weight }: LayerPlan): number {
  return Math.fround(weight.kind === "constant" ? weight.value : weight.scale);
}

/** Kernels of a norm, in either direction: statistics or sums, if it takes any, and then the values. */
function launchesOf(norm: NormPlan): number {
  return norm.kind === "batch" && norm.statistics === "running" ? 1 : 2;
}

/** Columns of what is read to describe attention: logits, what it takes, and gives where nobody reads it. */
function attentionReadings(layer: LayerPlan, needsOutput: boolean): readonly number[] {
  const { attention, units, fanIn, keepProbability, calibration } = layer;
  if (attention === undefined) return [];
  const isRead = keepProbability === 1 && (needsOutput || calibration?.target === "activation");
  return [attention.heads * attention.tokens, fanIn, ...(isRead ? [] : [units])];
}

/** Whether the next layer has the input of this one, and so a gradient to add. */
function sharesInput(layers: readonly LayerPlan[], layerIndex: number): boolean {
  const next = layers[layerIndex + 1]?.inputOf;
  return next !== undefined && (next === layerIndex || next === layers[layerIndex]?.inputOf);
}

/**
 * The work of a request on a GPU. Calibrated weights (LSUV) are counted as rescaled once, because only the
 * run itself can tell how often.
 */
export function gpuWork(request: RunRequest, backend: GpuBackend, kept: KeptOnDevice = "none"): GpuWork {
  const { plan, passes } = request;
  const { batch } = plan;
  const work = tallyingOn(backend);
  const vectors = new Set<string>();
  /** A draw or vector, uploaded once. */
  const need = (shape: Shape): void => {
    if (kept === "none") work.upload(shape);
  };
  const needVector = (units: number, value: number): void => {
    const key = constantKey(units, value);
    if (!vectors.has(key)) need({ rows: 1, columns: units });
    vectors.add(key);
  };
  const needNormVectors = (layer: LayerPlan): void => {
    const { norm } = layer;
    if (norm === null) return;
    const units = normalizedUnits(layer);
    const isRunning = norm.kind === "batch" && norm.statistics === "running";
    if (kept === "held" && isRunning) work.launch();
    needVector(units, norm.gamma);
    needVector(units, norm.beta);
    if (norm.kind !== "batch") needVector(units, 1);
    const key = `fresh ${units} ${norm.epsilon}`;
    if (norm.kind !== "batch" || norm.statistics === "batch" || vectors.has(key)) return;
    need({ rows: STATISTICS, columns: units });
    vectors.add(key);
  };
  const isRead = (layerIndex: number, tensor: TensorId): boolean =>
    isMeasured(request, tensor) || (capturesLayer(request, layerIndex) && isComputed(request, tensor));

  /** From z to the output, as `activate` runs it. */
  const activate = (layer: LayerPlan): void => {
    const { norm, gate, stream, attention } = layer;
    if (norm !== null && norm.at !== "input") work.launch(launchesOf(norm));
    // The activation, and the counts of its derivatives.
    work.launch(2);
    if (gate !== undefined) work.launch();
    // Logits, their totals, the softmax and the mixture, behind a norm of queries and keys.
    if (attention !== undefined) {
      work.launch(attention.epsilon === undefined ? 4 : 6);
      work.tally.flops += 2 * batch * attention.tokens * layer.units;
    }
    if (layer.keepProbability < 1) work.launch();
    if (stream !== undefined && stream.branch !== 1) work.launch();
    if (streamSource(layer) !== null) work.launch();
  };

  need({ rows: batch, columns: plan.inputUnits });
  for (const layer of plan.layers) {
    const { layerIndex, units, fanIn, norm, calibration } = layer;
    const shape: Shape = { rows: batch, columns: units };
    const weights: Shape = { rows: units, columns: fanIn };
    const product: Product = { kind: "forward", ...shape, inner: fanIn };
    if (layer.bias !== null) need({ rows: 1, columns: units });
    needNormVectors(layer);
    if (norm?.at === "input") work.launch(launchesOf(norm));
    if (layer.keepProbability < 1) need(shape);
    need(weights);
    if (kept !== "all" && kept !== "held" && scaleOf(layer) !== 1) work.launch();
    work.multiply(product);
    if (calibration !== null) {
      // Looks, rescales, and looks again.
      const isOutput = calibration.target === "activation";
      if (isOutput) activate(layer);
      work.read([shape]);
      work.launch();
      work.multiply(product);
      if (isOutput) activate(layer);
      work.read([shape]);
      if (!isOutput) activate(layer);
    } else activate(layer);
    const isLast = layerIndex === plan.layers.length - 1;
    const needsOutput = isRead(layerIndex, "activation") || (isLast && plan.gradient !== "gaussian");
    const statistics =
      norm?.kind === "batch"
        ? { rows: STATISTICS, columns: normalizedUnits(layer) }
        : { rows: batch, columns: STATISTICS };
    const needsStream =
      layer.stream !== undefined && (isRead(layerIndex, "stream") || isMeasured(request, "activation"));
    // A calibration has read its target already.
    work.read([
      ...(isRead(layerIndex, "pre_activation") && calibration?.target !== "pre_activation" ? [shape] : []),
      ...(needsOutput && calibration?.target !== "activation" ? [shape] : []),
      { rows: COUNT_ROWS, columns: units },
      ...(norm?.epsilon === 0 ? [statistics] : []),
      ...((calibration !== null || kept === "held") && isRead(layerIndex, "weight") ? [weights] : []),
      ...(needsStream ? [shape] : []),
      ...attentionReadings(layer, needsOutput).map((columns) => ({ rows: batch, columns })),
    ]);
  }
  if (passes === "forward") return work.tally;

  const output: Shape = { rows: batch, columns: plan.layers.at(-1)?.units ?? 1 };
  // The gradient of a loss follows the outputs.
  if (plan.gradient === "gaussian") need(output);
  else work.upload(output);
  const streams = new Set<number>();
  for (const layer of plan.layers.toReversed()) {
    const { layerIndex, units, fanIn, norm, stream, gate, attention } = layer;
    const shape: Shape = { rows: batch, columns: units };
    const source = streamSource(layer);
    if (source !== null) streams.add(source);
    if (layer.keepProbability < 1) work.launch();
    if (norm !== null) work.launch(launchesOf(norm));
    if (stream !== undefined) work.launch((stream.branch === 1 ? 0 : 1) + (stream.factor === 1 ? 0 : 1));
    // The gradients of the gate and of the value; then that of the input they share.
    if (gate !== undefined) work.launch(2);
    // Two gradients of products, two sums over them, and the three gradients that are handed on.
    if (attention !== undefined) {
      work.launch(attention.epsilon === undefined ? 6 : 8);
      work.tally.flops += 5 * batch * attention.tokens * units;
    }
    if (sharesInput(plan.layers, layerIndex)) work.launch();
    const hasOwnStream =
      stream !== undefined && (norm?.at === "stream" || !isRead(layerIndex, "grad_activation"));
    // The product with the derivative.
    work.launch();
    if (isComputed(request, "grad_weight")) {
      work.multiply({ kind: "weightGradient", rows: units, columns: fanIn, inner: batch });
    }
    if (layerIndex > 0) work.multiply({ kind: "inputGradient", rows: batch, columns: fanIn, inner: units });
    if (layerIndex > 0 && streams.has(layerIndex - 1)) work.launch();
    work.read([
      ...(isRead(layerIndex, "grad_activation") ? [shape] : []),
      ...(isRead(layerIndex, "grad_pre_activation") ? [shape] : []),
      ...(isRead(layerIndex, "grad_weight") ? [{ rows: units, columns: fanIn }] : []),
      ...(hasOwnStream && isRead(layerIndex, "grad_stream") ? [shape] : []),
    ]);
  }
  return work.tally;
}
