/**
 * Attention by kernels of its own, forward and backward: fetched with the first network that has it.
 * experiment/attention.ts is the oracle.
 */
import { attentionStats } from "../../../experiment/attentionStats.ts";
import type { AttentionSums } from "../../../experiment/attentionStats.ts";
import type { AttentionPlan } from "../../../experiment/plan.ts";
import { tokensOf } from "../../../experiment/layerLinks.ts";
import { EngineError } from "../../engine.ts";
import { doublesAt, floatsAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import type { RunContext } from "../run/runContext.ts";
import type { KernelModule } from "../kernels/module.ts";
import type { KernelBackend } from "../kernels/kernels.ts";
import { provideAttention } from "./attentionPart.ts";
import { copyTo, overRows } from "./pointwise.ts";

/** See the docstrings in kernels/assembly/attention.ts. */
interface AttentionKernels {
  readonly headInverses: (x: number, inverses: number, count: number, size: number, epsilon: number) => void;
  readonly headGradients: (g: number, x: number, inverses: number, count: number, size: number) => void;
  readonly attendRows: (
    ...numbers: readonly [
      ...pointers: [number, number, number, number, number, number, number, number, number],
      ...shape: [first: number, last: number, tokens: number, heads: number, size: number, scale: number],
    ]
  ) => void;
  readonly attendRowsGradient: (
    ...numbers: readonly [
      ...pointers: [number, number, number, number, number, number, number, number, number, number, number],
      ...shape: [first: number, last: number, tokens: number, heads: number, size: number, scale: number],
    ]
  ) => void;
}

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & AttentionKernels {
  return typeof exports["attendRows"] === "function";
}

let compiled: WebAssembly.Module | null = null;
/** By instance of the kernels, whose memory they work in. */
const instances = new WeakMap<KernelModule, AttentionKernels>();

function kernelsFor(module: KernelModule): AttentionKernels {
  let kernels = instances.get(module);
  if (kernels !== undefined) return kernels;
  if (compiled === null) throw new EngineError("failed", "the kernels of attention are missing");
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory: module.memory, log: Math.log } });
  if (!isKernels(exports)) throw new EngineError("failed", "the module does not export attention");
  kernels = exports;
  instances.set(module, kernels);
  return kernels;
}

/** Where attention works: parts of its room, for layers of up to so many units. */
function spaceOf({ buffers, plan }: RunContext) {
  const { attending, rows } = buffers;
  if (attending === null) throw new EngineError("failed", "attention without a place");
  const tensor = 4 * rows.count * Math.max(...plan.layers.map(({ units }) => units));
  // float64 `[4]` stand first, as eight float32.
  const [sums, inversesQuery] = [attending, attending + 32];
  const inversesKey = inversesQuery + tensor;
  const gradQuery = inversesKey + tensor;
  const gradKey = gradQuery + tensor;
  const logits = gradKey + tensor;
  // What is written four at a time ends three behind the last token.
  const weights = logits + 4 * (tokensOf(plan) + 3);
  return { sums, inversesQuery, inversesKey, gradQuery, gradKey, logits, weights };
}

/** What both directions need, with queries and keys normalised where they are. */
function prepared(context: RunContext, { plan }: LayerBuffers, attention: AttentionPlan) {
  const { module, buffers } = context;
  const kernels = kernelsFor(module);
  const { rows } = buffers;
  const space = spaceOf(context);
  const query = buffers.layers[attention.query]?.activation;
  const key = buffers.layers[attention.key]?.activation;
  if (query === undefined || key === undefined)
    throw new EngineError("failed", "attention without queries or keys");
  const { tokens, heads, scale, epsilon } = attention;
  const count = rows.count * heads;
  const size = plan.units / heads;
  const { inversesQuery, inversesKey } = space;
  if (epsilon === undefined) {
    floatsAt(module.memory, inversesQuery, count).fill(1);
    floatsAt(module.memory, inversesKey, count).fill(1);
  } else {
    kernels.headInverses(query, inversesQuery, count, size, epsilon);
    kernels.headInverses(key, inversesKey, count, size, epsilon);
  }
  const shape = [tokens, heads, size, scale] as const;
  return { kernels, space, query, key, count, size, shape };
}

/** Operations of a row per token and unit; only the order of magnitude matters. */
const [FORWARD_COST, BACKWARD_COST] = [2, 6];

