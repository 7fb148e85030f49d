/**
 * Puts together what the shards of a run have found out, in shard order, and says when a layer is complete.
 */
import type { Plan } from "../../../experiment/plan.ts";
import { isGradient, TENSOR_IDS } from "../../../experiment/result.ts";
import type {
  CapturedLayer,
  LayerResult,
  TensorId,
  Tensors,
  TensorStats,
} from "../../../experiment/result.ts";
import { UNCOMPARED } from "../../../experiment/similarity.ts";
import { summaryStats } from "../../../experiment/statistics.ts";
import type { Summary } from "../../../experiment/statistics.ts";
import { meanCosine } from "../operations/comparing.ts";
import type { InputPart, OutputPart, Part, TensorPart } from "../run/parts.ts";
import type { KnownLayer, Outcome } from "../run/reuse.ts";
import { measuredTensors } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";

export interface CollectingOptions {
  readonly request: RunRequest;
  readonly shards: number;
  /** Puts the summaries of all shards together; null where there is one. */
  readonly merge: ((parts: readonly [Summary, ...Summary[]]) => Summary) | null;
  /** By layer: what is not measured in this run. */
  readonly known: readonly KnownLayer[];
  readonly onLayer: (update: LayerResult) => void;
}

/** What the shards have found out of a layer so far. */
interface Findings {
  readonly parts: Tensors<PerShard<TensorPart>>;
  readonly outputs: PerShard<OutputPart>;
  readonly stats: Tensors<TensorStats>;
  ratio: number | null;
  /** What its inputs tell, once all have. */
  outcome: Outcome | null;
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

/** What the inputs of all shards tell of a layer. @param ratio null where outputs are not compared */
function outcomeOf(
  { batch }: Plan,
  units: number,
  parts: readonly [OutputPart, ...OutputPart[]],
  ratio: number | null,
): Outcome {
  const [first, ...others] = parts.flatMap(({ directions }) => directions ?? []);
  let dead = 0;
  for (let unit = 0; unit < units; unit++) if (parts.every(({ alive }) => alive[unit] === 0)) dead++;
  return {
    units,
    saturated: parts.reduce((sum, { saturated }) => sum + saturated, 0) / (batch * units),
    deadUnits: dead / units,
    similarity:
      first === undefined || ratio === null
        ? UNCOMPARED
        : { cosine: meanCosine([first, ...others]), participationRatio: ratio },
    calibration: parts[0].calibration,
  };
}

export class Collecting {
  readonly #options: CollectingOptions;
  readonly #measured: readonly TensorId[];
  readonly #layers: readonly Findings[];
  readonly #losses: (number | null)[] = [];
  readonly #inputs: PerShard<InputPart> = [];
  /** Which layer is to be announced next, and which tensors must be there for it. */
  readonly #announcements: { readonly layerIndex: number; readonly tensors: readonly TensorId[] }[];

  constructor(options: CollectingOptions) {
    this.#options = options;
    const { request, known } = options;
    const { plan } = request;
    const measured = measuredTensors(request);
    this.#measured = measured;
    this.#layers = plan.layers.map((_, index) => {
      const { stats = {}, outcome = null } = known[index] ?? {};
      const isWanted = ([tensor]: [string, unknown]): boolean => measured.some((one) => one === tensor);
      return {
        parts: {},
        outputs: [],
        stats: Object.fromEntries(Object.entries(stats).filter(isWanted)),
        ratio: null,
        outcome,
      };
    });
    const forward = measured.filter((tensor) => !isGradient(tensor));
    const layers = plan.layers.map(({ layerIndex }) => layerIndex);
    const backward = measured.length === forward.length ? [] : layers.toReversed();
    this.#announcements = [
      ...layers.map((layerIndex) => ({ layerIndex, tensors: forward })),
      ...backward.map((layerIndex) => ({ layerIndex, tensors: measured })),
    ];
  }

  /** Announces the layers of which everything is known beforehand. */
  begin(): void {
    this.#announce();
  }

  /** Takes in what a shard has found out; announces the layers that are complete with it. */
  add(shard: number, part: Part): void {
    if (part.kind === "loss") this.#losses[shard] = part.loss;
    else if (part.kind === "input") this.#inputs[shard] = part;
    else {
      const findings = this.#layers[part.layerIndex];
      if (findings === undefined) return;
      if (part.kind === "tensor") this.#addTensor(findings, shard, part);
      else if (part.kind === "output") findings.outputs[shard] = part;
      else findings.ratio = part.participationRatio;
      this.#announce();
    }
  }

  #addTensor({ parts: all, stats }: Findings, shard: number, part: TensorPart): void {
    const { tensor } = part;
    const parts = (all[tensor] ??= []);
    parts[shard] = part;
    const [first, ...others] = complete(parts, this.#options.shards) ?? [];
    // Known from an earlier run, or not measured: copied only.
    if (first === undefined || first.summary === null) return;
    const summaries = others.flatMap(({ summary }) => summary ?? []);
    const merged = this.#options.merge?.([first.summary, ...summaries]) ?? first.summary;
    stats[tensor] = summaryStats(tensor, merged);
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
  #resultOf(layerIndex: number, findings: Findings): LayerResult | null {
    const { plan } = this.#options.request;
    const isActivationMeasured = this.#measured.includes("activation");
    const { outputs, stats, ratio } = findings;
    if (findings.outcome === null) {
      const isCompared = ratio !== null || !isActivationMeasured;
      const parts = isCompared ? complete(outputs, this.#options.shards) : null;
      if (parts === null) return null;
      findings.outcome = outcomeOf(plan, plan.layers[layerIndex]?.units ?? 0, parts, ratio);
    }
    const similarity = isActivationMeasured ? findings.outcome.similarity : UNCOMPARED;
    return { layerIndex, ...findings.outcome, similarity, tensors: { ...stats } };
  }

  /**
   * What is known of the forward pass of each layer, measured now or before; after all shards have finished.
   */
  known(): readonly KnownLayer[] {
    return this.#layers.map(({ stats, outcome }, index) => {
      const all = Object.entries({ ...this.#options.known[index]?.stats, ...stats });
      const ofForward = all.filter(([tensor]) => !isGradient(tensor as TensorId));
      return { stats: Object.fromEntries(ofForward), outcome };
    });
  }

  /** Everything, once all shards have finished. */
  result(): {
    readonly layers: readonly LayerResult[];
    readonly loss: number | null;
    readonly captured: { readonly input: Float32Array; readonly layers: readonly CapturedLayer[] } | null;
  } {
    const { capture } = this.#options.request;
    const losses = this.#losses.filter((loss) => loss !== null);
    return {
      layers: this.#layers.flatMap((findings, index) => this.#resultOf(index, findings) ?? []),
      loss: losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss),
      captured:
        capture === "none" ? null : { input: joined(this.#inputs), layers: this.#layers.map(capturedOf) },
    };
  }
}

function capturedOf({ parts }: Findings): CapturedLayer {
  const entries = TENSOR_IDS.map((tensor) => [tensor, joined(parts[tensor] ?? [])]);
  return Object.fromEntries(entries) as Record<TensorId, Float32Array>;
}
