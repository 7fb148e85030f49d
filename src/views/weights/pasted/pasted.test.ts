/** Pasted models: what they become, and where one is not understood. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import { planExperiment } from "../../../experiment/plan.ts";
import { chooserOf } from "../../../testing/fuzz/random.ts";
import { isFault, readPasted } from "./pastedConfig.ts";

const PYTORCH = `import torch.nn as nn

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 256),  # the pixels
    nn.BatchNorm1d(256),
    nn.ReLU(inplace=True),
    nn.Dropout(p=0.2),
    nn.Linear(256, 64),
    nn.BatchNorm1d(64),
    nn.Tanh(),
    nn.Dropout(0.2),
    nn.Linear(64, 10),
)`;

const PRINTED = `Sequential(
  (0): Linear(in_features=784, out_features=256, bias=True)
  (1): GELU(approximate='tanh')
  (fc2): Linear(in_features=256, out_features=10, bias=True)
)`;

const dense = (units: number, activation: string, kernel: string) => ({
  module: "keras.layers",
  class_name: "Dense",
  config: {
    name: `dense_${units}`,
    units,
    activation,
    use_bias: true,
    kernel_initializer: { module: "keras.initializers", class_name: kernel, config: { seed: null } },
    bias_initializer: { class_name: "Zeros", config: {} },
    kernel_regularizer: null,
  },
});
const keras = (kernel: string) =>
  JSON.stringify(
    {
      class_name: "Sequential",
      config: {
        name: "sequential",
        layers: [
          { class_name: "InputLayer", config: { batch_shape: [null, 784], dtype: "float32" } },
          dense(256, "relu", kernel),
          { class_name: "BatchNormalization", config: { axis: -1, epsilon: 0.001 } },
          dense(10, "linear", kernel),
        ],
      },
      keras_version: "3.4.1",
    },
    null,
    2,
  );

describe("a pasted model", () => {
  it("of PyTorch becomes the network that it is", () => {
    expect(readPasted(PYTORCH)).toMatchObject({
      depth: 3,
      width: [256, 64, 10],
      inputWidth: 784,
      activation: "relu",
      activationOverrides: [{ from: 2, to: 2, id: "tanh" }],
      lastActivation: "linear",
      normalization: "batch",
      normalizationPosition: "before",
      normalizedLayers: "hidden",
      epsilon: 1e-5,
      keepProbability: 0.8,
      initializer: "pytorch_linear",
    });
  });

  it("as PyTorch prints it, and with names", () => {
    const printed = { width: [256, 10], inputWidth: 784, activation: "gelu_tanh", normalization: "none" };
    expect(readPasted(PRINTED)).toMatchObject(printed);
    const named = `nn.Sequential(OrderedDict([("a", nn.Linear(784, 256)), ("b", nn.GELU("tanh")), ("c", nn.Linear(256, 10))]))`;
    // The text of a call stands in front of a name.
    expect(readPasted(named.replace(`"tanh"`, `approximate="tanh"`))).toMatchObject(printed);
  });

  it("without biases draws PyTorch's weights all the same", () => {
    const found = readPasted(
      "nn.Sequential(nn.Linear(75, 30, bias=False), nn.ReLU(), nn.Linear(30, 4, bias=False))",
    );
    const [first] = planExperiment({ ...DEFAULT_CONFIG, ...found }).layers;
    expect(first).toMatchObject({ fanIn: 75, bias: null, weight: { draw: "uniform" } });
    // U(-r, r) with r = 1 / sqrt(75) has the std r / sqrt(3).
    expect(first?.weight.kind === "scaled" && first.weight.scale).toBeCloseTo(1 / 15, 12);
  });

  it("of Keras, from its JSON and from Python", () => {
    const network = { width: [256, 10], inputWidth: 784, activation: "relu", lastActivation: "linear" };
    expect(readPasted(keras("GlorotUniform"))).toMatchObject({
      ...network,
      initializer: "keras_dense",
      normalization: "batch",
      normalizationPosition: "after",
      epsilon: 0.001,
    });
    const python = `keras.Sequential([keras.Input(shape=(784,)), layers.Dense(256, activation="relu", kernel_initializer="he_normal"), layers.Dense(10, kernel_initializer="he_normal")])`;
    expect(readPasted(python)).toMatchObject({
      ...network,
      initializer: "variance_scaling",
      initializerParameters: { scale: 2 },
      initializerOptions: {},
    });
  });
});

describe("what is not understood is named with its place", () => {
  it.each([
    ["nn.Sequential(\n  nn.Linear(4, 3),\n  nn.Conv2d(3, 8, 3),\n)", "unread", 3, 3],
    ["nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(5, 2))", "sizes", 1, 43],
    ["nn.Sequential(nn.ReLU(), nn.Linear(5, 2))", "order", 1, 15],
    ["nn.Sequential(nn.Linear(4, n), nn.ReLU())", "unread", 1, 28],
    ["nn.Sequential(*layers)", "unread", 1, 15],
    ["nn.Sequential(nn.Linear(4, 3), nn.ReLU()", "unread", 1, 41],
    ["nn.Sequential(nn.Linear(4, 90000))", "large", 1, 15],
    [
      "nn.Sequential(nn.Linear(4, 3), nn.LayerNorm(3), nn.Linear(3, 3), nn.RMSNorm(3), nn.Linear(3, 2))",
      "differs",
      1,
      66,
    ],
    ["nn.Sequential()", "empty", 1, 1],
    ["", "empty", 1, 1],
    [
      '{"class_name": "Sequential",\n "config": {"layers": [{"class_name": "Conv1D", "config": {}}]}}',
      "unread",
      2,
      39,
    ],
  ])("%j", (text, kind, line, column) => {
    expect(readPasted(text)).toMatchObject({ kind, line, column });
  });

  it("points at an initialiser that the page does not have", () => {
    const found = readPasted(keras("VarianceScaling"));
    expect(isFault(found) && found.text).toContain("VarianceScaling");
  });
});

it("answers any text with settings or with a fault, and never throws", () => {
  const sources = [
    PYTORCH,
    PRINTED,
    keras("HeNormal"),
    "(".repeat(5000),
    "[".repeat(5000),
    '{"__proto__": 1}',
  ];
  for (let index = 0; index < 2000; index++) {
    const choose = chooserOf(index);
    const text = choose.of(sources);
    const from = choose.below(text.length);
    const cut = text.slice(0, from) + choose.of(["", "(", ")", "}", "*", "'", "9e999", "\u0000", "=", ","]);
    const found = readPasted(cut + text.slice(from + choose.below(30)));
    if (!isFault(found))
      expect(planExperiment({ ...DEFAULT_CONFIG, ...found, batch: 2 }).layers.length).toBeGreaterThan(0);
    else expect(found.line).toBeGreaterThan(0);
  }
});
