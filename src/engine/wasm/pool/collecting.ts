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
import { attentionPasses } from "../passes/attentionPart.ts";
import { meanCosine } from "../operations/comparing.ts";
import type { InputMessage, OutputMessage, ShardMessage, TensorMessage } from "../run/shardMessages.ts";
import type { KnownLayer, Outcome } from "../run/reuse.ts";
import { hasTensor, measuredTensors } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";

export interface CollectingOptions {
  readonly request: RunRequest;
  readonly shards: number;
  /** Puts the summaries of all shards together; null where there is one. */
  readonly merge: ((messages: readonly [Summary, ...Summary[]]) => Summary) | null;
  /** By layer: what is not measured in this run. */
  readonly known: readonly KnownLayer[];
  readonly onLayer: (update: LayerResult) => void;
}

/** What the shards have found out of a layer so far. */
interface Findings {
  readonly messages: Tensors<PerShard<TensorMessage>>;
  readonly outputs: PerShard<OutputMessage>;
  readonly stats: Tensors<TensorStats>;
  ratio: number | null;
  /** What its inputs tell, once all have. */
  outcome: Outcome | null;
}

/** One of each shard, by index; holes where one is still to come. */
type PerShard<T> = (T | undefined)[];

/** All of them, once they are there. */
function complete<T>(messages: PerShard<T>, shards: number): [T, ...T[]] | null {
  const there = messages.filter((message) => message !== undefined);
  const [first, ...others] = there;
  return first === undefined || there.length < shards ? null : [first, ...others];
}

/** The rows of all shards, one below the other. */
function joined(messages: PerShard<{ readonly values: Float32Array | null }>): Float32Array {
  const values = messages.flatMap((message) => message?.values ?? []);
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
  messages: readonly [OutputMessage, ...OutputMessage[]],
  ratio: number | null,
): Outcome {
  const [first, ...others] = messages.flatMap(({ directions }) => directions ?? []);
  const attention = messages.flatMap((message) => message.attention ?? []);
  let dead = 0;
  for (let unit = 0; unit < units; unit++) if (messages.every(({ alive }) => alive[unit] === 0)) dead++;
  return {
    units,
    saturated: messages.reduce((sum, { saturated }) => sum + saturated, 0) / (batch * units),
    deadUnits: dead / units,
    similarity:
      first === undefined || ratio === null
        ? UNCOMPARED
        : { cosine: meanCosine([first, ...others]), participationRatio: ratio },
    calibration: messages[0].calibration,
    ...(attention.length === 0 ? {} : { attention: attentionPasses().stats(attention) }),
  };
}

export class Collecting {
  readonly #options: CollectingOptions;
  readonly #measured: readonly TensorId[];
  readonly #layers: readonly Findings[];
  readonly #losses: (number | null)[] = [];
  readonly #inputs: PerShard<InputMessage> = [];
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
        messages: {},
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
  add(shard: number, message: ShardMessage): void {
    if (message.kind === "loss") this.#losses[shard] = message.loss;
    else if (message.kind === "input") this.#inputs[shard] = message;
    else {
      const findings = this.#layers[message.layerIndex];
      if (findings === undefined) return;
      if (message.kind === "tensor") this.#addTensor(findings, shard, message);
      else if (message.kind === "output") findings.outputs[shard] = message;
      else findings.ratio = message.participationRatio;
      this.#announce();
    }
  }

  #addTensor({ messages: all, stats }: Findings, shard: number, message: TensorMessage): void {
    const { tensor } = message;
    const messages = (all[tensor] ??= []);
    messages[shard] = message;
    const [first, ...others] = complete(messages, this.#options.shards) ?? [];
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
      const layer = this.#options.request.plan.layers[layerIndex];
      if (findings === undefined || layer === undefined) return;
      const isThere = (tensor: TensorId): boolean =>
        findings.stats[tensor] !== undefined || !hasTensor(layer, tensor);
      if (!tensors.every(isThere)) return;
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
      const messages = isCompared ? complete(outputs, this.#options.shards) : null;
      if (messages === null) return null;
      findings.outcome = outcomeOf(plan, plan.layers[layerIndex]?.units ?? 0, messages, ratio);
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

function capturedOf({ messages }: Findings): CapturedLayer {
  const entries = TENSOR_IDS.map((tensor) => [tensor, joined(messages[tensor] ?? [])]);
  return Object.fromEntries(entries) as Record<TensorId, Float32Array>;
}
