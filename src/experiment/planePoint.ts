/** The place of a network in the plane of order and chaos, and the network at another place. */
import { weightStd } from "../catalog/initializers.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import { withWeightScale } from "./weightScale.ts";

/** sigma_w = sqrt(n_in) std(W) and sigma_b, the root mean square of the biases. */
export interface PlanePoint {
  readonly sigmaW: number;
  readonly sigmaB: number;
}

/** Two sizes that a link with three digits does not tell apart. */
const SAME = 6e-3;

/**
 * The place of a hidden layer; null where its weights have no spread or follow the batch. The first layer
 * sees the input, so it does not stand for the others.
 */
export function planePointOf(config: ExperimentConfig): PlanePoint | null {
  const { layers } = planExperiment(config);
  const layer = layers[Math.min(1, layers.length - 1)];
  if (layer === undefined || layer.calibration !== null) return null;
  const sigmaW = Math.sqrt(layer.fanIn) * weightStd(layer.weight, layer.fanIn, layer.units);
  return sigmaW > 0 && Number.isFinite(sigmaW) ? { sigmaW, sigmaB: layer.biasStd } : null;
}

/**
 * The changes that put a network at another place. The initialiser stays where it has a parameter for its
 * size and draws no biases against the wish; otherwise it becomes that of the mean-field theory.
 */
export function moveTo(config: ExperimentConfig, { sigmaW, sigmaB }: PlanePoint): Partial<ExperimentConfig> {
  const biases = { biasStd: sigmaB, biasMean: 0 };
  const { initializerParameters } = withWeightScale(config, sigmaW);
  const kept = { ...biases, initializerParameters };
  const reached = planePointOf({ ...config, ...kept });
  if (
    reached !== null &&
    Math.abs(reached.sigmaW / sigmaW - 1) <= SAME &&
    Math.abs(reached.sigmaB - sigmaB) <= SAME * sigmaB
  )
    return kept;
  return { ...biases, initializer: "mean_field", initializerParameters: { std: sigmaW } };
}
