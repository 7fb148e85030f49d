/**
 * The work that a run may take without a question. Above it the page reduces the batch and tells the visitor.
 */
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";

/** A limit on the work of one run. */
export interface Budget {
  readonly flops: number;
  readonly bytes: number;
}

/**
 * The budget of an unknown device: 120 GFLOP are 3 s at the 40 GFLOP/s that one worker reaches on a laptop,
 * and a phone's browser gives a page 1 GiB without complaint.
 */
export const DEFAULT_BUDGET: Budget = { flops: 120e9, bytes: 2 ** 30 };

/**
 * The hard limit, which no button lifts: WebAssembly addresses 4 GiB, and code and scratch memory need a
 * share.
 */
export const HARD_BUDGET: Budget = { flops: Infinity, bytes: 3.75 * 2 ** 30 };

/**
 * Budget of a thumbnail: 1 GFLOP is a tenth of a second at the 10 GFLOP/s of a slow device. Only the batch is
 * reduced to fit it: every preset keeps its depth and widths, and its verdict
 * (src/content/presets/presets.test.ts).
 */
export const THUMBNAIL_BUDGET: Budget = { flops: 1e9, bytes: 2 ** 28 };

function fits(config: ExperimentConfig, budget: Budget): boolean {
  const { cost } = planExperiment(config);
  return cost.flops <= budget.flops && cost.bytes <= budget.bytes;
}

/** Largest value in 1..max for which `isAllowed` holds, 1 if none does; isAllowed is monotone. */
function largest(max: number, isAllowed: (value: number) => boolean): number {
  let low = 1;
  let high = max;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isAllowed(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Reduces a configuration to the budget: first the batch, then the depth, where the weights alone are too
 * large.
 */
export function fitToBudget(config: ExperimentConfig, budget: Budget): ExperimentConfig {
  if (fits(config, budget)) return config;
  const batch = largest(config.batch, (value) => fits({ ...config, batch: value }, budget));
  const reduced = { ...config, batch };
  if (fits(reduced, budget)) return reduced;
  const cutDepth = (depth: number): ExperimentConfig => ({
    ...reduced,
    depth,
    width: typeof reduced.width === "number" ? reduced.width : reduced.width.slice(0, depth),
  });
  return cutDepth(largest(config.depth, (depth) => fits(cutDepth(depth), budget)));
}
