/** The Keras script: Dense layers with the page's weights, and TensorFlow's tape for the way back. */
import type { Plan } from "../../experiment/plan.ts";
import { autogradCells } from "./autogradCode.ts";
import type { AutogradDialect } from "./autogradCode.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { owners } from "./draws.ts";
import { stepText, timesFactor } from "./frameworkText.ts";
import type { ActivationTexts } from "./frameworkText.ts";
import { indented, number } from "./pythonText.ts";
import type { Ref } from "./steps.ts";
import { hasNorms } from "./trainingCode.ts";

const ACTIVATIONS: ActivationTexts = {
  linear: (x) => x,
  relu: (x) => `keras.activations.relu(${x})`,
  relu_squared: (x) => `ops.square(keras.activations.relu(${x}))`,
  leaky_relu: (x, p) => `keras.activations.leaky_relu(${x}, negative_slope=${number(p)})`,
  elu: (x, p) => `keras.activations.elu(${x}, alpha=${number(p)})`,
  selu: (x) => `keras.activations.selu(${x})`,
  gelu: (x) => `keras.activations.gelu(${x}, approximate=False)`,
  gelu_tanh: (x) => `keras.activations.gelu(${x}, approximate=True)`,
  silu: (x) => `keras.activations.silu(${x})`,
  mish: (x) => `keras.activations.mish(${x})`,
  softplus: (x) => `keras.activations.softplus(${x})`,
  sigmoid: (x) => `keras.activations.sigmoid(${x})`,
  tanh: (x) => `keras.activations.tanh(${x})`,
  hard_tanh: (x) => `ops.clip(${x}, -1, 1)`,
  softsign: (x) => `keras.activations.softsign(${x})`,
  erf: (x) => `ops.erf(${x})`,
  sin: (x, p) => `ops.sin(${timesFactor(p, x)})`,
};

function networkCode(plan: Plan, body: string, isTrained: boolean): string {
  const { layers } = plan;
  return [
    "dense = {",
    ...owners(layers).map(
      ({ layerIndex, units, bias }) =>
        `    ${layerIndex + 1}: keras.layers.Dense(${units}${bias === null && !isTrained ? ", use_bias=False" : ""}),`,
    ),
    "}",
    "for layer, weights in W.items():",
    "    dense[layer].build((None, weights.shape[1]))",
    "    dense[layer].kernel.assign(weights.T)  # Keras has [inputs, units]",
    ...(isTrained || layers.some(({ bias }) => bias !== null)
      ? ["for layer, biases in b.items():", "    dense[layer].bias.assign(biases)"]
      : []),
    ...(isTrained && hasNorms(plan)
      ? ["gain", "shift"].map(
          (name) => `${name}s = {layer: keras.Variable(values) for layer, values in ${name}.items()}`,
        )
      : []),
    "",
    "",
    "def forward(x):",
    indented(body),
  ].join("\n");
}

function lossCode({ gradient, layers }: Plan, { family, layer }: Ref): string {
  const output = `tensors["${family}"][${layer}]`;
  switch (gradient) {
    case "gaussian":
      return `def loss_of(tensors, g):\n    """Its gradient is g."""\n    return ops.sum(${output} * g)`;
    case "cross_entropy":
      // In float32 the softmax of a sure answer is 1, and its gradient is lost.
      return [
        "def loss_of(tensors, labels, seed=None):",
        `    output = ops.cast(${output}, "float64")`,
        `    chosen = np.eye(${layers.at(-1)?.units ?? 1})[labels]`,
        "    loss = -ops.mean(ops.sum(chosen * ops.log_softmax(output), axis=1))",
        "    return loss if seed is None else loss + ops.sum(rounding(output.shape, seed) * output)",
      ].join("\n");
    case "mse":
      return `def loss_of(tensors, targets):\n    return ops.mean(ops.square(${output} - targets))`;
    default:
      return gradient satisfies never;
  }
}

const dialect = (isTrained: boolean): AutogradDialect => ({
  folder: "keras",
  standard: ["import os"],
  imports: [
    'os.environ["KERAS_BACKEND"] = "tensorflow"  # its tape has the gradient of every tensor',
    "import keras",
    "import tensorflow as tf",
    "from keras import ops",
    "",
    "tf.config.experimental.enable_tensor_float_32_execution(False)  # products have all digits of float32",
  ],
  pass: {
    forwardText: stepText(
      ACTIVATIONS,
      ({ layer: { weightsFrom } }, input) => `dense[${weightsFrom + 1}](${input})`,
      { learnt: isTrained ? (name, layer) => `${name}s[${layer}].value` : null },
    ),
    weights: "dense",
  },
  networkCode: (plan, body) => networkCode(plan, body, isTrained),
  lossCode,
});

/** The cells of the script. @throws Unwritable */
export function kerasCells(source: CodeSource): readonly Cell[] {
  return autogradCells(source, dialect);
}
