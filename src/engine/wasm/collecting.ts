/** Puts together what the shards of a run have found out, in shard order, and says when a layer is complete. */
import type { Plan } from "../../experiment/plan.ts";
import type { CapturedLayer, LayerResult, TensorId, TensorStats } from "../../experiment/result.ts";
import { UNCOMPARED } from "../../experiment/similarity.ts";
import { tensorStats } from "../../experiment/statistics.ts";
import type { Measurement } from "../../experiment/statistics.ts";
import { meanCosine } from "./comparing.ts";
import type { OutputPart, Part } from "./parts.ts";
import type { Tensors } from "./runContext.ts";

/** Statistics of the weights of each layer, by what they were made of. */
export type WeightStatsCache = Map<number, { readonly key: string; readonly stats: TensorStats }>;

export interface CollectingOptions {
  readonly plan: Plan;
  readonly shards: number;
  /** Puts the measurements of all shards together; null where there is one. */
  readonly merge: ((parts: readonly [Measurement, ...Measurement[]]) => Measurement) | null;
  readonly wanted: readonly TensorId[];
  readonly isCapturing: boolean;
  /** By layer; null where the weights are measured in this run. */
  readonly weightStats: readonly (TensorStats | null)[];
  readonly onLayer: (update: LayerResult) => void;
}

/** What the shards have found out of a layer so far. */
interface Findings {
  readonly parts: Tensors<PerShard<Extract<Part, { kind: "tensor" }>>>;
  readonly outputs: PerShard<OutputPart>;
  readonly stats: Tensors<TensorStats>;
  ratio: number | null;
}

/** One of each shard, by index; holes where one is still to come. */
type PerShard<T> = (T | undefined)[];

/** All of them, once they are there. */
function complete<T>(parts: PerShard<T>, shards: number): [T, ...T[]] | null {
  const there = parts.filter((part) => part !== undefined);
  const [first, ...others] = there;
  return first === undefined || there.length < shards ? null : [first, ...others];
}

/** The rows of all shards, one below the other. */
function joined(parts: PerShard<{ readonly values: Float32Array | null }>): Float32Array {
  const values = parts.flatMap((part) => part?.values ?? []);
  const all = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of values) {
    all.set(rows, at);
    at += rows.length;
  }
  return all;
}

/** Entries of the pass forward; the others are those of the pass backward. */
const FORWARD: readonly TensorId[] = ["pre_activation", "activation", "weight"];

export class Collecting {
  readonly #options: CollectingOptions;
  readonly #layers: readonly Findings[];
  readonly #losses: PerShard<Extract<Part, { kind: "loss" }>> = [];
  readonly #inputs: PerShard<Extract<Part, { kind: "input" }>> = [];
  /** Which layer is to be announced next, and which tensors must be there for it. */
  readonly #announcements: { readonly layerIndex: number; readonly tensors: readonly TensorId[] }[];

  constructor(options: CollectingOptions) {
    this.#options = options;
    const { plan, wanted, weightStats } = options;
    this.#layers = plan.layers.map((_, index) => {
      const weight = weightStats[index] ?? null;
      return { parts: {}, outputs: [], stats: weight === null ? {} : { weight }, ratio: null };
    });
    const forward = wanted.filter((tensor) => FORWARD.includes(tensor));
    const layers = plan.layers.map(({ layerIndex }) => layerIndex);
    const backward = wanted.length === forward.length ? [] : layers.toReversed();
    this.#announcements = [
      ...layers.map((layerIndex) => ({ layerIndex, tensors: forward })),
      ...backward.map((layerIndex) => ({ layerIndex, tensors: wanted })),
    ];
  }

  /** Takes in what a shard has found out; announces the layers that are complete with it. */
  add(shard: number, part: Part): void {
    switch (part.kind) {
      case "loss":
        this.#losses[shard] = part;
        return;
      case "input":
        this.#inputs[shard] = part;
        return;
      case "tensor":
        this.#addTensor(shard, part);
        break;
      case "output": {
        const findings = this.#layers[part.layerIndex];
        if (findings !== undefined) findings.outputs[shard] = part;
        break;
      }
      case "ratio": {
        const findings = this.#layers[part.layerIndex];
        if (findings !== undefined) findings.ratio = part.participationRatio;
        break;
      }
      default:
        part satisfies never;
    }
    this.#announce();
  }

  #addTensor(shard: number, part: Extract<Part, { kind: "tensor" }>): void {
    const { layerIndex, tensor } = part;
    const findings = this.#layers[layerIndex];
    if (findings === undefined) return;
    const parts = (findings.parts[tensor] ??= []);
    parts[shard] = part;
    const [first, ...others] = complete(parts, this.#options.shards) ?? [];
    if (first === undefined || first.measurement === null) return;
    const measurements = others.flatMap(({ measurement }) => measurement ?? []);
    const merged = this.#options.merge?.([first.measurement, ...measurements]) ?? first.measurement;
    findings.stats[tensor] = tensorStats(tensor, merged);
  }

  #announce(): void {
    for (;;) {
      const [next] = this.#announcements;
      if (next === undefined) return;
      const { layerIndex, tensors } = next;
      const findings = this.#layers[layerIndex];
      if (findings === undefined || !tensors.every((tensor) => findings.stats[tensor] !== undefined)) return;
      const result = this.#resultOf(layerIndex, findings);
      if (result === null) return;
      this.#announcements.shift();
      this.#options.onLayer(result);
    }
  }

  /** A layer as far as it is known; null before its forward pass is complete. */
  #resultOf(layerIndex: number, { outputs, stats, ratio }: Findings): LayerResult | null {
    const { plan, shards, wanted } = this.#options;
    const [first, ...others] = complete(outputs, shards) ?? [];
    const units = plan.layers[layerIndex]?.units ?? 0;
    const isCompared = wanted.includes("activation");
    if (first === undefined || (isCompared && ratio === null)) return null;
    const all = [first, ...others];
    const directions = all.flatMap((part) => part.directions ?? []);
    const [one, ...rest] = directions;
    let dead = 0;
    for (let unit = 0; unit < units; unit++) if (all.every(({ alive }) => alive[unit] === 0)) dead++;
    return {
      layerIndex,
      units,
      tensors: { ...stats },
      saturated: all.reduce((sum, { saturated }) => sum + saturated, 0) / (plan.batch * units),
      deadUnits: dead / units,
      similarity:
        one === undefined || ratio === null
          ? UNCOMPARED
          : { cosine: meanCosine([one, ...rest]), participationRatio: ratio },
      calibration: first.calibration,
    };
  }

  /** Everything, once all shards have finished. */
  result(): {
    readonly layers: readonly LayerResult[];
    readonly loss: number | null;
    readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
  } {
    const { isCapturing } = this.#options;
    const losses = this.#losses.flatMap((part) => part?.loss ?? []);
    return {
      layers: this.#layers.flatMap((findings, index) => this.#resultOf(index, findings) ?? []),
      loss: losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss),
      captured: isCapturing ? { input: joined(this.#inputs), layers: this.#layers.map(capturedOf) } : null,
    };
  }
}

function capturedOf({ parts }: Findings): CapturedLayer {
  const of = (tensor: TensorId): Float32Array => joined(parts[tensor] ?? []);
  return {
    pre_activation: of("pre_activation"),
    activation: of("activation"),
    grad_activation: of("grad_activation"),
    grad_pre_activation: of("grad_pre_activation"),
    weight: of("weight"),
    grad_weight: of("grad_weight"),
  };
}
