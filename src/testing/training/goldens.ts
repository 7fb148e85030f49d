/**
 * The golden trainings of PyTorch as requests of this program: the plan, what is given in place of draws, and
 * what must come out.
 */
import type { OptimizerId } from "../../catalog/trainingIds.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { BlockId, GateId } from "../../experiment/blocks.ts";
import blocks from "../../experiment/training/golden/blocks.json" with { type: "json" };
import optimisation from "../../experiment/training/golden/optimisation.json" with { type: "json" };
import training from "../../experiment/training/golden/training.json" with { type: "json" };
import type { GivenTraining } from "../../experiment/training/trainingData.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";

interface Vector {
  readonly data: readonly number[];
}

/** One step as PyTorch did it; null where the file does not say. */
interface GoldenStep {
  readonly loss: number;
  readonly gradientNorm: number;
  readonly weightGradientNorms: readonly number[] | null;
  readonly activationStd: readonly number[] | null;
  readonly updateToWeightStd: readonly (number | null)[] | null;
}

export interface GoldenTraining {
  readonly id: string;
  readonly training: TrainingPlan;
  readonly given: GivenTraining;
  readonly steps: readonly GoldenStep[];
  readonly final: {
    readonly weights: readonly Vector[];
    readonly biases: readonly Vector[];
    readonly gamma?: readonly Vector[];
    readonly beta?: readonly Vector[];
    readonly runningMean?: readonly (readonly number[])[];
    readonly runningVariance?: readonly (readonly number[])[];
    readonly evaluationLoss?: number;
  };
}

