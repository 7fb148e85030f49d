/**
 * A sweep: many variants of one configuration, at a reduced size, so that all take about as long as one run.
 * Pure: it says what runs, and at what size.
 */
import { activations } from "../../catalog/activations.ts";
import { INITIALIZER_GROUPS, initializers } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";

export const SWEEPS = ["initializer", "activation", "batch"] as const;
export type SweepKind = (typeof SWEEPS)[number];

/**
 * Widths and batches of a sweep's runs are cut to these: 128³ products of ten layers take a few milliseconds.
 */
export const SWEEP_WIDTH = 128;
export const SWEEP_BATCH = 128;
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const;

/**
 * One variant: its name, the changes that adopting it makes, and the configuration that is run to show it.
 */
export interface Variant {
  readonly label: string;
  readonly patch: Partial<ExperimentConfig>;
  readonly config: ExperimentConfig;
  /** Whether the experiment on the screen is this variant. */
  readonly isPresent: boolean;
}

/** The configuration at a size that many runs can afford; a sweep over batch sizes keeps them. */
export function reduced(config: ExperimentConfig, kind: SweepKind): ExperimentConfig {
  const { width, inputWidth, batch } = config;
  const cut = (units: number): number => Math.min(SWEEP_WIDTH, units);
  return {
    ...config,
    width: typeof width === "number" ? cut(width) : width.map(cut),
    inputWidth: inputWidth === null ? null : cut(inputWidth),
    batch: kind === "batch" ? batch : Math.min(SWEEP_BATCH, batch),
  };
}

/** All variants of a configuration, in the order of the menus. */
export function variantsOf(config: ExperimentConfig, kind: SweepKind): readonly Variant[] {
  const variant = (label: string, patch: Partial<ExperimentConfig>, isPresent: boolean): Variant => ({
    label,
    patch,
    config: reduced({ ...config, ...patch }, kind),
    isPresent,
  });
  switch (kind) {
    case "initializer":
      return INITIALIZER_GROUPS.flatMap((group) =>
        initializers
          .filter(({ id, group: own }) => own === group && (id !== "given" || config.given !== null))
          .map(({ id, label }) => variant(label, { initializer: id }, id === config.initializer)),
      );
    case "activation":
      return activations.map(({ id, label }) => variant(label, { activation: id }, id === config.activation));
    case "batch":
      return BATCHES.map((batch) => variant(String(batch), { batch }, batch === config.batch));
    default:
      return kind satisfies never;
  }
}
