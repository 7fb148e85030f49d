/**
 * The normalisation of a layer and its gradient, in pieces of rows as everything else. Shards of a batch meet
 * in batch norm, once on each pass; in layer and RMS norm their rows do not meet.
 */
import { FRESH_RUNNING_STATISTICS } from "../../../catalog/normalizations.ts";
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import type { LayerBuffers, NormBuffers } from "../run/buffers.ts";
import { doublesAt } from "../memory/memory.ts";
import type { Steps } from "../memory/pacing.ts";
import { overRows } from "./pointwise.ts";
import type { Averages, RunContext } from "../run/runContext.ts";

/** Operations per value, in the unit of Pace; only the order of magnitude matters. */
const NORM_COST = 8;

/** Mean and 1 / std of each unit over the batch, into `norm`. */
function* takeStatistics(context: RunContext, layer: LayerBuffers, norm: NormBuffers): Steps<void> {
  const units = normalizedUnits(layer.plan);
  const { module, plan, buffers, peers } = context;
  const { kernels, memory } = module;
  const { sums, counts, rows: own } = buffers;
  const { input, mean, inverseStd } = norm;
  kernels.clear(mean, 8 * units);
  yield* overRows(context, units, NORM_COST, (at, rows) => kernels.sumColumns(input + at, rows, units, mean));
  doublesAt(memory, counts, units).fill(own.count);
  kernels.meansOfSums(mean, counts, units, mean);
  kernels.clear(sums, 16 * units);
  yield* overRows(context, units, NORM_COST, (at, rows) => {
    kernels.squaresOfAll(input + at, rows, units, mean, sums);
  });
  kernels.correctSquares(sums, counts, units);
  yield* peers.join(doublesAt(memory, mean, units), doublesAt(memory, sums + 8 * units, units), own.count);
  context.learning?.statistics(layer, mean, sums + 8 * units);
  kernels.inverseStds(sums + 8 * units, units, plan.batch, norm.plan.epsilon, inverseStd);
}

/** Running statistics of a layer that has seen no batch yet, the same for every unit. */
export function freshAverages(units: number): Averages {
  const { mean, variance } = FRESH_RUNNING_STATISTICS;
  return {
    mean: new Float64Array(units).fill(mean),
    variance: new Float64Array(units).fill(variance),
  };
}

/** Adds the statistics that a batch norm has just taken of a batch of training, as the reference does. */
export function addToAverages(
  { module, plan, buffers }: RunContext,
  units: number,
  norm: NormBuffers,
  { mean, variance }: Averages,
  momentum: number,
): void {
  const means = doublesAt(module.memory, norm.mean, units);
  const squares = doublesAt(module.memory, buffers.sums + 8 * units, units);
  const freedom = Math.max(1, plan.batch - 1);
  for (let unit = 0; unit < units; unit++) {
    mean[unit] = (1 - momentum) * (mean[unit] ?? 0) + momentum * (means[unit] ?? 0);
    variance[unit] = (1 - momentum) * (variance[unit] ?? 0) + (momentum * (squares[unit] ?? 0)) / freedom;
  }
}

/** Puts given statistics where the norm reads its own. */
function giveStatistics(
  { module }: RunContext,
  { plan, mean, inverseStd }: NormBuffers,
  given: Averages,
): void {
  const units = given.mean.length;
  doublesAt(module.memory, mean, units).set(given.mean);
  doublesAt(module.memory, inverseStd, units).set(
    given.variance.map((variance) => 1 / Math.sqrt(variance + plan.epsilon)),
  );
}

/** Normalises `norm.input` into `out`; leaves mean and 1 / std for the backward pass. */
export function* normalize(
  context: RunContext,
  layer: LayerBuffers,
  norm: NormBuffers,
  out: number,
): Steps<void> {
  const { module, parameters } = context;
  const { kernels } = module;
  const units = normalizedUnits(layer.plan);
  const { input, mean, inverseStd } = norm;
  const { kind, epsilon } = norm.plan;
  const gains = parameters.gain(layer);
  const shifts = parameters.shift(layer);
  switch (kind) {
    case "batch":
      if (norm.plan.statistics === "batch") yield* takeStatistics(context, layer, norm);
      else {
        const known = context.averages[layer.plan.layerIndex];
        giveStatistics(context, norm, known ?? freshAverages(units));
      }
      yield* overRows(context, units, NORM_COST, (at, rows) => {
        kernels.normalize(input + at, out + at, rows, units, mean, inverseStd, gains, shifts);
      });
      return;
    case "layer":
    case "rms": {
      const isCentered = Number(kind === "layer");
      yield* overRows(context, units, NORM_COST, (at, rows, row0) => {
        const [means, inverses] = [mean + 8 * row0, inverseStd + 8 * row0];
        kernels.rowStatistics(input + at, rows, units, isCentered, epsilon, means, inverses);
        kernels.normalizeRows(input + at, out + at, rows, units, means, inverses, gains, shifts);
      });
      return;
    }
    default:
      kind satisfies never;
  }
}

/**
 * dL/d(input of the norm) in place of dL/d(its output), through its statistics where
 * they come from the input.
 */
export function* normalizeBackward(
  context: RunContext,
  layer: LayerBuffers,
  norm: NormBuffers,
  gradient: number,
): Steps<void> {
  const { module, plan, buffers, parameters, peers } = context;
  const { kernels } = module;
  const units = normalizedUnits(layer.plan);
  const { sums } = buffers;
  const { input, mean, inverseStd } = norm;
  const { kind } = norm.plan;
  const gains = parameters.gain(layer);
  switch (kind) {
    case "batch":
      if (norm.plan.statistics !== "batch") {
        yield* overRows(context, units, NORM_COST, (at, rows) => {
          kernels.scaleColumns(gradient + at, gradient + at, rows, units, inverseStd, gains);
        });
        return;
      }
      kernels.clear(sums, 16 * units);
      yield* overRows(context, units, NORM_COST, (at, rows) => {
        kernels.normalizeGradientSums(gradient + at, input + at, rows, units, mean, inverseStd, sums);
      });
      yield* peers.sum(doublesAt(module.memory, sums, 2 * units));
      context.learning?.norm(layer, sums);
      kernels.divideDoubles(sums, 2 * units, plan.batch);
      yield* overRows(context, units, NORM_COST, (at, rows) => {
        const g = gradient + at;
        kernels.normalizeGradient(g, input + at, g, rows, units, mean, inverseStd, sums, gains);
      });
      return;
    case "layer":
    case "rms": {
      const isCentered = Number(kind === "layer");
      if (context.learning !== null) {
        kernels.clear(sums, 16 * units);
        yield* overRows(context, units, NORM_COST, (at, rows, row0) => {
          const [means, inverses] = [mean + 8 * row0, inverseStd + 8 * row0];
          kernels.rowNormSums(gradient + at, input + at, rows, units, means, inverses, sums);
        });
        context.learning.norm(layer, sums);
      }
      // No sums are taken here: their place holds the parts of the gains.
      const parts = sums;
      const gain = kernels.splitGains(gains, units, parts);
      yield* overRows(context, units, NORM_COST, (at, rows, row0) => {
        const g = gradient + at;
        const [means, inverses] = [mean + 8 * row0, inverseStd + 8 * row0];
        const from = input + at;
        kernels.normalizeRowsGradient(g, from, g, rows, units, isCentered, means, inverses, parts, gain);
      });
      return;
    }
    default:
      kind satisfies never;
  }
}
