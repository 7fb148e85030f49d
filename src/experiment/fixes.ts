/** What to try next: changes of the configuration whose effect theory predicts before anything is pressed. */
import { activationById } from "../catalog/activations.ts";
import type { ExperimentConfig } from "./config.ts";
import type { Finding } from "./diagnosis.ts";
import { slopeOf } from "./layerSettings.ts";
import { planExperiment } from "./plan.ts";
import { predict } from "./theory.ts";

/** One suggestion; `id` names its words. */
export interface Fix {
  readonly id: FixId;
  readonly patch: Partial<ExperimentConfig>;
  /** Predicted factor per layer of the activations' std, front to back; null where theory has no line. */
  readonly forwardFactor: number | null;
  /** Predicted factor per layer of the gradients' rms, back to front. */
  readonly backwardFactor: number | null;
}

export const FIX_IDS = [
  "he_normal",
  "xavier_normal",
  "orthogonal",
  "batch_norm",
  "relu",
  "tanh",
  "break_small",
  "break_xavier",
  "deeper",
] as const;
export type FixId = (typeof FIX_IDS)[number];

const PATCHES: Readonly<Record<FixId, Partial<ExperimentConfig>>> = {
  he_normal: { initializer: "he_normal", initializerParameters: {} },
  xavier_normal: { initializer: "xavier_normal", initializerParameters: {} },
  orthogonal: { initializer: "orthogonal", initializerParameters: {} },
  batch_norm: { normalization: "batch", batchStatistics: "batch" },
  relu: { activation: "relu", initializer: "he_normal", initializerParameters: {} },
  tanh: { activation: "tanh", initializer: "xavier_normal", initializerParameters: {} },
  break_small: { initializer: "normal", initializerParameters: { std: 0.01 } },
  break_xavier: { initializer: "xavier_normal", initializerParameters: {} },
  deeper: { depth: 60 },
};

/** What a suggestion changes; an orthogonal matrix keeps lengths, so a rectifier's loss must come from its gain. */
function patchOf(id: FixId, config: ExperimentConfig): Partial<ExperimentConfig> {
  if (id !== "orthogonal") return PATCHES[id];
  const { family, recommendedGain } = activationById(config.activation);
  if (family !== "rectifier") return PATCHES.orthogonal;
  const gain = recommendedGain?.(slopeOf(config, config.activation)) ?? Math.SQRT2;
  return { initializer: "orthogonal", initializerParameters: { gain } };
}

/** The suggestions that make sense for an activation, best first. */
function candidates(config: ExperimentConfig, finding: Finding): readonly FixId[] {
  if (finding.kind === "healthy") {
    return config.activation === "relu" && config.initializer === "he_normal"
      ? ["break_small", "break_xavier", "deeper"]
      : ["break_small", "deeper", "relu"];
  }
  const { family, f } = activationById(config.activation);
  switch (family) {
    case "rectifier":
      return ["he_normal", "orthogonal", "batch_norm", "relu", "tanh"];
    case "linear":
    case "bounded":
      // No variance law helps an activation that is not 0 at 0, as sigmoid: its mean feeds the next layer whatever the weights.
      return f(0, 0) === 0
        ? ["xavier_normal", "orthogonal", "batch_norm", "relu"]
        : ["batch_norm", "tanh", "relu"];
    case "self_normalizing":
      return ["xavier_normal", "batch_norm", "tanh"];
    default:
      return family satisfies never;
  }
}

/** The suggestions that lead somewhere else than here, each place once: ReLU with He is just He for a ReLU network. */
function distinct(config: ExperimentConfig, ids: readonly FixId[]): FixId[] {
  const seen = new Set([planExperiment(config).key]);
  return ids.filter((id) => {
    const { key } = planExperiment({ ...config, ...patchOf(id, config) });
    return seen.size < seen.add(key).size;
  });
}

function predictedFactors(config: ExperimentConfig): Pick<Fix, "forwardFactor" | "backwardFactor"> {
  const { layers, gap } = predict(planExperiment(config));
  const first = layers[0];
  const last = layers.at(-1);
  const steps = layers.length - 1;
  if (first === undefined || last === undefined || steps < 1 || gap !== null)
    return { forwardFactor: null, backwardFactor: null };
  return {
    forwardFactor: (last.std / first.std) ** (1 / steps),
    backwardFactor: (first.gradientRms / last.gradientRms) ** (1 / steps),
  };
}

/** How far a network is from keeping both signals, as theory sees it: 0 is perfect. */
function distance({ forwardFactor, backwardFactor }: Pick<Fix, "forwardFactor" | "backwardFactor">): number {
  if (forwardFactor === null || backwardFactor === null) return Infinity;
  return Math.abs(Math.log(forwardFactor)) + Math.abs(Math.log(backwardFactor));
}

/** A way to break a network must break it: batch norm, for one, does not mind small weights. */
function isInviting(fix: Fix, now: number): boolean {
  const isBreaking = fix.id === "break_small" || fix.id === "break_xavier";
  return !isBreaking || distance(fix) > now + 0.05;
}

/**
 * Up to three suggestions for a verdict: fixes that theory expects to help, or, when all is well, ways to break it.
 */
export function suggestFixes(config: ExperimentConfig, finding: Finding): Fix[] {
  const now = distance(predictedFactors(config));
  return distinct(config, candidates(config, finding))
    .map((id) => {
      const patch = patchOf(id, config);
      return { id, patch, ...predictedFactors({ ...config, ...patch }) };
    })
    .filter((fix) => (finding.kind === "healthy" ? isInviting(fix, now) : !(distance(fix) >= now)))
    .slice(0, 3);
}
