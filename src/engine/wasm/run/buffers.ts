/**
 * Where everything of a run lies in memory. First what lasts from run to run, then what a run writes: a
 * change of depth or batch leaves the weights in front where they are.
 */
import { normalizedUnits, streamSource, tokensOf } from "../../../experiment/layerLinks.ts";
import type { LayerPlan, NormPlan, Plan } from "../../../experiment/plan.ts";
import { SIMILARITY_ROWS } from "../../../experiment/similarity.ts";
import {
  biasTensor,
  dropoutDraw,
  inputRecipe,
  maskFromUniforms,
  upstreamDraw,
  weightTensor,
} from "../../../experiment/sampling.ts";
import type { DrawnTensor, InputRecipe, StandardDraw } from "../../../experiment/sampling.ts";
import { layoutSimilarity } from "../operations/comparing.ts";
import type { SimilaritySpace } from "../operations/comparing.ts";
import { drawWorkBytes, keyOf } from "../operations/draws.ts";
import { layoutMeasure } from "../operations/measuring.ts";
import type { MeasureSpace } from "../operations/measuring.ts";
import { Layout } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { productWorkBytes } from "../operations/products.ts";
import { rowsOfShard } from "../memory/rowRange.ts";
import type { RowRange } from "../memory/rowRange.ts";

/** Which part of a batch is computed here, among how many. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Buffers of one layer. B = inputs of the shard, N = units, K = fan-in. */
export interface LayerBuffers {
  readonly plan: LayerPlan;
  readonly weightTensor: DrawnTensor;
  /**
   * Standard draws `[N, K]`, without the scale; null when the weights are constant. One place for all layers
   * where the weights are not kept.
   */
  readonly standardWeight: number | null;
  /** What the weights multiply, `[B, K]`: the output below, or that behind a normalisation. */
  readonly input: number;
  /** Output of the layer, `[B, N]`; what it adds to its stream, where it has one. */
  readonly activation: number;
  /** The stream behind a block, `[B, N]`: the output of the layer that ends it; null for all others. */
  readonly stream: number | null;
  /** The factor of a gate, or the values that attention mixes, `[B, N]`; null where there is neither. */
  readonly ungated: number | null;
  /** phi' at what the activation saw, `[B, N]`. */
  readonly derivative: number;
  readonly norm: NormBuffers | null;
  /** Dropout: 0 or 1 / p per output, `[B, N]`; null where nothing is dropped. */
  readonly mask: number | null;
}

/** What a normalisation keeps for the backward pass. */
export interface NormBuffers {
  readonly plan: NormPlan;
  /** Its input, `[B, N]`; the output below, `[B, K]`, where it normalises the input of the layer. */
  readonly input: number;
  /**
   * float64, `[N]` for batch norm, `[B]` for layer and RMS norm: the mean taken out, and 1 /
   * sqrt(variance + epsilon).
   */
  readonly mean: number;
  readonly inverseStd: number;
}

export interface RunBuffers {
  readonly measure: MeasureSpace;
  readonly similarity: SimilaritySpace;
  /** The inputs of the batch that are here. */
  readonly rows: RowRange;
  readonly layers: readonly LayerBuffers[];
  /** `[B, inputUnits]` */
  readonly input: number;
  /** `[B, units of the last layer]` */
  readonly upstream: number;
  /**
   * Two buffers `[B, widest layer]`: forward the affine output and what the activation
   * sees, backward two gradients.
   */
  readonly first: number;
  readonly second: number;
  /**
   * The gradient that the end of a residual block hands to where its stream comes from, like
   * these; null without blocks.
   */
  readonly skipped: number | null;
  /** The gradient of an input that layers of a block share, like these; null where none do. */
  readonly shared: number | null;
  /** Room of attention, which divides it; null without attention. */
  readonly attending: number | null;
  /** The weights of one layer, `[N, K]`. */
  readonly weight: number;
  readonly bias: number;
  /** float64 `[N]` each: gamma and beta of one layer, by unit. */
  readonly gain: number;
  readonly shift: number;
  /** u32 `[N]`: units with a non-zero phi'. */
  readonly alive: number;
  /**
   * float64 `[N]` each: two per-unit reductions one behind the other, then the number of rows behind them.
   */
  readonly sums: number;
  readonly counts: number;
  /** The first inputs' outputs from all shards, `[128, widest]`; null where they are all here. */
  readonly compared: number | null;
  /**
   * Places for weight gradients, used in turn: several where they wait for other shards' parts, and then
   * `received` for one such part; null where there is one shard.
   */
  readonly weightGradients: {
    readonly places: readonly [number, ...number[]];
    readonly received: number | null;
  };
  /** Shared work space of products and draws. */
  readonly work: number;
  /** Bytes needed in all. */
  readonly end: number;
  /** Of these, bytes of weights that are kept, and of what the forward pass keeps for the way back. */
  readonly weightBytes: number;
  readonly activationBytes: number;
}

