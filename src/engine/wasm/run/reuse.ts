/**
 * What a run takes from the one before: the forward pass of the layers in front of the first that has
 * changed. Outputs, derivatives and what the norms keep lie where that run has left them, or are moved, and
 * the numbers are those it has found.
 */
import type { Calibration } from "../../../experiment/calibration.ts";
import type { Plan } from "../../../experiment/plan.ts";
import { isGradient } from "../../../experiment/result.ts";
import type { LayerResult, Tensors, TensorStats } from "../../../experiment/result.ts";
import { capturesLayer, hasTensor, measuredTensors } from "../../../experiment/runRequest.ts";
import type { RunRequest } from "../../../experiment/runRequest.ts";
import { normalizedUnits, tokensOf } from "../../../experiment/layerLinks.ts";
import type { RunBuffers } from "./buffers.ts";
import type { Move } from "../memory/memory.ts";

/** What the inputs tell of a layer. */
export type Outcome = Omit<LayerResult, "layerIndex" | "tensors">;

/** What is known of a layer before a run, or is worth knowing after it. */
export interface KnownLayer {
  readonly stats: Tensors<TensorStats>;
  /** What its inputs tell; null where its forward pass is still to come. */
  readonly outcome: Outcome | null;
}

/** A finished run, as the engine remembers it. */
export interface FinishedRun {
  readonly plan: Plan;
  /** Who took part, in the order of the shards. */
  readonly shardIds: readonly number[];
  readonly layers: readonly KnownLayer[];
}

/** Which forward pass a shard is to go on from. */
export interface Reuse {
  /** The plan of the run that made it, the last one of all its shards. */
  readonly planKey: string;
  /**
   * What that run has made of the weights of each layer that is taken over; as many as there are of these.
   */
  readonly calibrations: readonly (Calibration | null)[];
}

/**
 * How many layers, from the first, would come out of the forward pass to the bit as
 * they did in an earlier run.
 * @param shardIds the shards of the new run: they must be the same ones with the same inputs
 * @param request the new run's: a layer that was not measured as it asks is computed again
 */
export function reusableLayers(
  last: FinishedRun | null,
  request: RunRequest,
  shardIds: readonly number[],
): number {
  const { plan } = request;
  // Batches of training go through every layer, over what the last run has left.
  if (last === null || request.capture === "all" || plan.averaging !== null) return 0;
  const { plan: before } = last;
  const isSameBatch =
    before.seed === plan.seed &&
    before.batch === plan.batch &&
    before.input === plan.input &&
    JSON.stringify(before.task) === JSON.stringify(plan.task) &&
    // Shards have whole sequences.
    tokensOf(before) === tokensOf(plan) &&
    before.inputUnits === plan.inputUnits &&
    before.inputScale === plan.inputScale &&
    before.inputShift === plan.inputShift &&
    String(last.shardIds) === String(shardIds);
  if (!isSameBatch) return 0;
  const forward = measuredTensors(request).filter((tensor) => !isGradient(tensor));
  const changed = plan.layers.findIndex((layer, index) => {
    const known = last.layers[index];
    return (
      known === undefined ||
      known.outcome === null ||
      capturesLayer(request, index) ||
      forward.some((tensor) => hasTensor(layer, tensor) && known.stats[tensor] === undefined) ||
      JSON.stringify(layer) !== JSON.stringify(before.layers[index])
    );
  });
  return changed === -1 ? plan.layers.length : changed;
}

/**
 * Where the forward pass of the first `count` layers goes in a new layout of the same inputs; masks
 * are blocks of the cache.
 */
export function forwardMoves(old: RunBuffers, present: RunBuffers, count: number): readonly Move[] {
  const rows = present.rows.count;
  return present.layers.slice(0, count).flatMap((layer, index) => {
    const before = old.layers[index];
    if (before === undefined) return [];
    const { units, fanIn } = layer.plan;
    const bytes = 4 * rows * units;
    const moves: Move[] = [
      { from: before.activation, to: layer.activation, bytes },
      { from: before.derivative, to: layer.derivative, bytes },
    ];
    if (layer.norm !== null && before.norm !== null) {
      const isEntry = layer.norm.plan.at === "input";
      const statistics = 8 * (layer.norm.plan.kind === "batch" ? normalizedUnits(layer.plan) : rows);
      moves.push(
        // What an entry has normalised is the output below, which is moved with its layer.
        ...(isEntry ? [] : [{ from: before.norm.input, to: layer.norm.input, bytes }]),
        { from: before.norm.mean, to: layer.norm.mean, bytes: statistics },
        { from: before.norm.inverseStd, to: layer.norm.inverseStd, bytes: statistics },
        ...(isEntry ? [{ from: before.input, to: layer.input, bytes: 4 * rows * fanIn }] : []),
      );
    }
    if (layer.stream !== null && before.stream !== null)
      moves.push({ from: before.stream, to: layer.stream, bytes });
    if (layer.ungated !== null && before.ungated !== null)
      moves.push({ from: before.ungated, to: layer.ungated, bytes });
    return moves;
  });
}
