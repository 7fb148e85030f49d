/**
 * Where everything of a run lies in memory. First what lasts from run to run, then what a run writes: a change of depth
 * or batch leaves the weights in front where they are.
 */
import type { LayerPlan, NormPlan, Plan } from "../../experiment/plan.ts";
import {
  biasTensor,
  dropoutDraw,
  inputRecipe,
  maskFromUniforms,
  upstreamDraw,
  weightTensor,
} from "../../experiment/sampling.ts";
import type { DrawnTensor, InputRecipe, StandardDraw } from "../../experiment/sampling.ts";
import { layoutSimilarity } from "./comparing.ts";
import type { SimilaritySpace } from "./comparing.ts";
import { drawWorkBytes, keyOf } from "./draws.ts";
import { layoutMeasure } from "./measuring.ts";
import type { MeasureSpace } from "./measuring.ts";
import { Layout } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { productWorkBytes } from "./products.ts";

/** Buffers of one layer. B = batch, N = units, K = fan-in. */
export interface LayerBuffers {
  readonly plan: LayerPlan;
  readonly weightTensor: DrawnTensor;
  /** Standard draws `[N, K]`, without the scale; null when the weights are constant. */
  readonly standardWeight: number | null;
  /** Output of the layer, `[B, N]`. */
  readonly activation: number;
  /** phi' at what the activation saw, `[B, N]`. */
  readonly slope: number;
  readonly norm: NormBuffers | null;
  /** Dropout: 0 or 1 / p per output, `[B, N]`; null where nothing is dropped. */
  readonly mask: number | null;
}

/** What a normalisation keeps for the backward pass. */
export interface NormBuffers {
  readonly plan: NormPlan;
  /** Its input, `[B, N]`. */
  readonly input: number;
  /** float64, `[N]` for batch norm, `[B]` for layer and RMS norm: the mean taken out, and 1 / sqrt(variance + epsilon). */
  readonly mean: number;
  readonly inverseStd: number;
}

export interface RunBuffers {
  readonly measure: MeasureSpace;
  readonly similarity: SimilaritySpace;
  readonly layers: readonly LayerBuffers[];
  /** `[B, inputUnits]` */
  readonly input: number;
  /** `[B, units of the last layer]` */
  readonly upstream: number;
  /** Two buffers `[B, widest layer]`: forward the affine output and what the activation sees, backward two gradients. */
  readonly first: number;
  readonly second: number;
  /** The gradient that the end of a residual block hands to where its stream comes from, like these; null without blocks. */
  readonly skipped: number | null;
  /** The scaled weights of one layer, then the gradient of them. */
  readonly weight: number;
  readonly bias: number;
  /** u32 `[N]`: units with a non-zero phi'. */
  readonly alive: number;
  /** float64 `[N]` each: two per-unit reductions one behind the other, then the number of rows behind them. */
  readonly sums: number;
  readonly counts: number;
  /** Shared work space of products and draws. */
  readonly work: number;
  /** Bytes needed in all. */
  readonly end: number;
}

/** Lays out a plan. Pure but for asking the kernels for sizes. */
export function layoutRun(module: KernelModule, plan: Plan): RunBuffers {
  const { kernels } = module;
  const { batch, layers } = plan;
  const widest = Math.max(...layers.map(({ units }) => units));
  const widestWeight = Math.max(...layers.map(({ units, fanIn }) => units * fanIn));
  const measuredUnits = Math.max(plan.inputUnits, widest);
  const layout = new Layout();
  // The counter tables come first: they must stay zero, so nothing else may ever lie there.
  const measure = layoutMeasure(module, layout, 0);
  const weights = layers.map((layer) => {
    const tensor = weightTensor(plan, layer);
    const standardWeight = tensor.kind === "constant" ? null : layout.floats(layer.units * layer.fanIn);
    return { tensor, standardWeight };
  });
  const input = layout.floats(batch * plan.inputUnits);
  const upstream = layout.floats(batch * (layers.at(-1)?.units ?? 1));
  const layerBuffers = layers.map((layer, index): LayerBuffers => {
    const { units, norm } = layer;
    const groups = norm?.kind === "batch" ? units : batch;
    const own = weights[index];
    return {
      plan: layer,
      weightTensor: own?.tensor ?? weightTensor(plan, layer),
      standardWeight: own?.standardWeight ?? null,
      activation: layout.floats(batch * units),
      slope: layout.floats(batch * units),
      norm:
        norm === null
          ? null
          : {
              plan: norm,
              input: layout.floats(batch * units),
              mean: layout.doubles(groups),
              inverseStd: layout.doubles(groups),
            },
      mask: dropoutDraw(plan, layer) === null ? null : layout.floats(batch * units),
    };
  });
  const hasBlocks = layers.some(({ skipFrom }) => skipFrom !== null);
  return {
    measure: { ...measure, state: layout.take(kernels.measureStateBytes(measuredUnits)) },
    similarity: layoutSimilarity(module, layout, widest),
    layers: layerBuffers,
    input,
    upstream,
    first: layout.floats(batch * widest),
    second: layout.floats(batch * widest),
    skipped: hasBlocks ? layout.floats(batch * widest) : null,
    weight: layout.floats(widestWeight),
    bias: layout.floats(widest),
    alive: layout.floats(widest),
    sums: layout.doubles(2 * widest),
    counts: layout.doubles(widest),
    work: layout.take(workBytes(module, plan)),
    end: layout.end,
  };
}