/**
 * How many layers a shard may be ahead of the slowest one before it waits. Waiting costs a turn of the event
 * loop, which small layers feel, and places cost memory, which large ones do: bytes for all of them, and a
 * least and a greatest number.
 */
const GRADIENT_PLACES = { bytes: 2 ** 23, least: 3, most: 16 } as const;

function gradientPlaces(floats: number): number {
  const { bytes, least, most } = GRADIENT_PLACES;
  return Math.min(most, Math.max(least, Math.floor(bytes / (4 * floats))));
}

/** The draw behind a layer's mask, in the batch that is shown or in those of training before it. */
function dropoutOf(plan: Plan, layer: LayerPlan): StandardDraw | null {
  return dropoutDraw(plan, plan.averaging?.layers[layer.layerIndex] ?? layer);
}

/**
 * Lays out a shard of a plan. Pure but for asking the kernels for sizes.
 * @param keepsWeights whether the draws of all weights stay; else there is room for one layer's, and they are
 *   drawn again, by the same addresses, whenever they are needed
 */
export function layoutRun(
  module: KernelModule,
  plan: Plan,
  shard: Shard,
  keepsWeights: boolean = true,
): RunBuffers {
  const { kernels } = module;
  const { layers } = plan;
  const rows = rowsOfShard(plan, shard.index, shard.count);
  const batch = rows.count;
  const isAlone = shard.count === 1;
  const widest = Math.max(...layers.map(({ units }) => units));
  const widestWeight = Math.max(...layers.map(({ units, fanIn }) => units * fanIn));
  const measuredUnits = Math.max(plan.inputUnits, widest);
  const layout = new Layout();
  // The counter tables come first: they must stay zero, so nothing else may ever lie there.
  const measure = layoutMeasure(module, layout, 0);
  const weightsAt = layout.end;
  const shared = keepsWeights ? null : layout.floats(widestWeight);
  const weights: { readonly tensor: DrawnTensor; readonly standardWeight: number | null }[] = [];
  for (const layer of layers) {
    const tensor = weightTensor(plan, layer);
    const place = shared ?? weights[layer.weightsFrom]?.standardWeight;
    const standardWeight =
      tensor.kind === "constant" ? null : (place ?? layout.floats(layer.units * layer.fanIn));
    weights.push({ tensor, standardWeight });
  }
  const weightBytes = layout.end - weightsAt;
  const input = layout.floats(batch * plan.inputUnits);
  const upstream = layout.floats(batch * (layers.at(-1)?.units ?? 1));
  const activationsAt = layout.end;
  const layerBuffers: LayerBuffers[] = [];
  for (const [index, layer] of layers.entries()) {
    const { units, fanIn, norm } = layer;
    const groups = norm?.kind === "batch" ? normalizedUnits(layer) : batch;
    const own = weights[index];
    const below = layerBuffers[index - 1];
    const given = below === undefined ? input : outputAt(below);
    const isEntry = norm?.at === "input";
    layerBuffers.push({
      plan: layer,
      weightTensor: own?.tensor ?? weightTensor(plan, layer),
      standardWeight: own?.standardWeight ?? null,
      activation: layout.floats(batch * units),
      derivative: layout.floats(batch * units),
      norm:
        norm === null
          ? null
          : {
              plan: norm,
              input: isEntry ? given : layout.floats(batch * units),
              mean: layout.doubles(groups),
              inverseStd: layout.doubles(groups),
            },
      mask: dropoutOf(plan, layer) === null ? null : layout.floats(batch * units),
      input: isEntry
        ? layout.floats(batch * fanIn)
        : ((layer.inputOf === undefined ? undefined : layerBuffers[layer.inputOf]?.input) ?? given),
      stream: layer.stream === undefined ? null : layout.floats(batch * units),
      ungated: (layer.gate ?? layer.attention) === undefined ? null : layout.floats(batch * units),
    });
  }
  const activationBytes = layout.end - activationsAt;
  const widestPart = Math.max(...layers.map(({ units, fanIn }) => Math.ceil(units / shard.count) * fanIn));
  const hasBlocks = layers.some((layer) => streamSource(layer) !== null);
  const isShared = layers.some(({ inputOf }) => inputOf !== undefined);
  const tokens = tokensOf(plan);
  return {
    weightBytes,
    activationBytes,
    measure: { ...measure, state: layout.take(kernels.measureStateBytes(measuredUnits)) },
    similarity: layoutSimilarity(module, layout, widest),
    rows,
    layers: layerBuffers,
    input,
    upstream,
    first: layout.floats(batch * widest),
    second: layout.floats(batch * widest),
    skipped: hasBlocks ? layout.floats(batch * widest) : null,
    shared: isShared ? layout.floats(batch * widest) : null,
    // A number per head, twice, which are no more than the units; two gradients; two rows of tokens; sums.
    attending: tokens > 1 ? layout.floats(4 * batch * widest + 2 * tokens + 16) : null,
    weight: layout.floats(widestWeight),
    bias: layout.floats(widest),
    gain: layout.doubles(widest),
    shift: layout.doubles(widest),
    alive: layout.floats(widest),
    sums: layout.doubles(2 * widest),
    counts: layout.doubles(widest),
    compared: isAlone ? null : layout.floats(SIMILARITY_ROWS * widest),
    weightGradients: {
      places: [
        layout.floats(widestWeight),
        ...Array.from({ length: isAlone ? 0 : gradientPlaces(widestWeight) - 1 }, () =>
          layout.floats(widestWeight),
        ),
      ],
      received: isAlone ? null : layout.floats(widestPart),
    },
    work: layout.take(workBytes(module, plan, batch)),
    end: layout.end,
  };
}

