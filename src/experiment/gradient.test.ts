/**
 * Compares the reference's gradients with central differences of its forward pass: every activation with
 * every normalisation, position and kind of statistics.
 */
import { describe, expect, it } from "vitest";
import { activationById, activations } from "../catalog/activations.ts";
import type { ActivationId } from "../catalog/activations.ts";
import { batchStatistics, normalizationPositions } from "../catalog/normalizations.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { planExperiment } from "./plan.ts";
import type { LayerPlan, NormPlan, Plan } from "./plan.ts";
import { backwardLayer, drawParameters, forwardLayer } from "./reference.ts";
import type { ForwardState, LayerParameters } from "./reference.ts";
import { drawInput, drawUpstream } from "./draws.ts";

/** Cube root of the float64 rounding: truncation h^2 and rounding 2^-53 / h are then both far below 1e-6. */
const H = 5e-6;
/**
 * Distance from a kink so that no difference straddles one: a weight moves a value by h times an input of
 * order 10.
 */
const KINK_DISTANCE = 1000 * H;
const TOLERANCE = 1e-6;
const SEEDS = 500;

const common = { epsilon: 0.01, gamma: 1.3, beta: -0.2 };
const NORMS: readonly (NormPlan | null)[] = [
  null,
  ...normalizationPositions.flatMap((at): readonly NormPlan[] => [
    ...[...batchStatistics, "averaged" as const].map(
      (statistics) => ({ kind: "batch", at, ...common, statistics }) as const,
    ),
    { kind: "layer", at, ...common },
    { kind: "rms", at, ...common },
  ]),
];

interface Network {
  readonly plan: Plan;
  readonly input: Float64Array;
  readonly upstream: Float64Array;
  readonly parameters: readonly LayerParameters[];
}

/** Running statistics other than the trivial 0 and 1, and another gain and shift for every unit. */
function varied(parameters: LayerParameters, { units }: LayerPlan): LayerParameters {
  const mean = Float64Array.from({ length: units }, (_, unit) => 0.3 - 0.1 * unit);
  const variance = Float64Array.from({ length: units }, (_, unit) => 0.5 + 0.4 * unit);
  const gain = parameters.gain.map((gamma, unit) => gamma * (1 + 0.2 * unit));
  const shift = parameters.shift.map((beta, unit) => beta + 0.15 * unit);
  return { ...parameters, gain, shift, running: { mean, variance } };
}

function networkOf(
  activation: ActivationId,
  norm: NormPlan | null,
  seed: number,
  dropout: Partial<ExperimentConfig> = {},
): Network {
  const drawn = planExperiment({
    ...DEFAULT_CONFIG,
    depth: 3,
    width: [5, 4, 3],
    inputWidth: 4,
    batch: 6,
    activation,
    initializer: "xavier_normal",
    biasStd: 0.4,
    seed,
    ...dropout,
  });
  const dropsBeforeNorm = dropout.dropoutPosition === "before" && norm !== null;
  const plan = {
    ...drawn,
    layers: drawn.layers.map((layer) => ({
      ...layer,
      norm,
      dropsBeforeNorm: dropsBeforeNorm && layer.keepProbability < 1,
    })),
  };
  return {
    plan,
    input: Float64Array.from(drawInput(plan)),
    upstream: Float64Array.from(drawUpstream(plan)),
    parameters: plan.layers.map((layer) => varied(drawParameters(plan, layer), layer)),
  };
}

function forward({ plan, input, parameters }: Network): ForwardState[] {
  const states: ForwardState[] = [];
  for (const [index, layer] of plan.layers.entries()) {
    const before = states[index - 1]?.activation ?? input;
    const own = parameters[index];
    if (own !== undefined) states.push(forwardLayer(layer, own, before, null, plan.batch, "float64"));
  }
  return states;
}