/** Sum of cosines over ordered pairs of different rows of one sequence, and their number. */
function* cosines(context: RunContext, x: number, units: number, tokens: number): Steps<[number, number]> {
  const { module, buffers } = context;
  const { vectors } = buffers.similarity;
  const rows = buffers.rows.count;
  let [sum, pairs] = [0, 0];
  for (let start = 0; start < rows; start += tokens) {
    module.kernels.clear(vectors, 8 * units);
    const length = Math.min(tokens, rows - start);
    const count = module.kernels.sumDirections(x + 4 * units * start, length, units, vectors) >>> 0;
    for (const value of doublesAt(module.memory, vectors, units)) sum += value * value;
    sum -= count;
    pairs += count * (count - 1);
    yield;
  }
  return [sum, pairs];
}

/** values -> mixed, `[B, N]`. @returns what the tokens of this shard add to the statistics */
function* attend(
  context: RunContext,
  layer: LayerBuffers,
  values: number,
  mixed: number,
): Steps<AttentionSums | null> {
  const { attention, units, fanIn } = layer.plan;
  if (attention === undefined) return null;
  const { memory } = context.module;
  const { kernels, space, query, key, shape } = prepared(context, layer, attention);
  const { inversesQuery, inversesKey, logits, weights, sums } = space;
  const { tokens, heads } = attention;
  doublesAt(memory, sums, 4).fill(0);
  const at = [query, key, values, mixed, inversesQuery, inversesKey, logits, weights, sums] as const;
  yield* overRows(context, units, FORWARD_COST * tokens, (_, rows, row0) => {
    kernels.attendRows(...at, row0, row0 + rows, ...shape);
  });
  const [count = 0, sum = 0, squares = 0, entropy = 0] = doublesAt(memory, sums, 4);
  const rows = context.buffers.rows.count;
  let uniform = 0;
  for (let row = 0; row < rows; row++) uniform += heads * Math.log((row % tokens) + 1);
  const [cosinesIn, pairs] = yield* cosines(context, layer.input, fanIn, tokens);
  const [cosinesOut] = yield* cosines(context, mixed, units, tokens);
  const softmaxes = rows * heads;
  return { logits: count, sum, squares, entropy, uniform, softmaxes, pairs, cosinesIn, cosinesOut };
}

/** From dL/d(mixed) in `gradient` to dL/d(values) in the same place, through `spare`. */
function* attendBackward(
  context: RunContext,
  layer: LayerBuffers,
  gradient: number,
  spare: number,
): Steps<void> {
  const { attention, units } = layer.plan;
  if (attention === undefined || layer.ungated === null) return;
  const { kernels: common } = context.module;
  const { kernels, space, query, key, count, size, shape } = prepared(context, layer, attention);
  const { inversesQuery, inversesKey, logits, weights, gradQuery, gradKey } = space;
  const bytes = 4 * units * context.buffers.rows.count;
  common.clear(gradKey, bytes);
  common.clear(spare, bytes);
  const tensors = [query, key, layer.ungated, gradient, gradQuery, gradKey, spare] as const;
  const rest = [inversesQuery, inversesKey, logits, weights] as const;
  yield* overRows(context, units, BACKWARD_COST * attention.tokens, (_, rows, row0) => {
    kernels.attendRowsGradient(...tensors, ...rest, row0, row0 + rows, ...shape);
  });
  if (attention.epsilon !== undefined) {
    kernels.headGradients(gradQuery, query, inversesQuery, count, size);
    kernels.headGradients(gradKey, key, inversesKey, count, size);
  }
  common.scale(spare, 1, gradient, bytes / 4);
}

/** The gradient of the keys, behind the mixed values, or of the queries, behind the keys, into `out`. */
function* handOver(context: RunContext, { plan: layer }: LayerBuffers, out: number): Steps<void> {
  const { plan, buffers } = context;
  const { layerIndex, attention } = layer;
  const isKey = plan.layers[layerIndex + 1]?.attention?.key === layerIndex;
  if (attention === undefined && !isKey) return;
  const { gradQuery, gradKey } = spaceOf(context);
  const units = buffers.layers[layerIndex - 1]?.plan.units ?? 0;
  yield* copyTo(context, units, attention === undefined ? gradQuery : gradKey, out);
}

/**
 * Loads the kernels, once per thread.
 * @param readBytes gives the compiled module of a backend
 */
export async function loadAttentionKernels(
  readBytes: (backend: KernelBackend) => Promise<BufferSource>,
  backend: KernelBackend,
): Promise<void> {
  compiled ??= await WebAssembly.compile(await readBytes(backend));
  provideAttention({ attend, attendBackward, handOver, stats: attentionStats });
}