function workBytes({ kernels }: KernelModule, plan: Plan): number {
  const { standard } = inputRecipe(plan);
  const bytes = [drawWorkBytes(kernels, upstreamDraw(plan))];
  if (standard !== null) bytes.push(drawWorkBytes(kernels, standard));
  for (const layer of plan.layers) {
    const { units, fanIn } = layer;
    const dropout = dropoutDraw(plan, layer);
    if (dropout !== null) bytes.push(drawWorkBytes(kernels, dropout));
    for (const tensor of [weightTensor(plan, layer), biasTensor(plan, layer)]) {
      if (tensor?.kind === "drawn") bytes.push(drawWorkBytes(kernels, tensor.standard));
    }
    bytes.push(
      productWorkBytes(kernels, units, fanIn),
      productWorkBytes(kernels, fanIn, units),
      productWorkBytes(kernels, fanIn, plan.batch),
    );
  }
  return Math.max(...bytes);
}

/** A block of numbers that may outlast a run. */
export interface DrawBlock {
  readonly offset: number;
  /** Equal keys mean equal bits. */
  readonly key: string;
  readonly rows: number;
  readonly columns: number;
  /** What is drawn first; null where `finish` writes everything. */
  readonly standard: StandardDraw | null;
  /** What is then done to rows `[row0, row1)`. */
  readonly finish: InputRecipe["finish"];
}

/** The batch as a block. */
export function inputBlock(plan: Plan, { input }: RunBuffers): DrawBlock {
  const { seed, batch: rows, inputUnits: columns } = plan;
  const key = `input:${plan.input}:${seed}:${rows}x${columns}`;
  return { offset: input, key, rows, columns, ...inputRecipe(plan) };
}

function blockOf(standard: StandardDraw, offset: number): DrawBlock {
  const { rows, columns } = standard;
  return { offset, key: keyOf(standard), rows, columns, standard, finish: null };
}

/** The injected gradient, or the targets of `mse`, as a block. */
export function upstreamBlock(plan: Plan, { upstream }: RunBuffers): DrawBlock {
  return blockOf(upstreamDraw(plan), upstream);
}

/** The standard weights of a layer as a block; null when they are constant. */
export function weightBlock({ weightTensor: tensor, standardWeight }: LayerBuffers): DrawBlock | null {
  if (tensor.kind === "constant" || standardWeight === null) return null;
  return blockOf(tensor.standard, standardWeight);
}

/** The dropout mask of a layer as a block; null where nothing is dropped. */
export function maskBlock(plan: Plan, { plan: layer, mask }: LayerBuffers): DrawBlock | null {
  const standard = dropoutDraw(plan, layer);
  if (standard === null || mask === null) return null;
  const { columns } = standard;
  const { keepProbability } = layer;
  return {
    ...blockOf(standard, mask),
    key: `kept:${keepProbability}:${keyOf(standard)}`,
    finish: (values, row0, row1) => {
      maskFromUniforms(values.subarray(row0 * columns, row1 * columns), keepProbability);
    },
  };
}
