/** The JAX script: the network as a function of its weights, and jax.value_and_grad for the way back. */
import type { Plan } from "../../experiment/plan.ts";
import { autogradCells } from "./autogradCode.ts";
import type { AutogradDialect } from "./autogradCode.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { stepText, timesFactor } from "./frameworkText.ts";
import type { ActivationTexts } from "./frameworkText.ts";
import { lineText } from "./passText.ts";
import { indented, number } from "./pythonText.ts";
import type { Ref } from "./steps.ts";
import { learntOf } from "./trainingCode.ts";

const ACTIVATIONS: ActivationTexts = {
  linear: (x) => x,
  relu: (x) => `jax.nn.relu(${x})`,
  relu_squared: (x) => `jnp.square(jax.nn.relu(${x}))`,
  leaky_relu: (x, p) => `jax.nn.leaky_relu(${x}, ${number(p)})`,
  elu: (x, p) => `jax.nn.elu(${x}, ${number(p)})`,
  selu: (x) => `jax.nn.selu(${x})`,
  gelu: (x) => `jax.nn.gelu(${x}, approximate=False)`,
  gelu_tanh: (x) => `jax.nn.gelu(${x}, approximate=True)`,
  silu: (x) => `jax.nn.silu(${x})`,
  mish: (x) => `${x} * jnp.tanh(jax.nn.softplus(${x}))`,
  softplus: (x) => `jax.nn.softplus(${x})`,
  sigmoid: (x) => `jax.nn.sigmoid(${x})`,
  tanh: (x) => `jnp.tanh(${x})`,
  hard_tanh: (x) => `jax.nn.hard_tanh(${x})`,
  softsign: (x) => `jax.nn.soft_sign(${x})`,
  erf: (x) => `jax.lax.erf(${x})`,
  sin: (x, p) => `jnp.sin(${timesFactor(p, x)})`,
};

function networkCode(plan: Plan, body: string, isTrained: boolean): string {
  const hasMasks = plan.layers.some(({ keepProbability }) => keepProbability < 1);
  const others = isTrained ? [...learntOf(plan), ...(hasMasks ? ["mask"] : [])] : [];
  return [
    "NO_ZEROS = defaultdict(lambda: defaultdict(float))",
    "",
    "",
    `def forward(W, x, zero${others.map((name) => `, ${name}=${name}`).join("")}):`,
    indented(body),
  ].join("\n");
}

function lossCode({ gradient, layers }: Plan, { family, layer }: Ref): string {
  const head = `output = tensors["${family}"][${layer}]`;
  switch (gradient) {
    case "gaussian":
      return `def loss_of(tensors, g):\n    """Its gradient is g."""\n    return (tensors["${family}"][${layer}] * g).sum()`;
    case "cross_entropy":
      // In float32 the softmax of a sure answer is 1, and its gradient is lost.
      return [
        "def loss_of(tensors, labels, seed=None):",
        `    ${head}.astype(jnp.float64)`,
        `    chosen = jax.nn.one_hot(labels, ${layers.at(-1)?.units ?? 1})`,
        "    loss = -(chosen * jax.nn.log_softmax(output)).sum(1).mean()",
        "    return loss if seed is None else loss + (rounding(output.shape, seed) * output).sum()",
      ].join("\n");
    case "mse":
      return `def loss_of(tensors, targets):\n    return jnp.square(tensors["${family}"][${layer}] - targets).mean()`;
    default:
      return gradient satisfies never;
  }
}

const dialect = (isTrained: boolean): AutogradDialect => ({
  folder: "jax",
  standard: ["from collections import defaultdict"],
  imports: [
    "import jax",
    "import jax.numpy as jnp",
    "",
    "# Norms have their statistics in float64, and products all digits of float32.",
    'jax.config.update("jax_enable_x64", True)',
    'jax.config.update("jax_default_matmul_precision", "highest")',
  ],
  pass: {
    forwardText: stepText(
      ACTIVATIONS,
      ({ layer: { weightsFrom, bias } }, input) => {
        const product = `${input} @ W[${weightsFrom + 1}].T`;
        return bias === null && !isTrained ? product : `${product} + b[${weightsFrom + 1}]`;
      },
      { learnt: isTrained ? (name, layer) => `${name}[${layer}]` : null },
    ),
    lineText: (line) => `${lineText(line)} + zero["${line.name}"][${line.layer}]`,
    weights: "W",
  },
  networkCode: (plan, body) => networkCode(plan, body, isTrained),
  lossCode,
});

/** The cells of the script. @throws Unwritable */
export function jaxCells(source: CodeSource): readonly Cell[] {
  return autogradCells(source, dialect);
}