/** L = sum of upstream times output: dL/d(output) is the upstream. */
function loss(network: Network): number {
  const output = forward(network).at(-1)?.activation ?? new Float64Array();
  return output.reduce((sum, value, index) => sum + value * (network.upstream[index] ?? NaN), 0);
}

function isFarFromKinks({ plan, parameters }: Network, states: readonly ForwardState[]): boolean {
  return plan.layers.every(({ activation, norm, units }, index) => {
    const { preActivation, normalized } = states[index] ?? {};
    const { gain = [], shift = [] } = parameters[index] ?? {};
    const affine = (x: number, at: number): number =>
      (gain[at % units] ?? NaN) * x + (shift[at % units] ?? NaN);
    const seen = norm?.at === "before" ? normalized?.values.map(affine) : preActivation;
    const { kinks } = activationById(activation);
    return seen?.every((x) => kinks.every((kink) => Math.abs(x - kink) > KINK_DISTANCE));
  });
}

/** Whether some gradient reaches every layer: a ReLU network of this size may be silent. */
function isAlive(network: Network): boolean {
  return gradients(network).every((gradient) => gradient.some((value) => value !== 0));
}

/** The first network that is not silent and whose values keep clear of the kinks. */
function smoothNetwork(activation: ActivationId, norm: NormPlan | null): Network {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const network = networkOf(activation, norm, seed);
    if (isFarFromKinks(network, forward(network)) && isAlive(network)) return network;
  }
  throw new Error(`no seed up to ${SEEDS} keeps ${activation} alive and clear of its kinks`);
}

function gradients(network: Network): Float64Array[] {
  const { plan, input, parameters, upstream } = network;
  const states = forward(network);
  const weights: Float64Array[] = [];
  let gradient = upstream;
  for (const layer of plan.layers.toReversed()) {
    const index = layer.layerIndex;
    const own = parameters[index];
    const state = states[index];
    if (own === undefined || state === undefined) throw new Error(`no layer ${index}`);
    const before = states[index - 1]?.activation ?? input;
    const backward = backwardLayer(layer, own, state, before, gradient, plan.batch, "float64");
    weights.unshift(backward.gradWeight);
    gradient = backward.gradInput ?? gradient;
  }
  return weights;
}

function nameOf(norm: NormPlan | null): string {
  if (norm === null) return "no normalisation";
  const statistics = norm.kind === "batch" ? `, ${norm.statistics} statistics` : "";
  return `${norm.kind} norm ${norm.at}${statistics}`;
}

/** The gradient of every weight against a central difference of the loss. */
function expectDerivative(network: Network): void {
  gradients(network).forEach((gradient, index) => {
    const weights = network.parameters[index]?.weights ?? new Float64Array();
    let difference = 0;
    let size = 0;
    gradient.forEach((analytic, at) => {
      const weight = weights[at] ?? NaN;
      weights[at] = weight + H;
      const above = loss(network);
      weights[at] = weight - H;
      const below = loss(network);
      weights[at] = weight;
      difference += ((above - below) / (2 * H) - analytic) ** 2;
      size += analytic ** 2;
    });
    expect(size).toBeGreaterThan(0);
    expect(Math.sqrt(difference / size)).toBeLessThan(TOLERANCE);
  });
}

describe.each(NORMS.map((norm) => ({ name: nameOf(norm), norm })))(
  "T29: the gradient through $name",
  ({ norm }) => {
    it.each(activations.map(({ id }) => id))("is the derivative of the loss: %s", (activation) => {
      expectDerivative(smoothNetwork(activation, norm));
    });

    it.each([
      { dropout: "plain", dropoutPosition: "before" },
      { dropout: "alpha", dropoutPosition: "after" },
      { dropout: "alpha", dropoutPosition: "before" },
    ] as const)("with dropout %j", (dropout) => {
      // Every unit keeps some of its six inputs, and loses some.
      expectDerivative(networkOf("tanh", norm, 1, { ...dropout, keepProbability: 0.6 }));
    });
  },
);