interface Rule {
  readonly name: string;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

function optimizerOf({ name, momentum = 0, nesterov = false }: Rule): OptimizerId {
  if (name === "sgd") return nesterov ? "nesterov" : momentum > 0 ? "momentum" : "sgd";
  if (name === "rmsprop" || name === "adam" || name === "adamw") return name;
  throw new RangeError(`invalid optimizer: ${name}`);
}

/** A network of a golden file: no norm behind the last layer, which is linear. */
function planOf(widths: readonly number[], batch: number, patch: Partial<ExperimentConfig>) {
  const [inputWidth = 1, ...width] = widths;
  const plan = planExperiment({
    ...DEFAULT_CONFIG,
    depth: width.length,
    width,
    inputWidth,
    batch,
    lastActivation: "linear",
    ...patch,
  });
  const layers = plan.layers.map((layer, index) =>
    index === width.length - 1 ? { ...layer, norm: null } : layer,
  );
  return { ...plan, layers };
}

type Case = (typeof optimisation.cases)[number];
type Optional<Key extends string, Value> = { readonly [Each in Key]?: Value };
type AnyCase = Case &
  Optional<"keep" | "batch", number> &
  Optional<"clip", { readonly kind: string; readonly value: number }> &
  Optional<"skips", Readonly<Record<string, number>>> &
  Optional<"layerRates", readonly number[]>;

const given = (vectors: readonly Vector[], index: number): Float64Array =>
  Float64Array.from(vectors[index]?.data ?? []);

function fromOptimisation(golden: AnyCase): GoldenTraining {
  const { widths, optimizer, keep = 1, batch = 6, clip, layerRates, data, initial } = golden;
  const skips: Readonly<Record<string, number>> = golden.skips ?? {};
  const rule: Rule & Optional<"weightDecay", number> = optimizer;
  const points = data.input.shape[0] ?? 0;
  const plan = planOf(widths, points, {
    activation: golden.activation as ExperimentConfig["activation"],
    activationParameter: golden.activation === "leaky_relu" ? 0.2 : null,
    normalization: golden.norm as ExperimentConfig["normalization"],
    gradient: golden.loss as ExperimentConfig["gradient"],
    keepProbability: keep,
  });
  const layers = plan.layers.map((layer) => {
    const skip = skips[String(layer.layerIndex)];
    return { ...layer, skipFrom: skip === undefined ? null : skip - 1 };
  });
  const steps: readonly (GoldenStep & {
    readonly rows: readonly number[];
    readonly masks?: readonly (readonly number[])[];
  })[] = golden.steps;
  return {
    id: golden.id,
    training: {
      plan: { ...plan, layers },
      optimizer: optimizerOf(rule),
      learningRate: optimizer.lr,
      schedule: "constant",
      steps: steps.length,
      points,
      validation: 0,
      miniBatch: batch,
      weightDecay: rule.weightDecay ?? 0,
      decayed: "weights",
      clip: clip === undefined ? null : { kind: clip.kind === "norm" ? "norm" : "value", value: clip.value },
      rates: layers.map((_, index) => {
        const rate = layerRates?.[index] ?? 1;
        return { weights: rate, vectors: rate };
      }),
      learnsBiases: true,
      learnsNorms: true,
    },
    given: {
      layers: layers.map((_, index) => ({
        weights: given(initial.weights, index),
        biases: given(initial.biases, index),
      })),
      data: {
        inputs: Float64Array.from(data.input.data),
        labels: "labels" in data ? Uint32Array.from(data.labels ?? []) : null,
        targets: "target" in data ? Float64Array.from(data.target?.data ?? []) : null,
      },
      order: steps.map(({ rows }) => rows),
      masks:
        keep === 1
          ? null
          : steps.map(({ masks = [] }) => [
              ...masks.map((mask) => Float64Array.from(mask, (kept) => kept / keep)),
              null,
            ]),
    },
    steps,
    final: golden.final,
  };
}

function fromTraining(golden: (typeof training.cases)[number]): GoldenTraining {
  const { widths, input, labels, optimizer, expected, initialWeights } = golden;
  const rule: Rule & Optional<"weight_decay" | "clipGlobalNorm", number> = optimizer;
  const points = input.shape[0] ?? 0;
  const plan = planOf(widths, points, {
    activation: "tanh",
    normalization: golden.batchNorm === false ? "none" : "batch",
    gradient: "cross_entropy",
  });
  const all = Array.from({ length: points }, (_, index) => index);
  return {
    id: golden.id,
    training: {
      plan,
      optimizer: optimizerOf(rule),
      learningRate: optimizer.lr,
      schedule: "constant",
      steps: golden.steps,
      points,
      validation: 0,
      miniBatch: points,
      weightDecay: rule.weight_decay ?? 0,
      decayed: "all",
      clip: rule.clipGlobalNorm === undefined ? null : { kind: "norm", value: rule.clipGlobalNorm },
      rates: plan.layers.map(() => ({ weights: 1, vectors: 1 })),
      learnsBiases: true,
      // This file has batch norm without gamma and beta.
      learnsNorms: false,
    },
    given: {
      layers: plan.layers.map(({ units }, index) => ({
        weights: given(initialWeights, index),
        biases: new Float64Array(units),
      })),
      data: { inputs: Float64Array.from(input.data), labels: Uint32Array.from(labels), targets: null },
      order: Array.from({ length: golden.steps }, () => all),
      masks: null,
    },
    steps: expected.losses.map((loss, index) => ({
      loss,
      gradientNorm: expected.globalGradientNorms[index] ?? NaN,
      weightGradientNorms: null,
      activationStd: null,
      updateToWeightStd: null,
    })),
    final: expected,
  };
}

function fromBlocks(golden: (typeof blocks.cases)[number]): GoldenTraining {
  const { width, expansion, points, batch: miniBatch, epsilon, gamma, beta } = blocks;
  const { block, norm, gate, branch, clip, initial, steps, final, loss } = golden;
  const rule: Rule & Optional<"weightDecay", number> = golden.optimizer;
  const depth = initial.weights.length;
  const plan = planExperiment({
    ...DEFAULT_CONFIG,
    depth,
    width,
    inputWidth: width,
    batch: points,
    activation: "tanh",
    lastActivation: "linear",
    block: block as BlockId,
    gate: gate as GateId,
    branch,
    expansion,
    normalization: norm as ExperimentConfig["normalization"],
    normalizedLayers: block === "residual" ? "hidden" : "all",
    epsilon,
    gamma,
    beta,
    gradient: loss as ExperimentConfig["gradient"],
  });
  const vectors = (values: readonly (readonly number[])[]): readonly Vector[] =>
    values.map((data) => ({ data }));
  return {
    id: `${block}-${norm}-${gate}-${rule.name}-${loss}`,
    training: {
      plan,
      optimizer: optimizerOf(rule),
      learningRate: golden.optimizer.lr,
      schedule: "constant",
      steps: steps.length,
      points,
      validation: 0,
      miniBatch,
      weightDecay: rule.weightDecay ?? 0,
      decayed: "weights",
      clip: clip === null ? null : { kind: "norm", value: clip },
      rates: plan.layers.map(() => ({ weights: 1, vectors: 1 })),
      learnsBiases: true,
      learnsNorms: true,
    },
    given: {
      layers: plan.layers.map((_, index) => ({
        weights: Float64Array.from(initial.weights[index] ?? []),
        biases: Float64Array.from(initial.biases[index] ?? []),
      })),
      data: {
        inputs: Float64Array.from(golden.input),
        labels: loss === "mse" ? null : Uint32Array.from(golden.labels),
        targets: loss === "mse" ? Float64Array.from(golden.target) : null,
      },
      order: steps.map(({ rows }) => rows),
      masks: null,
    },
    steps: steps.map(({ updateToWeightStd: ratios, ...step }) => ({
      ...step,
      activationStd: null,
      // Weights that begin at 0 have no ratio.
      updateToWeightStd: ratios.some((ratio) => ratio === null) ? null : ratios,
    })),
    final: {
      ...final,
      weights: vectors(final.weights),
      biases: vectors(final.biases),
      gamma: vectors(final.gamma),
      beta: vectors(final.beta),
    },
  };
}

/** Trainings of every kind of block. */
export const goldenBlocks: readonly GoldenTraining[] = blocks.cases.map(fromBlocks);

export const goldenTrainings: readonly GoldenTraining[] = [
  ...training.cases.map(fromTraining),
  ...optimisation.cases.map((golden) => fromOptimisation(golden as unknown as AnyCase)),
];
