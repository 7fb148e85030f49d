/**
 * The measured phase of a network: where its lengths and correlations end, and by which factors gradients and
 * correlations change from layer to layer. The same numbers as those of `PhaseTable`, from statistics.
 */
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import type { PlanePoint } from "./planePoint.ts";
import type { LayerResult, TensorId } from "./result.ts";
import type { PlanePhase } from "./theory/phasePlane.ts";

/** The tensors whose statistics a measured phase needs. */
export const PHASE_TENSORS = ["pre_activation", "grad_pre_activation"] as const satisfies readonly TensorId[];

/** Size of a network that is measured. */
export interface SampleSize {
  readonly depth: number;
  readonly width: number;
  readonly batch: number;
}

/** Equal inputs to begin with hide an end near 0, independent ones an end near their own correlation of 0. */
const FAR = 0.25;

/**
 * A plain network at a place of the plane. Its inputs are independent, or half alike where theory expects
 * that inputs become independent: correlations then have a way to go.
 * @param expected theory's correlation at great depth
 */
export function sampleNetwork(
  { depth, width, batch }: SampleSize,
  shared: Partial<
    Pick<ExperimentConfig, "activation" | "activationParameter" | "frequency" | "phi" | "seed">
  >,
  { sigmaW, sigmaB }: PlanePoint,
  expected: number,
): ExperimentConfig {
  return {
    ...DEFAULT_CONFIG,
    depth,
    width,
    batch,
    ...shared,
    initializer: "mean_field",
    initializerParameters: { std: sigmaW },
    biasStd: sigmaB,
    input: expected < FAR ? "correlated" : "normal",
  };
}

/** 1 - c of the pre-activations, c the mean correlation of two inputs: of spreads, so that it may be tiny. */
export function apartOf({ tensors }: LayerResult, batch: number): number {
  const stats = tensors.pre_activation;
  if (stats === undefined) return NaN;
  return ((stats.batchStd / stats.rms) ** 2 * batch) / (batch - 1);
}

/** E[z^2] of a layer. */
export function lengthOf({ tensors }: LayerResult): number {
  return (tensors.pre_activation?.rms ?? NaN) ** 2;
}

/** Slope of a straight line through values at even places, by least squares; NaN below two values. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let product = 0;
  let square = 0;
  for (const [at, value] of values.entries()) {
    product += (at - middle) * value;
    square += (at - middle) ** 2;
  }
  return product / square;
}

/** Shares below this have lost their digits: inputs are equal but for the rounding of float32. */
const LOST = 1e-10;
/** Correlations approach 1 at one rate once they are this near to it. */
const NEAR = 0.25;
/** Fewer layers give no slope. */
const FEWEST = 4;

/** Rate at which correlations approach 1: the slope of ln(1 - c), of its end where it comes near to 1. */
function rateToOne(apart: readonly number[]): number {
  const lost = apart.findIndex((value) => !(value > LOST));
  const held = lost < 0 ? apart : apart.slice(0, lost);
  const near = held.filter((value) => value < NEAR);
  return -slopeOf((near.length >= FEWEST ? near : held.slice(-FEWEST)).map(Math.log));
}

/** Factors per layer that are tried, evenly spaced in the rate. */
const RATES = Array.from({ length: 120 }, (_, index) => 0.02 * 1.05 ** index);

/**
 * Rate at which correlations approach an end that is not known: c = A + B exp(-rate l) with the least
 * squares, A and B by linear regression for each rate.
 */
function rateToEnd(correlations: readonly number[]): number {
  const count = correlations.length;
  const mean = correlations.reduce((sum, value) => sum + value, 0) / count;
  let best = { rate: NaN, explained: 0 };
  for (const rate of RATES) {
    const decay = correlations.map((_, at) => Math.exp(-rate * at));
    const centre = decay.reduce((sum, value) => sum + value, 0) / count;
    let product = 0;
    let square = 0;
    for (const [at, value] of decay.entries()) {
      product += (value - centre) * ((correlations[at] ?? NaN) - mean);
      square += (value - centre) ** 2;
    }
    const explained = product ** 2 / square;
    if (explained > best.explained) best = { rate, explained };
  }
  return best.rate;
}

/** The share of the layers that see the input: lengths settle in them, so rates leave them out. */
const UNSETTLED = 1 / 3;

/**
 * The phase of finished networks that differ by their seeds alone, from means over them. A number that
 * float32 does not hold is NaN.
 */
export function measuredPhase(runs: readonly (readonly LayerResult[])[], batch: number): PlanePhase {
  const depth = runs[0]?.length ?? 0;
  const meanOf = (read: (layer: LayerResult) => number): readonly number[] =>
    Array.from({ length: depth }, (_, layerIndex) =>
      runs.reduce((sum, layers) => {
        const layer = layers[layerIndex];
        return sum + (layer === undefined ? NaN : read(layer)) / runs.length;
      }, 0),
    );
  const gradients = meanOf(({ tensors }) => 2 * Math.log(tensors.grad_pre_activation?.rms ?? NaN));
  const chi = Math.exp(-slopeOf(gradients.slice(Math.floor(UNSETTLED * depth))));
  const apart = meanOf((layer) => apartOf(layer, batch)).slice(2);
  return {
    q: meanOf(lengthOf).at(-1) ?? NaN,
    chi,
    c: 1 - (apart.at(-1) ?? NaN),
    correlationRate: chi < 1 ? rateToOne(apart) : rateToEnd(apart.map((value) => 1 - value)),
  };
}