/** Where the output of a layer lies, `[B, N]`: what the next layer takes. */
export function outputAt({ stream, activation }: LayerBuffers): number {
  return stream ?? activation;
}

function workBytes({ kernels }: KernelModule, plan: Plan, rows: number): number {
  const { standard } = inputRecipe(plan);
  const bytes = [drawWorkBytes(kernels, upstreamDraw(plan))];
  if (standard !== null) bytes.push(drawWorkBytes(kernels, standard));
  for (const layer of plan.layers) {
    const { units, fanIn } = layer;
    const dropout = dropoutOf(plan, layer);
    if (dropout !== null) bytes.push(drawWorkBytes(kernels, dropout));
    for (const tensor of [weightTensor(plan, layer), biasTensor(plan, layer)]) {
      if (tensor?.kind === "drawn") bytes.push(drawWorkBytes(kernels, tensor.standard));
    }
    bytes.push(
      productWorkBytes(kernels, units, fanIn),
      productWorkBytes(kernels, fanIn, units),
      productWorkBytes(kernels, fanIn, rows),
    );
  }
  return Math.max(...bytes);
}

/** A block of numbers that may outlast a run. */
export interface DrawBlock {
  readonly offset: number;
  /** Equal keys mean equal bits. */
  readonly key: string;
  /** Which row of the whole draw its first row is. */
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
  /** What is drawn first; null where `finish` writes everything. */
  readonly standard: StandardDraw | null;
  /** What is then done to rows `[row0, row1)` of these. */
  readonly finish: InputRecipe["finish"];
}

/** The batch as a block. @param batchIndex 0 for the batch that is shown, else a batch of training */
export function inputBlock(plan: Plan, { input, rows: own }: RunBuffers, batchIndex = 0): DrawBlock {
  const { seed, batch, inputUnits: columns } = plan;
  const { first, count: rows } = rowsOfBatch(plan, own, batchIndex);
  const { inputScale, inputShift } = plan;
  const source = plan.task === undefined ? plan.input : JSON.stringify(plan.task);
  const key = `input:${source}:${inputScale}:${inputShift}:${seed}:${batch}x${columns}@${first}+${rows}`;
  return { offset: input, key, first, rows, columns, ...inputRecipe(plan) };
}

/** Rows of the whole draw that hold the shard's inputs of a batch. */
function rowsOfBatch({ batch }: Plan, { first, count }: RowRange, batchIndex: number): RowRange {
  return { first: batchIndex * batch + first, count };
}

function blockOf(standard: StandardDraw, offset: number, range: RowRange): DrawBlock {
  const { first, count: rows } = range;
  const key = `${keyOf(standard)}@${first}+${rows}`;
  return { offset, key, first, rows, columns: standard.columns, standard, finish: null };
}

/** The injected gradient, or the targets of `mse`, as a block. */
export function upstreamBlock(plan: Plan, { upstream, rows }: RunBuffers): DrawBlock {
  return blockOf(upstreamDraw(plan), upstream, rows);
}

/** The standard weights of a layer as a block; null when they are constant. */
export function weightBlock({ weightTensor: tensor, standardWeight }: LayerBuffers): DrawBlock | null {
  if (tensor.kind === "constant" || standardWeight === null) return null;
  return blockOf(tensor.standard, standardWeight, { first: 0, count: tensor.standard.rows });
}

/**
 * The dropout mask of a layer as a block; null where nothing is dropped.
 * @param batchIndex 0 for the batch that is shown, else a batch of training
 */
export function maskBlock(
  plan: Plan,
  { rows }: RunBuffers,
  { plan: layer, mask }: LayerBuffers,
  batchIndex = 0,
): DrawBlock | null {
  const standard = dropoutDraw(plan, layer);
  if (standard === null || mask === null) return null;
  const { columns } = standard;
  const { keepProbability, alphaDropout } = layer;
  const block = blockOf(standard, mask, rowsOfBatch(plan, rows, batchIndex));
  return {
    ...block,
    key: `kept:${keepProbability}:${alphaDropout?.scale ?? ""}:${block.key}`,
    finish: (values, row0, row1) => {
      maskFromUniforms(values.subarray(row0 * columns, row1 * columns), layer);
    },
  };
}
