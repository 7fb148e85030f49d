/** Names of compared experiments: they list the differing settings and nothing else. */
import "../../catalog/typed/typedActivation.ts";
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { loadText } from "../../i18n/languages.ts";
import { smallTable } from "../../testing/training/table.ts";
import { differenceText } from "./difference.ts";

const BLOCKS: Partial<ExperimentConfig> = {
  block: "pre",
  branch: 0.5,
  expansion: 2,
  gate: "glu",
  tokens: 8,
  heads: 2,
  logits: "normed",
};

const { t } = await loadText("en");
const name = (patch: Partial<ExperimentConfig>, other: Partial<ExperimentConfig> = {}) =>
  differenceText({ ...DEFAULT_CONFIG, ...patch }, [{ ...DEFAULT_CONFIG, ...other }], t);

it("names the differing settings in the order of the controls", () => {
  expect(name({})).toBe("");
  expect(name({}, { initializer: "xavier_normal" })).toBe("He normal");
  expect(name({ depth: 30, activation: "tanh" })).toBe("Depth 30 · Tanh");
  expect(name({ initializer: "normal", initializerParameters: { std: 0.05 } })).toBe("Normal, Std 0.05");
});

it("writes the default where the other experiment has another value", () => {
  expect(name({}, { normalization: "batch" })).toBe("Normalisation: None");
  expect(name({ normalization: "batch", gamma: 2 }, { normalization: "batch" })).toBe(
    "Normalisation: Batch, Gamma 2",
  );
  expect(name({}, { seed: 7 })).toBe("Seed 1");
});

it("has a word for every setting of an experiment", () => {
  const other: ExperimentConfig = {
    ...DEFAULT_CONFIG,
    depth: 3,
    width: 8,
    inputWidth: 4,
    batch: 2,
    activation: "leaky_relu",
    activationParameter: 0.2,
    lastActivation: "tanh",
    activationOverrides: [{ from: 1, to: 2, id: "selu" }],
    initializer: "variance_scaling",
    initializerParameters: { scale: 3 },
    initializerOptions: { fan: "out" },
    initializerOverrides: [{ from: 1, to: 1, id: "zeros", value: null }],
    given: { key: "own", name: "own.safetensors", layers: [], data: new Blob() },
    biasStd: 0.5,
    biasMean: 0.5,
    sharing: "all",
    normalization: "batch",
    normalizationPosition: "after",
    batchStatistics: "running",
    normalizedLayers: "hidden",
    epsilon: 0.1,
    gamma: 2,
    beta: 1,
    residual: "plain",
    keepProbability: 0.5,
    dropout: "alpha",
    dropoutPosition: "before",
    evaluationBatches: 0,
    normMomentum: 0.3,
    input: "uniform",
    inputScale: 2,
    inputShift: 3,
    gradient: "mse",
    task: "blobs",
    table: smallTable(),
    points: 64,
    noise: 0.2,
    optimizer: "adam",
    learningRate: 0.1,
    miniBatch: 16,
    weightDecay: 0.1,
    clip: { kind: "norm", value: 1 },
    schedule: "cosine",
    steps: 10,
    parametrization: "mup",
    baseWidth: 32,
    seed: 2,
  };
  const silent = (Object.keys(DEFAULT_CONFIG) as (keyof ExperimentConfig)[]).filter((key) => {
    // A task has inputs of its own, and evaluation mode statistics.
    const isOfInput = ["input", "inputScale", "inputShift"].includes(key);
    const isOfEvaluation = ["evaluationBatches", "normMomentum"].includes(key);
    // Blocks have streams of their own, and places for their norms.
    const isOfBlock = ["block", "branch", "expansion", "gate", "tokens", "heads", "logits"].includes(key);
    const own: ExperimentConfig = {
      ...other,
      ...(key === "given" ? { initializer: "given" as const } : {}),
      ...(key === "table" ? { task: "csv" as const } : {}),
      ...(key === "phi" ? { activation: "phi" as const, phi: "x^2" } : {}),
      ...(key === "frequency" ? { activation: "sin" as const, frequency: 30 } : {}),
      ...(isOfBlock ? BLOCKS : {}),
      ...(isOfInput ? { task: "none" as const } : {}),
      ...(isOfEvaluation ? { evaluationBatches: 5 } : {}),
    };
    const changed = { ...own, [key]: DEFAULT_CONFIG[key] };
    return differenceText(own, [changed], t) === "" && differenceText(changed, [own], t) === "";
  });
  expect(silent).toEqual([]);
});
