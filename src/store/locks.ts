/** Which part of the screen a change belongs to, and so which locks of the opened link forbid it. Pure. */
import type { ExperimentConfig } from "../experiment/config.ts";
import type { ScreenPart } from "../link/view.ts";

/** The group of controls that sets a key; a new key without one does not compile. */
const GROUP_OF: Readonly<Record<keyof ExperimentConfig, ScreenPart>> = {
  depth: "network",
  width: "network",
  inputWidth: "network",
  batch: "network",
  activation: "network",
  slope: "network",
  lastActivation: "network",
  residual: "network",
  keepProbability: "network",
  initializer: "weights",
  initializerParameters: "weights",
  initializerOptions: "weights",
  biasStd: "weights",
  activationOverrides: "layers",
  initializerOverrides: "layers",
  normalization: "normalisation",
  normalizationPosition: "normalisation",
  batchStatistics: "normalisation",
  epsilon: "normalisation",
  gamma: "normalisation",
  beta: "normalisation",
  input: "data",
  gradient: "data",
  seed: "seed",
};

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * The locked parts that stand in the way of a change, each once; none where it may be made.
 * @param patch values of equal content are no change
 * @param command the part whose button makes the change, where it has a lock of its own
 */
export function lockedBy(
  lock: readonly ScreenPart[],
  config: ExperimentConfig,
  patch: Partial<ExperimentConfig>,
  command?: ScreenPart,
): readonly ScreenPart[] {
  if (lock.length === 0) return lock;
  const keys = Object.keys(patch) as (keyof ExperimentConfig)[];
  const changed = keys.filter((key) => !isSame(config[key], patch[key])).map((key) => GROUP_OF[key]);
  return lock.filter(
    (part) => part === command || changed.includes(part) || (part === "controls" && changed.length > 0),
  );
}
